import { mkdir, mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anMmdb } from '../../fixtures/mmdb.ts';
import { databaseBytesMax } from '../../source/intel/geo/place-database.ts';
import { judgementOf } from '../../source/intel/indicator.ts';
import { KeptStore } from '../../source/intel/kept-store.ts';
import { LiveTables } from '../../source/intel/live-tables.ts';
import type { TableFiles } from '../../source/intel/live-tables.ts';
import { takeOver } from '../../source/intel/take-over.ts';

let dir = '';
let clockMs = 0;

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'trailtop-live-'));
	await mkdir(join(dir, 'geo'));
	clockMs = 0;
});

afterEach(async () => {
	await rm(dir, { recursive: true });
});

function open(files: Partial<TableFiles> = {}): LiveTables {
	return new LiveTables(
		{
			indicators: [],
			places: [],
			threatFiles: [],
			threatsDir: join(dir, 'threats'),
			geoFiles: [],
			geoDir: join(dir, 'geo'),
			tablesDir: join(dir, 'tables'),
			...files,
		},
		() => clockMs,
	);
}

async function take(name: string, text: string, nowMs: number): Promise<void> {
	await takeOver(new KeptStore(join(dir, 'threats')), {
		name,
		origin: name,
		licence: '',
		bytes: Buffer.from(text),
		defaults: judgementOf(name),
		nowMs,
		acceptShrink: true,
	});
}

const place = (city: string) => anMmdb('City', { '11.0.0.0/8': { city: { names: { en: city } } } });

test('indicators that come in while we run are there at the next look', async () => {
	const tables = open();
	expect(tables.threats).toBeUndefined();
	const before = tables.refresh();
	expect(tables.refresh()).toBe(before);
	await take('feed', '192.0.2.1\n', 1_000);
	expect(tables.threats).toBeUndefined();
	clockMs += 1_000;
	expect(tables.threats?.all.find({ threat: '192.0.2.1' })).toMatchObject({ imported: 1_000 });
	const first = tables.threats;
	expect(tables.threats).toBe(first);

	await take('feed', '192.0.2.2\n', 2_000);
	expect(tables.refresh()).toBeGreaterThan(before);
	expect(tables.threats?.all.version).toBeGreaterThan(first?.all.version ?? Infinity);
	expect(tables.threats?.newestImportMs).toBe(2_000);
	expect(tables.threats?.all.find({ threat: '192.0.2.1' })).toMatchObject({ valid_until: 2_000 });
});

test('databases of the folder are found by themselves, and read again when they change', async () => {
	const tables = open();
	expect(tables.geo).toBeUndefined();
	await writeFile(join(dir, 'geo', 'mine.mmdb'), place('Berlin'));
	tables.refresh();
	expect(tables.geo?.find({ ip: '11.1.1.1' })).toMatchObject({ city: 'Berlin' });
	const version = tables.geo?.version ?? Infinity;
	await writeFile(join(dir, 'geo', 'next'), place('Lisbon'));
	await rename(join(dir, 'geo', 'next'), join(dir, 'geo', 'mine.mmdb'));
	tables.refresh();
	expect(tables.geo?.find({ ip: '11.1.1.1' })).toMatchObject({ city: 'Lisbon' });
	expect(tables.geo?.version).toBeGreaterThan(version);
});

test('a file that is damaged while we run leaves what was read before, and says so', async () => {
	await take('feed', '192.0.2.1\n', 1_000);
	await writeFile(join(dir, 'geo', 'mine.mmdb'), place('Berlin'));
	const tables = open();
	expect(tables.threats?.size).toBe(1);
	expect(tables.geo).toBeDefined();
	expect(tables.notes).toEqual([]);
	await writeFile(join(dir, 'threats', 'feed.indicators'), 'oops');
	await writeFile(join(dir, 'geo', 'mine.mmdb'), 'oops');
	tables.refresh();
	expect(tables.threats?.all.find({ threat: '192.0.2.1' })).toBeDefined();
	expect(tables.geo?.find({ ip: '11.1.1.1' })).toMatchObject({ city: 'Berlin' });
	expect(tables.notes).toEqual([
		expect.stringMatching(/feed\.indicators cannot be read: .*what was read before stays$/),
		expect.stringMatching(/mine\.mmdb is no MaxMind.*what was read before stays$/),
	]);
});

test('files given by hand: any format, read before those of the folder, notes for what is left out', async () => {
	const file = join(dir, 'mine.csv');
	await writeFile(file, 'ip,confidence\n192.0.2.1,40\n10.0.0.1,90\n');
	await utimes(file, 5, 5);
	await writeFile(join(dir, 'given.mmdb'), place('Given'));
	await writeFile(join(dir, 'geo', 'mine.mmdb'), place('Found'));
	await take('feed', '192.0.2.2\n', 1_000);
	const tables = open({ threatFiles: [file], geoFiles: [join(dir, 'given.mmdb')] });
	expect(tables.checkGiven()).toEqual([]);
	expect(tables.notes).toEqual([
		`${file}: 1 private or unrouted range left out, the first: 10.0.0.1`,
	]);
	expect(tables.threats?.sources).toEqual(['feed', 'mine.csv']);
	expect(tables.threats?.all.find({ threat: '192.0.2.1' })).toMatchObject({
		confidence: 40,
		imported: 5_000,
	});
	expect(tables.geo?.find({ ip: '11.1.1.1' })).toMatchObject({ city: 'Given' });
});

test('a file given by hand that holds nothing is an error', async () => {
	const file = join(dir, 'mine.txt');
	await writeFile(file, 'nothing to see\n');
	await writeFile(join(dir, 'given.mmdb'), 'no database');
	const tables = open({ threatFiles: [file], geoFiles: [join(dir, 'given.mmdb')] });
	expect(tables.checkGiven()).toEqual([
		expect.stringMatching(/there is no indicator in .*mine\.txt \(1 line unreadable/),
		expect.stringMatching(/given\.mmdb is no MaxMind-format database/),
	]);
});

test('of a folder with too many databases two hundred are read, and the others are told', async () => {
	const bytes = place('Berlin');
	const names = Array.from({ length: 202 }, (_item, index) => `${String(index).padStart(3, '0')}`);
	await Promise.all(names.map(name => writeFile(join(dir, 'geo', `${name}.mmdb`), bytes)));
	const tables = open();
	expect(tables.geo?.find({ ip: '11.1.1.1' })).toMatchObject({ city: 'Berlin' });
	expect(tables.notes).toEqual([`2 files of ${join(dir, 'geo')} were left out`]);
});

test('a database that is too large is not read, and it is told', async () => {
	const file = join(dir, 'geo', 'huge.mmdb');
	await writeFile(file, '');
	await truncate(file, databaseBytesMax + 1);
	const tables = open();
	expect(tables.geo).toBeUndefined();
	expect(tables.notes).toEqual([`${file} is larger than 1024 MiB; take a part of it`]);
});
