import type { LmdbEnvironment } from './environment.ts';
import { conflicts, numberInKey, rowInConflictKey } from './keys.ts';

/** Rows that were flagged after they were written, by segment; each row once, ascending. */
export function readConflicts(
	environment: Pick<LmdbEnvironment, 'keys'>,
): ReadonlyMap<number, readonly number[]> {
	const rowsOf = new Map<number, number[]>();
	for (const key of environment.keys(conflicts)) {
		const segment = numberInKey(key);
		const rows = rowsOf.get(segment) ?? [];
		rows.push(rowInConflictKey(key));
		rowsOf.set(segment, rows);
	}

	return rowsOf;
}
