import { gzipSync } from 'node:zlib';
import { SegmentBuilder } from '../../store/segment/segment-builder.ts';
import { segmentRowsMax } from '../../store/shred/limits.ts';
import type { RecordSchema } from '../../store/store.ts';
import { benchObjects } from './data/objects.ts';
import type { BenchObject } from './data/objects.ts';

export const benchSchema: RecordSchema = {
	timePath: 'eventTime',
	idPath: 'eventID',
	scopePath: 'recipientAccountId',
	parseTime: text => Date.parse(text),
};

export interface ShredFigures {
	readonly recordCount: number;
	readonly bytesPerRecord: number;
	readonly sourceGzipBytesPerRecord: number;
	/** Shredding alone, by CPU time of this process. */
	readonly shredPerCpuSecond: number;
	readonly sealPerCpuSecond: number;
	readonly sealedBytesPerRecord: number;
	readonly openBytesPerRecord: number;
}

function cpuSeconds(since?: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(since);
	return (user + system) / 1e6;
}

/**
 * Shreds and seals objects segment by segment.
 *
 * @param options - `kernel: null` for TypeScript alone
 */
export function benchShred(
	objects: Iterable<BenchObject>,
	options: { readonly kernel?: null } = {},
): ShredFigures {
	let builder = new SegmentBuilder({ id: 'bench', schema: benchSchema, ...options });
	let [shredSeconds, sealSeconds, sealedBytes, openBytes, recordCount, sourceBytes, gzipBytes] = [
		0, 0, 0, 0, 0, 0, 0,
	];
	const seal = (): void => {
		const start = process.cpuUsage();
		openBytes += builder.approxBytes;
		const { header, groups } = builder.seal();
		sealedBytes += header.length + [...groups.values()].reduce((sum, part) => sum + part.length, 0);
		sealSeconds += cpuSeconds(start);
		builder.release();
		builder = new SegmentBuilder({ id: 'bench', schema: benchSchema, ...options });
	};

	let index = 0;
	for (const { bytes, spans } of objects) {
		if (builder.rowCount + spans.length / 2 > segmentRowsMax) {
			seal();
		}

		const meta = { _sourceCategory: 'bench', _object: `bench/${index}.json.gz` };
		const start = process.cpuUsage();
		for (let at = 0; at < spans.length; at += 2) {
			const identity = builder.peek(bytes, spans[at] as number, spans[at + 1] as number);
			builder.commit(meta, identity.timeMs);
		}

		shredSeconds += cpuSeconds(start);
		recordCount += spans.length / 2;
		sourceBytes += bytes.length;
		gzipBytes += index % 10 === 0 ? gzipSync(bytes).length * 10 : 0;
		index++;
	}

	seal();
	return {
		recordCount,
		bytesPerRecord: sourceBytes / recordCount,
		sourceGzipBytesPerRecord: gzipBytes / recordCount,
		shredPerCpuSecond: recordCount / shredSeconds,
		sealPerCpuSecond: recordCount / sealSeconds,
		sealedBytesPerRecord: sealedBytes / recordCount,
		openBytesPerRecord: openBytes / recordCount,
	};
}

if (process.argv[1]?.endsWith('bench/shred.ts') === true) {
	const objects = benchObjects(Number(process.argv[2] ?? 70_000));
	console.log(JSON.stringify(benchShred(objects), undefined, 2));
}
