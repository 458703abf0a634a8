import { gzipSync } from 'node:zlib';
import type { DeliveredObject, RecordSchema } from '../../../store/index.ts';

export const startMs = Date.parse('2026-03-01T12:00:00Z');

export const schema: RecordSchema = {
	timePath: 'at',
	idPath: 'id',
	scopePath: 'account',
	parseTime: Date.parse,
};

export type AnyRecord = Readonly<Record<string, unknown>>;

/** A dull record; `number` alone decides all of it. */
export function aRecord(number: number, other: AnyRecord = {}): AnyRecord {
	return {
		id: `id-${number}`,
		at: new Date(startMs + number * 1000).toISOString(),
		account: '111122223333',
		name: ['PutObject', 'GetObject', 'ConsoleLogin'][number % 3],
		user: { name: number % 2 === 0 ? 'ada' : 'bob', number },
		...other,
	};
}

export function recordsFrom(first: number, count: number): AnyRecord[] {
	return Array.from({ length: count }, (_, i) => aRecord(first + i));
}

export interface ObjectOptions {
	readonly encoding?: 'gzip' | 'identity';
	readonly meta?: Readonly<Record<string, string | number>>;
	readonly fallbackTimeMs?: number;
	/** Bytes instead of those that belong to the records. */
	readonly delivered?: Uint8Array;
}

/** An object as whoever fetches hands it over; texts are taken as they are. */
export function anObject(
	records: readonly (AnyRecord | string)[],
	options: ObjectOptions = {},
): DeliveredObject {
	const texts = records.map(record =>
		typeof record === 'string' ? record : JSON.stringify(record),
	);
	const inflated = Buffer.from(`{"Records":[${texts.join(',')}]}`);
	const spans = new Uint32Array(texts.length * 2);
	let at = '{"Records":['.length;
	for (const [i, text] of texts.entries()) {
		spans[i * 2] = at;
		spans[i * 2 + 1] = at + Buffer.byteLength(text);
		at = (spans[i * 2 + 1] ?? 0) + 1;
	}

	const { encoding = 'gzip', meta = { _object: 'a.json.gz' } } = options;
	return {
		delivered: options.delivered ?? (encoding === 'gzip' ? gzipSync(inflated) : inflated),
		encoding,
		inflated,
		spans,
		meta,
		fallbackTimeMs: options.fallbackTimeMs ?? startMs,
	};
}

export const noLedger = (): [] => [];
