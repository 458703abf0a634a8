import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchObjects } from './data/objects.ts';
import { writeBenchData } from './data/folder.ts';
import { benchFindings } from './findings.ts';
import { benchFollow } from './follow.ts';
import type { FollowFigures } from './follow.ts';
import { benchFrames } from './frames.ts';
import { benchLinks } from './links.ts';
import { benchIntel } from './intel.ts';
import { benchIntelPanels } from './intel-panels.ts';
import { benchLists } from './lists.ts';
import { benchPeers } from './peers.ts';
import { quantile } from './quantile.ts';
import type { BenchTiming } from './queries.ts';
import { benchRaw } from './raw.ts';
import { benchScale } from './scale.ts';
import { benchShred } from './shred.ts';
import { benchStoreQueries, fillBenchStore } from './store.ts';
import { peerRows, rawRows, tableText, userRows } from './table.ts';
import type { TableRow } from './table.ts';
import { benchTyping } from './typing.ts';
import { benchUsers } from './users.ts';
import { benchYear } from './year.ts';

/**
 * `npm run bench [-- RECORDS] [--only PART,…] [--peers MODULES] [--data DIR]`: every figure we
 * claim, one JSON document a part, and a table at the end. Ratios of one run can be compared;
 * milliseconds of two machines cannot.
 *
 * MODULES is a `node_modules` folder with `@duckdb/node-api` and `chdb`. DIR keeps the generated
 * records for the next run.
 */
const recordCountDefault = 200_000;
const shredRecordsMax = 200_000;
/** Of a large organisation, for `year`. */
const objectsADay = 100_000;
const queryRunCount = 5;
const coldRunCount = 3;
const partNames = [
	'shred',
	'store',
	'raw',
	'peers',
	'users',
	'follow',
	'typing',
	'frames',
	'links',
	'intel',
	'scale',
	'lists',
	'findings',
	'year',
] as const;

type PartName = (typeof partNames)[number];

const words = process.argv.slice(2);
const recordCount = Number(words.find(word => /^\d+$/.test(word)) ?? recordCountDefault);
const only = valueOf('--only')?.split(',');
const modulesDir = valueOf('--peers');
const unknown = only?.find(part => !partNames.some(name => name === part));
if (unknown !== undefined) {
	throw new Error(`--only does not know ${unknown}; it knows ${partNames.join(', ')}`);
}

const dir = mkdtempSync(join(tmpdir(), 'trailtop-bench-'));
const dataDir = valueOf('--data') ?? join(dir, 'data');

const isWanted = (part: PartName): boolean =>
	(only?.includes(part) ?? true) && (part !== 'peers' || modulesDir !== undefined);

try {
	await run();
} finally {
	rmSync(dir, { recursive: true, force: true });
}

async function run(): Promise<void> {
	print('machine', { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length });
	const rows: TableRow[] = [];
	if ((['store', 'raw', 'typing', 'peers', 'users', 'intel'] as const).some(isWanted)) {
		rows.push(...(await runOnStore()));
	}

	let follow: readonly FollowFigures[] = [];
	if (isWanted('follow')) {
		follow = await benchFollow();
		print('follow', follow);
	}

	if (isWanted('shred')) {
		const objects = [...benchObjects(Math.min(recordCount / 2, shredRecordsMax))];
		const figures = benchShred(objects);
		const alone = benchShred(objects, { kernel: null });
		const kernelToTypeScript = figures.shredPerCpuSecond / alone.shredPerCpuSecond;
		print('shred', { ...figures, kernelToTypeScript });
	}

	if (isWanted('frames')) {
		print('frames', await benchFrames());
	}

	if (isWanted('links')) {
		print('links', await benchLinks());
	}

	if (isWanted('intel')) {
		print('intel', benchIntel());
	}

	if (isWanted('scale')) {
		print('scale', await benchScale());
	}

	if (isWanted('findings')) {
		print('findings', await benchFindings(recordCount));
	}

	if (isWanted('lists')) {
		print('lists', await benchLists());
	}

	// It takes an hour, so it is only done when somebody asks; `--objects N` asks for fewer a day.
	if (only?.includes('year') === true) {
		print('year', await benchYear(Number(valueOf('--objects') ?? objectsADay)));
	}

	process.stdout.write(`${tableText([...rows, ...userRows(undefined, follow)])}\n`);
}

async function runOnStore(): Promise<readonly TableRow[]> {
	mkdirSync(dataDir, { recursive: true });
	const { files, linesDir, ...data } = writeBenchData(dataDir, recordCount);
	print('data', data);
	const store = await fillBenchStore(join(dir, 'store'), files);
	print('ingest', store.ingest);
	const rows: TableRow[] = [];
	let own: readonly BenchTiming[] = [];
	if (isWanted('store') || isWanted('peers')) {
		own = await benchStoreQueries(store, queryRunCount, coldRunCount);
		print('queries', own.map(timing));
	}

	if (isWanted('raw')) {
		const raw = await benchRaw(store);
		print('raw', raw);
		rows.push(...rawRows(raw));
	}

	if (isWanted('users')) {
		const users = await benchUsers(store);
		print('users', users);
		rows.push(...userRows(users, []));
	}

	if (isWanted('typing')) {
		print('typing', await benchTyping(store));
	}

	if (isWanted('intel')) {
		print('intel panels', await benchIntelPanels(store));
	}

	if (isWanted('peers') && modulesDir !== undefined) {
		const { arn, toMs } = store;
		const options = { modulesDir, dir, linesDir, recordCount, arn, toMs };
		const peers = await benchPeers({ ...options, runCount: queryRunCount });
		for (const peer of peers) {
			print(peer.name, { ...peer, queries: peer.queries.map(timing) });
			sameRows(peer.name, own, peer.queries);
		}

		rows.push(...peerRows(store, own, peers));
	}

	return rows;
}

/** Figures of queries that do not answer the same cannot be compared. */
function sameRows(name: string, own: readonly BenchTiming[], peer: readonly BenchTiming[]): void {
	for (const [index, ours] of own.entries()) {
		const theirs = peer[index]?.rowCount;
		if (theirs !== ours.rowCount) {
			throw new Error(`${name} has ${theirs} rows in ${ours.name}, and we have ${ours.rowCount}`);
		}
	}
}

function timing({ name, rowCount, coldMs, freshMs, keptMs }: BenchTiming) {
	return {
		name,
		rowCount,
		coldMs: quantile(coldMs, 0.5),
		freshMs: quantile(freshMs, 0.5),
		freshMinMs: Math.min(...freshMs),
		...(keptMs === undefined ? {} : { keptMs: quantile(keptMs, 0.5) }),
	};
}

function valueOf(option: string): string | undefined {
	const at = words.indexOf(option);
	return at < 0 ? undefined : words[at + 1];
}

/** Four digits are more than the noise leaves. */
function print(part: string, figures: object): void {
	const text = JSON.stringify(
		{ [part]: figures },
		(_key, value: unknown) =>
			typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
		2,
	);
	process.stdout.write(`${text}\n`);
}
