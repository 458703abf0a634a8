import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStore, type AStore } from '../../../fixtures/a-store.ts';
import { aRecord, startMs } from '../../../fixtures/records.ts';
import { seeded } from '../../../fixtures/seeded.ts';
import { FindingsHost } from '../../../source/app/findings/findings-host.ts';
import { FindingsView } from '../../../source/app/findings/findings-view.ts';
import { reopenedAtOnceMax } from '../../../source/app/findings/reopener.ts';
import { StandingLog } from '../../../source/app/findings/standing-log.ts';
import type { FindingWord } from '../../../source/dashboard/input/finding-word.ts';
import type { StandingEntry } from '../../../source/findings/live/standing.ts';
import type { ToldFinding } from '../../../source/findings/outputs/message.ts';
import { queuePrefix, type QueueRow } from '../../../source/findings/outputs/queue.ts';
import { readRuleFile } from '../../../source/findings/read-rule-file.ts';
import type { LoadedRules } from '../../../source/findings/rule-set.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { afterAll, MemoryBudget, openReader, type StoreReader } from '../../../store/index.ts';
import { objectOf } from '../../findings/live/live-world.ts';

const minuteMs = 60_000;
const outputs = [{ id: 'hook', minSeverity: 'low' as const, rules: [] }];

function rulesOf(severity: string): LoadedRules {
	const text = `id: STOP\ntitle: Stopped\nseverity: ${severity}\nby: [_user]\nwhen: eventName = "StopLogging"\n`;
	return { rules: [readRuleFile(text, 'stop.yaml').rules[0]!.rule], faults: [], refusedCount: 0 };
}

/** Somebody stops a trail, so many minutes after the start. */
const hit = (eventID: string, minute: number, userName = 'eve') =>
	aRecord({
		eventID,
		eventTime: new Date(startMs + minute * minuteMs).toISOString().replace('.000Z', 'Z'),
		eventName: 'StopLogging',
		userIdentity: { type: 'IAMUser', userName },
	});

class Killed extends Error {}

/** Steps that the process still takes: writes of the store and of the log. */
let stepsLeft = Infinity;

async function step(work: () => Promise<void> | void): Promise<void> {
	if (stepsLeft-- <= 0) {
		throw new Killed('before it was written');
	}

	await work();
	if (stepsLeft-- <= 0) {
		throw new Killed('behind what was written');
	}
}

/** A log of a process that may end before or behind an entry. */
class MortalLog extends StandingLog {
	override append(entry: StandingEntry): void {
		if (stepsLeft-- <= 0) {
			throw new Killed('before the entry');
		}

		super.append(entry);
		if (stepsLeft-- <= 0) {
			throw new Killed('behind the entry');
		}
	}
}

let store: AStore;
let reader: StoreReader;
let clockMs: number;
let host: FindingsHost;
let view: FindingsView;

beforeEach(async () => await open());
afterEach(async () => await close());

async function open(): Promise<void> {
	stepsLeft = Infinity;
	clockMs = startMs + 60 * minuteMs;
	store = await aStore();
	reader = await openReader({ dir: store.dir, schema: recordSchema });
	view = new FindingsView(() => [{ reader, dir: store.dir, category: 'prod' }], {
		who: 'ada@here',
		nowMs: () => clockMs,
	});
	begin();
}

async function close(): Promise<void> {
	await reader.close();
	await store.close();
}

/** A new process. */
function begin(severity = 'high'): void {
	host = new FindingsHost({
		reader,
		memory: new MemoryBudget(1e6),
		outputs,
		log: new MortalLog(store.dir),
		loadRules: () => Promise.resolve(rulesOf(severity)),
		rulesMark: () => Promise.resolve(severity),
		commit: rows => step(() => store.writer.putLedger(rows)),
		notify: text => {
			// What a process that is killed would say nobody hears.
			if (stepsLeft > 0) {
				throw new Error(text);
			}
		},
		isEnding: () => false,
		pause: () => Promise.resolve(),
		rest: () => Promise.resolve(),
		nowMs: () => ++clockMs,
	});
}

async function come(...records: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
	await store.writer.append('tail', [objectOf(records)], () => []);
}

async function look(): Promise<void> {
	await host.look();
	view.refresh();
}

/** The findings as they read now, by whom they are about. */
function shown(): readonly Record<string, unknown>[] {
	view.refresh();
	return view.snapshot.segments
		.flatMap(segment =>
			Array.from(
				{ length: segment.rowCount },
				(_, row) => JSON.parse(segment.raw(row)) as Record<string, unknown>,
			),
		)
		.toSorted((a, b) => (String(a['principal']) < String(b['principal']) ? -1 : 1));
}

function say(word: FindingWord, row = 0): void {
	view.refresh();
	const segmentId = view.snapshot.segments[0]?.id ?? '';
	expect(view.say({ segmentId, row }, word)).not.toHaveProperty('fault');
}

const fixed = { state: 'closed', reason: 'fixed' } as const;

/** What is sent, in order. */
function queued(): readonly ToldFinding[] {
	return [...reader.ledgerRange(queuePrefix, queuePrefix + afterAll)].map(
		({ value }) => (value as QueueRow).finding,
	);
}

const toldAgain = () => queued().filter(({ again }) => again !== undefined);
const entries = () =>
	readFileSync(join(store.dir, 'findings.ndjson'), 'utf8')
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line) as StandingEntry);

test('what was closed as fixed and happens again is open again, and is told once', async () => {
	await come(hit('a', 0));
	await look();
	say({ ...fixed, note: 'key is gone' });
	await look();
	expect(shown()).toMatchObject([{ state: 'closed', reason: 'fixed', note: 'key is gone' }]);
	expect(shown()[0]).not.toHaveProperty('sinceClosed');

	await come(hit('b', 70));
	await look();
	const again = 'hits after it was closed as fixed';
	expect(shown()).toMatchObject([
		{ state: 'open', again, changedBy: 'trailtop', note: 'key is gone', count: 2 },
	]);
	expect(queued()).toHaveLength(2);
	expect(toldAgain()).toMatchObject([{ rule: 'STOP', count: 2, again: { cause: again } }]);

	// Neither more hits, nor looks, nor another process tell it once more.
	await come(hit('c', 71));
	await look();
	begin();
	await look();
	expect(toldAgain()).toHaveLength(1);
	expect(entries().filter(({ cause }) => cause !== undefined)).toHaveLength(1);

	// Closed and worse once more: another closing, and told once more.
	say(fixed);
	await come(hit('d', 90));
	await look();
	expect(shown()).toMatchObject([{ state: 'open', again }]);
	expect(toldAgain()).toHaveLength(2);
	say({ state: 'open' });
	expect(shown()[0]).not.toHaveProperty('again');
});

test('late hits that are older than what was known leave it closed, and are counted', async () => {
	await come(hit('a', 10));
	await look();
	say(fixed);
	await come(hit('b', 5), hit('c', 9));
	await look();
	expect(shown()).toMatchObject([
		{ state: 'closed', sinceClosed: '2 hits, none newer than those that were known' },
	]);
	// At the same moment as the newest that was known: nothing newer.
	await come(hit('d', 10));
	await look();
	expect(shown()).toMatchObject([{ state: 'closed', count: 4 }]);
	expect(toldAgain()).toEqual([]);
});

test('late hits that nobody knew when it was closed, and that are newer, open it again', async () => {
	await come(hit('a', 10));
	await look();
	say(fixed);
	await come(hit('b', 30));
	await look();
	expect(shown()).toMatchObject([
		{ state: 'open', again: 'newer hits came late, after it was closed as fixed' },
	]);
	expect(toldAgain()).toHaveLength(1);
});

test('a hit that was found between what a person saw and what they said opens it again', async () => {
	await come(hit('a', 10));
	await look();
	const segmentId = view.snapshot.segments[0]?.id ?? '';
	await come(hit('b', 20));
	await look();
	expect(view.say({ segmentId, row: 0 }, fixed)).not.toHaveProperty('fault');
	await look();
	expect(shown()).toMatchObject([{ state: 'open', count: 2 }]);
});

test.each(['expected', 'false'] as const)(
	'hits of what was closed as %s are counted, and open nothing',
	async reason => {
		await come(hit('a', 0));
		await look();
		say({ state: 'closed', reason });
		await come(hit('b', 70), hit('c', 80));
		await look();
		expect(shown()).toMatchObject([{ state: 'closed', reason, sinceClosed: '2 hits', count: 3 }]);
		say({ note: 'looked at again' });
		expect(shown()).toMatchObject([{ sinceClosed: '2 hits', note: 'looked at again' }]);
		// What is closed once more is judged as it is now.
		say({ state: 'closed', reason });
		expect(shown()[0]).not.toHaveProperty('sinceClosed');
		expect(queued()).toHaveLength(1);
	},
);

test.each(['fixed', 'expected', 'false'] as const)(
	'what was closed as %s and becomes more severe is open again, and is told once',
	async reason => {
		await come(hit('a', 0));
		await look();
		say({ state: 'closed', reason });
		begin('critical');
		await look();
		await look();
		expect(shown()).toMatchObject([
			{
				state: 'open',
				severity: 'critical',
				again: 'it became critical after it was closed as high',
			},
		]);
		expect(queued().map(({ severity, again }) => [severity, again === undefined])).toEqual([
			['high', true],
			['critical', false],
		]);
		// And back: that is no news.
		say({ state: 'closed', reason });
		begin('high');
		await look();
		expect(shown()).toMatchObject([{ state: 'closed', severity: 'high' }]);
		expect(queued()).toHaveLength(2);
	},
);

test('in the log of an earlier version what had happened by then was known', async () => {
	await come(hit('a', 0));
	await look();
	const finding = String(shown()[0]?.['finding']);
	const atMs = startMs + 20 * minuteMs;
	new StandingLog(store.dir).append({ finding, state: 'closed', reason: 'fixed', by: 'x', atMs });
	await come(hit('b', 15));
	await look();
	expect(shown()).toMatchObject([{ state: 'closed' }]);
	await come(hit('c', 21));
	await look();
	expect(shown()).toMatchObject([{ state: 'open', again: 'hits after it was closed as fixed' }]);
});

test('more than one transaction takes are all open again', async () => {
	const users = Array.from({ length: reopenedAtOnceMax + 1 }, (_, index) => `u${index}`);
	await come(...users.map(user => hit(user, 0, user)));
	await look();
	const log = new StandingLog(store.dir);
	for (const { finding } of shown()) {
		const known = { count: 1, lastMs: startMs, severity: 'high' } as const;
		const entry = { finding: String(finding), by: 'x', atMs: startMs + 1, known };
		log.append({ ...entry, ...fixed });
	}

	await come(...users.map(user => hit(`${user} again`, 1, user)));
	await look();
	expect(new Set(shown().map(({ state }) => state))).toEqual(new Set(['open']));
	expect(shown()).toHaveLength(users.length);
});

/** What a seed decides: the order of objects, which come twice, when one looks, and when the process ends. */
async function lifeOf(seed: number) {
	const random = seeded(seed);
	await come(hit('a', 10), hit('x', 10, 'bob'), hit('y', 10, 'kim'));
	await look();
	const rowOf = (user: string) =>
		view.snapshot.segments
			.flatMap(segment =>
				Array.from(
					{ length: segment.rowCount },
					(_, row) => JSON.parse(segment.raw(row)) as object,
				),
			)
			.findIndex(record => (record as { principal: string }).principal === user);
	say(fixed, rowOf('eve'));
	say(fixed, rowOf('bob'));
	say({ state: 'closed', reason: 'expected' }, rowOf('kim'));
	const objects = [
		...[hit('b', 5), hit('c', 70), hit('d', 30), hit('e', 75)].map(one => [one]),
		...[hit('f', 3, 'bob'), hit('g', 10, 'bob')].map(one => [one]),
		...[hit('h', 80, 'kim'), hit('i', 4, 'kim')].map(one => [one]),
	]
		.flatMap(one => (random() < 0.4 ? [one, one] : [one]))
		.map(one => ({ one, at: random() }))
		.toSorted((a, b) => a.at - b.at);
	for (const { one } of objects) {
		await come(...one);
		stepsLeft = random() < 0.7 ? Math.floor(random() * 7) : Infinity;
		try {
			await look();
		} catch (error) {
			expect(error).toBeInstanceOf(Killed);
		}

		if (stepsLeft <= 0) {
			stepsLeft = Infinity;
			begin();
		}

		stepsLeft = Infinity;
	}

	begin();
	await look();
	return {
		shown: shown().map(({ principal, state, count, last, sinceClosed }) => ({
			...{ principal, state, count, last, sinceClosed },
		})),
		again: toldAgain().map(({ principal }) => principal),
		told: queued().length,
		saidAgain: entries().filter(({ cause }) => cause !== undefined).length,
	};
}

test('the order of objects, doubled ones, and kills at any write change nothing', async () => {
	const last = (minute: number) =>
		new Date(startMs + minute * minuteMs).toISOString().replace('.000Z', 'Z');
	const sinceClosed = '2 hits, none newer than those that were known';
	for (let seed = 1; seed <= 40; seed++) {
		expect([seed, await lifeOf(seed)]).toEqual([
			seed,
			{
				shown: [
					{ principal: 'bob', state: 'closed', count: 3, last: last(10), sinceClosed },
					{ principal: 'eve', state: 'open', count: 5, last: last(75), sinceClosed: undefined },
					{ principal: 'kim', state: 'closed', count: 3, last: last(80), sinceClosed: '2 hits' },
				],
				again: ['eve'],
				told: 4,
				saidAgain: 1,
			},
		]);
		await close();
		await open();
	}
}, 60_000);
