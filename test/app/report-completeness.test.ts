import { expect, test } from 'vitest';
import { completenessOf } from '../../source/app/report-completeness.ts';
import { readAccount, type Account } from '../../source/ingest/account.ts';

const toMs = Date.parse('2026-03-01T00:00:00Z');
const hourMs = 3_600_000;
const range = { fromMs: toMs - 24 * hourMs, toMs };
const none = readAccount([], range);
const args = {
	command: 'report',
	input: [],
	strings: { env: 'prod', since: '2026-02-28' },
	lists: {},
	switches: {},
};
const told = (more: Partial<Account>, madeMs = toMs + 6 * hourMs) =>
	completenessOf({ ...none, ...more }, range, madeMs, args);
const states = { ...none.states, ok: 3 };

test('of a range that was read whole nothing is alarming', () => {
	expect(told({ listed: 3, states })).toEqual({
		alerts: [],
		words: [
			'3 of 3 objects read whole.',
			'Signed digests were not checked, so nothing proves that no log is missing.',
		],
		states: [['read whole', 3]],
		listCommand: undefined,
	});
});

test('what was not read is an alert, with its number and the command that lists it', () => {
	const {
		alerts,
		states: counts,
		listCommand,
	} = told({
		listed: 6,
		states: { ...states, denied: 2, partial: 1 },
		rejected: 4,
		deniedPrefixes: ['AWSLogs/1/'],
	});
	expect(alerts).toEqual([
		'Not everything was read: 3 of 6 objects read whole, 1 read in part (4 pieces left out), 2 denied, 1 folder not listed, AWSLogs/1/. Each number may be too small.',
	]);
	expect(counts).toEqual([
		['read whole', 3],
		['read in part', 1],
		['denied', 2],
	]);
	expect(listCommand).toBe('trailtop damaged list --env prod --since 2026-02-28');
});

test('gaps that no digest proves are an alert, and a proof without one is told', () => {
	const proof = { provenFromMs: range.fromMs, provenToMs: toMs, gapCount: 0, uncoveredCount: 0 };
	const proven = told({ listed: 3, states, proof });
	expect(proven.alerts).toEqual([]);
	expect(proven.words).toContain('Proven by digests up to 2026-03-01 00:00 UTC, without a gap.');
	expect(told({ listed: 3, states, proof: { ...proof, gapCount: 2 } }).alerts).toEqual([
		'Proven by digests up to 2026-03-01 00:00 UTC, but for 2 gaps; `trailtop doctor` says which.',
	]);
});

test('a report that is made soon after its range, and objects named later, say what may be lacking', () => {
	const { words } = told({ listed: 3, states, later: 2 }, toMs + hourMs);
	expect(words.filter(line => /later/.test(line))).toEqual([
		'2 objects named up to two days after the range not fetched, in which late events of it may be: a later --until fetches them.',
		'The report was made less than 2h after the end of the range: what is delivered later is not in it.',
	]);
});
