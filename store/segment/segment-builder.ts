import { cellOf, textOf } from '../column/tokens.ts';
import { giveBackKernel, takeKernel } from '../kernel/kernel-pool.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { grown, hashToken } from '../shred/bytes.ts';
import { keptText } from '../shred/kept-text.ts';
import { segmentRowsMax } from '../shred/limits.ts';
import { pathsMax } from '../shred/path-tree.ts';
import { Shredder } from '../shred/shredder.ts';
import { statesMax } from '../shred/state-tree.ts';
import type { RecordSchema } from '../store.ts';
import { KeptRows } from './kept-rows.ts';
import { MetaTable } from './meta-table.ts';
import type { RecordMeta } from './meta-table.ts';
import { OpenData } from './open-data.ts';
import type { OpenRows } from './open-data.ts';
import { RecordsView } from './records-view.ts';
import { sealSegment } from './seal.ts';
import type { SealedSegment } from './seal.ts';
import type { SegmentView } from './view.ts';

export type { RecordMeta } from './meta-table.ts';

/** Bytes of memory after which a segment is sealed, whatever its number of rows. */
export const segmentBytesMax = 256 * 1024 * 1024;
/**
 * Share of every other limit at which a segment is sealed; the rest is room for the current object.
 */
const sealShare = 0.7;

/** The identity of a record, read before the record is added. */
export interface RecordIdentity {
	/** Ms since the epoch by the schema's `parseTime`; NaN when missing or unreadable. */
	readonly timeMs: number;
	/** Whether the record has an id that is a string. Costs less than asking for the id. */
	readonly hasId: boolean;
	/**
	 * Undefined when the record has no id, or one that is not a string. Decoded when it is first
	 * read.
	 */
	readonly id: string | undefined;
	readonly scope: string | undefined;
	/** 32-bit hash of the id, as `RowIndex` wants it; 0 without an id. */
	readonly idHash: number;
}

class PeekedIdentity implements RecordIdentity {
	timeMs = NaN;
	scope: string | undefined;
	idHash = 0;
	/** The id's token; empty without an id. */
	idStart = 0;
	idEnd = 0;
	readonly #shredder: Shredder;
	constructor(shredder: Shredder) {
		this.#shredder = shredder;
	}

	get hasId(): boolean {
		return this.idEnd > 0;
	}

	get id(): string | undefined {
		if (this.idEnd === 0) {
			return undefined;
		}

		const token = textOf(this.#shredder.source.bytes, this.idStart, this.idEnd);
		return cellOf(token) as string;
	}
}

const quote = 0x22;
const timeWatch = 0;
const idWatch = 1;
const scopeWatch = 2;

/** A growing segment: shreds records, and gives views of the rows so far. */
export class SegmentBuilder {
	readonly #schema: RecordSchema;
	readonly #shredder: Shredder;
	readonly #rows: OpenRows;
	readonly #identity: PeekedIdentity;
	/** Parsed times by code of the time column. */
	readonly #timesByCode: number[] = [];
	readonly #scopesByCode: (string | undefined)[] = [];
	readonly #bytesMax: number;
	#delivered: Uint8Array = new Uint8Array(0);
	#view: SegmentView | undefined;
	/** Views read the kernel's memory when they are asked for something. */
	#hasViews = false;

	/**
	 * @param options - `bytesMax`: memory after which it is full; `kernel`: what reads the records
	 *   as long as it has room, `null` for TypeScript alone
	 */
	constructor(options: {
		readonly id: string;
		readonly schema: RecordSchema;
		readonly bytesMax?: number;
		readonly kernel?: Kernel | null;
	}) {
		this.#bytesMax = options.bytesMax ?? segmentBytesMax;
		const { timePath, idPath, scopePath } = options.schema;
		this.#schema = options.schema;
		const kernel = options.kernel === undefined ? takeKernel() : options.kernel;
		this.#shredder = new Shredder([timePath, idPath, scopePath], kernel ?? undefined);
		this.#identity = new PeekedIdentity(this.#shredder);
		this.#rows = {
			id: options.id,
			space: this.#shredder.space,
			meta: new MetaTable(),
			kept: new KeptRows(),
			times: new Float64Array(1024),
			shapeIds: new Uint32Array(1024),
			rowCount: 0,
			minTimeMs: NaN,
			maxTimeMs: NaN,
			spread: [],
		};
	}

	get id(): string {
		return this.#rows.id;
	}

	get rowCount(): number {
		return this.#rows.rowCount;
	}

	get minTimeMs(): number {
		return this.#rows.minTimeMs;
	}

	get maxTimeMs(): number {
		return this.#rows.maxTimeMs;
	}

	/** The times by row, until a row is added. */
	times(): Float64Array {
		return this.#rows.times.subarray(0, this.#rows.rowCount);
	}

	/**
	 * True at the maximum number of rows, or near any other limit. Records can still be added, with
	 * less detail at the limits.
	 */
	get full(): boolean {
		const { set, states, shapes } = this.#rows.space;
		return (
			this.rowCount >= segmentRowsMax ||
			set.paths.count > pathsMax * sealShare ||
			states.count > statesMax * sealShare ||
			shapes.fill > sealShare ||
			this.#rows.kept.byteCount > this.#bytesMax / 2 ||
			this.approxBytes > this.#bytesMax
		);
	}

	/**
	 * Approximate bytes of memory. Walks all columns, so call it once per object, not once per
	 * record.
	 */
	get approxBytes(): number {
		const { set, states, shapes } = this.#rows.space;
		return (
			set.columns.reduce((sum, column) => sum + column.approxBytes, 0) +
			set.paths.approxBytes +
			states.approxBytes +
			shapes.approxBytes +
			this.#rows.kept.bytes.length +
			this.#rows.times.byteLength +
			this.#rows.shapeIds.byteLength +
			this.#rows.meta.approxBytes
		);
	}

	/**
	 * Shreds one record without adding it, even when it is not valid JSON.
	 *
	 * @param bytes - must stay unchanged until `commit`
	 * @returns one object that the next `peek` overwrites
	 */
	peek(bytes: Uint8Array, start: number, end: number): RecordIdentity {
		this.#shredder.read(bytes, start, end);
		if (this.#shredder.keepsBytes) {
			this.#delivered = bytes.subarray(start, end);
		}

		const identity = this.#identity;
		identity.timeMs = this.#readTime();
		identity.scope = this.#readScope();
		this.#readId();
		return identity;
	}

	#readId(): void {
		const identity = this.#identity;
		const { leaves, scanner } = this.#shredder.space;
		const leaf = this.#leafOf(idWatch);
		const start = leaf < 0 ? 0 : (leaves.starts[leaf] as number);
		const hasId = leaf >= 0 && scanner.bytes[start] === quote;
		identity.idStart = start;
		identity.idEnd = hasId ? (leaves.ends[leaf] as number) : 0;
		identity.idHash = hasId ? hashToken(scanner.view, start, identity.idEnd) : 0;
	}

	/** Index in the record's leaves of a value that the schema names, or -1. */
	#leafOf(watch: number): number {
		const { leaves, watched } = this.#shredder.space;
		return leaves.positions[watched[watch] as number] ?? -1;
	}

	#leafText(leaf: number): string {
		const { leaves } = this.#shredder.space;
		return textOf(this.#shredder.source.bytes, leaves.starts[leaf], leaves.ends[leaf]);
	}

	/** The code that the value of a leaf has already in its column, or 0. */
	#leafCode(leaf: number, watch: number): number {
		const { leaves, set, watched } = this.#shredder.space;
		const start = leaves.starts[leaf] as number;
		return (
			(leaves.codes[leaf] as number) ||
			(set.columns[watched[watch] as number]?.find(
				this.#shredder.source,
				start,
				(leaves.ends[leaf] as number) - start,
				leaves.hashes[leaf] as number,
			) ??
				0)
		);
	}

	#readTime(): number {
		const leaf = this.#leafOf(timeWatch);
		if (leaf < 0) {
			return NaN;
		}

		const code = this.#leafCode(leaf, timeWatch);
		const known = code > 0 ? this.#timesByCode[code] : undefined;
		if (known !== undefined) {
			return known;
		}

		const token = this.#leafText(leaf);
		const cell = cellOf(token);
		const timeMs =
			typeof cell === 'string' || typeof cell === 'number'
				? this.#schema.parseTime(typeof cell === 'string' ? cell : token)
				: NaN;
		if (code > 0) {
			this.#timesByCode[code] = timeMs;
		}

		return timeMs;
	}

	#readScope(): string | undefined {
		const leaf = this.#leafOf(scopeWatch);
		if (leaf < 0) {
			return undefined;
		}

		const code = this.#leafCode(leaf, scopeWatch);
		const known = this.#scopesByCode[code];
		if (known !== undefined) {
			return known;
		}

		const cell = cellOf(this.#leafText(leaf));
		const scope = typeof cell === 'string' ? cell : undefined;
		if (code > 0) {
			this.#scopesByCode[code] = scope;
		}

		return scope;
	}

	/** The compact form of the record peeked last, equal to `SegmentView.raw` after `commit`. */
	peekedRaw(): string {
		const { space, source, start, end, shape } = this.#shredder;
		return space.shapes.entries[shape]?.rebuilds === true
			? textOf(source.bytes, start, end)
			: keptText(this.#delivered);
	}

	/**
	 * Adds the record peeked last; at most once for each `peek`.
	 *
	 * @param meta - fastest when all records of an object pass the same value
	 * @returns its row
	 */
	commit(meta: RecordMeta, timeMs: number): number {
		const rows = this.#rows;
		const row = rows.rowCount;
		rows.times = grown(rows.times, row + 1);
		rows.shapeIds = grown(rows.shapeIds, row + 1);
		rows.times[row] = timeMs;
		rows.shapeIds[row] = this.#shredder.shape;
		rows.meta.set(meta, row);
		if (this.#shredder.keepsBytes) {
			rows.kept.add(row, this.#delivered);
		}

		this.#shredder.commit();
		rows.minTimeMs = timeMs >= rows.minTimeMs ? rows.minTimeMs : timeMs;
		rows.maxTimeMs = timeMs <= rows.maxTimeMs ? rows.maxTimeMs : timeMs;
		rows.rowCount = row + 1;
		this.#view = undefined;
		return row;
	}

	/** `peek` and `commit` in one. */
	addRecord(
		bytes: Uint8Array,
		start: number,
		end: number,
		meta: RecordMeta,
		timeMs: number,
	): number {
		this.peek(bytes, start, end);
		return this.commit(meta, timeMs);
	}

	/**
	 * A snapshot of the rows so far. It stays valid and unchanged when rows are added, and after
	 * `seal`.
	 */
	view(): SegmentView {
		this.#hasViews = true;
		this.#view ??= new RecordsView(new OpenData(this.#rows));
		return this.#view;
	}

	/**
	 * Ends the use of the builder, so that the next one can have its memory: it must not be asked for
	 * views, bytes or a seal any more. Views that were taken stay valid.
	 */
	release(): void {
		const { space } = this.#rows;
		if (space.kernel !== undefined && !this.#hasViews) {
			giveBackKernel(space.kernel);
		}

		space.kernel = undefined;
	}

	/** Encodes all rows for the disk. The builder and its views can still be read. */
	seal(): SealedSegment {
		return sealSegment(this.#rows);
	}
}
