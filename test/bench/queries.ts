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

/** Ms of each run of one query. */
export interface BenchTiming {
	readonly name: string;
	readonly rowCount: number;
	/** A reader that has decoded nothing. The peers: the first run after the store was opened. */
	readonly coldMs: readonly number[];
	/** Columns are decoded, and nothing of an answer is kept. */
	readonly freshMs: readonly number[];
	/** An engine that keeps what it learned of sealed segments, as a live panel has it. */
	readonly keptMs?: readonly number[];
}

/** One engine over one reader. */
export interface BenchEngine {
	readonly engine: Engine;
	close(): Promise<void>;
}

export interface BenchOptions {
	readonly fromMs: number;
	readonly toMs: number;
	/** A principal of the data. */
	readonly arn: string;
	readonly runCount: number;
	readonly coldRunCount: number;
	/** Opens the store anew: nothing is decoded. */
	open(): Promise<BenchEngine>;
	/** A new engine over a reader that stays: its decoded columns serve every engine. */
	newEngine(): Engine;
	/** Ms on any steady clock. */
	clock(): number;
}

/** Runs the nine queries one after another. */
export async function runBenchQueries(options: BenchOptions): Promise<readonly BenchTiming[]> {
	const timings: BenchTiming[] = [];
	for (const { name, text } of benchQueries) {
		const request = requestOf(name, text, options);
		const times = { cold: [] as number[], fresh: [] as number[], kept: [] as number[] };
		const timed = async (engine: Engine): Promise<{ ms: number; rowCount: number }> => {
			const startMs = options.clock();
			const outcome = await engine.run(request);
			const ms = options.clock() - startMs;
			if (!outcome.ok) {
				throw new Error(`${name} did not run: ${JSON.stringify(outcome)}`);
			}

			return { ms, rowCount: outcome.result.rowCount };
		};

		for (let run = 0; run < options.coldRunCount; run++) {
			const { engine, close } = await options.open();
			times.cold.push((await timed(engine)).ms);
			await close();
		}

		const { rowCount } = await timed(options.newEngine());
		for (let run = 0; run < options.runCount; run++) {
			times.fresh.push((await timed(options.newEngine())).ms);
		}

		const kept = options.newEngine();
		await timed(kept);
		for (let run = 0; run < options.runCount; run++) {
			times.kept.push((await timed(kept)).ms);
		}

		const { cold: coldMs, fresh: freshMs, kept: keptMs } = times;
		timings.push({ name, rowCount, coldMs, freshMs, keptMs });
	}

	return timings;
}

function requestOf(name: string, text: string, options: BenchOptions): RunRequest {
	return {
		text: text.replace('{{arn}}', options.arn),
		fromMs: name.includes('a week') ? options.toMs - weekMs : options.fromMs,
		toMs: options.toMs,
		nowMs: options.toMs,
		timeZone: 'UTC',
	};
}
