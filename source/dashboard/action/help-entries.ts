import { bestRankOf, byRank, fitsWords } from '../../text/match-rank.ts';
import { keyLabel } from '../input/key.ts';
import type { Command } from '../menu/descriptor.ts';
import { allContexts, shownText } from '../state/context.ts';
import type { Context } from '../state/context.ts';
import { shownKeys } from '../state/key-words.ts';
import { locationOf } from '../state/state.ts';
import type { State } from '../state/state.ts';

/** One line of the help: a key, below the title of its section. */
export interface HelpEntry {
	readonly title: string;
	readonly command: Command;
}

/** What the keys are for, by the names of their actions, in the order in which the help shows them. */
export const helpGroups: Readonly<Record<string, readonly string[]>> = {
	Moving: [
		...['up', 'down', 'left', 'right', 'top', 'bottom', 'screen-up', 'screen-down'],
		...['page-next', 'page-previous', 'focus-next', 'focus-previous', 'jump', 'back', 'let-go'],
		...['dashboard', 'dashboards', 'last-dashboard', 'history-back', 'history-forward'],
	],
	Time: [
		...['time', 'type-time', 'pause', 'range-in', 'range-out', 'range-reset', 'range-earlier'],
		...['range-later', 'panel-range', 'moment', 'around', 'compare', 'zone'],
	],
	'Filter and search': [
		...[
			'edit-query',
			'search',
			'find',
			'search-next',
			'search-previous',
			'filter',
			'clear-filters',
		],
		...['only', 'omit', 'count-by', 'field-bar', 'open-field', 'narrow-list', 'move-narrowed'],
		...['end-narrowing', 'close-list', 'run-key'],
	],
	'Drill and evidence': [
		...[
			'open',
			'related',
			'record-previous',
			'record-next',
			'fold',
			'fold-all',
			'story',
			'story-row',
			'about',
			'copy',
			'copy-row',
		],
		...['copy-command', 'export', 'mark', 'marks'],
		...['sources', 'alarms'],
	],
	Findings: ['standing', 'exception'],
	Screen: [
		...['zoom', 'sort', 'sort-reverse', 'view', 'robust'],
		...['columns', 'hide-column', 'show-columns', 'column-left', 'column-right', 'mouse'],
		...['themes'],
		...['save-panel', 'refresh', 'repair', 'environments', 'palette', 'help', 'redraw'],
		...['suspend', 'quit', 'quit-anywhere'],
	],
	'Typing a query': [
		...['accept', 'complete', 'previous-choice', 'next-choice', 'new-line', 'find-query'],
		...['undo', 'redo', 'format', 'comment', 'edit-elsewhere', 'paste-cut', 'cancel'],
	],
};

const places: Readonly<Record<Context, string>> = {
	dashboard: 'on a dashboard',
	rows: 'in rows',
	record: 'in a record',
	story: 'in a story',
	text: 'in a box of text',
	fields: 'in the bar of fields',
	narrow: 'while a text narrows a list',
	menu: 'in a menu',
	bar: 'in the query bar',
};

/** Where keys work: `on a dashboard or in rows`. */
export function placesOf(contexts: readonly Context[]): string {
	const words = contexts.map(context => places[context]);
	const last = words.at(-1) ?? '';
	return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/**
 * The keys that fit what is typed into the help: first those of the screen that it was opened on, by what they are for,
 * then the others by where they work.
 */
export function entriesOf(commands: readonly Command[], state: State): readonly HelpEntry[] {
	const here = locationOf(state).kind;
	const all = grouped(commands);
	const worksHere = ({ command }: HelpEntry) => command.contexts.includes(here);
	const others = all.filter(entry => !worksHere(entry));
	const elsewhere = allContexts.flatMap(context =>
		others
			.filter(({ command }) => firstOf(command) === context)
			.map(({ command }) => ({ command, title: titleOf(context) })),
	);
	const typed = shownText(state)?.narrow ?? '';
	const fitting = [...all.filter(worksHere), ...elsewhere].filter(({ title, command }) =>
		fitsWords(
			`${title} ${command.keys.join(' ')} ${shownKeys(state, command.keys)} ${command.help}`,
			typed,
		),
	);
	return typed.trim() === '' ? fitting : bestFirst(fitting, typed);
}

/** The best entries first, with their sections kept whole: the section of the best one comes first. */
function bestFirst(entries: readonly HelpEntry[], typed: string): readonly HelpEntry[] {
	const sections = new Map<string, { readonly entry: HelpEntry; readonly rank: number }[]>();
	for (const entry of entries) {
		const { keys, help } = entry.command;
		const rank = bestRankOf([...keys, ...keys.map(key => keyLabel([key])), help], typed);
		sections.set(entry.title, [...(sections.get(entry.title) ?? []), { entry, rank }]);
	}

	return byRank([...sections.values()], section => Math.min(...section.map(({ rank }) => rank)))
		.flatMap(section => byRank(section, ({ rank }) => rank))
		.map(({ entry }) => entry);
}

/** @param at - may lie behind the last entry */
export function chosenEntry(entries: readonly HelpEntry[], at: number): HelpEntry | undefined {
	return entries[Math.min(at, entries.length - 1)];
}

function grouped(commands: readonly Command[]): readonly HelpEntry[] {
	const byName = new Map(commands.map(command => [command.name, command]));
	return Object.entries(helpGroups).flatMap(([title, names]) =>
		names.flatMap(name => {
			const command = byName.get(name);
			return command === undefined ? [] : [{ title, command }];
		}),
	);
}

function firstOf({ contexts }: Command): Context | undefined {
	return allContexts.find(context => contexts.includes(context));
}

function titleOf(context: Context): string {
	const words = places[context];
	return words.charAt(0).toUpperCase() + words.slice(1);
}
