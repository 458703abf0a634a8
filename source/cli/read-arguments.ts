import { distance } from 'fastest-levenshtein';
import meow from 'meow';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import type { Flag } from './flag.ts';
import { flagsOf } from './flags.ts';
import { messageOf } from '../text/error-message.ts';
import { hasCredentials } from '../text/url.ts';

type MeowFlags = Record<string, { type: 'string' | 'boolean'; isMultiple?: boolean }>;

/**
 * Reads a command line with the flags of its command.
 *
 * @param argv - without node and script
 * @param commands - the known command words; without one of them it is the console
 * @throws UsageError
 */
export function readArguments(argv: readonly string[], commands: readonly string[]): Arguments {
	const first = argv[0];
	const isCommand = first !== undefined && !first.startsWith('-');
	if (isCommand && !commands.includes(first)) {
		throw new UsageError(`there is no command "${first}"; ${nearest(first, commands, 'commands')}`);
	}

	const command = isCommand ? first : 'console';
	const known = flagsOf(command);
	const cli = parsed(isCommand ? argv.slice(1) : argv, known);
	return { command, input: cli.input, ...sorted(cli.flags, known, command) };
}

function parsed(argv: readonly string[], known: readonly Flag[]) {
	try {
		return meow({
			importMeta: import.meta,
			argv: withDashes(argv, known),
			autoHelp: false,
			autoVersion: false,
			description: false,
			help: false,
			flags: Object.fromEntries(known.map(flag => [camel(flag.name), meowFlag(flag)])) as MeowFlags,
		});
	} catch (error) {
		// A flag was given twice that may be given once.
		throw new UsageError(messageOf(error), { cause: error });
	}
}

/** `--from -` as `--from=-`: the parser takes a dash alone for no value. */
function withDashes(argv: readonly string[], known: readonly Flag[]): readonly string[] {
	return argv.flatMap((word, index) => {
		const takesValue = (text: string | undefined) =>
			known.some(({ name, type }) => type === 'string' && text === `--${name}`);
		if (word === '-' && takesValue(argv[index - 1])) {
			return [];
		}

		return argv[index + 1] === '-' && takesValue(word) ? [`${word}=-`] : [word];
	});
}

function sorted(given: Readonly<Record<string, unknown>>, known: readonly Flag[], command: string) {
	const strings: Record<string, string> = {};
	const lists: Record<string, readonly string[]> = {};
	const switches: Record<string, boolean> = {};
	for (const [key, value] of Object.entries(given)) {
		// The parser takes `--no-braille` for the denial of a flag `braille`.
		const denying =
			value === false ? known.find(({ name }) => name === `no-${kebab(key)}`) : undefined;
		if (denying !== undefined) {
			switches[denying.name] = true;
			continue;
		}

		const flag = known.find(candidate => camel(candidate.name) === key);
		if (flag === undefined) {
			const names = known.map(candidate => candidate.name);
			throw new UsageError(
				`\`${command}\` has no flag --${kebab(key)}; ${nearest(kebab(key), names, 'flags')}`,
			);
		}

		if (flag.type === 'boolean') {
			if (value === true) {
				switches[flag.name] = true;
			}
		} else if (flag.multiple === true) {
			if ((value as string[]).length > 0) {
				(value as string[]).forEach(one => refuseCredentials(flag, one));
				lists[flag.name] = value as string[];
			}
		} else if (typeof value === 'string') {
			strings[flag.name] = checkedValue(flag, value);
		}
	}

	return { strings, lists, switches };
}

function checkedValue(flag: Flag, value: string): string {
	if (value === '') {
		throw new UsageError(`--${flag.name} needs a value: --${flag.name} ${flag.value ?? 'VALUE'}`);
	}

	refuseCredentials(flag, value);

	if (flag.choices !== undefined && !flag.choices.includes(value)) {
		throw new UsageError(`--${flag.name} is one of ${flag.choices.join(', ')}; found "${value}"`);
	}

	return value;
}

/** Other users of the machine see a command line, and shells keep it. */
function refuseCredentials({ name }: Flag, value: string): void {
	if (/^https?:/i.test(value.trim()) && hasCredentials(value)) {
		throw new UsageError(
			`--${name} takes no URL with a user or password in it; name a --profile for AWS, and write auth_env into feeds.yaml for a feed`,
		);
	}
}

function meowFlag(flag: Flag) {
	return flag.multiple === true ? { type: flag.type, isMultiple: true } : { type: flag.type };
}

function nearest(word: string, known: readonly string[], what: string): string {
	const best = [...known].sort((a, b) => distance(word, a) - distance(word, b))[0];
	return best !== undefined && distance(word, best) <= 3
		? `did you mean "${best}"?`
		: `the ${what}: ${known.join(', ')}`;
}

function camel(name: string): string {
	return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function kebab(name: string): string {
	return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
