import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordSchema } from '../../source/trail/schema.ts';
import { type DeliveredObject, openReader, openWriter } from '../../store/index.ts';
import type { StoreSnapshot } from '../../store/store.ts';
import type { CaseRecord } from './case.ts';

/** A real store in a folder of its own, which `close` removes. */
export interface CaseStore {
	/** The store as it is now. */
	snapshot(): StoreSnapshot;
	/** Turns the open segment into a sealed one. */
	seal(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Writes records to a new store, in their order.
 *
 * @param segmentRowsMax - rows of a segment: fewer make several sealed ones and an open one
 */
export async function storeOf(
	records: readonly CaseRecord[],
	segmentRowsMax?: number,
): Promise<CaseStore> {
	const dir = mkdtempSync(join(tmpdir(), 'trailtop-case-'));
	const writer = await openWriter({
		dir,
		schema: recordSchema,
		...(segmentRowsMax !== undefined && { segmentRowsMax }),
	});

	if (records.length > 0) {
		await writer.append('tail', records.map(objectOf), () => []);
	}

	const reader = await openReader({ dir, schema: recordSchema });
	return {
		snapshot: () => reader.refresh(),
		seal: () => writer.seal(),
		async close() {
			await reader.close();
			await writer.close();
			rmSync(dir, { recursive: true, force: true });
		},
	};
}

/** Each record is an object of its own: it may have metadata and a time of its own. */
function objectOf({ raw, meta, timeMs }: CaseRecord): DeliveredObject {
	const bytes = Buffer.from(raw, 'utf8');
	return {
		delivered: bytes,
		encoding: 'identity',
		inflated: bytes,
		spans: Uint32Array.of(0, bytes.length),
		meta,
		fallbackTimeMs: timeMs,
	};
}
