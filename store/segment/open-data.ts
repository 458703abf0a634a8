import type { Cell, Codes, Column } from '../column/column.ts';
import type { GrowingColumn } from '../column/growing-column.ts';
import { newCodes, shapeMask, spreadCodes } from '../column/row-codes.ts';
import { TokenColumn } from '../column/token-column.ts';
import { textOf } from '../column/tokens.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import type { ShredSpace } from '../shred/shred-space.ts';
import { keptOf } from './kept-rows.ts';
import type { KeptRows } from './kept-rows.ts';
import { metaColumn } from './meta-table.ts';
import type { MetaTable } from './meta-table.ts';
import type { ContainerColumn } from './containers.ts';
import { RecordRebuilder } from './record-rebuilder.ts';
import { shapesOf, unrebuiltRows } from './segment-data.ts';
import type { SegmentData } from './segment-data.ts';
import type { Shape } from './view.ts';

/** Data that all snapshots of a growing segment share; every part only grows. */
export interface OpenRows {
	readonly id: string;
	readonly space: ShredSpace;
	readonly meta: MetaTable;
	readonly kept: KeptRows;
	times: Float64Array;
	shapeIds: Uint32Array;
	rowCount: number;
	minTimeMs: number;
	maxTimeMs: number;
	/** By column: codes by row, as far as a snapshot has requested them. */
	readonly spread: (SpreadColumn | undefined)[];
}

/** Codes spread over rows; each call continues where the last one stopped. */
class SpreadColumn {
	readonly values: (Cell | undefined)[] = [];
	#codes: Codes = new Uint8Array(0);
	#rowCount = 0;
	#valueCount = 0;

	codes(builder: GrowingColumn, rows: OpenRows, rowCount: number): Codes {
		if (rowCount > this.#rowCount) {
			// Spreads all rows, not only the snapshot's, because the column's log may know more.
			const upTo = rows.rowCount;
			this.#reserve(upTo, builder.valueCount);
			this.#valueCount = spreadCodes(
				this.#codes,
				this.#rowCount,
				upTo,
				rows.shapeIds,
				shapeMask(builder.shapes, rows.space.shapes.entries.length),
				builder,
				this.#valueCount,
			);
			this.#rowCount = upTo;
		}

		return this.#codes.subarray(0, rowCount);
	}

	#reserve(rowCount: number, valueCount: number): void {
		const needed = newCodes(0, valueCount).BYTES_PER_ELEMENT;
		if (this.#codes.length < rowCount || this.#codes.BYTES_PER_ELEMENT < needed) {
			const larger = newCodes(Math.max(rowCount, this.#codes.length * 2), valueCount);
			larger.set(this.#codes.subarray(0, this.#rowCount));
			this.#codes = larger;
		}
	}
}

/** Container columns remembered of one open segment: they hold a text for each container. */
const containersKeptMax = 4;

/** A snapshot of a growing segment. */
export class OpenData implements SegmentData {
	readonly sealed = false;
	readonly signature = undefined;
	readonly id: string;
	readonly rowCount: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly #rows: OpenRows;
	/** By column: the number of values, and whether all were looked up. */
	readonly #valueCounts: Uint32Array;
	readonly #shapeCount: number;
	readonly #columns: (TokenColumn | undefined)[] = [];
	#entries: readonly ShapeEntry[] | undefined;
	#shapes: readonly Shape[] | undefined;
	#literalTexts: readonly string[] | undefined;
	readonly #containers = new Map<string, Column>();
	#ids: Map<string, number> | undefined;
	#rebuilder: RecordRebuilder | undefined;

	constructor(rows: OpenRows) {
		this.id = rows.id;
		this.rowCount = rows.rowCount;
		this.minTimeMs = rows.minTimeMs;
		this.maxTimeMs = rows.maxTimeMs;
		this.#rows = rows;
		this.#valueCounts = Uint32Array.from(rows.space.set.columns, column => column.valueCount);
		this.#shapeCount = rows.space.shapes.entries.length;
	}

	times(): Float64Array {
		return this.#rows.times.subarray(0, this.rowCount);
	}

	shapeIds(): Codes {
		return this.#rows.shapeIds.subarray(0, this.rowCount);
	}

	shapeEntries(): readonly ShapeEntry[] {
		this.#entries ??= this.#rows.space.shapes.entries.slice(0, this.#shapeCount);
		return this.#entries;
	}

	shapes(): readonly Shape[] {
		this.#shapes ??= shapesOf(this);
		return this.#shapes;
	}

	unrebuiltRows(): readonly number[] {
		return unrebuiltRows(this.shapeEntries(), this.shapeIds(), this.rowCount);
	}

	/** Its tokens still grow. */
	holdsContainers(): undefined {
		return undefined;
	}

	literal(id: number): ByteSource {
		return this.#rows.space.states.literalBytes(id);
	}

	literalTexts(): readonly string[] {
		const { states } = this.#rows.space;
		this.#literalTexts ??= Array.from({ length: states.literalCount }, (_, id) =>
			textOf(states.literalBytes(id).bytes),
		);
		return this.#literalTexts;
	}

	columnPath(id: number): string {
		return this.#builder(id).path;
	}

	paths(): readonly string[] {
		return [...this.#columnIds().keys()];
	}

	columnId(path: string): number | undefined {
		return this.#columnIds().get(path);
	}

	/** The tokens are in memory, so one search through them is enough. */
	mayHold(): boolean {
		return true;
	}

	columnById(id: number): TokenColumn {
		let column = this.#columns[id];
		if (column === undefined) {
			const builder = this.#builder(id);
			const valueCount = this.#valueCounts[id] ?? 0;
			const spread = (this.#rows.spread[id] ??= new SpreadColumn());
			column = new TokenColumn({
				path: builder.path,
				rowCount: this.rowCount,
				valueCount,
				distinct: valueCount <= builder.pooledFrom,
				readTokens: () => builder.keepTokens(),
				readCodes: () => spread.codes(builder, this.#rows, this.rowCount),
				values: spread.values,
			});
			this.#columns[id] = column;
		}

		return column;
	}

	meta(name: string): Column | undefined {
		const runs = this.#rows.meta.byName.get(name);
		return runs && metaColumn(runs, this.rowCount);
	}

	metaNames(): readonly string[] {
		return [...this.#rows.meta.byName.keys()].filter(name => this.meta(name) !== undefined);
	}

	container(
		path: string,
		isPart: boolean,
		make: () => ContainerColumn | undefined,
	): Column | undefined {
		const known = this.#containers.get(path);
		if (known !== undefined) {
			return known;
		}

		const column = make()?.column;
		if (column !== undefined && !isPart) {
			for (const oldest of [...this.#containers.keys()].slice(0, 1 - containersKeptMax)) {
				this.#containers.delete(oldest);
			}

			this.#containers.set(path, column);
		}

		return column;
	}

	rebuilder(): RecordRebuilder {
		return (this.#rebuilder ??= new RecordRebuilder(this));
	}

	kept(row: number): Uint8Array | undefined {
		return keptOf(this.#rows.kept, row);
	}

	#columnIds(): Map<string, number> {
		this.#ids ??= new Map(
			this.#rows.space.set.columns
				.slice(0, this.#valueCounts.length)
				.flatMap((column, id) => ((this.#valueCounts[id] ?? 0) > 0 ? [[column.path, id]] : [])),
		);
		return this.#ids;
	}

	#builder(id: number): GrowingColumn {
		const builder = this.#rows.space.set.columns[id];
		if (builder === undefined) {
			throw new RangeError(`column ${id} of segment ${this.id}`);
		}

		return builder;
	}
}
