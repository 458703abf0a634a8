import { expect, test } from 'vitest';
import type { SourceDetail } from '../../../source/dashboard/state/source-status.ts';
import { Driver, nowMs, usualAnswer } from '../console-driver.ts';

const lag = {
	trailMs: 240_000,
	deliveryMs: 50_000,
	oursMs: 900,
	totalMs: 291_000,
	totalP95Ms: 540_000,
};
const source: SourceDetail = {
	title: 's3://bucket/AWSLogs',
	objects: [
		['ok', 1_200],
		['quarantined', 1],
	],
	recordCount: 50_000,
	duplicateCount: 3,
	rejectedCount: 0,
	fetchedBytes: 5_000_000,
	lag,
	prefixes: [
		{
			name: '111122223333 eu-west-1',
			objectCount: 40,
			lastObjectMs: nowMs - 7_200_000,
			lag: { ...lag, trailMs: Number.NaN },
		},
	],
	prefixCount: 3,
	lastPollMs: nowMs - 20_000,
	nextPollMs: nowMs + 10_000,
	errors: [
		{
			atMs: nowMs - 60_000,
			code: 'corrupt',
			tried: 'read a.json.gz\u001b[31m',
			found: 'the stream ends early',
			next: 'look at the object',
			count: 2,
		},
	],
};

test('w tells where records come from, in parts and by prefix, and what went wrong', () => {
	const driver = new Driver({}, usualAnswer, { columns: 100, rows: 40 });
	expect(driver.press('w').box()).toContain('has not said anything yet');
	driver.send({
		kind: 'status',
		status: {
			state: 'live',
			objectCount: 1,
			errorCount: 0,
			lagMs: undefined,
			detail: '',
			source,
		},
	});
	const box = driver.box();
	expect(box).toContain('50,000 records · 3 duplicates');
	expect(box).toContain('asked 20s ago · again in 10s');
	expect(box).toContain('ok 1,200 · quarantined 1');
	expect(box).toContain('CloudTrail 4m · S3 50s');
	expect(box).toMatch(/111122223333 eu-west-1 +2h +– +50s/);
	expect(box).toContain('Prefixes by account and region: 3');
	expect(box).toContain('and 2 more');
	expect(box).toContain('corrupt ×2');
	expect(box).toContain('→ look at the object');
	expect(box).not.toContain('\u001b');
	expect(driver.press('escape').box()).toBe('');
});

test('w tells what is not logged, the worst in red, and nothing of it moves a cursor', () => {
	const driver = new Driver({}, usualAnswer, { columns: 100, rows: 40 });
	const status = {
		state: 'live',
		objectCount: 1,
		errorCount: 0,
		lagMs: undefined,
		detail: '',
	} as const;
	driver.send({ kind: 'status', status: { ...status, source } });
	expect(driver.press('w').box()).not.toContain('What is not logged');
	driver.send({
		kind: 'status',
		status: {
			...status,
			source,
			trails: [
				{
					id: 'bad',
					state: 'bad',
					found: 'trail main\u001b[2J: logging is stopped',
					next: 'start it',
				},
				{ id: 'odd', state: 'odd', found: 'trail main: no data events are logged' },
				{ id: 'good', state: 'good', found: 'trail org: logs everything' },
			],
		},
	});
	const box = driver.box();
	expect(box).toContain('What is not logged');
	expect(box).toContain('FAIL trail main\\x1b[2J: logging is stopped');
	expect(box).toContain('     → start it');
	expect(box).toContain('note trail main: no data events are logged');
	expect(box).toContain('ok   trail org: logs everything');
	expect(box).not.toContain('\u001b');
});
