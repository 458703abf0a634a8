import { crc32 } from 'node:zlib';
import { identityOf } from '../../fixtures/doubled-trail.ts';
import type { SegmentView } from '../../store/index.ts';

export interface StoreContent {
	/** Identity to the CRC-32 of the record's text. */
	readonly records: ReadonlyMap<string, number>;
	readonly rowCount: number;
	/** Of all the CRCs, in whatever order the rows are. */
	readonly crc: number;
}

/** Reads every record there is. */
export function contentOf(segments: readonly SegmentView[]): StoreContent {
	const records = new Map<string, number>();
	let rowCount = 0;
	let crc = 0;
	for (const segment of segments) {
		for (let row = 0; row < segment.rowCount; row++) {
			const text = segment.raw(row);
			const textCrc = crc32(text);
			records.set(identityOf(JSON.parse(text) as Record<string, unknown>), textCrc);
			crc = (crc ^ textCrc) >>> 0;
			rowCount++;
		}
	}

	return { records, rowCount, crc };
}
