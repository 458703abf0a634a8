import { expect, test } from 'vitest';
import { trailNews } from '../../../source/app/workers/trail-news.ts';

const bad = (found: string, id = found) => ({ id, state: 'bad', found }) as const;

test('missing records are told once, and nothing else', () => {
	const stopped = bad('trail main: logging is stopped');
	const odd = { id: 'i', state: 'odd', found: 'trail main: no Insights' } as const;
	expect(trailNews([], [odd, stopped])).toEqual([
		'trail main: logging is stopped; w lists what is not logged',
	]);
	expect(trailNews([stopped], [stopped, odd])).toEqual([]);
	expect(trailNews([odd], [])).toEqual([]);
	// The same failure, an hour later.
	const failed = (at: string) => bad(`trail main: the last delivery failed at ${at}`, 'delivery');
	expect(trailNews([failed('11:00')], [failed('12:00')])).toEqual([]);
	expect(trailNews([{ ...failed('11:00'), state: 'odd' }], [failed('12:00')])).toHaveLength(1);
});

test('two are told at once', () => {
	expect(trailNews([], [bad('a'), bad('b'), bad('c')])).toHaveLength(2);
});
