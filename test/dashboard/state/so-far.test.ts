import { expect, test } from 'vitest';
import { sourceStatus } from '../../../source/app/workers/source-status.ts';
import { mergeStatus } from '../../../source/app/workers/merge-status.ts';
import { Filler } from '../../../source/app/workers/filler.ts';
import type { Environment } from '../../../source/app/environment.ts';
import type { ShownStore } from '../../../source/app/workers/filler.ts';
import type { TailStatus } from '../../../source/ingest/tail-status.ts';
import { alarmLine } from '../../../source/dashboard/screen/alarms.ts';
import type { SourceStatus } from '../../../source/dashboard/state/source-status.ts';
import { lineText } from '../../../source/panels/span.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, nowMs, usualAnswer } from '../console-driver.ts';

const dayMs = 86_400_000;

function aStatus(state: TailStatus['state'], day?: string, waitingCount = 0): TailStatus {
	const counts = { daysDone: 2, dayCount: 9, objectsDone: 1, objectsListed: 4 };
	const backfill = { ...counts, day, waitingCount, done: false };
	return {
		...{ state, title: 't', lag: undefined, records: 1, duplicates: 0, rejected: 0 },
		...{ prefixes: [], lagByPrefix: [], prefixCount: 0, errors: [], fetchedBytes: 0 },
		...{ lastPollMs: undefined, nextPollMs: undefined },
		objects: { ok: 3, partial: 0, quarantined: 0, denied: 0, gone: 0, skippedByFolder: {} },
		backfill: day !== undefined || state === 'backfilling' ? backfill : undefined,
	} as unknown as TailStatus;
}

test('what is still being read: all of it while a source is found, then the days before the one that is read', () => {
	const before = (status: TailStatus | undefined) => sourceStatus(status).readingBeforeMs;
	expect(before(undefined)).toBe(Infinity);
	expect(before(aStatus('discovering'))).toBe(Infinity);
	expect(before(aStatus('backfilling', '2026-02-26'))).toBe(Date.parse('2026-02-27T00:00:00Z'));
	expect(before(aStatus('backfilling'))).toBe(Infinity);
	// What failed is fetched again while the newest objects are followed already.
	expect(before(aStatus('live', '2026-02-26'))).toBeUndefined();
	// Nothing was listed yet, as with credentials that have expired.
	expect(before(aStatus('waiting'))).toBe(Infinity);
	expect(before(aStatus('waiting', '2026-02-26'))).toBe(Date.parse('2026-02-27T00:00:00Z'));
	// Of other folders nothing is there yet, today's included.
	expect(before(aStatus('backfilling', '2026-02-26', 70))).toBe(Infinity);
	expect(before(aStatus('live'))).toBeUndefined();
	expect(before(aStatus('done'))).toBeUndefined();
});

test('of several sources the one that reads the newest days decides', () => {
	const part = (name: string, status: TailStatus) => ({ name, status: sourceStatus(status) });
	const merged = mergeStatus([
		part('a', aStatus('backfilling', '2026-02-20')),
		part('b', aStatus('backfilling', '2026-02-26')),
		part('c', aStatus('live')),
	]);
	expect(merged.readingBeforeMs).toBe(Date.parse('2026-02-27T00:00:00Z'));
});

test('a store that nobody reads into says nothing of one that is being read, and waiting takes nothing back', () => {
	const events = { readable: () => {}, committed: () => {}, statusChanged: () => {} };
	const environment = { name: 'idle', source: undefined } as unknown as Environment;
	const shown = { environment, storeDir: '', outputs: [] } as unknown as ShownStore;
	const idle = new Filler(shown, { ...events, notify: () => {}, retried: () => {} });
	const dev = { name: 'dev', status: sourceStatus(aStatus('backfilling', '2026-02-20')) };
	const readBeforeMs = Date.parse('2026-02-21T00:00:00Z');
	const idleParts = [{ name: 'idle', status: idle.status }, dev];
	expect(mergeStatus(idleParts).readingBeforeMs).toBe(readBeforeMs);
	const prod = { name: 'prod', status: sourceStatus(aStatus('waiting', '2026-02-20')) };
	const waiting = mergeStatus([prod, dev]);
	expect(waiting).toMatchObject({ state: 'waiting', readingBeforeMs: readBeforeMs });
	const driver = reading(Infinity).send({ kind: 'status', status: waiting });
	expect(driver.header()).not.toContain('so far');
	driver.press('t').type('last 10 days').press('enter');
	expect(driver.header()).toContain('so far');
});

test('what is counted while days are read stays so far while the console is paused', () => {
	const driver = reading(Infinity).press('r').press('space');
	driver.send({
		kind: 'status',
		status: { state: 'live', objectCount: 9, errorCount: 0, lagMs: 1, detail: '' },
	});
	expect(textOf(driver)).toContain(' so far ');
	driver.press('space r');
	expect(textOf(driver)).not.toContain('so far');
});

/** A console over the last 24 h while days before a moment are read. */
function reading(readingBeforeMs: number | undefined, isEmpty = false): Driver {
	const driver = new Driver(
		{ dashboard: 'access' },
		run => {
			const result = usualAnswer(run);
			return isEmpty ? { ...result, rows: [], rowCount: 0 } : result;
		},
		{ columns: 120, rows: 40 },
	);
	const status: SourceStatus = {
		...{ state: readingBeforeMs === undefined ? 'live' : 'backfilling', objectCount: 5 },
		...{ errorCount: 0, lagMs: 11_000, detail: 'backfill 3/9 days', readingBeforeMs },
	};
	return driver.send({ kind: 'status', status });
}

const textOf = (driver: Driver): string =>
	driver
		.shown()
		.map(id => driver.panel(id))
		.join('\n');

test('a number of which records may still come says so, in its frame and in the header', () => {
	const all = reading(nowMs - dayMs / 2);
	expect(all.header()).toContain(' · so far');
	for (const id of all.shown()) {
		// A list below its number has its note in the frame below.
		expect(all.panel(id)).toContain(' so far ');
	}

	const none = reading(Infinity, true);
	expect(textOf(none)).toContain('none so far: last 24h is still being read');

	for (const done of [reading(nowMs - 2 * dayMs), reading(undefined)]) {
		expect(done.header()).not.toContain('so far');
		expect(done.shown().map(id => done.panel(id))).not.toContainEqual(
			expect.stringContaining('so far'),
		);
	}

	const empty = reading(undefined, true);
	expect(textOf(empty)).toContain('no events match in last 24h');
	expect(textOf(empty)).not.toContain('so far');
});

test('a narrow header tells how far a backfill is, not how late its newest record was', () => {
	const narrow = (status: SourceStatus) => {
		const driver = new Driver({ environment: 'the-whole-organisation-of-two' }, usualAnswer);
		return driver.send({ kind: 'status', status }).header().split('\n')[0];
	};

	const base = { objectCount: 5, errorCount: 0, lagMs: 11_000 } as const;
	const filling = narrow({ ...base, state: 'backfilling', detail: 'backfill 3/9 days' });
	expect(filling).toContain('◐ 3/9 days');
	expect(filling).not.toContain('11s');
	const two = 'prod: backfill 3/9 days · dev: backfill 2/14 days';
	expect(narrow({ ...base, state: 'backfilling', detail: two })).toMatch(/ ◐ backfill $/);
	expect(narrow({ ...base, state: 'live', detail: '' })).toContain('● 11s');
});

test('where nothing is out of the ordinary the open findings are told in words, with their key', () => {
	const driver = new Driver({}, run =>
		run.slot.startsWith('alarms/') ? aResult(['_timeslice', 'eventCount'], []) : usualAnswer(run),
	);
	const account = {
		...{ readCount: 5, lackingCount: 0, unlistedCount: 0, untimedCount: 0 },
		...{ isFilling: false, words: [], spans: [] },
	};
	const status = { state: 'live', objectCount: 5, errorCount: 0, lagMs: 1, detail: '' } as const;
	driver.send({ kind: 'status', status });
	const times = { oldestMs: nowMs - 2 * dayMs, newestMs: nowMs };
	driver.send({ kind: 'data', version: 1, recordCount: 5, nowMs, account, times });
	const open = (['critical', 'high', 'high'] as const).map((severity, index) => ({
		...{ id: `${index}`, severity, lastMs: nowMs - 1_000 },
	}));
	driver.send({ kind: 'findings', findings: { open, hunt: undefined } } as never);
	expect(lineText(alarmLine(driver.state)).trimEnd()).toBe(
		' last 1h  nothing out of the ordinary · findings open: 1 critical · 2 high',
	);
});
