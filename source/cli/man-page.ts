import { helpGroups } from '../dashboard/action/help-entries.ts';
import { actions } from '../dashboard/action/index.ts';
import { keyLabel } from '../dashboard/input/key.ts';
import { commandHelps } from './command.ts';
import type { Flag } from './flag.ts';
import { flagsOf } from './flags.ts';
import type { CommandHelp } from './help.ts';

const name = 'trailtop';

/**
 * The manual page as roff with the macros of man(7), which every `man` reads.
 *
 * @param version - of the program: `0.1.0`
 */
export function manPage(version: string): string {
	const [console, ...others] = commandHelps;
	const parts = [
		`.TH TRAILTOP 1 "" "trailtop ${version}" "User Commands"`,
		section('NAME'),
		`${name} \\- top for AWS CloudTrail: live security dashboards in the terminal`,
		section('SYNOPSIS'),
		...commandHelps.flatMap(({ syntax }, index) => [
			...(index === 0 ? [] : ['.br']),
			`.B trailtop`,
			...(syntax === '' ? ['[\\fIflags\\fR]'] : [roffText(syntax)]),
		]),
		section('DESCRIPTION'),
		...(console === undefined ? [] : commandBody(console)),
		section('COMMANDS'),
		...others.flatMap(help => [`.SS "${quoted(`trailtop ${help.syntax}`)}"`, ...commandBody(help)]),
		section('KEYS'),
		...Object.entries(helpGroups).flatMap(([title, names]) => [
			`.SS "${quoted(title)}"`,
			...names.flatMap(name => keyLines(name)),
		]),
		section('FILES'),
		roffText('`trailtop paths` says where configuration, stores and sessions are kept.'),
		section('EXIT STATUS'),
		roffText(
			'0 with an answer, 1 without rows or with findings, 2 for a fault in what was written, 3 for an error, 4 when not everything was read. Commands say more above.',
		),
	];
	return `${parts.join('\n')}\n`;
}

function section(title: string): string {
	return `.SH ${title}`;
}

function commandBody(help: CommandHelp): readonly string[] {
	const { summary, details, examples, name } = help;
	return [
		roffText(`${summary}.`),
		...(details === undefined ? [] : ['.PP', ...details.map(line => roffText(line))]),
		...flagsOf(name).flatMap(flag => flagLines(flag)),
		'.PP',
		'.nf',
		'.RS 4',
		...examples.map(example => roffText(`$ ${example}`)),
		'.RE',
		'.fi',
	];
}

function flagLines({ name, value, help, multiple }: Flag): readonly string[] {
	const shown = value === undefined ? '' : ` \\fI${escaped(value)}\\fR`;
	return [
		'.TP',
		`\\fB${escaped(`--${name}`)}\\fR${shown}${multiple ? ' ...' : ''}`,
		roffText(help),
	];
}

function keyLines(name: string): readonly string[] {
	const action = actions.find(one => one.name === name);
	return action === undefined
		? []
		: [
				'.TP',
				`\\fB${escaped(keyLabel(action.keys))}\\fR`,
				roffText(`${action.help} (${action.contexts.join(', ')})`),
			];
}

/** A line of text: one that begins with a dot or a quote would be a macro. */
function roffText(line: string): string {
	const text = escaped(line);
	return /^[.']/.test(text) ? `\\&${text}` : text;
}

/** A backslash begins an escape, and a hyphen that is copied into a shell must be one. */
function escaped(text: string): string {
	return text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}

/** As the argument of a macro. */
function quoted(text: string): string {
	return escaped(text).replaceAll('"', '\\(dq');
}
