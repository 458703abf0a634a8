import type { FrameSource } from './frame-source.ts';
import { constantVector, type Vector } from './vector.ts';
import type { Rows } from './rows.ts';

/** A field that is computed when it is first needed, for the rows selected at that moment. */
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
 * One segment on its way through the row stages: the rows still there, and the fields made so far.
 * The selection only ever shrinks, so a field computed early holds for every later stage.
 */
export class Frame {
	readonly source: FrameSource;
	/** Positions, of which `rows` selects some. */
	readonly rowCount: number;
	rows: Rows;
	/** Positions that a `nodrop` stage of the current run of extractions matched; 1 a position. */
	chain: Uint8Array | undefined;
	readonly #parent: Frame | undefined;
	/** Position → position of the parent, after a stage that made several rows of one. */
	readonly #base: Uint32Array | undefined;
	/** Made by a stage. */
	readonly #fields = new Map<string, Lazy>();
	/** Found in the record. */
	readonly #found = new Map<string, Lazy>();
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
		if (expansion !== undefined) {
			this.#isVisible = expansion.parent.#isVisible;
		}
	}

	/** The field of this name as it stands now; a later definition does not change what is held. */
	field(name: string): Lazy {
		const key = name.toLowerCase();
		const known = this.#fields.get(key) ?? this.#found.get(name);
		if (known !== undefined) {
			return known;
		}

		// What a later `fields` hides stays readable for whoever asked before.
		const isVisible = this.#isVisible(key);
		const made = lazy(() => this.#resolve(name, isVisible));
		this.#found.set(name, made);
		return made;
	}

	/** Did a stage make it? */
	has(name: string): boolean {
		return (
			this.#fields.has(name.toLowerCase()) ||
			(this.#isVisible(name.toLowerCase()) && (this.#parent ?? this.source).has(name))
		);
	}

	define(name: string, field: Lazy): void {
		this.#fields.set(name.toLowerCase(), field);
	}

	/** Names that `isVisible` denies read as null from here on. */
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

	/** Several rows for one: position `i` of the result is position `base[i]` here. */
	expand(base: Uint32Array): Frame {
		return new Frame(this.source, undefined, { parent: this, base });
	}

	/** Something about the record itself, whatever the stages made of its fields. */
	recordVector(make: (source: FrameSource, rows: Rows) => Vector): Vector {
		return this.#parent === undefined || this.#base === undefined
			? make(this.source, this.rows)
			: gather(this.#parent.recordVector(make), this.#base);
	}

	/** Position of the frame before that this position was made of. */
	originOf(position: number): number {
		return this.#base?.[position] ?? position;
	}

	/** Row of the segment behind a position. */
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
	};
}
