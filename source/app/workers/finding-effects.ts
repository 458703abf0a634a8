import type { FindingWord } from '../../dashboard/input/finding-word.ts';
import type { Effect } from '../../dashboard/state/effect.ts';
import type { Event } from '../../dashboard/state/event.ts';
import { describeError } from '../describe-error.ts';
import { writeMark } from './mark-effects.ts';
import type { QueryClient } from './query-client.ts';

type Dispatch = (event: Event) => void;

type Asking = Extract<
	Effect,
	{
		kind: 'say-of-finding' | 'refresh-finding' | 'mark' | 'unmark' | 'fetch-matched' | 'exception';
	}
>;

/** Has the query worker do what concerns one finding or record, and tells what became of it. */
export async function askWorker(
	effect: Asking,
	client: QueryClient | undefined,
	dispatch: Dispatch,
): Promise<void> {
	switch (effect.kind) {
		case 'say-of-finding':
			return await sayOfFinding(effect, client, dispatch);
		case 'refresh-finding':
			return await refreshFinding(effect, client, dispatch);
		case 'fetch-matched':
			return await askForMatched(effect, client, dispatch);
		case 'exception':
			return await askForException(effect, client, dispatch);
		case 'mark':
		case 'unmark':
			return await writeMark(effect, client, dispatch);
	}
}

/** Has what was said of a finding written down, and tells what became of it. */
async function sayOfFinding(
	{ ref, word }: Extract<Effect, { kind: 'say-of-finding' }>,
	client: QueryClient | undefined,
	dispatch: Dispatch,
): Promise<void> {
	try {
		const said = await client?.sayOfFinding(ref, word);
		if (said === undefined || 'fault' in said) {
			const text = said?.fault ?? 'no store is open yet';
			dispatch({ kind: 'notified', level: 'bad', text });
		} else {
			dispatch({ kind: 'finding-said', before: ref, ref: said.ref, json: said.json });
			dispatch({ kind: 'notified', level: 'info', text: saidWords(said.json, word) });
		}
	} catch (error) {
		dispatch({ kind: 'notified', level: 'bad', text: describeError(error) });
	}
}

/** `closed: expected, with a note · Root activity`: which finding, as it may leave the list at once. */
function saidWords(json: string, { state, reason, note }: FindingWord): string {
	const { title } = JSON.parse(json) as { readonly title?: unknown };
	const now = [state, reason].filter(Boolean).join(': ');
	const words = now === '' ? 'noted' : note === undefined ? now : `${now}, with a note`;
	return typeof title === 'string' ? `${words} · ${title}` : words;
}

/** Asks where a finding stands now. One that is gone stays on its page as it was. */
async function refreshFinding(
	{ ref: before }: Extract<Effect, { kind: 'refresh-finding' }>,
	client: QueryClient | undefined,
	dispatch: Dispatch,
): Promise<void> {
	try {
		const now = await client?.findingNow(before);
		if (now !== undefined && !('fault' in now)) {
			dispatch({ kind: 'finding-said', before, ref: now.ref, json: now.json });
		}
	} catch (error) {
		dispatch({ kind: 'notified', level: 'bad', text: describeError(error) });
	}
}

/** Asks by what a record is a hit of a rule. */
async function askForMatched(
	{ id, rule, ref }: Extract<Effect, { kind: 'fetch-matched' }>,
	client: QueryClient | undefined,
	dispatch: Dispatch,
): Promise<void> {
	try {
		const parts = await client?.matched(rule, ref);
		if (parts !== undefined) {
			dispatch({ kind: 'matched', id, rule, parts });
		}
	} catch (error) {
		dispatch({ kind: 'notified', level: 'bad', text: describeError(error) });
	}
}

/** Asks what an exception would silence, or has it written. */
async function askForException(
	{ ref, ticked, isMeant }: Extract<Effect, { kind: 'exception' }>,
	client: QueryClient | undefined,
	dispatch: Dispatch,
): Promise<void> {
	try {
		const answer = await client?.exception({ ref, ticked, isMeant });
		dispatch({
			kind: 'exception',
			ref,
			answer: answer ?? { kind: 'fault', text: 'no store is open yet' },
		});
	} catch (error) {
		dispatch({ kind: 'exception', ref, answer: { kind: 'fault', text: describeError(error) } });
	}
}
