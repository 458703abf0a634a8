import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { Codes, Column } from '../column/column.ts';
import { textOf } from '../column/tokens.ts';
import { copyBytes, viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import { keptText } from '../shred/kept-text.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import { containerColumn } from './containers.ts';
import type { SegmentData } from './segment-data.ts';
import type { SegmentView, Shape } from './view.ts';

/** Cached container columns; each has a text for every distinct container. */
const containersKeptMax = 4;

/** Reads records and columns of any segment. */
export class RecordsView implements SegmentView {
	readonly id: string;
	readonly sealed: boolean;
	readonly rowCount: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly #data: SegmentData;
	readonly #containers = new Map<string, Column>();
	#scratch: ByteSource = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)) };

	constructor(data: SegmentData) {
		this.#data = data;
		this.id = data.id;
		this.sealed = data.sealed;
		this.rowCount = data.rowCount;
		this.minTimeMs = data.minTimeMs;
		this.maxTimeMs = data.maxTimeMs;
	}

	times(): Float64Array {
		return this.#data.times();
	}

	shapeIds(): Codes {
		return this.#data.shapeIds();
	}

	shapes(): readonly Shape[] {
		return this.#data.shapes();
	}

	paths(): readonly string[] {
		return this.#data.paths();
	}

	column(path: string): Column | undefined {
		const id = this.#data.columnId(path);
		return id === undefined ? undefined : this.#data.columnById(id);
	}

	mayHold(path: string, needle: AnyCaseNeedle): boolean {
		const id = this.#data.columnId(path);
		return id !== undefined && this.#data.mayHold(id, needle);
	}

	unrebuiltRows(): readonly number[] {
		return this.#data.unrebuiltRows();
	}

	holdsContainers(path: string): boolean | undefined {
		const id = this.#data.columnId(path);
		return id === undefined ? false : this.#data.holdsContainers(id);
	}

	meta(name: string): Column | undefined {
		return this.#data.meta(name);
	}

	metaNames(): readonly string[] {
		return this.#data.metaNames();
	}

	container(path: string): Column | undefined {
		const known = this.#containers.get(path);
		if (known !== undefined) {
			return known;
		}

		const column = containerColumn(this, path);
		if (column !== undefined) {
			for (const oldest of [...this.#containers.keys()].slice(0, 1 - containersKeptMax)) {
				this.#containers.delete(oldest);
			}

			this.#containers.set(path, column);
		}

		return column;
	}

	raw(row: number): string {
		const entry = this.#shapeOf(row);
		if (!entry.rebuilds) {
			return keptText(this.#data.kept(row) ?? new Uint8Array(0));
		}

		const length = this.#rebuild(entry, row);
		return textOf(this.#scratch.bytes, 0, length);
	}

	delivered(row: number): Uint8Array {
		const entry = this.#shapeOf(row);
		const kept = this.#data.kept(row);
		if (kept !== undefined) {
			return Uint8Array.from(kept);
		}

		const length = this.#rebuild(entry, row);
		return this.#scratch.bytes.slice(0, length);
	}

	#shapeOf(row: number): ShapeEntry {
		const entry = this.#data.shapeEntries()[this.shapeIds()[row] ?? -1];
		if (row >= this.rowCount || entry === undefined) {
			throw new RangeError(`row ${row} of ${this.rowCount} in segment ${this.id}`);
		}

		return entry;
	}

	/** Writes the compact form into the scratch buffer and returns its length in bytes. */
	#rebuild(entry: ShapeEntry, row: number): number {
		const { literals, columns } = entry;
		let length = this.#put(this.#data.literal(literals[0] as number), 0, undefined, 0);
		for (let leaf = 0; leaf < columns.length; leaf += 1) {
			const column = this.#data.columnById(columns[leaf] as number);
			const code = column.codes()[row] as number;
			const start = column.tokens.offsets[code - 1] as number;
			length = this.#put(column.tokens, start, column.tokens.offsets[code], length);
			length = this.#put(this.#data.literal(literals[leaf + 1] as number), 0, undefined, length);
		}

		return length;
	}

	#put(from: ByteSource, start: number, end = from.bytes.length, at = 0): number {
		const length = end - start;
		const after = at + length;
		if (after > this.#scratch.bytes.length) {
			const bytes = new Uint8Array(Math.max(4096, after * 2));
			bytes.set(this.#scratch.bytes.subarray(0, at));
			this.#scratch = { bytes, view: viewOf(bytes) };
		}

		copyBytes(from, start, length, this.#scratch, at);
		return after;
	}
}
