import type { RecordMeta } from '../segment/segment-builder.ts';
import type { SegmentView } from '../segment/view.ts';
import type { DeliveredObject, RecordSchema } from '../store.ts';
import { conflictMetaName } from './replay.ts';

/** Delivered bytes that are collected before an append. */
const pieceBytesMax = 4 * 2 ** 20;

/** How the rows of a segment are read. */
export interface RowReading {
	/** Metadata of a row without what the writer itself added. */
	metaOf(row: number): RecordMeta;
	/** The fallback time of a row without a time of its own; undefined for other rows. */
	fallbackOf(row: number): number | undefined;
	/** The delivered bytes; undefined leaves the row out. */
	recordOf(row: number): Uint8Array | undefined;
}

/** Reads every row, and throws when one cannot be read. */
function readingOf(segment: SegmentView, schema: RecordSchema): RowReading {
	return {
		metaOf: metadataOf(segment, segment.metaNames()),
		fallbackOf: guessedTimes(segment, schema),
		recordOf: row => segment.delivered(row),
	};
}

/** The rows of a segment in order, as objects whose records have the same metadata. */
export function* piecesOf(
	segment: SegmentView,
	schema: RecordSchema,
	reading: RowReading = readingOf(segment, schema),
): Iterable<DeliveredObject> {
	let piece = new Piece();
	for (let row = 0; row < segment.rowCount; row++) {
		const record = reading.recordOf(row);
		if (record === undefined) {
			continue;
		}

		const meta = reading.metaOf(row);
		const fallbackMs = reading.fallbackOf(row);
		if (!piece.takes(meta, fallbackMs)) {
			yield piece.object();
			piece = new Piece();
		}

		piece.add(record, meta, fallbackMs);
	}

	if (!piece.isEmpty) {
		yield piece.object();
	}
}

class Piece {
	readonly #records: Uint8Array[] = [];
	#byteCount = 0;
	#meta: RecordMeta = {};
	#metaKey = '';
	#fallbackMs: number | undefined;

	get isEmpty(): boolean {
		return this.#records.length === 0;
	}

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
export function metadataOf(
	segment: SegmentView,
	names: readonly string[],
): (row: number) => RecordMeta {
	const columns = names
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
export function guessedTimes(
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
