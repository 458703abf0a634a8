import { expect, test } from 'vitest';
import type { Account } from '../../source/ingest/account.ts';
import { accountWords, laterWords } from '../../source/ingest/account-words.ts';

const states = {
	...{ ok: 0, partial: 0, quarantined: 0, unsupported: 0, gone: 0 },
	...{ denied: 0, archived: 0, unasked: 0, skipped: 0, pending: 0 },
};
const nothing: Account = {
	listed: 0,
	states,
	rejected: 0,
	timeGuessed: 0,
	deniedPrefixes: [],
	filling: [],
	unaskedKinds: [],
	leftFolders: {},
	outside: 0,
	later: 0,
	proof: undefined,
};
const words = (more: Partial<Account>) => accountWords({ ...nothing, ...more });

test('of what was read whole nothing is said, nor of folders beside it', () => {
	expect(words({})).toBeUndefined();
	const read = { listed: 4, states: { ...states, ok: 4 }, leftFolders: { 'CloudTrail-Digest': 2 } };
	expect(words(read)).toBeUndefined();
	expect(words({ ...read, outside: 9 })).toBeUndefined();
});

test('what was not read is counted, the worst first', () => {
	const many = { ...states, ok: 1_200, partial: 2, denied: 1, skipped: 3 };
	expect(words({ listed: 1_206, states: many, rejected: 1 })).toBe(
		'not everything was read: 1,200 of 1,206 objects read whole, 2 read in part (1 piece left out), 1 denied, 3 left out as no CloudTrail log',
	);
});

test('kinds that are not asked for are counted, with the way to them', () => {
	const read = { listed: 3, states: { ...states, ok: 1, unasked: 2 } };
	const head = '1 of 3 objects read whole, 2 of a kind not asked for';
	expect(words(read)).toBe(head);
	const how = 'to --kinds, or to `kinds:` of the configuration';
	expect(words({ ...read, unaskedKinds: ['insight', 'aggregated'] })).toBe(
		`${head} (add insight, aggregated ${how})`,
	);
	const leftFolders = {
		'CloudTrail-Aggregated': 2,
		'CloudTrail-Insight': 1,
		'CloudTrail-Digest': 9,
	};
	expect(words({ listed: 1, states: { ...states, ok: 1 }, leftFolders })).toBe(
		`1 of 1 object read whole, 3 folders of a kind not asked for (add insight, aggregated ${how})`,
	);
});

test('where nothing was read at all, folders and what lies outside are named, three by name', () => {
	const leftFolders = { d: 1, b: 1, a: 7, c: 1, e: 1 };
	expect(words({ leftFolders, outside: 1 })).toBe(
		'0 of 0 objects read whole, left aside: a (7), b (1), c (1) and 2 more, 1 object outside of what was asked for',
	);
});

test('what was named soon after a closed range is said, with the way to it', () => {
	expect(laterWords(nothing)).toBeUndefined();
	expect(laterWords({ ...nothing, later: 2 })).toMatch(/^2 objects named .*: a later --until/);
});

test('a source of which nothing may be listed is named', () => {
	expect(words({ deniedPrefixes: [''] })).toBe(
		'not everything was read: 0 of 0 objects read whole, 1 folder not listed, the source itself',
	);
});

test('a prefix that may not be listed makes an answer incomplete', () => {
	const read = { listed: 4, states: { ...states, ok: 4 }, deniedPrefixes: ['AWSLogs/1/'] };
	expect(words(read)).toBe(
		'not everything was read: 4 of 4 objects read whole, 1 folder not listed, AWSLogs/1/',
	);
});
