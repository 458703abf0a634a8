import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { childScript } from '../../fixtures/child-script.ts';
import { composePanel } from '../../source/dashboard/compose/compose.ts';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import { createLookups } from '../../source/intel/lookups.ts';
import { placeTables } from '../../source/intel/place-table.ts';
import { threatTables } from '../../source/intel/threat-table.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import type { LookupPort } from '../../source/query/lookup-port.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { indicatorCount, manyOfBoth } from './intel.ts';
import { quantile } from './quantile.ts';
import { withSnapshot } from './store.ts';
import type { BenchStore } from './store.ts';

/** With many indicators and ranges, as a share of what it costs with few: 1 is no difference. */
export interface IntelCost {
	readonly indicatorCount: number;
	readonly placeCount: number;
	readonly panelCount: number;
	/** Median of all panels of the six dashboards, ms. */
	readonly fewMs: number;
	readonly manyMs: number;
	readonly panelsRatio: number;
	/** Of the CPU time of an ingest. */
	readonly ingestRatio: number;
}

const rounds = 7;
const ingestRuns = 4;
const ingestRecords = 40_000;
const fewMax = 100;

/** Runs all panels of the six dashboards over the store, with few and with many indicators in turn. */
export async function benchIntelPanels(store: BenchStore): Promise<IntelCost> {
	const { indicators, places } = manyOfBoth();
	const thread = await ingestThread();
	const fewIngest: number[] = [];
	const manyIngest: number[] = [];
	const lookups = (indicatorMax: number, placeMax: number): LookupPort => {
		const { geo, asn } = placeTables({ ranges: places.slice(0, placeMax), databases: [] }, 1);
		const threats = threatTables(indicators.slice(0, indicatorMax), 1);
		const user = () => ({ missing: 'the benchmark has no tables of its own' });
		return createLookups(() => ({ threats, geo, asn, user }));
	};

	const few = lookups(fewMax, fewMax);
	// The first run warms up.
	await thread.ingest();
	for (let run = 0; run < ingestRuns; run++) {
		fewIngest.push(await thread.ingest());
	}

	const many = lookups(indicatorCount, places.length);
	for (let run = 0; run < ingestRuns; run++) {
		manyIngest.push(await thread.ingest());
	}

	await thread.end();
	const fewMs: number[] = [];
	const manyMs: number[] = [];
	let panelCount = 0;
	for (let round = 0; round < rounds; round++) {
		for (const [port, times] of [
			[few, fewMs],
			[many, manyMs],
		] as const) {
			const startMs = performance.now();
			panelCount = await runPanels(store, port);
			times.push(performance.now() - startMs);
		}
	}

	return {
		indicatorCount,
		placeCount: places.length,
		panelCount,
		fewMs: quantile(fewMs, 0.5),
		manyMs: quantile(manyMs, 0.5),
		panelsRatio: quantile(manyMs, 0.5) / quantile(fewMs, 0.5),
		ingestRatio: Math.min(...manyIngest) / Math.min(...fewIngest),
	};
}

/** The program's ingest has a thread and a heap of its own. */
async function ingestThread() {
	const script = await childScript(new URL('ingest-thread.ts', import.meta.url));
	const worker = new Worker(script.path, { workerData: ingestRecords });
	return {
		ingest: async (): Promise<number> => {
			worker.postMessage('run');
			const [seconds] = await once(worker, 'message');
			return Number(seconds);
		},
		end: async () => {
			await worker.terminate();
			await script.remove();
		},
	};
}

function runPanels(store: BenchStore, lookups: LookupPort): Promise<number> {
	return withSnapshot(store.dir, async snapshot => {
		const engine = createLocalEngine(() => snapshot, { derived: derivedFields, lookups });
		const { fromMs, toMs } = store;
		let count = 0;
		for (const layout of shippedLayouts()) {
			for (const panel of layout.panels) {
				const { text } = composePanel(layout, panel, {
					scope: undefined,
					variables: noVariables,
					rangeMs: toMs - fromMs,
				});
				const outcome = await engine.run({ text, fromMs, toMs, nowMs: toMs, timeZone: 'UTC' });
				if (!outcome.ok) {
					throw new Error(`${panel.id} did not run: ${JSON.stringify(outcome)}`);
				}

				count++;
			}
		}

		return count;
	});
}
