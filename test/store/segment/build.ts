import { SegmentBuilder } from '../../../store/segment/segment-builder.ts';
import type { RecordSchema } from '../../../store/store.ts';

export const schema: RecordSchema = {
	timePath: 'time',
	idPath: 'id',
	scopePath: 'scope',
	parseTime: text => Date.parse(text),
};

/** 2026-03-01T12:00:00Z. */
export const noonMs = Date.UTC(2026, 2, 1, 12);

export function aBuilder(): SegmentBuilder {
	return new SegmentBuilder({ id: 'segment-1', schema });
}

export function addText(
	builder: SegmentBuilder,
	text: string | Uint8Array,
	timeMs = noonMs,
): number {
	const bytes = Buffer.from(text);
	return builder.addRecord(bytes, 0, bytes.length, { _object: 'one' }, timeMs);
}

export function built(...texts: readonly string[]): SegmentBuilder {
	const builder = aBuilder();
	for (const text of texts) {
		addText(builder, text);
	}

	return builder;
}
