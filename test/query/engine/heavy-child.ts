import { MemoryBudget } from '../../../store/index.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { heavyQueries } from './heavy-queries.ts';
import { segmentOf, snapshotOf } from './segments.ts';

/** Runs heavy queries one after another in one engine; a line of JSON for each. */
export interface HeavyRun {
	readonly text: string;
	/** The faults, or how many rows there were. */
	readonly faults?: readonly {
		readonly message: string;
		readonly start: number;
		readonly end: number;
	}[];
	readonly rowCount?: number;
	/** Bytes of the process's heap and buffers, when the query had ended and garbage was collected. */
	readonly leftBytes: number;
}

const [seed = '1', count = '1', runBytesMax = '0', cacheBytesMax = '0'] = process.argv.slice(2);
const fromMs = Date.UTC(2026, 2, 1, 12);
const recordsPerSegment = 12_000;
const segments = [0, 1, 2].map(segment =>
	segmentOf(
		`segment ${segment}`,
		Array.from({ length: recordsPerSegment }, (_, index) => ({
			eventTime: new Date(fromMs + (segment * recordsPerSegment + index) * 100).toISOString(),
			eventID: `event-${segment}-${index}`,
			eventName: `Name${index % 5}`,
			requestParameters: { note: `note ${index % 700} ${'of some length '.repeat(6)}` },
		})),
		fromMs,
		true,
	),
);
const engine = createLocalEngine(
	() => snapshotOf(segments),
	{
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
		runBytesMax: Number(runBytesMax),
	},
	new MemoryBudget(Number(cacheBytesMax)),
);

for (const text of heavyQueries(Number(seed), Number(count))) {
	const toMs = fromMs + 3_600_000;
	const outcome = await engine.run({ text, fromMs, toMs, nowMs: toMs, timeZone: 'UTC' });
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	const told: HeavyRun = {
		text,
		leftBytes: heapUsed + external,
		...(outcome.ok ? { rowCount: outcome.result.rowCount } : {}),
		...('faults' in outcome
			? { faults: outcome.faults.map(({ message, span }) => ({ message, ...span })) }
			: {}),
	};
	process.stdout.write(`${JSON.stringify(told)}\n`);
}
