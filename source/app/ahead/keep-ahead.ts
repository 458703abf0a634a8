import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { StoreKeeper } from '../../../store/index.ts';
import type { Tailer } from '../../ingest/tailer.ts';
import { describeError } from '../describe-error.ts';
import { exitCode } from '../ports.ts';

/** Between two counts, in ms: what comes at night in small pieces is counted in larger ones. */
const restMs = 60_000;
/** Of the process that counts; it is not what a machine is bought for. */
const megabytes = '300';
/** How long it may take to end, in ms. */
const endWaitMs = 1_500;
/** After so many ends that tell nothing new it is left. */
const endsMax = 3;

/** A process that counts ahead once. */
export interface Counting {
	/** Resolves with why it failed; undefined: it has done what it can. */
	readonly ended: Promise<string | undefined>;
	/** Resolves when it has ended; what it has counted so far is kept. */
	end(): Promise<void>;
}

/**
 * Counts what the dashboards ask of sealed segments, each time a tailer has fetched all there is and there are other segments than
 * at the last count: in a process of its own that runs when nothing else wants the processor. So that whoever looks first, at a
 * month that nobody has looked at, need not wait.
 *
 * @param notify - called with a sentence that a person should read
 * @param start - undefined where the program was not built: then nothing is counted
 */
export function keepAhead(
	tailer: Pick<Tailer, 'onChange' | 'status'>,
	writer: Pick<StoreKeeper, 'counts'>,
	notify: (text: string) => void,
	start: (() => Counting) | undefined,
): () => Promise<void> {
	let counting: Counting | undefined;
	let countedSegments = 0;
	let rest: NodeJS.Timeout | undefined;
	let failedCount = 0;
	const look = () => {
		const { sealedSegmentCount } = writer.counts();
		const isDue = sealedSegmentCount !== countedSegments && tailer.status().state === 'live';
		if (start === undefined || failedCount >= endsMax || counting || rest || !isDue) {
			return;
		}

		countedSegments = sealedSegmentCount;
		try {
			counting = start();
		} catch (error) {
			// No memory is left for a process: what is fetched matters more.
			counting = { ended: Promise.resolve(describeError(error)), end: () => Promise.resolve() };
		}

		void counting.ended.then(why => {
			if (counting === undefined) {
				return;
			}

			counting = undefined;
			failedCount = why === undefined ? 0 : failedCount + 1;
			if (why !== undefined && failedCount === 1) {
				notify(
					`what the dashboards ask is not counted ahead: ${why}; \`trailtop store warm\` with the flags of this command tries it once and says why`,
				);
			}

			rest = setTimeout(() => {
				rest = undefined;
				look();
			}, restMs);
		});
	};

	const stopListening = tailer.onChange(look);
	look();
	return async () => {
		stopListening();
		clearTimeout(rest);
		const running = counting;
		counting = undefined;
		await running?.end();
	};
}

/** @param args - with which a command opens the store */
export function countingOf(args: readonly string[]): (() => Counting) | undefined {
	const built = fileURLToPath(new URL('./main.js', import.meta.url));
	return existsSync(built)
		? () => startCounting([built, 'store', 'warm', ...args, '--memory', megabytes])
		: undefined;
}

function startCounting(words: readonly string[]): Counting {
	// What the program was started with is not meant for it.
	const child = spawn(process.execPath, words, { stdio: 'ignore' });
	const ended = new Promise<string | undefined>(resolve => {
		child.once('error', error => resolve(describeError(error)));
		child.once('exit', (code, signal) => resolve(whyOf(code, signal)));
	});
	try {
		if (child.pid !== undefined) {
			setPriority(child.pid, constants.priority.PRIORITY_LOW);
		}
	} catch {
		// It has ended already, or this system has no priorities.
	}

	return {
		ended,
		end: async () => {
			child.kill('SIGTERM');
			// It runs when nothing else does, and may be inside a query: what it loses costs time and nothing else.
			const timer = setTimeout(() => child.kill('SIGKILL'), endWaitMs);
			await ended;
			clearTimeout(timer);
		},
	};
}

function whyOf(code: number | null, signal: NodeJS.Signals | null): string | undefined {
	// The others are those of signals that a person or a system sends.
	const isDone = [exitCode.rows, exitCode.incomplete, exitCode.interrupted, 129, 143].some(
		one => one === code,
	);
	return isDone
		? undefined
		: signal === null
			? `it ended with code ${code ?? 0}`
			: `it was ended by ${signal}`;
}
