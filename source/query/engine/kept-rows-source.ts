import type { RecordRef } from '../port.ts';
import type { Anchor } from '../frame/anchor.ts';
import type { FrameSource } from '../frame/frame-source.ts';
import type { Rows } from '../frame/rows.ts';
import type { Ties } from '../frame/ties.ts';
import { listWithoutColumns, type Vector } from '../frame/vector.ts';
import type { JsonStep } from '../syntax/tree.ts';
import type { ClockStep } from '../time/time.ts';
import type { KeptColumn, KeptRows } from './kept-rows.ts';
import type { SegmentSource } from './segment-source.ts';

interface KeptRowsParts {
	readonly kept: KeptRows;
	/** A field that the stages left, in the spelling that is asked for; undefined for any other. */
	column(name: string): KeptColumn | undefined;
	/** Is told before each piece of work. */
	work(): void;
	/** The whole segment, for everything else. */
	segment(): SegmentSource;
}

/** The rows of a segment that are known to be left, without running the stages again. */
export class KeptRowsSource implements FrameSource {
	readonly rowCount: number;
	readonly #parts: KeptRowsParts;
	readonly #columns = new Map<string, KeptColumn | undefined>();
	#ties: Ties | undefined;

	constructor(parts: KeptRowsParts) {
		this.#parts = parts;
		this.rowCount = parts.kept.rows.length;
	}

	work(): void {
		this.#parts.work();
	}

	times(): Float64Array {
		return this.#parts.kept.times;
	}

	ties(): Ties {
		return (this.#ties ??= this.#gatheredTies(this.#parts.segment().ties()));
	}

	field(name: string): Vector {
		const column = this.#column(name);
		if (column === undefined) {
			return this.#gathered(this.#parts.segment().field(name, ascending(this.#parts.kept.rows)));
		}

		const { codes, values, lists } = column;
		const value = (code: number) => values[code] ?? null;
		return {
			codes,
			size: values.length,
			repeats: true,
			value,
			...(lists.length > 0 && {
				list: { elements: code => lists[code], columns: () => undefined },
			}),
		};
	}

	/** Their values have no tokens. */
	needle(): undefined {
		return undefined;
	}

	/** They are few, and of values of their own. */
	rowsWithElements(_need: unknown, rows: Rows): Rows {
		return rows;
	}

	has(name: string): boolean {
		return this.#column(name)?.isMade ?? false;
	}

	path(steps: readonly JsonStep[]): Vector {
		return this.#gathered(this.#parts.segment().path(steps));
	}

	anchor(key: string, anchor: Anchor): Vector {
		return this.#gathered(this.#parts.segment().anchor(key, anchor));
	}

	timeslice(step: ClockStep, timeZone: string): Vector {
		return this.#gathered(this.#parts.segment().timeslice(step, timeZone));
	}

	cached<T>(_what: string, _bytes: number | ((value: T) => number), compute: () => T): T {
		return compute();
	}

	peek(): undefined {
		return undefined;
	}

	ref(row: number): RecordRef | undefined {
		return this.#parts.segment().ref(this.#parts.kept.rows[row] as number);
	}

	#gatheredTies(ties: Ties): Ties {
		const rowAt = (position: number) => this.#parts.kept.rows[position] as number;
		return {
			rankAt: position => ties.rankAt(rowAt(position)),
			objectAt: position => ties.objectAt(rowAt(position)),
		};
	}

	#column(name: string): KeptColumn | undefined {
		if (!this.#columns.has(name)) {
			this.#columns.set(name, this.#parts.column(name));
		}

		return this.#columns.get(name);
	}

	/** Of the segment's vector, what stands in our rows. */
	#gathered(vector: Vector): Vector {
		const codes = this.#parts.kept.rows.map(row => vector.codes[row] as number);
		const { size, repeats } = vector;
		const value = (code: number) => vector.value(code);
		return { codes, size, repeats, value, ...listWithoutColumns(vector) };
	}
}

/** Each row once, in order. */
function ascending(rows: Uint32Array): Rows {
	return Uint32Array.from(new Set(rows)).sort();
}
