import { outerLists, type ElementNeed } from './element-need.ts';
import type { FrameSource } from './frame-source.ts';
import { constantVector, listWithoutColumns, type Vector } from './vector.ts';
import type { Rows } from './rows.ts';
import type { Ties } from './ties.ts';

/** A field that is computed when it is first needed, for the rows selected at that time. */
export interface Lazy {
	get(): Vector;
}

export function lazy(compute: () => Vector): Lazy {
	let known: Vector | undefined;
	return {
		get: () => (known ??= compute()),
	};
}

/**
 * The state of one segment in the row stages: the remaining rows, and the fields made so far. The
 * selection only shrinks, so a field computed early is valid in every later stage.
 */
export class Frame {
	readonly source: FrameSource;
	/** Number of positions, of which `rows` selects some. */
	readonly rowCount: number;
	rows: Rows;
	/** 1 for each position that a `nodrop` stage of the current run of extractions matched. */
	chain: Uint8Array | undefined;
	readonly #parent: Frame | undefined;
	/** Position → position of the parent frame, after a stage that made several rows of one. */
	readonly #base: Uint32Array | undefined;
	/** Fields made by a stage. */
	readonly #fields = new Map<string, Lazy>();
	/** Fields found in the record. */
	readonly #found = new Map<string, Lazy>();
	/** What the parent hides, it hides itself. */
	#isVisible: (name: string) => boolean = () => true;

	constructor(
		source: FrameSource,
		rows: Rows,
		expansion?: { readonly parent: Frame; readonly base: Uint32Array },
	) {
		this.source = source;
		this.rows = rows;
		this.#parent = expansion?.parent;
		this.#base = expansion?.base;
		this.rowCount = expansion?.base.length ?? source.rowCount;
	}

	/** The current field of this name; a later definition does not change the returned one. */
	field(name: string): Lazy {
		const key = name.toLowerCase();
		const known = this.#fields.get(key) ?? this.#found.get(name);
		if (known !== undefined) {
			return known;
		}

		// A field hidden by a later `fields` stage stays readable for those who hold it.
		const isVisible = this.#isVisible(key);
		const made = lazy(() => this.#resolve(name, isVisible));
		this.#found.set(name, made);
		return made;
	}

	/** Whether a stage made it. */
	has(name: string): boolean {
		return (
			this.#fields.has(name.toLowerCase()) ||
			(this.#isVisible(name.toLowerCase()) && (this.#parent ?? this.source).has(name))
		);
	}

	define(name: string, field: Lazy): void {
		this.#fields.set(name.toLowerCase(), field);
	}

	/** From here on, names for which `isVisible` is false read as null. */
	restrict(isVisible: (lowerName: string) => boolean): void {
		const before = this.#isVisible;
		this.#isVisible = name => isVisible(name) && before(name);
		for (const name of [...this.#fields.keys()]) {
			if (!isVisible(name)) {
				this.#fields.delete(name);
			}
		}

		this.#found.clear();
	}

	/** Makes several rows of one: position `i` of the result is position `base[i]` here. */
	expand(base: Uint32Array): Frame {
		return new Frame(this.source, undefined, { parent: this, base });
	}

	/** A value of the record itself, whatever the stages made of its fields. */
	recordVector(make: (source: FrameSource, rows: Rows) => Vector): Vector {
		return this.#parent === undefined || this.#base === undefined
			? make(this.source, this.rows)
			: gather(this.#parent.recordVector(make), this.#base);
	}

	/** Leaves out rows without what is needed, as far as their records tell it before the lists are read. */
	keepElements(need: ElementNeed): void {
		// Of rows that a stage has multiplied, the lists are read.
		if (this.#parent === undefined && !outerLists(need).some(list => this.has(list))) {
			this.rows = this.source.rowsWithElements(need, this.rows);
		}
	}

	/** The position in the parent frame that this position came from. */
	originOf(position: number): number {
		return this.#base?.[position] ?? position;
	}

	/** The row of the segment at a position. */
	rowAt(position: number): number {
		if (this.#parent === undefined || this.#base === undefined) {
			return position;
		}

		return this.#parent.rowAt(this.#base[position] as number);
	}

	/** Shape `[rowCount]`, ms since the epoch. */
	times(): Float64Array {
		if (this.#parent === undefined || this.#base === undefined) {
			return this.source.times();
		}

		const from = this.#parent.times();
		return Float64Array.from(this.#base, position => from[position] as number);
	}

	/** What orders its rows of one time; of several that were one row, their positions do. */
	ties(): Ties {
		const [parent, base] = [this.#parent, this.#base];
		if (parent === undefined || base === undefined) {
			return this.source.ties();
		}

		const from = parent.ties();
		return {
			rankAt: position => from.rankAt(base[position] as number),
			objectAt: position => from.objectAt(base[position] as number),
		};
	}

	#resolve(name: string, isVisible: boolean): Vector {
		if (!isVisible) {
			return constantVector(null, this.rowCount);
		}

		if (this.#parent !== undefined && this.#base !== undefined) {
			return gather(this.#parent.field(name).get(), this.#base);
		}

		return this.source.field(name, this.rows);
	}
}

function gather(vector: Vector, base: Uint32Array): Vector {
	const codes = new Uint32Array(base.length);
	for (let position = 0; position < base.length; position++) {
		codes[position] = vector.codes[base[position] as number] as number;
	}

	return {
		codes,
		size: vector.size,
		repeats: vector.repeats,
		value: code => vector.value(code),
		...listWithoutColumns(vector),
	};
}
