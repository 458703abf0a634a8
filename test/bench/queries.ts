import type { Engine, RunRequest } from '../../source/query/port.ts';

/** The nine dashboard queries that are timed against the peers; `{{arn}}` and the week are given. */
export const benchQueries: readonly { readonly name: string; readonly text: string }[] = [
	{ name: 'q1 top event names', text: '* | count by eventName | limit 10' },
	{
		name: 'q2 hour × error',
		text: 'errorCode=* | timeslice 1h | count by _timeslice, errorCode',
	},
	{
		name: 'q3 failed logins by user',
		text: 'eventName=ConsoleLogin responseElements.ConsoleLogin=Failure | count by userIdentity.arn | limit 10',
	},
	{
		name: 'q4 addresses of each principal',
		text: '* | count_distinct(sourceIPAddress) as addresses by userIdentity.arn | limit 10',
	},
	{ name: 'q5 a week, source × region', text: '* | count by eventSource, awsRegion' },
	{ name: 'q6 substring of the record', text: '*Security* | count' },
	{
		name: 'q7 one principal by event',
		text: 'userIdentity.arn="{{arn}}" | count by eventName',
	},
	{ name: 'q8 5 min × readOnly', text: '* | timeslice 5m | count by _timeslice, readOnly' },
	{
		name: 'q9 deletions, 5 min × event',
		text: '* | where eventName matches "Delete*" | timeslice 5m | count by _timeslice, eventName',
	},
];

const weekMs = 7 * 24 * 3_600_000;

export interface BenchTiming {
	readonly name: string;
	readonly rowCount: number;
	/** Ms of each run, the first included. */
	readonly runsMs: readonly number[];
	/** The same by one engine that keeps what it learned of sealed segments, as a live panel has it. */
	readonly keptMs?: readonly number[];
}

export interface BenchOptions {
	readonly fromMs: number;
	readonly toMs: number;
	/** A principal of the data. */
	readonly arn: string;
	readonly runCount: number;
	/** A new engine for each run leaves no partials behind; columns decoded by the store stay. */
	newEngine(): Engine;
	/** Ms on any steady clock. */
	clock(): number;
}

/** Runs the nine queries one after another. */
export async function runBenchQueries(options: BenchOptions): Promise<readonly BenchTiming[]> {
	const timings: BenchTiming[] = [];
	for (const { name, text } of benchQueries) {
		const runsMs: number[] = [];
		const keptMs: number[] = [];
		let rowCount = 0;
		const timed = async (engine: Engine, times: number[]): Promise<void> => {
			const startMs = options.clock();
			const outcome = await engine.run(requestOf(name, text, options));
			times.push(options.clock() - startMs);
			if (!outcome.ok) {
				throw new Error(`${name} did not run: ${JSON.stringify(outcome)}`);
			}

			rowCount = outcome.result.rowCount;
		};

		for (let run = 0; run < options.runCount; run++) {
			await timed(options.newEngine(), runsMs);
		}

		const kept = options.newEngine();
		await timed(kept, []);
		for (let run = 0; run < options.runCount; run++) {
			await timed(kept, keptMs);
		}

		timings.push({ name, rowCount, runsMs, keptMs });
	}

	return timings;
}

function requestOf(name: string, text: string, options: BenchOptions): RunRequest {
	const { fromMs, toMs, arn } = options;
	return {
		text,
		fromMs: name.startsWith('q5') ? toMs - weekMs : fromMs,
		toMs,
		nowMs: toMs,
		timeZone: 'UTC',
		params: { arn },
	};
}
