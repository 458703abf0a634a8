import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openReader } from '../../store/index.ts';
import { createLocalEngine } from '../../source/query/local/index.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { benchIngest } from './ingest.ts';
import { runBenchQueries } from './queries.ts';
import { benchShred } from './shred.ts';
import { benchObjects } from './shred-records.ts';

/**
 * `npm run bench [-- RECORDS]`: every figure we claim, as one JSON document. Ratios of one run can
 * be compared; milliseconds of two machines cannot.
 */
const recordCountDefault = 200_000;
const queryRunCount = 5;

const recordCount = Number(process.argv[2] ?? recordCountDefault);
const dir = mkdtempSync(join(tmpdir(), 'trailtop-bench-'));
try {
	const objects = benchObjects(recordCount);
	const shred = benchShred(objects.slice(0, Math.ceil(objects.length / 2)));
	const ingest = await benchIngest(
		objects.map(object => gzipSync(object.bytes)),
		{ dir },
	);
	const reader = await openReader({ dir, schema: recordSchema });
	const snapshot = reader.refresh();
	const newEngine = () =>
		createLocalEngine(() => snapshot, {
			derived: derivedFields,
			lookups: { table: () => ({ missing: 'the benchmark has no look-up tables' }) },
		});
	const toMs = Math.max(...snapshot.segments.map(segment => segment.maxTimeMs)) + 1;
	const fromMs = Math.min(...snapshot.segments.map(segment => segment.minTimeMs));
	const [mostCalls] = await topArn(newEngine(), fromMs, toMs);
	const queries = await runBenchQueries({
		fromMs,
		toMs,
		arn: mostCalls ?? '',
		runCount: queryRunCount,
		newEngine,
		clock: () => performance.now(),
	});
	await reader.close();
	const report = {
		machine: { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length },
		records: recordCount,
		shred: rounded(shred),
		ingest: rounded(ingest),
		queries: queries.map(({ name, rowCount, runsMs }) => ({
			name,
			rowCount,
			firstMs: round(runsMs[0] ?? Number.NaN),
			medianMs: round(median(runsMs)),
			minMs: round(Math.min(...runsMs)),
		})),
	};
	process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
	rmSync(dir, { recursive: true, force: true });
}

async function topArn(
	engine: ReturnType<typeof createLocalEngine>,
	fromMs: number,
	toMs: number,
): Promise<readonly string[]> {
	const outcome = await engine.run({
		text: 'userIdentity.arn=* | count by userIdentity.arn | limit 1',
		fromMs,
		toMs,
		nowMs: toMs,
		timeZone: 'UTC',
	});
	return outcome.ok ? outcome.result.rows.map(row => String(row[0])) : [];
}

function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function round(value: number): number {
	return Number(value.toPrecision(4));
}

function rounded(figures: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(figures).map(([name, value]) => [
			name,
			typeof value === 'number' ? round(value) : value,
		]),
	);
}
