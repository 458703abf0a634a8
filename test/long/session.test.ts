import { expect, test } from 'vitest';
import { framesOf } from '../../fixtures/recording/frames.ts';
import { session, sessionSize } from '../../fixtures/recording/session.ts';
import { theSession } from '../../fixtures/recording/the-session.ts';

test('the recorded session runs on the built program, and no frame that one looks at is of work', async () => {
	const cast = await theSession(0);
	expect(cast.header).toMatchObject({
		version: 2,
		width: sessionSize.columns,
		height: sessionSize.rows,
	});
	expect(cast.header.duration).toBeGreaterThan(40);
	expect(cast.header.duration).toBeLessThan(75);
	const marks = cast.events.flatMap(([, kind, data]) => (kind === 'm' ? [data] : []));
	expect(marks).toEqual([...new Set(session.map(({ says }) => says))]);
	const frames = await framesOf(cast);
	const looked = frames.filter(
		({ atS }, index) => (frames[index + 1]?.atS ?? cast.header.duration) - atS >= 1,
	);
	expect(looked.length).toBeGreaterThanOrEqual(marks.length - 1);
	for (const { screen } of looked) {
		const text = screen.map(row => row.map(({ glyph }) => glyph).join('')).join('\n');
		expect(text).not.toMatch(/loading …|running …|looking …|fetch not ended/);
	}
});
