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

interface Place {
	readonly minute: number;
	readonly object: string;
}

function framesOf(segments: readonly (readonly Place[])[]): Frame[] {
	return segments.map((places, index) => {
		const records = places.map(({ minute, object }, row) => ({
			eventTime: new Date(startMs + minute * 60_000).toISOString(),
			minute,
			id: `${index}.${row}`,
			_meta: object === '' ? {} : { _object: object },
		}));
		const view = segmentOf(String(index), records);
		return new Frame(
			new SegmentSource(view, 0, new BoundedCache(new MemoryBudget(0)), new Map()),
			undefined,
		);
	});
}

// The third and the fourth have another order in UTF-16 than by code point.
const objects = ['', 'a/2', '\u{FF46}', '\u{1F600}'];
const segments = fc.array(
	fc.array(
		fc.record({ minute: fc.integer({ min: 0, max: 4 }), object: fc.constantFrom(...objects) }),
		{ minLength: 1, maxLength: 30 },
	),
	{ minLength: 1, maxLength: 6 },
);
const span = { start: 0, end: 0 };

test('the newest rows are the head of all rows by time, object and place, however many of one time are held', () => {
	fc.assert(
		fc.property(
			segments,
			fc.integer({ min: 0, max: 40 }),
			fc.integer({ min: 0, max: 20 }),
			(given, keepMax, tiedMax) => {
				const all = given.flatMap((places, frame) =>
					places.map((place, row) => ({ ...place, id: `${frame}.${row}` })),
				);
				const rank = ({ object }: Place) => objects.indexOf(object);
				const expected = all
					.toSorted((a, b) => b.minute - a.minute || rank(a) - rank(b))
					.slice(0, keepMax);
				const newest = new NewestRows(keepMax, tiedMax);
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
					expect(got).toEqual(expected.map(({ id }) => id));
					expect(rows.seenCount).toBe(all.length);
				}
			},
		),
		{ numRuns: 100, seed: 4 },
	);
});
