import { updateRecord } from './record.ts';
import type { State } from './state.ts';

/** So many folds are kept; the ones made first are forgotten first. */
export const foldsMax = 200;
/** A session may have been damaged; no path of a record that people fold is longer. */
const pathCharsMax = 500;

/** What is folded in an open record, and from now on in each record that is opened: one reads the next as one read this. */
export function withFolds(
	state: State,
	id: string,
	change: (folds: readonly string[]) => readonly string[],
): State {
	const record = state.records[id];
	return record === undefined
		? state
		: {
				...updateRecord(state, id, { folded: change(record.folded), beforeSearch: undefined }),
				folds: change(state.folds).slice(-foldsMax),
			};
}

/** The folds of a session that something may have damaged. */
export function knownFolds(saved: unknown): readonly string[] {
	return (Array.isArray(saved) ? saved : [])
		.filter((one): one is string => typeof one === 'string' && one.length <= pathCharsMax)
		.slice(-foldsMax);
}
