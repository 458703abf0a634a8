import { getHeapStatistics } from 'node:v8';
import { formatBytes } from '../../text/number.ts';

/** Why a query worker ended by itself. */
export interface WorkerEnd {
	readonly message: string;
	/** The same as a fault of the query that was alone in it. */
	readonly ofQuery: string;
	/** What one can do about that query. */
	readonly next: string;
}

/** V8 ends a process that has used up its heap by one of these; which one depends on the build. */
const heapSignals: readonly (NodeJS.Signals | null)[] = ['SIGABRT', 'SIGTRAP', 'SIGILL'];
const runAgain = 'r runs it again; a shorter range or fewer groups need less';

/** The end of a process, from what the system tells of it. */
export function endOfProcess(code: number | null, signal: NodeJS.Signals | null): WorkerEnd {
	if (heapSignals.includes(signal)) {
		// A worker has the same limit as this process: both leave it to V8.
		const limit = formatBytes(getHeapStatistics().heap_size_limit);
		return {
			message: `the query worker ran out of memory (${signal})`,
			ofQuery: `this query needed more memory than the ${limit} that a query worker may use`,
			next: runAgain,
		};
	}

	const message =
		signal === null
			? `the query worker ended with exit code ${code}`
			: `the query worker ended by ${signal}`;
	return { message, ofQuery: message, next: runAgain };
}

/** An end of which the worker itself, or whoever started it, has told the reason. */
export function endBecause(message: string): WorkerEnd {
	return { message, ofQuery: message, next: runAgain };
}
