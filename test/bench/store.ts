import { readFileSync } from 'node:fs';
import { openReader } from '../../store/index.ts';
import type { StoreReader, StoreSnapshot } from '../../store/index.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { benchIngest } from './ingest.ts';
import type { IngestFigures } from './ingest.ts';
import { runBenchQueries } from './queries.ts';
import type { BenchTiming } from './queries.ts';

/** What is asked of a store: its whole time, and one principal of it. */
export interface BenchStore {
	readonly dir: string;
	readonly ingest: IngestFigures;
	/** Ms since the epoch, end exclusive. */
	readonly fromMs: number;
	readonly toMs: number;
	/** The principal with the most calls. */
	readonly arn: string;
}

/** Fills a new store with the objects of some files, as one worker does. */
export async function fillBenchStore(dir: string, files: readonly string[]): Promise<BenchStore> {
	const ingest = await benchIngest(contentsOf(files), { dir });
	return withSnapshot(dir, async snapshot => {
		const toMs = Math.max(...snapshot.segments.map(segment => segment.maxTimeMs)) + 1;
		const fromMs = Math.min(...snapshot.segments.map(segment => segment.minTimeMs));
		const outcome = await engineOn(snapshot).run({
			text: 'userIdentity.arn=* | count by userIdentity.arn | limit 1',
			fromMs,
			toMs,
			nowMs: toMs,
			timeZone: 'UTC',
		});
		const arn = outcome.ok ? String(outcome.result.rows[0]?.[0]) : '';
		return { dir, ingest, fromMs, toMs, arn };
	});
}

function* contentsOf(files: readonly string[]): Generator<Uint8Array> {
	for (const file of files) {
		yield readFileSync(file);
	}
}

/** The nine queries over a store: cold, fresh and kept. */
export function benchStoreQueries(
	store: BenchStore,
	runCount: number,
	coldRunCount: number,
): Promise<readonly BenchTiming[]> {
	return withSnapshot(store.dir, snapshot =>
		runBenchQueries({
			fromMs: store.fromMs,
			toMs: store.toMs,
			arn: store.arn,
			runCount,
			coldRunCount,
			open: async () => {
				const reader = await openBenchReader(store.dir);
				return { engine: engineOn(reader.refresh()), close: () => reader.close() };
			},
			newEngine: () => engineOn(snapshot),
			clock: () => performance.now(),
		}),
	);
}

/** Opens the store's newest moment for as long as `read` takes. */
export async function withSnapshot<T>(dir: string, read: (snapshot: StoreSnapshot) => Promise<T>) {
	const reader = await openBenchReader(dir);
	try {
		return await read(reader.refresh());
	} finally {
		await reader.close();
	}
}

export function openBenchReader(dir: string): Promise<StoreReader> {
	return openReader({ dir, schema: recordSchema });
}

export function engineOn(snapshot: StoreSnapshot) {
	return createLocalEngine(() => snapshot, {
		derived: derivedFields,
		lookups: { table: () => ({ missing: 'the benchmark has no look-up tables' }) },
	});
}
