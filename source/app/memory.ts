import { UsageError } from './arguments.ts';

/** What the console may use, in megabytes, when nobody says otherwise. */
export const usualMegabytes = 300;
/** With less, the same answers would be computed again and again. */
const leastMegabytes = 240;
/** The program itself, its threads, and the results on the screen; measured. */
const programMegabytes = 200;
const megabyte = 1e6;
/** Objects that are being fetched need no more than this, in bytes. */
const fetchingBytesMax = 64 * megabyte;

/** How the console's memory is shared out, in bytes. */
export interface MemoryShares {
	/** What is kept to answer queries faster. */
	readonly answers: number;
	/** Objects that are fetched and not stored yet. */
	readonly fetching: number;
}

/**
 * Reads `--memory`.
 *
 * @param hasSource - whether objects are fetched at all
 * @throws UsageError when it is no number of megabytes, or too small
 */
export function readMemory(text: string | undefined, hasSource: boolean): MemoryShares {
	const megabytes = text === undefined ? usualMegabytes : Number(text);
	if (!Number.isInteger(megabytes) || megabytes < leastMegabytes) {
		throw new UsageError(
			`--memory takes megabytes, ${leastMegabytes} or more, and got "${text ?? ''}"; ${usualMegabytes} is usual`,
		);
	}

	const free = (megabytes - programMegabytes) * megabyte;
	const fetching = hasSource ? Math.min(free / 4, fetchingBytesMax) : 0;
	return { answers: free - fetching, fetching };
}
