import type { Cell, Codes, Column } from '../column/column.ts';
import { NamedSegment } from '../segment/named-segment.ts';
import type { SegmentView } from '../segment/view.ts';
import { conflictMetaName } from './replay.ts';

/**
 * A view of a segment with conflict flags: some of its records were later found to share their
 * identity with a record of different content. The segment itself never changes, so the flags are
 * added by this view. Its id contains the number of flagged rows, so that a result cached for fewer
 * flags is not used.
 */
export function withConflictRows(view: SegmentView, rows: readonly number[]): SegmentView {
	const flagged = rows.filter(row => row < view.rowCount);
	return flagged.length === 0 ? view : new ConflictView(view, flagged);
}

class ConflictView extends NamedSegment {
	readonly #rows: readonly number[];
	#flags: Column | undefined;

	constructor(view: SegmentView, rows: readonly number[]) {
		super(`${view.id}~${rows.length}`, view);
		this.#rows = rows;
	}

	override meta(name: string): Column | undefined {
		return name === conflictMetaName
			? (this.#flags ??= new FlagColumn(this.rowCount, super.meta(name), this.#rows))
			: super.meta(name);
	}

	override metaNames(): readonly string[] {
		const names = super.metaNames();
		return names.includes(conflictMetaName) ? names : [...names, conflictMetaName];
	}
}

/** Code 1 is the number 1; rows without the flag have code 0. */
class FlagColumn implements Column {
	readonly path = conflictMetaName;
	readonly rowCount: number;
	readonly valueCount = 1;
	readonly distinct = true;
	readonly #codes: Uint8Array;

	constructor(rowCount: number, written: Column | undefined, later: readonly number[]) {
		this.rowCount = rowCount;
		this.#codes =
			written === undefined
				? new Uint8Array(rowCount)
				: Uint8Array.from(written.codes(), code => Math.min(1, code));
		for (const row of later) {
			this.#codes[row] = 1;
		}
	}

	codes(): Codes {
		return this.#codes;
	}

	value(): Cell {
		return 1;
	}

	token(): string {
		return '1';
	}
}
