import { expect, test } from 'vitest';
import { mergeStatus } from '../../../source/app/workers/merge-status.ts';
import type { SourceDetail, SourceStatus } from '../../../source/dashboard/state/source-status.ts';

function status(changes: Partial<SourceStatus> = {}): SourceStatus {
	return { state: 'live', objectCount: 1, errorCount: 0, lagMs: 5, detail: '', ...changes };
}

function detail(changes: Partial<SourceDetail> = {}): SourceDetail {
	return {
		title: 's3://a',
		objects: [['ok', 2]],
		recordCount: 10,
		duplicateCount: 1,
		rejectedCount: 0,
		fetchedBytes: 100,
		lag: undefined,
		prefixes: [{ name: '1 eu', objectCount: 2, lastObjectMs: 7, lag: undefined }],
		prefixCount: 1,
		lastPollMs: 50,
		nextPollMs: 90,
		errors: [],
		...changes,
	};
}

const lag = (totalMs: number) => ({
	trailMs: 1,
	deliveryMs: 1,
	oursMs: 1,
	totalMs,
	totalP95Ms: totalMs * 2,
});
const error = (atMs: number) => ({
	atMs,
	code: 'c',
	tried: 'GET',
	found: 'f',
	next: 'n',
	count: 1,
});

test('one is told as it is', () => {
	const only = status({ detail: 'backfill 1/3 days' });
	expect(mergeStatus([{ name: 'prod', status: only }])).toBe(only);
});

test('several: counts added, the state that wants attention, the longest lag, details by name', () => {
	expect(
		mergeStatus([
			{ name: 'prod', status: status({ objectCount: 3, detail: 'backfill 1/3 days' }) },
			{ name: 'lab', status: status({ state: 'waiting', errorCount: 2, lagMs: 9 }) },
			{ name: 'old', status: status({ state: 'idle', lagMs: undefined, detail: 'store only' }) },
		]),
	).toEqual({
		state: 'waiting',
		objectCount: 5,
		errorCount: 2,
		lagMs: 9,
		detail: 'prod: backfill 1/3 days · old: store only',
		source: undefined,
	});
});

test('the screen of sources has every prefix and error with its environment', () => {
	const merged = mergeStatus([
		{
			name: 'prod',
			status: status({
				source: detail({
					objects: [
						['ok', 2],
						['denied', 1],
					],
					lag: lag(Number.NaN),
					errors: [error(1)],
				}),
			}),
		},
		{ name: 'new', status: status({ source: undefined }) },
		{
			name: 'lab',
			status: status({
				source: detail({ title: '/srv', lastPollMs: 20, lag: lag(8), errors: [error(2)] }),
			}),
		},
	]).source;
	expect(merged).toMatchObject({
		title: 'prod s3://a · lab /srv',
		objects: [
			['ok', 4],
			['denied', 1],
		],
		recordCount: 20,
		duplicateCount: 2,
		fetchedBytes: 200,
		lag: { totalMs: 8 },
		prefixes: [{ name: 'prod 1 eu' }, { name: 'lab 1 eu' }],
		prefixCount: 2,
		lastPollMs: 20,
		nextPollMs: 90,
	});
	expect(merged?.errors.map(({ tried }) => tried)).toEqual(['lab: GET', 'prod: GET']);
});

test('of the errors of several the newest fifty are listed', () => {
	const errors = (from: number) =>
		Array.from({ length: 30 }, (_item, index) => error(from + index));
	const merged = mergeStatus([
		{ name: 'a', status: status({ source: detail({ errors: errors(0) }) }) },
		{ name: 'b', status: status({ source: detail({ errors: errors(100) }) }) },
	]);
	const times = merged.source?.errors.map(({ atMs }) => atMs) ?? [];
	expect(times).toHaveLength(50);
	expect([times[0], times.at(-1)]).toEqual([129, 10]);
});

test('what is not logged is told by environment, and nothing before it is known', () => {
	const finding = { id: 'i', state: 'odd', found: 'trail main: no Insights' } as const;
	const merged = mergeStatus([
		{ name: 'prod', status: status({ trails: [finding] }) },
		{ name: 'lab', status: status() },
	]);
	expect(merged.trails).toEqual([
		{ id: 'i', state: 'odd', found: 'prod: trail main: no Insights' },
	]);
	expect(
		mergeStatus([
			{ name: 'prod', status: status() },
			{ name: 'lab', status: status() },
		]).trails,
	).toBeUndefined();
});
