import { UsageError } from './arguments.ts';

/** What the console, and any other command, may use, in megabytes, when nobody says otherwise. */
const consoleMegabytes = 300;
const commandMegabytes = 1_000;
/** With less, the same answers would be computed again and again. */
const leastMegabytes = 240;
/** The program itself, its threads, and the results on the screen; measured. */
const programMegabytes = 200;
const megabyte = 1e6;
/** Objects that are being fetched need no more than this, in bytes. */
const fetchingBytesMax = 64 * megabyte;
/** A command answers once: what it keeps beyond this is not asked for again, in bytes. */
const commandAnswersBytesMax = 224 * 2 ** 20;

/** How the memory of a command is shared out, in bytes. */
export interface MemoryShares {
	/** What is kept to answer queries faster. */
	readonly answers: number;
	/** Objects that are fetched and not stored yet. */
	readonly fetching: number;
	/** Texts, rows and groups that one query may make while it runs, beside the others. */
	readonly run: number;
}

/**
 * Reads `--memory`.
 *
 * @param command - its name
 * @param hasSource - whether objects are fetched at all
 * @throws UsageError when it is no number of megabytes, or too small
 */
export function readMemory(
	text: string | undefined,
	command: string,
	hasSource: boolean,
): MemoryShares {
	const isConsole = command === 'console';
	const usual = isConsole ? consoleMegabytes : commandMegabytes;
	const megabytes = text === undefined ? usual : Number(text);
	if (!Number.isInteger(megabytes) || megabytes < leastMegabytes) {
		throw new UsageError(
			`--memory takes megabytes, ${leastMegabytes} or more, and got "${text ?? ''}"; ${usual} is usual`,
		);
	}

	const free = (megabytes - programMegabytes) * megabyte;
	const fetching = hasSource ? Math.min(free / 4, fetchingBytesMax) : 0;
	const kept = free - fetching;
	return {
		answers: isConsole ? kept : Math.min(kept, commandAnswersBytesMax),
		fetching,
		run: Math.round((megabytes * megabyte * 2) / 3),
	};
}
