import { UsageError } from '../app/arguments.ts';
import { commandHelps, helpOf } from './command.ts';
import type { Command } from './command.ts';
import { flagsOf } from './flags.ts';
import { exitCode } from '../app/ports.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** Prints a shell completion script, made from the same tables as the help. */
export const completionCommand: Command = {
	help: helpOf('completion'),
	async run(args, ports) {
		const [shell] = args.input;
		switch (shell) {
			case 'bash':
				await ports.out(bash());
				break;
			case 'zsh':
				await ports.out(`autoload -U +X bashcompinit && bashcompinit\n${bash()}`);
				break;
			case 'fish':
				await ports.out(fish());
				break;
			default:
				throw new UsageError(`completion needs a shell: ${shells.join(', ')}`);
		}

		return exitCode.rows;
	},
};

function commandNames(): readonly string[] {
	return commandHelps.map(command => command.name).filter(name => name !== 'console');
}

function bash(): string {
	const cases = [...commandNames(), 'console'].map(name => {
		const flags = flagsOf(name).map(flag => `--${flag.name}`);
		return `\t\t${name === 'console' ? '*' : name}) words="${flags.join(' ')}" ;;`;
	});
	return `_trailtop() {
	local words current="\${COMP_WORDS[COMP_CWORD]}"
	if [ "$COMP_CWORD" -eq 1 ] && [ "\${current#-}" = "$current" ]; then
		COMPREPLY=($(compgen -W "${commandNames().join(' ')}" -- "$current"))
		return
	fi
	case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _trailtop trailtop
`;
}

function fish(): string {
	const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
	const commands = commandHelps
		.filter(command => command.name !== 'console')
		.map(
			command =>
				`complete -c trailtop -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
		);
	const flags = commandNames().flatMap(name =>
		flagsOf(name).map(
			flag =>
				`complete -c trailtop -n '__fish_seen_subcommand_from ${name}' -l ${flag.name}${flag.type === 'string' ? ' -r' : ''} -d ${quoted(flag.help)}`,
		),
	);
	return `${[...commands, ...flags].join('\n')}\n`;
}
