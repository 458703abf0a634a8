import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';
import type { RecordMeta } from '../segment/segment-builder.ts';
import type { SegmentView } from '../segment/view.ts';
import type { DeliveredObject, RecordSchema, StoreReader, StoreWriter } from '../store.ts';
import { dataFileName } from './environment.ts';
import { openReader, openWriter } from './open-store.ts';
import { conflictMetaName } from './replay.ts';

export interface Rebuilding {
	/** An existing store, which is not changed. */
	readonly from: string;
	/** The folder of the new store; it must not contain a store. */
	readonly to: string;
	readonly schema: RecordSchema;
	readonly groupAccess?: boolean;
	/** Called after every segment with the records so far and the total. */
	onProgress?(recordCount: number, ofCount: number): void;
}

export interface Rebuilt {
	readonly recordCount: number;
	readonly ledgerRowCount: number;
	readonly bytesBefore: number;
	readonly bytesAfter: number;
}

/** Delivered bytes that are collected before an append. */
const pieceBytesMax = 4 * 2 ** 20;
const ledgerRowsMax = 1_000;
/** Sorts after every key. */
const lastKey = '\u{10FFFF}';

/**
 * Writes every record of a store, and its ledger, into a new store in the present format, segment
 * by segment. The counts of duplicates and of dropped records start at 0.
 *
 * @throws StoreError the errors of opening either store; `segment-damaged` when a segment cannot be
 *   read
 */
export async function rebuildStore(options: Rebuilding): Promise<Rebuilt> {
	const { from, to, schema, groupAccess = false } = options;
	if (existsSync(join(to, dataFileName))) {
		throw new StoreError('store-exists', `${to} holds a store already`);
	}

	const reader = await openReader({ dir: from, schema });
	try {
		const writer = await openWriter({ dir: to, schema, groupAccess });
		try {
			return await copyAll(reader, writer, options);
		} finally {
			await writer.close();
		}
	} finally {
		await reader.close();
	}
}

async function copyAll(
	reader: StoreReader,
	writer: StoreWriter,
	{ schema, onProgress }: Rebuilding,
): Promise<Rebuilt> {
	const { segments, counts } = reader.refresh();
	let recordCount = 0;
	for (const segment of segments) {
		for (const piece of piecesOf(segment, schema)) {
			const [outcome] = await writer.append(segment.id, [piece], () => []);
			recordCount += outcome?.keptCount ?? 0;
		}

		if (segment.sealed) {
			await writer.seal();
		}

		onProgress?.(recordCount, counts.recordCount);
	}

	if (recordCount !== counts.recordCount) {
		throw new StoreError(
			'copy-differs',
			`${counts.recordCount} records were there and ${recordCount} are in the new store`,
		);
	}

	const ledgerRowCount = await copyLedger(reader, writer);
	return {
		recordCount,
		ledgerRowCount,
		bytesBefore: counts.usedBytes,
		bytesAfter: writer.counts().usedBytes,
	};
}

async function copyLedger(reader: StoreReader, writer: StoreWriter): Promise<number> {
	let count = 0;
	let rows = [];
	for (const row of reader.ledgerRange('', lastKey)) {
		rows.push(row);
		count += 1;
		if (rows.length === ledgerRowsMax) {
			await writer.putLedger(rows);
			rows = [];
		}
	}

	await writer.putLedger(rows);
	return count;
}

/** The rows of a segment in order, as objects whose records have the same metadata. */
function* piecesOf(segment: SegmentView, schema: RecordSchema): Iterable<DeliveredObject> {
	const metaOf = metadataOf(segment);
	const fallbackOf = guessedTimes(segment, schema);
	let piece = new Piece();
	for (let row = 0; row < segment.rowCount; row++) {
		const record = segment.delivered(row);
		const meta = metaOf(row);
		const fallbackMs = fallbackOf(row);
		if (!piece.takes(meta, fallbackMs)) {
			yield piece.object();
			piece = new Piece();
		}

		piece.add(record, meta, fallbackMs);
	}

	if (segment.rowCount > 0) {
		yield piece.object();
	}
}

class Piece {
	readonly #records: Uint8Array[] = [];
	#byteCount = 0;
	#meta: RecordMeta = {};
	#metaKey = '';
	#fallbackMs: number | undefined;

	/**
	 * Whether the piece accepts a record with this metadata and, when it has no time of its own,
	 * with this fallback time.
	 */
	takes(meta: RecordMeta, fallbackMs: number | undefined): boolean {
		return (
			this.#records.length === 0 ||
			(this.#byteCount < pieceBytesMax &&
				this.#metaKey === JSON.stringify(meta) &&
				(fallbackMs === undefined ||
					this.#fallbackMs === undefined ||
					fallbackMs === this.#fallbackMs))
		);
	}

	add(record: Uint8Array, meta: RecordMeta, fallbackMs: number | undefined): void {
		this.#records.push(record);
		this.#byteCount += record.byteLength;
		this.#meta = meta;
		this.#metaKey ||= JSON.stringify(meta);
		this.#fallbackMs ??= fallbackMs;
	}

	object(): DeliveredObject {
		const inflated = new Uint8Array(this.#byteCount);
		const spans = new Uint32Array(this.#records.length * 2);
		let at = 0;
		for (const [index, record] of this.#records.entries()) {
			inflated.set(record, at);
			spans[index * 2] = at;
			at += record.byteLength;
			spans[index * 2 + 1] = at;
		}

		return {
			delivered: inflated,
			encoding: 'identity',
			inflated,
			spans,
			meta: this.#meta,
			fallbackTimeMs: this.#fallbackMs ?? 0,
		};
	}
}

/** Metadata of a row without what the writer itself added. */
function metadataOf(segment: SegmentView): (row: number) => RecordMeta {
	const columns = segment
		.metaNames()
		.filter(name => name !== conflictMetaName)
		.flatMap(name => {
			const column = segment.meta(name);
			return column === undefined ? [] : [{ name, column, codes: column.codes() }];
		});
	return row => {
		const meta: Record<string, string | number> = {};
		for (const { name, column, codes } of columns) {
			const value = codes[row] === 0 ? undefined : column.value(codes[row] ?? 0);
			if (typeof value === 'string' || typeof value === 'number') {
				meta[name] = value;
			}
		}

		return meta;
	};
}

/** The fallback time of a row without a time of its own; undefined for other rows. */
function guessedTimes(
	segment: SegmentView,
	schema: RecordSchema,
): (row: number) => number | undefined {
	const times = segment.times();
	const column = segment.column(schema.timePath);
	const codes = column?.codes();
	return row => {
		const code = codes?.[row] ?? 0;
		const own = code === 0 ? undefined : column?.value(code);
		return typeof own === 'string' && !Number.isNaN(schema.parseTime(own)) ? undefined : times[row];
	};
}
