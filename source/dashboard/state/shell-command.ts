import type { TimeSpan } from '../../panels/model.ts';
import { recordQuery } from '../../story/conditions.ts';
import { secondMs } from '../../text/duration.ts';
import { shellWord } from '../../text/shell-word.ts';
import { oneLine } from '../compose/one-line.ts';
import { chosenRecord, fieldOfRecord } from './chosen-record.ts';
import { findingPage, isFinding } from './finding-page.ts';
import { shownStory } from './open-story.ts';
import { currentRange, focusedPanel } from './panels-shown.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/** A command line, or why there is none. */
export type ShellCommand =
	{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The command that prints what is shown: the same query, range, environment, scope and filters. */
export function shellCommandOf(state: State): ShellCommand {
	switch (locationOf(state).kind) {
		case 'record':
			return ofRecord(state);
		case 'story':
			return ofStory(state);
		case 'dashboard':
		case 'rows':
			return ofQuery(state);
	}
}

/** Scope, filters and variables stand in the text of a query as it ran. */
function ofQuery(state: State): ShellCommand {
	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];
	return slot === undefined
		? refused('nothing was asked here yet')
		: queryCommand(state, slot.text, slot.resultRange ?? slot.range);
}

function ofRecord(state: State): ShellCommand {
	const location = locationOf(state);
	const record = location.kind === 'record' ? state.records[location.id] : undefined;
	const page = findingPage(record);

	if (page !== undefined) {
		return commandLine(['detect', 'explain'], [], page.rule);
	}

	if (record?.json === undefined || isFinding(record.ref)) {
		return refused('the record has not come yet');
	}

	const eventId = fieldOfRecord(record.json, 'eventID');
	const timeMs = chosenRecord(state)?.timeMs;
	return eventId === undefined
		? refused('this record has no eventID to ask for it by')
		: queryCommand(
				state,
				recordQuery(eventId),
				timeMs === undefined ? currentRange(state) : { fromMs: timeMs, toMs: timeMs + secondMs },
				['--format', 'ndjson'],
			);
}

function ofStory(state: State): ShellCommand {
	const shown = shownStory(state);
	const { account, region } = state.variables.filters;

	if ((account?.exclude.length ?? 0) + (region?.exclude.length ?? 0) > 0) {
		return refused('no flag of `trailtop story` leaves out an account or region');
	}

	if (state.scope?.value !== state.environmentScope?.value) {
		return refused('no flag of `trailtop story` says another scope than that of the environment');
	}

	const given = (name: string, values: readonly string[] = []) =>
		values.filter(value => value !== '*').flatMap(value => [name, value]);
	return commandLine(
		['story'],
		[
			...state.shellArguments,
			...given('--account', account?.include),
			...given('--region', region?.include),
			...timeFlags(shown?.open.story ?? currentRange(state)),
		],
		shown?.open.who ?? '',
	);
}

function queryCommand(
	state: State,
	query: string,
	range: TimeSpan,
	others: readonly string[] = [],
): ShellCommand {
	const text = oneLine(query);
	return commandLine(
		['query'],
		[...state.shellArguments, ...timeFlags(range), ...others],
		// White space is nothing to a query, and a dash would begin a flag.
		text.startsWith('-') ? ` ${text}` : text,
	);
}

function timeFlags({ fromMs, toMs }: TimeSpan): readonly string[] {
	return ['--since', new Date(fromMs).toISOString(), '--until', new Date(toMs).toISOString()];
}

/** @param flags - names and values one after the other */
function commandLine(
	command: readonly string[],
	flags: readonly string[],
	operand: string,
): ShellCommand {
	const isFlag = operand.startsWith('-');
	const words = [
		...['trailtop', ...command],
		...(isFlag ? [] : [operand]),
		...withValues(flags),
		// Behind it nothing is a flag.
		...(isFlag ? ['--', operand] : []),
	].map(shellWord);
	return words.every(word => word !== undefined)
		? { ok: true, text: words.join(' ') }
		: refused(
				'a NUL, half a character or a line break at the end is nothing that a shell passes on',
			);
}

/** A value with a dash at its beginning is joined to its flag. */
function withValues(words: readonly string[]): readonly string[] {
	const joined: string[] = [];
	for (const [index, word] of words.entries()) {
		const flag = words[index - 1];
		if (flag?.startsWith('--') === true && word.startsWith('-') && !word.startsWith('--')) {
			joined[joined.length - 1] = `${flag}=${word}`;
		} else {
			joined.push(word);
		}
	}

	return joined;
}

function refused(reason: string): ShellCommand {
	return { ok: false, reason };
}
