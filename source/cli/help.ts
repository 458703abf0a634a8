import { withinColumns } from '../text/within-columns.ts';
import type { Flag } from './flag.ts';
import { flagsOf } from './flags.ts';

/** Width of every help text, in cells: that of the usual terminal. */
export const helpCells = 80;

/** One command with its texts for help and shell completion. */
export interface CommandHelp {
	readonly name: string;
	readonly syntax: string;
	readonly summary: string;
	readonly details?: readonly string[];
	readonly examples: readonly string[];
}

/** Help of one command with the flags it takes. */
export function printCommandHelp(command: CommandHelp): string {
	const lines = [
		`trailtop ${command.syntax}`.trimEnd(),
		'',
		`  ${command.summary}`,
		...(command.details ?? []).map(line => `  ${line}`),
		'',
		...flagLines(flagsOf(command.name)),
		'',
		'Examples',
		...command.examples.map(example => `  $ ${example}`),
	];
	return withinColumns(`${lines.join('\n')}\n`, helpCells);
}

/** Of the longer ones the summary stands in a line of its own. */
const syntaxCells = 16;

/** The overview of all commands. */
export function printHelp(commands: readonly CommandHelp[]): string {
	const lines = [
		'top for AWS CloudTrail: live security dashboards in the terminal',
		'',
		'Usage',
		...commands.flatMap(({ syntax, summary }) =>
			syntax.length <= syntaxCells
				? [`  trailtop ${syntax.padEnd(syntaxCells)}  ${summary}`]
				: [`  trailtop ${syntax}`, `${' '.repeat(syntaxCells + 11)}  ${summary}`],
		),
		'',
		...flagLines(flagsOf('console')),
		'',
		'`trailtop COMMAND --help` tells more of one command; `trailtop help query` is the manual of the query language.',
	];
	return withinColumns(`${lines.join('\n')}\n`, helpCells);
}

function flagLines(flags: readonly Flag[]): readonly string[] {
	const syntax = (flag: Flag) =>
		`--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
	const width = Math.max(...flags.map(flag => syntax(flag).length));
	return ['Flags', ...flags.map(flag => `  ${syntax(flag).padEnd(width)}  ${flag.help}`)];
}
