import { manual } from '../query/language/manual.ts';
import { UsageError } from '../app/arguments.ts';
import { commandHelps, helpOf } from './command.ts';
import type { Command } from './command.ts';
import { configHelp } from './config-help.ts';
import { helpCells, printCommandHelp, printHelp } from './help.ts';
import { exitCode } from '../app/ports.ts';
import { printForms } from '../text/when/print-forms.ts';
import { withinColumns } from '../text/within-columns.ts';

/** Help of the commands, the query language and the configuration. */
export const helpCommand: Command = {
	help: helpOf('help'),
	async run(args, ports) {
		const [topic, detail] = args.input;
		const text = topic === 'keys' ? await keysText() : helpText(topic, detail);
		await ports.out(withinColumns(text, helpCells));
		return exitCode.rows;
	},
};

/** The actions of the console, which the configuration names when it gives them other keys. */
async function keysText(): Promise<string> {
	const { actions } = await import('../dashboard/action/index.ts');
	const lines = actions.map(
		({ name, keys, help }) => `  ${name.padEnd(16)}  ${keys.join(' ').padEnd(18)}  ${help}`,
	);
	return [
		'The keys of the console, by the names of its actions. In the configuration:',
		'',
		'  keys:',
		'    time: [t, f5]',
		'    around: [W]',
		'',
		'A key is a character, or a name: ctrl-k, alt-x, shift-tab, f5, pagedown, space, enter. ctrl-c and',
		'escape stay where they are. What is wrong with them `trailtop config check` tells.',
		'',
		...lines,
		'',
	].join('\n');
}

/** What `trailtop help` says of a topic, before its lines are broken. */
function helpText(topic: string | undefined, detail: string | undefined): string {
	if (topic === undefined) {
		return printHelp(commandHelps);
	}

	if (topic === 'config') {
		return configHelp();
	}

	if (topic === 'time') {
		return printForms();
	}

	if (topic === 'query' && detail === undefined) {
		return `${printCommandHelp(helpOf('query'))}\n${manual()}`;
	}

	if (topic === 'query' && detail !== undefined) {
		const text = manual(detail);
		if (text === '') {
			throw new UsageError(`the language has no "${detail}"; \`trailtop help query\` lists it all`);
		}

		return text;
	}

	const command = commandHelps.find(candidate => candidate.name === topic);
	if (command === undefined) {
		throw new UsageError(
			`there is no help on "${topic}"; topics: ${[...commandHelps.map(known => known.name), 'config', 'keys', 'time'].join(', ')}`,
		);
	}

	return printCommandHelp(command);
}
