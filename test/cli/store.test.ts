import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { openEnvironment } from '../../store/lmdb/environment.ts';
import { headerKey, ledgerKeyOf } from '../../store/lmdb/keys.ts';
import { runInProcess } from './run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
const run = (...argv: readonly string[]) =>
	runInProcess(argv, { home: home.path, nowMs: startMs + 3_600_000 });

beforeAll(async () => {
	home = await aFolder();
	const record = aRecord();
	await putFiles(join(home.path, 'logs'), [anObject([record, aRecord()]), anObject([record])]);
	await run('ingest', '--once', '--from', 'logs', '--store', 'old');
});
afterAll(() => home.remove());

test('info says what a store holds, as JSON too', async () => {
	const text = await run('store', '--store', 'old');
	expect(text.out).toMatch(/records +2, \d of them not sealed yet/);
	expect(text.out).toMatch(/duplicates +1 /);
	const json = await run('store', 'info', '--store', 'old', '--format', 'json');
	expect(JSON.parse(json.out)).toMatchObject({ recordCount: 2, duplicateCount: 1 });
});

test('compact leaves every record', async () => {
	const ran = await run('store', 'compact', '--store', 'old');
	expect(ran.out).toMatch(/ before, .* after/);
	expect((await run('query', '--store', 'old', '--format', 'csv', '* | count')).out).toContain('2');
});

test('rebuild makes a new store with the same records, and leaves the old one', async () => {
	const ran = await run('store', 'rebuild', 'new', '--store', 'old');
	expect(ran.code, ran.err).toBe(0);
	expect(ran.out).toContain(`2 records and 5 ledger rows are in ${join(home.path, 'new')}`);
	const rows = async (store: string) =>
		(await run('query', '--store', store, '--format', 'ndjson', '*')).out;
	expect(await rows('new')).toBe(await rows('old'));
	expect(await rows('new')).toContain('eventName');
	// What the old store fetched is known to the new one.
	const again = await run('ingest', '--once', '--from', 'logs', '--store', 'new');
	expect(JSON.parse(again.out)).toMatchObject({ records: 0, objects: { known: 2 } });
});

test('check says that everything is as it was written, with what it read', async () => {
	const ran = await run('store', 'check', '--store', 'old');
	expect(ran.code, ran.err).toBe(0);
	expect(ran.out).toMatch(
		/^everything is as it was written: 1 segment with \d+ blocks?, 0 journal entries, \d+ ledger rows, 2 records\n$/,
	);
	const json = await run('store', 'check', '--store', 'old', '--format', 'json');
	expect(JSON.parse(json.out)).toMatchObject({ whole: true, recordCount: 2, faults: [] });
});

test('what check finds, repair brings over as far as it proves, and ingest fetches the rest', async () => {
	await run('ingest', '--once', '--from', 'logs', '--store', 'hurt');
	const environment = openEnvironment({
		dir: join(home.path, 'hurt'),
		create: false,
		directoryMode: 0o700,
	});
	environment.commit(batch => batch.remove(headerKey(1)));
	await environment.close();

	const checked = await run('store', 'check', '--store', 'hurt');
	expect(checked.code).toBe(3);
	expect(checked.out).toContain(
		'  segment 1: it has no header (2 records, 2026-03-01T12:00:00.000Z',
	);
	expect(checked.out).toContain('`trailtop store repair FOLDER --store ');
	const refused = await run('query', '--store', 'hurt', '* | count');
	expect(refused.code).toBe(3);
	expect(refused.err).toContain('`trailtop store repair FOLDER` brings over what proves whole');

	const repaired = await run('store', 'repair', 'mended', '--store', 'hurt');
	expect(repaired.code, repaired.err).toBe(4);
	expect(repaired.out).toContain('0 of 2 records and 1 ledger row are in ');
	expect(repaired.out).toMatch(
		/2 objects of which records are missing can be fetched again: .*`trailtop ingest --once --since 2026-03-01T12:00:00.000Z`/,
	);
	const again = await run('ingest', '--once', '--from', 'logs', '--store', 'mended');
	expect(JSON.parse(again.out)).toMatchObject({ records: 2 });
	expect((await run('store', 'check', '--store', 'mended')).code).toBe(0);
});

test('of many faults twenty are shown', async () => {
	await run('ingest', '--once', '--from', 'logs', '--store', 'poor');
	const dir = join(home.path, 'poor');
	const environment = openEnvironment({ dir, create: false, directoryMode: 0o700 });
	environment.commit(batch => {
		for (let row = 0; row < 30; row++) {
			batch.put(ledgerKeyOf(Buffer.from(`a\u001b[2J/${row}`)), Buffer.from('{'));
		}
	});
	await environment.close();
	const { out } = await run('store', 'check', '--store', 'poor');
	expect(out).not.toContain('\u001b');
	expect(out.match(/^ {2}ledger row a.*\/\d+: /gm)).toHaveLength(20);
	expect(out).toContain('\n  and 10 more\n');
});

test.each([
	{ argv: ['rebuild'], code: 2, said: /needs the folder of the new store/ },
	{ argv: ['repair'], code: 2, said: /needs the folder of the new store/ },
	{ argv: ['repair', 'old'], code: 3, said: /holds a store already; name a folder/ },
	{ argv: ['rebuild', 'old'], code: 3, said: /holds a store already; name a folder/ },
	{
		argv: ['shrink'],
		code: 2,
		said: /store knows info, warm, check, scrub, compact, repair and rebuild; found "shrink"/,
	},
])('store $argv is refused with what to do', async ({ argv, code, said }) => {
	const ran = await run('store', ...argv, '--store', 'old');
	expect(ran.err).toMatch(said);
	expect(ran.code).toBe(code);
});

test('info lists the newest fourteen days, and says how many there are', async () => {
	const day = (ago: number) =>
		anObject([aRecord({ eventTime: new Date(startMs - ago * 86_400_000).toISOString() })], {
			stampMs: startMs - ago * 86_400_000,
		});
	await putFiles(
		join(home.path, 'long'),
		Array.from({ length: 15 }, (_item, ago) => day(ago)),
	);
	await run('ingest', '--once', '--from', 'long', '--store', 'days', '--since', '30d');
	const { out } = await run('store', '--store', 'days');
	expect(out.match(/^ {2}2026-\d\d-\d\d/gm)).toHaveLength(14);
	expect(out).toContain('days: the newest 14 of 15, --format json has them all');
});
