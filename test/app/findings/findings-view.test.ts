import {
	appendFileSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FindingsView, shownMax, type Said } from '../../../source/app/findings/findings-view.ts';
import { StandingLog, standingsMax } from '../../../source/app/findings/standing-log.ts';
import { composePanel, composeQuery } from '../../../source/dashboard/compose/compose.ts';
import { drill } from '../../../source/dashboard/compose/drill-down.ts';
import { noVariables, type Variables } from '../../../source/dashboard/compose/variables.ts';
import { FindingsWatch } from '../../../source/app/workers/findings-watch.ts';
import { findingMarksMax, type FindingsSummary } from '../../../source/dashboard/state/findings.ts';
import {
	ruleFieldsMax,
	ruleRow,
	stateKey,
	type FindingsState,
} from '../../../source/findings/live/rows.ts';
import { noteLengthMax } from '../../../source/findings/live/standing.ts';
import { readRuleFile } from '../../../source/findings/read-rule-file.ts';
import type { Engine, QueryResult } from '../../../source/query/port.ts';
import { MemoryBudget, openReader, type StoreReader } from '../../../store/index.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { aRecord, startMs } from '../../../fixtures/records.ts';
import { shippedLayout } from '../../dashboard/layouts.ts';
import { LiveWorld, objectOf } from '../../findings/live/live-world.ts';

const hostile = 'ada\u001b[2J"; | count $(reboot) <b>\u202e';
const rules = ['critical', 'low'].map(severity => {
	const text = `id: X-${severity}\ntitle: Found ${severity}\nseverity: ${severity}\nwhy: Because.\nattack: [T1562.008]\nwhen: eventName = "Odd" and userAgent = "${severity}"\n`;
	return readRuleFile(text, `${severity}.yaml`).rules[0]!.rule;
});
const loaded = { rules, faults: [], refusedCount: 0 };

let world: LiveWorld;
let reader: StoreReader;
let view: FindingsView;
let engine: Engine;

/** No query of these tests is for the store. */
const store = {
	run: () => Promise.reject(new Error('the store was asked')),
	check: () => [],
	explain: () => ({ faults: [] }),
	match: () => Promise.reject(new Error('the store was asked')),
	record: () => Promise.resolve(undefined),
} as unknown as Engine;

beforeEach(async () => {
	world = await LiveWorld.open();
	await world.append([
		objectOf([
			aRecord({ eventName: 'Odd', userAgent: 'critical', eventID: 'a' }),
			aRecord({ eventName: 'Odd', userAgent: 'critical', eventID: 'b' }),
			aRecord({
				eventName: 'Odd',
				userAgent: 'low',
				eventID: 'c',
				userIdentity: { type: 'IAMUser', userName: hostile },
			}),
		]),
	]);
	await world.start(loaded);
	await world.look();
	reader = await openReader({ dir: world.store.dir, schema: recordSchema });
	reader.refresh();
	view = new FindingsView(() => [{ reader, dir: world.store.dir, category: 'prod' }], {
		who: 'ada@here',
		nowMs: () => startMs,
	});
	view.refresh();
	engine = view.over(store, new MemoryBudget(1e6));
});
afterEach(async () => {
	await reader.close();
	await world.close();
});

async function run(text: string): Promise<QueryResult> {
	const range = { fromMs: startMs - 1, toMs: startMs + 1, nowMs: startMs, timeZone: 'UTC' };
	const outcome = await engine.run({ text, ...range });
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}

const refOf = async (severity: string) =>
	(await run(`_view=findings severity=${severity}`)).refs![0]!;
const jsonOf = (said: Said) =>
	'json' in said ? (JSON.parse(said.json) as Record<string, unknown>) : said;

test('findings are records that queries read, whatever stands in them', async () => {
	const { rows } = await run(
		'_sourceCategory=prod _view=findings | sort by level | fields severity, title, _user, _account, count, state, tactic, why',
	);
	expect(rows).toEqual([
		[
			'critical',
			'Found critical',
			'ada',
			'111122223333',
			2,
			'open',
			'Defense Impairment',
			'Because.',
		],
		['low', 'Found low', hostile, '111122223333', 1, 'open', 'Defense Impairment', 'Because.'],
	]);
	expect((await run('_view=findings _sourceCategory=other | count')).rows).toEqual([[0]]);
	expect((await run('_view=findings | where nosuchfield = 1 | count')).checkWarnings).toHaveLength(
		1,
	);
	await expect(run('* | count')).rejects.toThrow('the store was asked');
	await expect(run('"_view=findings" | count')).rejects.toThrow('the store was asked');
	await expect(run('_view=other | count')).rejects.toThrow('the store was asked');
});

test('nothing in the queries of dashboard 7 is doubted, with findings or without', async () => {
	const layout = shippedLayout('findings');
	const empty = new FindingsView(() => [], { who: '', nowMs: () => startMs });
	for (const one of [engine, empty.over(store, new MemoryBudget(1e6))]) {
		engine = one;
		for (const panel of layout.panels) {
			const { text } = composePanel(layout, panel, { rangeMs: 2 });
			const { checkWarnings, warnings } = await run(text);
			expect([panel.id, checkWarnings, warnings]).toEqual([panel.id, [], []]);
		}
	}
});

test('the filters of a dashboard find findings by account, by any of their regions, and by who', async () => {
	await world.append([
		objectOf([
			aRecord({ eventName: 'Odd', userAgent: 'low', eventID: 'e', awsRegion: 'eu-west-1' }),
			aRecord({ eventName: 'Odd', userAgent: 'low', eventID: 'f', awsRegion: 'us-east-1' }),
		]),
	]);
	await world.look();
	reader.refresh();
	view.refresh();
	const rowsWith = async (filters: Variables['filters']) => {
		const text = composeQuery('_view=findings | sort by level, +_user | fields _user, region', {
			variables: { ...noVariables, filters },
		});
		const { rows, checkWarnings } = await run(text);
		expect(checkWarnings).toEqual([]);
		return rows.map(([user, region]) => `${String(user)} ${String(region)}`);
	};

	const one = (...include: string[]) => ({ include, exclude: [] });
	const without = (...exclude: string[]) => ({ include: [], exclude });
	const all = ['ada us-east-1', 'ada eu-west-1 us-east-1', `${hostile} us-east-1`];
	expect(await rowsWith({})).toEqual(all);
	expect(await rowsWith({ region: one('eu-west-1') })).toEqual([all[1]]);
	expect(await rowsWith({ region: one('eu-west-1', 'sa-east-1') })).toEqual([all[1]]);
	expect(await rowsWith({ region: one('us-*') })).toEqual(all);
	expect(await rowsWith({ region: without('eu-west-1') })).toEqual([all[0], all[2]]);
	expect(await rowsWith({ account: one('111122223333'), user: one('ada') })).toEqual(
		all.slice(0, 2),
	);
	expect(await rowsWith({ account: one('999') })).toEqual([]);
	// Findings have no one event, source, error or address.
	expect(
		await rowsWith({
			eventName: one('ConsoleLogin'),
			eventSource: one('s3.amazonaws.com'),
			errorCode: one('AccessDenied'),
			sourceIPAddress: one('192.0.2.1'),
		}),
	).toEqual(all);
});

test('an answer says why there may be findings that are not in it', async () => {
	const state = world.store.writer.ledger(stateKey) as FindingsState;
	const saidOf = async (changed: Partial<FindingsState> | undefined) => {
		const value = changed === undefined ? undefined : { ...state, ...changed };
		await world.store.writer.putLedger([{ key: stateKey, value }]);
		reader.refresh();
		const before = view.snapshot.version;
		view.refresh();
		const { lacks, warnings } = await run('_view=findings severity=medium | count');
		return { lacks, warnings, isAnother: view.snapshot.version !== before };
	};

	expect(await saidOf({})).toEqual({ lacks: undefined, warnings: [], isAnother: false });
	const hunting = '3 of 12 segments looked at: the rules go on, the newest first';
	expect(await saidOf({ hunt: { doneCount: 3, segmentCount: 12 } })).toEqual({
		lacks: [hunting],
		warnings: [hunting],
		isAnother: true,
	});
	const { lacks } = await saidOf({
		refusedCount: 1,
		leftCount: 7,
		faults: ['segment s1: damaged'],
	});
	expect(lacks).toEqual([
		'1 rule that cannot be used: `trailtop detect list` tells why',
		'7 hits that no finding counts, because there were too many: an exception (`unless`) makes them fewer',
		'rows that could not be looked at: segment s1: damaged',
	]);
	expect(await saidOf({ learning: ['CT14', 'CT28'] })).toEqual({
		lacks: undefined,
		warnings: ['still learning what is usual, and finding nothing yet: CT14, CT28'],
		isAnother: true,
	});
	appendFileSync(join(world.store.dir, 'findings.ndjson'), 'no entry\n');
	expect((await saidOf({})).warnings).toEqual([
		'left out of findings.ndjson, as no entries: 1 line',
	]);
	expect((await saidOf(undefined)).lacks).toEqual([
		expect.stringMatching(/^nobody has looked for findings in this store: `trailtop ingest`/),
	]);
});

test('behind each panel of dashboard 7 stand the findings that it counts, as its list shows them', async () => {
	const layout = shippedLayout('findings');
	for (const panel of layout.panels.filter(({ view: shown }) => shown !== 'table')) {
		const { text } = composePanel(layout, panel, { rangeMs: 2 });
		const behind = drill(text, await run(text), undefined, panel.title, { fromMs: 0, toMs: 2 });
		const { columns, checkWarnings, refs, rows } = await run(behind.query);
		expect([panel.id, checkWarnings]).toEqual([panel.id, []]);
		expect(columns.join()).toBe('severity,title,principal,account,region,last,count,state');
		const shown = rows.map(([severity]) => severity);
		const own = shown.filter(severity => severity === panel.title.toLowerCase());
		expect([panel.id, refs?.length, shown]).toEqual([
			panel.id,
			shown.length,
			panel.view === 'single-value' ? own : ['critical', 'low'],
		]);
	}
});

test('a finding opens as it is, with the query of its records', async () => {
	const { raw } = (await engine.record(await refOf('low')))!;
	const opened = JSON.parse(raw) as Record<string, unknown>;
	expect(opened).toMatchObject({
		principal: hostile,
		records: '* | where eventID in ("c") | fields _user, eventName, userAgent, _result',
		matches: [
			'((eventName = "Odd") and (userAgent = "low")) and ((_result = "Success") or isNull(_result))',
		],
		about: { _principal: hostile },
		file: 'low.yaml',
	});
});

test('what is said of a finding is written beside the store, and stays with it', async () => {
	const ref = await refOf('critical');
	expect(jsonOf(view.say(ref, { state: 'seen' }))).toMatchObject({
		state: 'seen',
		changedBy: 'ada@here',
	});
	expect(jsonOf(view.say(ref, { note: `n${'o'.repeat(noteLengthMax)}` }))).toMatchObject({
		state: 'seen',
		note: `n${'o'.repeat(noteLengthMax - 1)}`,
	});
	expect(jsonOf(view.say(ref, { state: 'closed', reason: 'expected' }))).toMatchObject({
		state: 'closed',
		reason: 'expected',
	});
	expect((await run('_view=findings state=closed | fields rule')).rows).toEqual([['X-critical']]);

	// Another console, and the finding grows meanwhile.
	const other = new FindingsView(() => [{ reader, dir: world.store.dir, category: 'prod' }], {
		who: 'bob@there',
		nowMs: () => startMs + 1,
	});
	other.refresh();
	expect(other.marks.map(({ state }) => state).toSorted()).toEqual(['closed', 'open']);
	await world.append([
		objectOf([aRecord({ eventName: 'Odd', userAgent: 'critical', eventID: 'd' })]),
	]);
	await world.look();
	reader.refresh();
	view.refresh();
	expect((await run('_view=findings state=closed | fields rule, count')).rows).toEqual([
		['X-critical', 3],
	]);
	expect(jsonOf(view.say(ref, { state: 'open' }))).toMatchObject({ state: 'open', count: 3 });
	other.refresh();
	expect(other.marks.map(({ state }) => state)).toEqual(['open', 'open']);
	expect(readFileSync(join(world.store.dir, 'findings.ndjson'), 'utf8').split('\n')).toHaveLength(
		5,
	);
});

test('what was shown of the last eight segments can be opened and spoken of, and then it is told', async () => {
	const ref = await refOf('critical');
	for (let count = 0; count < shownMax - 1; count++) {
		expect(jsonOf(view.say(ref, { note: `${count}` }))).toMatchObject({ note: `${count}` });
	}

	expect(await engine.record(ref)).toBeDefined();
	expect(jsonOf(view.now(ref))).toMatchObject({ note: `${shownMax - 2}` });
	view.say(ref, { note: 'last' });
	expect(view.now(ref)).toHaveProperty('fault');
	expect(await engine.record(ref)).toBeUndefined();
	expect(view.say(ref, { state: 'seen' })).toEqual({
		fault: 'the findings have changed since they were shown; choose it again',
	});
});

test('lines that are no entries are counted, and stop nothing', () => {
	const file = join(world.store.dir, 'findings.ndjson');
	const entry = (state: string) => JSON.stringify({ finding: 'f', state, by: 'x', atMs: 1 });
	writeFileSync(
		file,
		['{', 'null', entry('gone'), entry('seen'), '"x"', 'x'.repeat(50_000), '[]', ''].join('\n'),
	);
	const log = new StandingLog(world.store.dir);
	log.refresh();
	expect([log.of('f').state, log.oddCount]).toEqual(['seen', 6]);
	// A line in two writes, cut inside of a character.
	const bytes = Buffer.from(`${JSON.stringify({ finding: 'f', note: 'é', by: 'x', atMs: 2 })}\n`);
	appendFileSync(file, bytes.subarray(0, bytes.indexOf(0xc3) + 1));
	log.refresh();
	expect(log.of('f').note).toBe('');
	appendFileSync(file, bytes.subarray(bytes.indexOf(0xc3) + 1));
	log.refresh();
	expect(log.of('f').note).toBe('é');
	// A line without an end is not kept whole in memory.
	appendFileSync(file, 'y'.repeat(100_000));
	log.refresh();
	appendFileSync(file, `${'y'.repeat(10)}\n${entry('closed')}\n`);
	log.refresh();
	expect([log.of('f').state, log.oddCount]).toEqual(['closed', 7]);
	// Another file in its place is read from its beginning.
	writeFileSync(file, `${entry('seen')}\n`);
	log.refresh();
	expect(log.of('f').state).toBe('seen');
});

test('nothing is written through a link, and the file is as open as the store', async () => {
	const file = join(world.store.dir, 'findings.ndjson');
	const ref = await refOf('low');
	view.say(ref, { state: 'seen' });
	expect(statSync(file).mode & 0o777).toBe(
		statSync(join(world.store.dir, 'data.mdb')).mode & 0o666,
	);
	rmSync(file);
	const elsewhere = join(world.store.dir, 'elsewhere');
	writeFileSync(elsewhere, '');
	symlinkSync(elsewhere, file);
	expect(view.say(ref, { state: 'open' })).toMatchObject({
		fault: expect.stringContaining('it could not be written beside the store') as string,
	});
	expect(readFileSync(elsewhere, 'utf8')).toBe('');
});

test('two hundred thousand findings keep what was said, the newest', () => {
	const lines = Array.from({ length: standingsMax + 2 }, (_, index) =>
		JSON.stringify({ finding: `f${index}`, state: 'seen', by: 'x', atMs: 1 }),
	);
	writeFileSync(join(world.store.dir, 'findings.ndjson'), `${lines.join('\n')}\n`);
	const log = new StandingLog(world.store.dir);
	log.refresh();
	expect(['f0', 'f1', 'f2', `f${standingsMax + 1}`].map(id => log.of(id).state)).toEqual([
		'open',
		'open',
		'seen',
		'seen',
	]);
});

test('the console is told of open findings that are bad, when something changes', () => {
	const told: FindingsSummary[] = [];
	const watch = new FindingsWatch({
		findings: view,
		nowMs: () => startMs,
		reply: message => {
			if (message.type === 'findings') {
				told.push(message.findings);
			}
		},
	});
	watch.look();
	watch.look();
	expect(told).toHaveLength(1);
	expect(told[0]).toMatchObject({ hunt: undefined });
	expect(told[0]?.open.map(({ severity, lastMs }) => [severity, lastMs])).toEqual([
		['critical', startMs],
	]);

	const marks = Array.from({ length: findingMarksMax + 1 }, (_, index) => ({
		...view.marks[0]!,
		severity: 'high' as const,
		state: 'open' as const,
		lastMs: index,
	}));
	const many = new FindingsWatch({
		findings: { version: 9, states: [], marks },
		nowMs: () => startMs,
		reply: message => message.type === 'findings' && told.push(message.findings),
	});
	many.look();
	expect(told[1]?.open).toHaveLength(findingMarksMax);
	expect(told[1]?.open.at(-1)?.lastMs).toBe(1);
});

test('a rule with many conditions tells twelve of its fields, and of each condition two thousand characters', () => {
	const parts = Array.from({ length: 300 }, (_, index) => `requestParameters.f${index} = "x"`);
	const text = `id: M\ntitle: x\nseverity: low\nwhen: ${JSON.stringify(parts.join(' and '))}\n`;
	const row = ruleRow(readRuleFile(text, 'm.yaml').rules[0]!.rule);
	expect(row.fields).toHaveLength(ruleFieldsMax);
	expect(row.matches[0]).toHaveLength(8_000);
	expect(row.matches[0]).toMatch(/…$/);
});
