import { SegmentBuilder } from '../../../store/index.ts';
import type { RecordSchema, StoreSnapshot } from '../../../store/store.ts';
import { openSealed } from '../../../store/segment/sealed.ts';
import type { SegmentView } from '../../../store/segment/view.ts';

export const schema: RecordSchema = {
	timePath: 'eventTime',
	idPath: 'eventID',
	scopePath: 'recipientAccountId',
	parseTime: text => Date.parse(text),
};

/** A record as an object, or a line that is no JSON. */
export type Given = Readonly<Record<string, unknown>> | string;

const defaultMeta = {
	_sourceCategory: 'AWS_EAGLE',
	_sourceName: 'Http Input',
	_sourceHost: 'localhost',
};

/** Builds one segment of records; a record's `_meta` overrides its metadata. */
export function segmentOf(
	id: string,
	records: readonly Given[],
	fallbackMs = 0,
	sealed = false,
): SegmentView {
	const builder = new SegmentBuilder({ id, schema });
	for (const record of records) {
		const { text, meta, timeMs } = prepared(record, fallbackMs);
		const bytes = new TextEncoder().encode(text);
		builder.addRecord(bytes, 0, bytes.length, meta, timeMs);
	}

	if (!sealed) {
		return builder.view();
	}

	const { header, groups } = builder.seal();
	return openSealed(header, (name, take) => take(groups.get(name) as Uint8Array));
}

function prepared(record: Given, fallbackMs: number) {
	if (typeof record === 'string') {
		return { text: record, meta: defaultMeta, timeMs: fallbackMs };
	}

	const { _meta, ...event } = record;
	const parsed = typeof event['eventTime'] === 'string' ? Date.parse(event['eventTime']) : NaN;
	const override = (_meta ?? {}) as Record<string, string | number>;
	return {
		text: JSON.stringify(event),
		meta: { ...defaultMeta, ...override },
		timeMs: Number.isNaN(parsed) ? fallbackMs : parsed,
	};
}

/** A store at one moment, oldest segment first. */
export function snapshotOf(segments: readonly SegmentView[], version = 1): StoreSnapshot {
	const recordCount = segments.reduce((sum, segment) => sum + segment.rowCount, 0);
	return {
		version,
		segments: [...segments].sort((a, b) => a.minTimeMs - b.minTimeMs),
		counts: {
			recordCount,
			duplicateCount: 0,
			conflictCount: 0,
			sealedSegmentCount: segments.filter(segment => segment.sealed).length,
			openRowCount: 0,
			usedBytes: 0,
		},
	};
}
