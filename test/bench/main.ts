import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFrames } from './frames.ts';
import { benchIntel } from './intel.ts';
import { benchIntelPanels } from './intel-panels.ts';
import { benchPeers } from './peers.ts';
import { quantile } from './quantile.ts';
import type { BenchTiming } from './queries.ts';
import { benchScale } from './scale.ts';
import { benchShred } from './shred.ts';
import { benchObjects } from './shred-records.ts';
import { benchStoreQueries, fillBenchStore } from './store.ts';
import type { BenchStore } from './store.ts';
import { benchTyping } from './typing.ts';

/**
 * `npm run bench [-- RECORDS] [--only PART,…] [--peers MODULES]`: every figure we claim, one JSON
 * document a part. Ratios of one run can be compared; milliseconds of two machines cannot.
 *
 * MODULES is a `node_modules` folder with `@duckdb/node-api` and `chdb`.
 */
const recordCountDefault = 200_000;
const queryRunCount = 5;
const partNames = ['shred', 'store', 'peers', 'typing', 'frames', 'intel', 'scale'] as const;

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

const isWanted = (part: PartName): boolean =>
	(only?.includes(part) ?? true) && (part !== 'peers' || modulesDir !== undefined);

try {
	await run();
} finally {
	rmSync(dir, { recursive: true, force: true });
}

async function run(): Promise<void> {
	print('machine', { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length });
	if ((['store', 'typing', 'peers', 'intel'] as const).some(isWanted)) {
		await runOnStore();
	}

	if (isWanted('shred')) {
		print('shred', benchShred(benchObjects(recordCount / 2)));
	}

	if (isWanted('frames')) {
		print('frames', await benchFrames());
	}

	if (isWanted('intel')) {
		print('intel', benchIntel());
	}

	if (isWanted('scale')) {
		print('scale', await benchScale());
	}
}

async function runOnStore(): Promise<void> {
	const objects = benchObjects(recordCount).map(object => object.bytes);
	const store = await fillBenchStore(join(dir, 'store'), objects);
	print('ingest', store.ingest);
	const own = await benchStoreQueries(store, queryRunCount);
	print('queries', own.map(timing));
	if (isWanted('typing')) {
		print('typing', await benchTyping(store));
	}

	if (isWanted('intel')) {
		print('intel panels', await benchIntelPanels(store));
	}

	if (isWanted('peers') && modulesDir !== undefined) {
		await runPeers(modulesDir, store, objects, own);
	}
}

async function runPeers(
	modules: string,
	store: BenchStore,
	objects: readonly Uint8Array[],
	own: readonly BenchTiming[],
): Promise<void> {
	const peers = await benchPeers({
		modulesDir: modules,
		dir,
		objects,
		recordCount,
		arn: store.arn,
		toMs: store.toMs,
		runCount: queryRunCount,
	});
	for (const peer of peers) {
		const ratios = peer.queries.map((theirs, at) => medianOf(theirs) / medianOf(own[at]));
		const kept = peer.queries.map(
			(theirs, at) => medianOf(theirs) / quantile(own[at]?.keptMs ?? [], 0.5),
		);
		print(peer.name, {
			...peer,
			queries: peer.queries.map((theirs, at) => ({ ...timing(theirs), timesOurs: ratios[at] })),
			timesOurs: {
				queries: geometricMean(ratios),
				queriesKept: geometricMean(kept),
				ingestSpeed: peer.recordsPerCpuSecond / store.ingest.recordsPerCpuSecond,
				size: peer.bytesPerRecord / store.ingest.usedBytesPerRecord,
			},
		});
	}
}

function geometricMean(ratios: readonly number[]): number {
	return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

function medianOf(found: BenchTiming | undefined): number {
	return quantile(found?.runsMs ?? [], 0.5);
}

function timing({ name, rowCount, runsMs, keptMs }: BenchTiming) {
	return {
		name,
		rowCount,
		firstMs: runsMs[0],
		medianMs: quantile(runsMs, 0.5),
		minMs: Math.min(...runsMs),
		...(keptMs === undefined ? {} : { keptMedianMs: quantile(keptMs, 0.5) }),
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
