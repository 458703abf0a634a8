import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRecords } from '../../source/trail/find-records.ts';
import { gunzipStrict } from '../../source/trail/gunzip.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { listElements, openWriter } from '../../store/index.ts';
import type { DeliveredObject, StoreWriter } from '../../store/index.ts';

const inflatedBytesMax = 256 * 2 ** 20;
/** Objects a transaction, as the tailer hands them over on backfill. */
const objectsPerAppendMax = 32;

/** The parts of one run, in seconds of CPU; sums over all threads of the process. */
export interface IngestFigures {
	readonly objectCount: number;
	readonly recordCount: number;
	readonly wallSeconds: number;
	readonly cpuSeconds: number;
	readonly gunzipSeconds: number;
	readonly findSeconds: number;
	readonly appendSeconds: number;
	readonly sealSeconds: number;
	readonly recordsPerCpuSecond: number;
	readonly recordsPerWallSecond: number;
	/** Used pages after everything was sealed. */
	readonly usedBytesPerRecord: number;
	readonly fileBytesPerRecord: number;
	readonly gzipBytesPerRecord: number;
}

export interface IngestOptions {
	/** Where to keep the store; without it a temporary one is made and removed. */
	readonly dir?: string;
	readonly objectsPerAppend?: number;
	/** Which partition an object fills, by its index. */
	readonly partitionOf?: (index: number) => string;
	/** What looks at the store after each transaction; its CPU counts too. */
	readonly beside?: (writer: StoreWriter) => Promise<Beside>;
}

export interface Beside {
	look(): Promise<void>;
	/** Looks at what is left. */
	end(): Promise<void>;
}

/** Gunzips, slices and appends gzip objects one after the other, durably, as one worker does. */
export async function benchIngest(
	objects: Iterable<Uint8Array>,
	options: IngestOptions = {},
): Promise<IngestFigures> {
	const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'bench-ingest-'));
	const { objectsPerAppend = objectsPerAppendMax, partitionOf = () => 'tail' } = options;
	const writer = await openWriter({ dir, schema: recordSchema });
	const seconds = { gunzip: 0, find: 0, append: 0, seal: 0 };
	const clocked = async <T>(part: keyof typeof seconds, run: () => T | Promise<T>): Promise<T> => {
		const start = cpuSeconds();
		const result = await run();
		seconds[part] += cpuSeconds() - start;
		return result;
	};

	let objectCount = 0;
	let gzipBytes = 0;
	let batch: DeliveredObject[] = [];
	let batchPartition = '';
	const beside = await options.beside?.(writer);
	const flush = async () => {
		await clocked('append', () =>
			writer.append(batchPartition, batch, outcomes =>
				outcomes.map((outcome, i) => ({ key: `${batch[i]?.meta['_object']}`, value: outcome })),
			),
		);
		await beside?.look();
	};

	const cpuStart = cpuSeconds();
	const wallStart = performance.now();
	for (const delivered of objects) {
		const partition = partitionOf(objectCount);
		if (batch.length >= objectsPerAppend || (batch.length > 0 && partition !== batchPartition)) {
			await flush();
			batch = [];
		}

		batchPartition = partition;
		const inflated = await clocked('gunzip', () => gunzipStrict(delivered, inflatedBytesMax));
		const found = await clocked('find', () => findRecords(inflated.bytes, false, listElements));
		batch.push({
			delivered,
			encoding: 'gzip',
			inflated: found.bytes,
			spans: found.spans,
			meta: { _object: `object-${objectCount}`, _sourceCategory: 'bench' },
			fallbackTimeMs: 0,
		});
		objectCount += 1;
		gzipBytes += delivered.byteLength;
	}

	await flush();
	await clocked('seal', () => writer.seal());
	await beside?.end();
	const cpu = cpuSeconds() - cpuStart;
	const wallSeconds = (performance.now() - wallStart) / 1000;
	const { recordCount, usedBytes } = writer.counts();
	await writer.close();
	const fileBytes = statSync(join(dir, 'data.mdb')).size;
	if (options.dir === undefined) {
		rmSync(dir, { recursive: true, force: true });
	}

	return {
		objectCount,
		recordCount,
		wallSeconds,
		cpuSeconds: cpu,
		gunzipSeconds: seconds.gunzip,
		findSeconds: seconds.find,
		appendSeconds: seconds.append,
		sealSeconds: seconds.seal,
		recordsPerCpuSecond: recordCount / cpu,
		recordsPerWallSecond: recordCount / wallSeconds,
		usedBytesPerRecord: usedBytes / recordCount,
		fileBytesPerRecord: fileBytes / recordCount,
		gzipBytesPerRecord: gzipBytes / recordCount,
	};
}

function cpuSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}
