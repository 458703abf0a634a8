import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { forms } from '../../../source/text/when/forms.ts';
import { readSpoken } from '../../../source/text/when/when.ts';
import type { Spoken } from '../../../source/text/when/when.ts';
import { beginsForm } from '../../../source/text/when/words.ts';

type Ends = readonly [from: string, to: string];

interface Phrase {
	readonly text: string;
	/** The same in every zone. */
	readonly every?: Ends;
	readonly UTC?: Ends;
	readonly 'Europe/Berlin'?: Ends;
	readonly 'America/Los_Angeles'?: Ends;
}

const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles'] as const;
const written = parse(readFileSync('test/text/when/phrases.yaml', 'utf8'), {
	schema: 'failsafe',
}) as { readonly now: string; readonly phrases: readonly Phrase[] };
const nowMs = Date.parse(written.now);
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The range that a text is in the menu of times. */
function ends(spoken: Spoken): Ends {
	return 'lengthMs' in spoken
		? [iso(nowMs - spoken.lengthMs), iso(nowMs)]
		: [iso(spoken.fromMs), iso('toMs' in spoken ? spoken.toMs : nowMs)];
}

describe.each(zones)('in %s', timeZone => {
	test.each(written.phrases)('$text', phrase => {
		const outcome = readSpoken(phrase.text, { nowMs, timeZone });
		expect(outcome.ok ? ends(outcome.spoken) : outcome).toEqual(phrase.every ?? phrase[timeZone]);
	});
});

test('every example of every form is read, by that form, and a key of no entry begins one', () => {
	for (const { examples, read } of forms) {
		for (const example of examples) {
			expect(readSpoken(example, { nowMs, timeZone: 'UTC' }), example).toMatchObject({ ok: true });
			expect(read(example.toLowerCase(), { nowMs, timeZone: 'UTC' }), example).toHaveProperty(
				'kind',
			);
			expect(beginsForm(example[0] ?? ''), example).toBe(true);
		}
	}

	expect(written.phrases.filter(({ text }) => !beginsForm(text[0] ?? ''))).toEqual([]);
});

test('the second of two equal times of a clock is in a range that ends there', () => {
	const outcome = readSpoken('2025-10-26 02:00 - 02:30', { nowMs, timeZone: 'Europe/Berlin' });
	expect(outcome.ok && ends(outcome.spoken)).toEqual([
		'2025-10-26T00:00:00Z',
		'2025-10-26T01:30:00Z',
	]);
});

test.each([
	['31 june', 'June has 30 days', '30 june'],
	['2026-02-30', 'February 2026 has 28 days', '2026-02-28'],
	['2026-13-01', 'there is no month 13', '2026-12-01'],
	['25:00', 'a day ends at 24:00', '23:00'],
	['yesterday 25:00', 'a day ends at 24:00', 'yesterday 23:00'],
	['13pm', 'an hour before am or pm is 1 to 12', '13:00'],
	['10:75', 'an hour has 60 minutes', '10:59'],
	['2026-03-29 02:30', 'the clock of Europe/Berlin goes from 02:00 to 03:00', '2026-03-29 03:00'],
	[
		'2026-03-29 02:30 - 04:00',
		'the clock of Europe/Berlin goes from 02:00 to 03:00',
		'2026-03-29 03:00 - 04:00',
	],
	['1.6.2017', 'may begin with its day or with its month', '2017-06-01'],
	['06/01/2017', 'may begin with its day or with its month', '2017-01-06'],
	['2026-03-01 10:00-11:00', 'or a time in the zone -11:00', '2026-03-01 10:00 - 11:00'],
	['last 3 months', 'a month is not always as long', 'last 90 days'],
	['last 3 dyas', 'is no time range', 'last 3 days'],
	['yesterdy 14:00', 'is no time range', 'yesterday 14:00'],
	['the last 3 days please', 'is no time range', 'last 3 days'],
	['9-17', 'is no time range', '9:00-17:00'],
	['14h30', 'is no time range', '14:30'],
	['24', 'is no time range', 'last 24h'],
	['next week', 'is no time range', 'last week'],
	['10:00 .. later', '"later" is no time', '10:00 .. now'],
	['2026-03-02 - 2026-03-01', 'the range is empty', '2026-03-01 - 2026-03-02'],
	['12345678901', 'neither seconds (10 digits)', '1234567890'],
	['2026-03-01 10:00+99:00', 'no zone of time', '2026-03-01 10:00Z'],
	['99999999999999999999d', 'longer than a hundred years', '400 days'],
	['', 'is no time range', 'last 24h'],
	['$(rm -rf ~)', 'is no time range', 'last 24h'],
	['__proto__', 'is no time range', 'last 24h'],
	['NaN', 'is no time range', 'jan'],
])('"%s" is refused: %s; "%s" works', (text, reason, example) => {
	const here = { nowMs, timeZone: 'Europe/Berlin' };
	const outcome = readSpoken(text, here);
	expect(outcome).toMatchObject({ ok: false, example });
	expect(outcome.ok ? '' : outcome.reason).toContain(reason);
	expect(readSpoken(example, here)).toMatchObject({ ok: true });
});

test('a text of 120 characters at most is read; what is told of a longer one is short and clean', () => {
	const blanks = ' '.repeat(120 - 'last 3d'.length);
	expect(readSpoken(`last${blanks} 3d`.slice(0, 120), { nowMs, timeZone: 'UTC' }).ok).toBe(true);
	const long = readSpoken(`\u001B]0;x\u0007${'9'.repeat(1_000_000)}`, { nowMs, timeZone: 'UTC' });
	expect(long.ok ? '' : long.reason.length).toBeLessThan(80);
	expect(long.ok ? '' : long.reason).not.toContain('\u001B');
	expect(readSpoken(`last${blanks}  3d`, { nowMs, timeZone: 'UTC' }).ok).toBe(false);
});

test('a length is a hundred years at most', () => {
	const read = (text: string) => readSpoken(text, { nowMs, timeZone: 'UTC' }).ok;
	expect(['36525d', 'P36525D', '36526d', 'P36526D'].map(read)).toEqual([true, true, false, false]);
});

/** A seeded source of numbers below a bound. */
function numbers(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

test('whatever is said, it is a range that has a beginning, or the example that is given is one', () => {
	const next = numbers(7);
	const parts = [
		...written.phrases.flatMap(({ text }) => text.split(' ')),
		...['-', '..', 'to', '/', '', ' ', '31', '99', ':', '2026-03-29', '02:30', 'pm', '1e9', '−'],
	];
	let refusedCount = 0;
	for (let round = 0; round < 3_000; round++) {
		const words = Array.from({ length: 1 + next(5) }, () => parts[next(parts.length)] ?? '');
		const text = words.join(next(4) === 0 ? '' : ' ');
		const here = { nowMs: nowMs + next(400) * 86_400_000, timeZone: zones[next(3)] ?? 'UTC' };
		const outcome = readSpoken(text, here);
		const spoken = outcome.ok ? outcome : readSpoken(outcome.example, here);
		refusedCount += outcome.ok ? 0 : 1;
		expect(spoken, text).toMatchObject({ ok: true });
		const times = spoken.ok ? Object.values(spoken.spoken).slice(1) : [];
		expect(times.every(Number.isFinite), text).toBe(true);
	}

	expect(refusedCount).toBeGreaterThan(500);
	expect(refusedCount).toBeLessThan(2_900);
});
