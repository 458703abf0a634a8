import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { Cell, Codes, Column } from '../column/column.ts';
import type { SegmentView, Shape } from '../segment/view.ts';
import { conflictMetaName } from './replay.ts';

/**
 * A segment some of whose records turned out later to share their identity with a record of other
 * content. The segment itself never changes, so the flag is laid over it, and the id says how many
 * rows are flagged: what was computed from fewer flags is not mistaken for this.
 */
export function withConflictRows(view: SegmentView, rows: readonly number[]): SegmentView {
	const flagged = rows.filter(row => row < view.rowCount);
	return flagged.length === 0 ? view : new ConflictView(view, flagged);
}

class ConflictView implements SegmentView {
	readonly id: string;
	readonly sealed: boolean;
	readonly rowCount: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly #view: SegmentView;
	readonly #rows: readonly number[];
	#flags: Column | undefined;

	constructor(view: SegmentView, rows: readonly number[]) {
		this.#view = view;
		this.#rows = rows;
		this.id = `${view.id}~${rows.length}`;
		this.sealed = view.sealed;
		this.rowCount = view.rowCount;
		this.minTimeMs = view.minTimeMs;
		this.maxTimeMs = view.maxTimeMs;
	}

	times(): Float64Array {
		return this.#view.times();
	}

	shapeIds(): Codes {
		return this.#view.shapeIds();
	}

	shapes(): readonly Shape[] {
		return this.#view.shapes();
	}

	paths(): readonly string[] {
		return this.#view.paths();
	}

	column(path: string): Column | undefined {
		return this.#view.column(path);
	}

	mayHold(path: string, needle: AnyCaseNeedle): boolean {
		return this.#view.mayHold(path, needle);
	}

	meta(name: string): Column | undefined {
		if (name !== conflictMetaName) {
			return this.#view.meta(name);
		}

		return (this.#flags ??= new FlagColumn(this.rowCount, this.#view.meta(name), this.#rows));
	}

	metaNames(): readonly string[] {
		const names = this.#view.metaNames();
		return names.includes(conflictMetaName) ? names : [...names, conflictMetaName];
	}

	container(path: string): Column | undefined {
		return this.#view.container(path);
	}

	raw(row: number): string {
		return this.#view.raw(row);
	}

	delivered(row: number): Uint8Array {
		return this.#view.delivered(row);
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
