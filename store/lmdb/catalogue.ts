import type { SealedSegment } from '../segment/sealed.ts';
import type { SegmentBuilder } from '../segment/segment-builder.ts';
import { chunkBytesMax } from './environment.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { catalogue, catalogueKey, groupKey, headerKey, numberInKey } from './keys.ts';
import { decodeJson, encodeJson } from './rows.ts';

/**
 * Days that are counted for one segment. A segment with more has made-up or very old times; its
 * other rows are counted under `other`.
 */
const daysMax = 400;
const dayMs = 86_400_000;

/** The summary of a sealed segment, for use without opening it. */
export interface CatalogueRow {
	readonly segment: number;
	readonly rowCount: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	/** Bytes of its values on disk, without LMDB's overhead. */
	readonly byteCount: number;
	/** Rows by UTC day, `YYYY-MM-DD`. */
	readonly days: Readonly<Record<string, number>>;
}

interface SealedPartition {
	readonly segment: number;
	readonly builder: Pick<SegmentBuilder, 'rowCount' | 'minTimeMs' | 'maxTimeMs' | 'times'>;
}

export function putSealed(batch: Batch, partition: SealedPartition, sealed: SealedSegment): void {
	const { segment, builder } = partition;
	let byteCount = sealed.header.byteLength;
	batch.put(headerKey(segment), sealed.header);
	for (const [name, bytes] of sealed.groups) {
		byteCount += bytes.byteLength;
		const chunkCount = Math.max(1, Math.ceil(bytes.byteLength / chunkBytesMax));
		for (let chunk = 0; chunk < chunkCount; chunk++) {
			const start = chunk * chunkBytesMax;
			batch.put(groupKey(segment, name, chunk), bytes.subarray(start, start + chunkBytesMax));
		}
	}

	const row: CatalogueRow = {
		segment,
		rowCount: builder.rowCount,
		minTimeMs: builder.minTimeMs,
		maxTimeMs: builder.maxTimeMs,
		byteCount,
		days: rowsByDay(builder.times()),
	};
	batch.put(catalogueKey(segment), encodeJson(row));
}

/** Every sealed segment, in order of number. */
export function readCatalogue(environment: LmdbEnvironment): CatalogueRow[] {
	const rows: CatalogueRow[] = [];
	for (const key of environment.keys(catalogue)) {
		const row = environment.read(catalogueKey(numberInKey(key)), bytes => decodeJson(bytes));
		if (row !== undefined) {
			rows.push(row as CatalogueRow);
		}
	}

	return rows;
}

export function rowsByDay(times: Float64Array): Record<string, number> {
	const counts = new Map<number, number>();
	let otherCount = 0;
	for (const timeMs of times) {
		const day = Math.floor(timeMs / dayMs);
		const count = counts.get(day);
		if (count === undefined && counts.size >= daysMax) {
			otherCount += 1;
		} else {
			counts.set(day, (count ?? 0) + 1);
		}
	}

	const days: Record<string, number> = {};
	for (const [day, count] of [...counts].sort(([a], [b]) => a - b)) {
		const name = dayName(day * dayMs);
		days[name] = (days[name] ?? 0) + count;
	}

	if (otherCount > 0) {
		days['other'] = (days['other'] ?? 0) + otherCount;
	}

	return days;
}

function dayName(timeMs: number): string {
	const date = new Date(timeMs);
	return Number.isNaN(date.getTime()) ? 'other' : date.toISOString().slice(0, 10);
}
