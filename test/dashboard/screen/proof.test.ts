import { expect, test } from 'vitest';
import type { HourState, Proof } from '../../../source/dashboard/state/proof.ts';
import { Driver, nowMs, usualAnswer } from '../console-driver.ts';

const hourMs = 3_600_000;
const hoursOf = (...states: readonly HourState[]): readonly HourState[] => [
	...Array<HourState>(24 - states.length).fill('proven'),
	...states,
];
const proof: Proof = {
	provenFromMs: nowMs - 30 * hourMs,
	provenToMs: nowMs - hourMs,
	gapCount: 2,
	hoursFromMs: nowMs - 23 * hourMs,
	places: [
		{ account: '111122223333', region: 'us-east-1', hours: hoursOf('missing', 'altered', 'due') },
		{ account: '444455556666\u001b[2J', region: 'eu-west-1', hours: hoursOf('unproven', 'read') },
	],
	placeCount: 12,
	gaps: [
		{
			account: '111122223333',
			region: 'us-east-1',
			fromMs: nowMs - 2 * hourMs,
			toMs: nowMs - hourMs,
			state: 'altered',
			reason: 'log\u001b]0;x\u0007 was changed',
		},
		{
			account: '111122223333',
			region: 'us-east-1',
			fromMs: nowMs - 14 * hourMs,
			toMs: nowMs - 11 * hourMs,
			state: 'missing',
			reason: 'digest is gone',
		},
	],
	flaws: [
		{ code: 'log-changed', key: 'AWSLogs/a\u001b[31m', detail: 'its contents', atMs: nowMs },
		{ code: 'chain-restarted', key: 'AWSLogs/b', detail: 'none before it', atMs: nowMs },
	],
	flawCount: 60,
	uncoveredCount: 3,
	troubles: ['denied\u001b[2J; allow it'],
};
const aDriver = (columns: number, rows = 60) => new Driver({}, usualAnswer, { columns, rows });
const told = (driver: Driver, more: Partial<Proof> = {}) =>
	driver.send({ kind: 'proof', proof: { ...proof, ...more }, account: undefined });

test('the header says how far everything is proven, and how many gaps there are', () => {
	const driver = aDriver(120);
	expect(driver.header()).not.toContain('proven');
	told(driver);
	expect(driver.header()).toContain('proven to 11:00 · 2 gaps · 3 without digests · ');
	told(driver, { gapCount: 0, uncoveredCount: 0, provenToMs: nowMs - 20 * hourMs });
	expect(driver.header()).toContain('proven to 02-28 16:00 · ');
	told(driver, { provenToMs: undefined });
	expect(driver.header()).toContain('nothing proven yet · ');
	const narrow = aDriver(80, 24);
	told(narrow);
	expect(narrow.header()).toMatch(/proven 11:00 · 2 gaps \+3\? · 0 errors *$/);
});

test('w shows each account, region and hour, the gaps and what was found, and nothing of it acts', () => {
	const driver = aDriver(100);
	expect(driver.press('w').box()).toMatch(/not verified here: `verify: live` in the configuration/);
	told(driver);
	const box = driver.box();
	expect(box).toContain('proven to 11:00 · 2 gaps · 3 without digests · from 02-28 06:00 on');
	expect(box).toContain('3 accounts and regions have no digests');
	expect(box).toMatch(/111122223333 us-east-1 +█{21}✗▲·/);
	expect(box).toMatch(/444455556666\\x1b\[2J eu-west-1 +█{22}\?▒/);
	expect(box).toContain('and 10 more');
	expect(box).toContain(
		'█ proven  ▒ read, no digest  ? cannot be checked  ✗ missing  ▲ altered  · not yet due',
	);
	expect(box).toContain('03-01 10:00–11:00 altered 111122223333 us-east-1');
	expect(box).toContain('02-28 22:00–03-01 01:00 missing');
	expect(box).toMatch(/FAIL log-changed/);
	expect(box).toMatch(/note chain-restarted/);
	expect(box).toContain('and 58 more: `trailtop verify` lists all');
	expect(box).not.toContain('\u001b');
	expect(box).not.toContain('\u0007');
});

test('another environment has a proof of its own', () => {
	const driver = aDriver(120);
	told(driver);
	driver.send({
		kind: 'environment',
		name: 'other',
		scope: { key: '_sourceCategory', value: '*' },
		aliases: {},
		layouts: driver.state.layouts,
		session: undefined,
	});
	expect(driver.header()).not.toContain('proven');
});
