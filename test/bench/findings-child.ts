import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { foundPrefix } from '../../source/findings/live/rows.ts';
import type { LoadedRules } from '../../source/findings/rule-set.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { afterAll, MemoryBudget, openReader, openWriter } from '../../store/index.ts';
import { benchObjects } from './data/objects.ts';
import { hostOf, latencies, Resting } from './findings-host.ts';
import type { FindingsPlan, HuntFigures, IngestedFigures } from './findings.ts';
import { benchIngest } from './ingest.ts';

// One measurement in a process of its own: what an earlier one has warmed, or left to be collected, would count too.
const plan = JSON.parse(process.argv[2] ?? '') as FindingsPlan;
/** As the worker of the program has. */
const memory = new MemoryBudget(24 * 2 ** 20);
const figures = await (plan.kind === 'ingest' ? ingest(plan) : hunt(plan));
process.send?.(figures);

async function ingest({ dir, recordCount, rules }: FindingsPlan): Promise<IngestedFigures> {
	const objects = [...benchObjects(recordCount)].map(({ bytes }) => gzipSync(bytes));
	if (rules === undefined) {
		const { cpuSeconds } = await benchIngest(objects, { dir });
		return { cpuSeconds };
	}

	const loaded = loadedFrom(rules);
	const figures = await benchIngest(objects, {
		dir,
		beside: async writer => {
			const reader = await openReader({ dir, schema: recordSchema, memory });
			const host = hostOf(loaded, dir, writer, reader, memory);
			return new Resting(host, reader);
		},
	});
	return { cpuSeconds: figures.cpuSeconds };
}

async function hunt({ dir, rules }: FindingsPlan): Promise<HuntFigures> {
	const loaded = loadedFrom(rules ?? '');
	const writer = await openWriter({ dir, schema: recordSchema });
	const reader = await openReader({ dir, schema: recordSchema, memory });
	try {
		const before = heldBytes();
		const host = hostOf(loaded, dir, writer, reader, memory);
		const cpuBefore = process.cpuUsage();
		const startMs = performance.now();
		await host.look();
		const huntSeconds = (performance.now() - startMs) / 1_000;
		const { user, system } = process.cpuUsage(cpuBefore);
		const memoryMegabytes = (heldBytes() - before) / 1e6;
		const findingCount = [...reader.ledgerRange(foundPrefix, foundPrefix + afterAll)].length;
		return {
			ruleCount: loaded.rules.length,
			findingCount,
			huntSeconds,
			huntCpuSeconds: (user + system) / 1e6,
			memoryMegabytes,
			committedToFoundMs: await latencies(host, writer, reader),
		};
	} finally {
		await reader.close();
		await writer.close();
	}
}

/** After all that nobody holds is gone. */
function heldBytes(): number {
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

function loadedFrom(file: string): LoadedRules {
	return JSON.parse(readFileSync(file, 'utf8')) as LoadedRules;
}
