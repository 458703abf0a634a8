import type { StoreKeeper } from '../../store/index.ts';
import type { Tailer } from '../ingest/tailer.ts';
import { dayMs } from '../text/duration.ts';
import { formatPlural } from '../text/number.ts';
import { describeError } from './describe-error.ts';
import { Scrub, scrubProgress } from './scrub.ts';
import { scrubWords } from './scrub-words.ts';

/** A store is read through once a week, while nothing else is to be done: one segment each interval. */
const scrubEveryMs = 7 * dayMs;
const stepEveryMs = 5_000;

/**
 * Reads a store through every week while a tailer is live, and has it fetch again what is damaged.
 *
 * @param notify - called with a sentence when something is damaged
 * @returns a function that ends it
 */
export function keepScrubbed(
	tailer: Pick<Tailer, 'status' | 'retryDamaged'>,
	writer: StoreKeeper,
	nowMs: () => number,
	notify: (text: string) => void,
): () => void {
	const scrub = new Scrub(writer, nowMs);
	const ending = new AbortController();
	let isBusy = false;
	const step = async () => {
		const last = scrubProgress(writer)?.endedMs;
		const isDue = last === undefined || Math.abs(nowMs() - last) >= scrubEveryMs;
		if (isBusy || !isDue || tailer.status().state !== 'live') {
			return;
		}

		isBusy = true;
		try {
			const before = scrub.begin();
			const after = await scrub.step(before);
			if (after.damagedCount > before.damagedCount) {
				notify(`the store: ${scrubWords(after)}`);
				await tailer.retryDamaged(ending.signal);
			}

			const left = after.endedMs === undefined ? 0 : scrub.settle();
			if (left > 0) {
				notify(leftWords(left));
			}
		} catch (error) {
			if (!ending.signal.aborted) {
				notify(`the store could not be read through: ${describeError(error)}`);
			}
		} finally {
			isBusy = false;
		}
	};

	const timer = setInterval(() => void step(), stepEveryMs);
	return () => {
		clearInterval(timer);
		ending.abort();
	};
}

/** Records that are neither in the store nor lost for good. */
export function leftWords(count: number): string {
	return `${formatPlural(count, 'record')} of damaged segments stay aside, because their objects cannot be read; \`trailtop store repair FOLDER\` brings over what proves whole`;
}
