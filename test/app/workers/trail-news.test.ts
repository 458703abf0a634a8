import { expect, test } from 'vitest';
import { trailNews } from '../../../source/app/workers/trail-news.ts';

const bad = (found: string) => ({ state: 'bad', found }) as const;

test('missing records are told once, and nothing else', () => {
	const stopped = bad('trail main: logging is stopped');
	const odd = { state: 'odd', found: 'trail main: no Insights' } as const;
	expect(trailNews([], [odd, stopped])).toEqual([
		'trail main: logging is stopped; w lists what is not logged',
	]);
	expect(trailNews([stopped], [stopped, odd])).toEqual([]);
	expect(trailNews([odd], [])).toEqual([]);
});

test('two are told at once', () => {
	expect(trailNews([], [bad('a'), bad('b'), bad('c')])).toHaveLength(2);
});
