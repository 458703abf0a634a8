import type { RecordEntry } from '../../panels/record.ts';
import type { Event } from './event.ts';
import { findingPage } from './finding-page.ts';
import { updateRecord } from './record.ts';
import { locationOf } from './state.ts';
import type { OpenRecord, State } from './state.ts';

/** The rule of the finding whose records are listed; undefined elsewhere. */
export function ruleOfRows(state: State): string | undefined {
	const before = state.locations[state.location - 1];
	return locationOf(state).kind === 'rows' && before?.kind === 'record'
		? findingPage(state.records[before.id])?.rule
		: undefined;
}

export function withMatched(
	state: State,
	{ id, rule, parts }: Extract<Event, { readonly kind: 'matched' }>,
): State {
	return updateRecord(state, id, { matched: { rule, parts } });
}

/** Whether a line of a record is why it is a hit, or hides what is. */
export function markOf({ matched }: OpenRecord): (entry: RecordEntry) => boolean {
	const wanted = new Set(
		matched?.parts.filter(({ isAbsent }) => !isAbsent).flatMap(({ fields }) => fields.map(plain)),
	);
	return ({ path, kind, folded }) => {
		const own = plain(path);
		return (
			kind !== 'end' &&
			path !== '' &&
			(wanted.has(own) || (folded && [...wanted].some(name => name.startsWith(`${own}.`))))
		);
	};
}

/** Names ignore case, and the places in lists. */
function plain(path: string): string {
	return path
		.replaceAll(/\[\d+\]/g, '')
		.replaceAll(
			/\['((?:[^'\\]|\\.)*)'\]/g,
			(_, key: string) => `.${key.replaceAll(/\\(.)/g, '$1')}`,
		)
		.toLowerCase();
}
