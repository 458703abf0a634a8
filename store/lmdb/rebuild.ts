import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';
import { afterAll } from '../store.ts';
import type { RecordSchema, StoreReader, StoreWriter } from '../store.ts';
import { dataFileName } from './environment.ts';
import { openReader, openWriter } from './open-store.ts';
import { piecesOf } from './pieces.ts';

export interface Rebuilding {
	/** An existing store, which is not changed. */
	readonly from: string;
	/** The folder of the new store; it must not contain a store. */
	readonly to: string;
	readonly schema: RecordSchema;
	readonly groupAccess?: boolean;
	/** Rows of the ledger that name segments stay behind, because segments get other names. */
	readonly namesSegments?: (ledgerKey: string) => boolean;
	/** Called after every segment with the records so far and the total. */
	onProgress?(recordCount: number, ofCount: number): void;
}

export interface Rebuilt {
	readonly recordCount: number;
	readonly ledgerRowCount: number;
	readonly bytesBefore: number;
	readonly bytesAfter: number;
}

export const ledgerRowsMax = 1_000;

/**
 * Writes every record of a store, and its ledger, into a new store in the present format, segment
 * by segment. The counts of duplicates and of dropped records start at 0.
 *
 * @throws StoreError the errors of opening either store; `segment-damaged` when a segment cannot be
 *   read
 */
export async function rebuildStore(options: Rebuilding): Promise<Rebuilt> {
	const { from, to, schema, groupAccess = false } = options;
	refuseStoreAt(to);
	const reader = await openReader({ dir: from, schema });
	try {
		const unfinished = `a copy of ${from}`;
		const writer = await openWriter({ dir: to, schema, groupAccess, unfinished });
		try {
			const rebuilt = await copyAll(reader, writer, options);
			await writer.finish();
			return rebuilt;
		} finally {
			await writer.close();
		}
	} finally {
		await reader.close();
	}
}

/** @throws StoreError `store-exists` */
export function refuseStoreAt(dir: string): void {
	if (existsSync(join(dir, dataFileName))) {
		throw new StoreError('store-exists', `${dir} holds a store already`);
	}
}

async function copyAll(
	reader: StoreReader,
	writer: StoreWriter,
	{ schema, namesSegments, onProgress }: Rebuilding,
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

	const ledgerRowCount = await copyLedger(reader, writer, namesSegments);
	return {
		recordCount,
		ledgerRowCount,
		bytesBefore: counts.usedBytes,
		bytesAfter: writer.counts().usedBytes,
	};
}

async function copyLedger(
	reader: StoreReader,
	writer: StoreWriter,
	namesSegments: Rebuilding['namesSegments'],
): Promise<number> {
	let count = 0;
	let rows = [];
	for (const row of reader.ledgerRange('', afterAll)) {
		if (namesSegments?.(row.key) === true) {
			continue;
		}

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
