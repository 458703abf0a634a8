import { AssertionError } from 'node:assert';
import type { Engine, QueryResult, RunRequest } from '../../query/port.ts';
import type { TimeRange } from '../../app/time-range.ts';
import type { StoreSnapshot } from '../../../store/index.ts';

/** Records that are in memory at the same time. */
export const pageRowsMax = 1_000;
/** Records of a single millisecond, which cannot be split into smaller windows. */
const momentRowsMax = 500_000;

type PageRequest = Omit<RunRequest, 'fromMs' | 'toMs' | 'rowsMax'>;

/** The run was cancelled from outside. */
export class Interrupted extends Error {
	override readonly name = 'Interrupted';
}

/**
 * The records of a search, oldest first, in pages of bounded size: the range is split into time
 * windows, and a window with too many records is split again.
 *
 * @param request - a search without faults
 * @param range - at most a little wider than the time range of the records, so that windows are not
 *   empty
 * @param rowCount - total number of records; decides how many windows are tried first
 * @throws Interrupted
 */
export async function* pages(
	engine: Engine,
	request: PageRequest,
	range: TimeRange,
	rowCount: number,
	signal: AbortSignal,
): AsyncGenerator<QueryResult> {
	// Windows are half full on average, so that few of them must be split.
	const windowCount = Math.max(1, Math.ceil((2 * rowCount) / pageRowsMax));
	const stepMs = Math.max(1, Math.ceil((range.toMs - range.fromMs) / windowCount));
	for (let fromMs = range.fromMs; fromMs < range.toMs; fromMs += stepMs) {
		const toMs = Math.min(range.toMs, fromMs + stepMs);
		yield* window(engine, request, { fromMs, toMs }, signal);
	}
}

async function* window(
	engine: Engine,
	request: PageRequest,
	{ fromMs, toMs }: TimeRange,
	signal: AbortSignal,
): AsyncGenerator<QueryResult> {
	const isMoment = toMs - fromMs <= 1;
	const rowsMax = isMoment ? momentRowsMax : pageRowsMax;
	const outcome = await engine.run({ ...request, fromMs, toMs, rowsMax }, { signal });
	if (!outcome.ok) {
		if ('cancelled' in outcome) {
			throw new Interrupted('interrupted');
		}

		throw new AssertionError({ message: 'a search without faults has none in another window' });
	}

	const { result } = outcome;
	if (result.rowCount <= rowsMax) {
		if (result.rowCount > 0) {
			yield result;
		}

		return;
	}

	if (isMoment) {
		throw new Error(
			`${result.rowCount} records of one millisecond, at ${new Date(fromMs).toISOString()}, are more than the ${momentRowsMax} that can be exported; narrow the search`,
		);
	}

	const middleMs = Math.floor((fromMs + toMs) / 2);
	yield* window(engine, request, { fromMs, toMs: middleMs }, signal);
	yield* window(engine, request, { fromMs: middleMs, toMs }, signal);
}

/** Narrows a range to the part in which a store has records: windows outside would be empty. */
export function storedPart(
	range: TimeRange,
	{ segments }: Pick<StoreSnapshot, 'segments'>,
): TimeRange {
	const oldestMs = segments.reduce((ms, { minTimeMs }) => Math.min(ms, minTimeMs), Infinity);
	const newestMs = segments.reduce((ms, { maxTimeMs }) => Math.max(ms, maxTimeMs), -Infinity);
	return {
		fromMs: Math.max(range.fromMs, Math.min(oldestMs, range.toMs)),
		toMs: Math.min(range.toMs, Math.max(newestMs + 1, range.fromMs)),
	};
}
