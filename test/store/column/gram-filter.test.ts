import { expect, test } from 'vitest';
import { filterMayHold, gramFilter } from '../../../store/column/gram-filter.ts';

function numbers(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (state * 48_271) % 0x7fffffff;
		return state % below;
	};
}

const bytesOf = (texts: readonly string[]) =>
	new Uint8Array(Buffer.from(texts.map(text => `${text}\n`).join('')));

/** Paths and names as logs have them, and some beyond ASCII. */
function namesOf(count: number): string[] {
	const random = numbers(3);
	const words = ['arn:aws:iam::', 'Assumed-Role/', 'Größe', 'user/', 'build-', '\\u212a', 'İ'];
	return Array.from({ length: count }, () =>
		Array.from({ length: 4 }, () => `${words[random(words.length)] ?? ''}${random(99)}`).join(''),
	);
}

test('a run of ASCII in a text is always in its filter, in any case', () => {
	const texts = namesOf(3000);
	const filter = gramFilter(bytesOf(texts));
	expect(filter.length).toBeGreaterThan(0);
	const random = numbers(5);
	for (let round = 0; round < 4000; round++) {
		const text = Buffer.from(texts[random(texts.length)] ?? '').toString('latin1');
		const from = random(text.length);
		const needle = text
			.slice(from, from + 1 + random(12))
			.replace(/[A-Z]/g, one => one.toLowerCase());
		if (/^[\x20-\x7e]+$/.test(needle)) {
			expect([needle, filterMayHold(filter, needle)]).toEqual([needle, true]);
		}
	}
});

test('most texts that are nowhere are ruled out, and what spans two texts is as well', () => {
	const texts = [...namesOf(3000), 'begins', 'ends'];
	const filter = gramFilter(bytesOf(texts));
	expect(filterMayHold(filter, 'insends')).toBe(false);
	const random = numbers(9);
	const letters = 'abcdefghijklmnopqrstuvwxyz';
	const ruledOut = Array.from({ length: 1000 }, () =>
		Array.from({ length: 6 }, () => letters[random(letters.length)]).join(''),
	).filter(needle => !filterMayHold(filter, needle));
	expect(ruledOut.length).toBeGreaterThan(990);
	expect(filterMayHold(filter, 'xy')).toBe(true);
});

test.each([
	{ name: 'few bytes', texts: namesOf(100) },
	{
		name: 'texts of all runs there are',
		texts: Array.from({ length: 40 }, (_, at) => {
			const random = numbers(at + 1);
			return Array.from({ length: 4000 }, () => String.fromCharCode(32 + random(90))).join('');
		}),
	},
])('there is no filter for $name', ({ texts }) => {
	expect(gramFilter(bytesOf(texts))).toHaveLength(0);
});

test('a filter is small beside its texts', () => {
	for (const count of [1000, 4000, 20_000]) {
		const bytes = bytesOf(namesOf(count));
		expect(gramFilter(bytes).length).toBeLessThanOrEqual(bytes.length / 12);
	}
});
