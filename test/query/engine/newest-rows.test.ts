import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedCache } from '../../../store/bounded-cache.ts';
import { MemoryBudget } from '../../../store/memory-budget.ts';
import { Frame } from '../../../source/query/frame/frame.ts';
import { NewestRows } from '../../../source/query/engine/newest-rows.ts';
import { SegmentSource } from '../../../source/query/engine/segment-source.ts';
import { SortedRows } from '../../../source/query/frame/sorted-rows.ts';
import { segmentOf } from './segments.ts';

const startMs = Date.UTC(2026, 2, 1, 12);

function framesOf(segments: readonly (readonly number[])[]): Frame[] {
	return segments.map((minutes, index) => {
		const records = minutes.map((minute, row) => ({
			eventTime: new Date(startMs + minute * 60_000).toISOString(),
			minute,
			id: `${index}.${row}`,
		}));
		const view = segmentOf(String(index), records);
		return new Frame(
			new SegmentSource(view, 0, new BoundedCache(new MemoryBudget(0)), new Map()),
			undefined,
		);
	});
}

const segments = fc.array(
	fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }),
	{
		minLength: 1,
		maxLength: 6,
	},
);
const span = { start: 0, end: 0 };

test('the newest rows are the head of all rows by time and arrival', () => {
	fc.assert(
		fc.property(segments, fc.integer({ min: 0, max: 40 }), (given, keepMax) => {
			const all = given.flatMap((minutes, frame) =>
				minutes.map((minute, row) => ({ minute, place: `${frame}.${row}` })),
			);
			const expected = all.toSorted((a, b) => b.minute - a.minute).slice(0, keepMax);
			const newest = new NewestRows(keepMax);
			const sorted = new SortedRows(
				[{ field: { name: 'minute', span }, descending: true }],
				keepMax,
			);
			for (const frame of framesOf(given)) {
				newest.add(frame);
				sorted.add(frame);
			}

			for (const rows of [newest, sorted]) {
				const ordered = rows.finish();
				const got = Array.from(ordered.frameOf, (frame, place) => {
					const position = ordered.positionOf[place] as number;
					const id = ordered.frames[frame]?.field('id').get();
					return id?.value(id.codes[position] as number);
				});
				expect(got).toEqual(expected.map(({ place }) => place));
				expect(rows.seenCount).toBe(all.length);
			}
		}),
		{ numRuns: 60, seed: 4 },
	);
});
