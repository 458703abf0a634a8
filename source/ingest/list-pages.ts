import { backoffMs } from './backoff.ts';
import { compareKeys } from './folder-source.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import { isTransient, listAttemptsMax, listBackoff } from './retry.ts';
import type { ListedObject, SourceError } from './source.ts';
import type { PassPorts, PassRequest } from './pass.ts';

const pageObjectsMax = 1000;

export type ListPorts = Pick<
	PassPorts,
	'source' | 'clock' | 'random' | 'limiter' | 'counters' | 'trouble' | 'patienceMs'
>;

export type ListRequest = Pick<PassRequest, 'prefix' | 'startAfter' | 'newestFirstMax' | 'listed'>;

/**
 * The pages of objects that a pass reads: those that a notification named, or a listing, which can
 * be reversed so that the newest come first.
 *
 * @throws SourceError when the listing fails for good
 */
export function listedPages(
	ports: ListPorts,
	request: ListRequest,
	signal: AbortSignal,
): AsyncIterable<readonly ListedObject[]> {
	const pages = request.listed ? onePage(request.listed) : listWithRetry(ports, request, signal);
	return newestFirst(pages, request.newestFirstMax ?? 0);
}

async function* onePage(listed: readonly ListedObject[]): AsyncGenerator<readonly ListedObject[]> {
	yield listed;
}

async function* newestFirst(
	pages: AsyncIterable<readonly ListedObject[]>,
	objectsMax: number,
): AsyncGenerator<readonly ListedObject[]> {
	let gathered: { readonly object: ListedObject; readonly timeMs: number }[] = [];
	for await (const page of pages) {
		if (objectsMax === 0) {
			yield page;
			continue;
		}

		for (const object of page) {
			const { stampMs } = parseObjectKey(object.key);
			gathered.push({ object, timeMs: Number.isNaN(stampMs) ? object.lastModifiedMs : stampMs });
		}

		if (gathered.length >= objectsMax) {
			yield* sortedPages(gathered);
			gathered = [];
		}
	}

	yield* sortedPages(gathered);
}

function* sortedPages(
	gathered: { readonly object: ListedObject; readonly timeMs: number }[],
): Generator<readonly ListedObject[]> {
	gathered.sort((a, b) => b.timeMs - a.timeMs);
	for (let at = 0; at < gathered.length; at += pageObjectsMax) {
		yield gathered.slice(at, at + pageObjectsMax).map(({ object }) => object);
	}
}

/**
 * Pages of a listing, each retried by itself, so that an error is never taken for the end of the
 * listing.
 */
async function* listWithRetry(
	ports: ListPorts,
	request: ListRequest,
	signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
	let after = request.startAfter;
	let answeredMs = ports.clock.elapsedMs();
	for (let attempt = 1; ; attempt++) {
		try {
			ports.counters.requests.lists++;
			for await (const page of ports.source.list(request.prefix, after, signal)) {
				const last = page.at(-1)?.key;
				// A server that sends the same page again and again gets no further tries for it.
				if (last !== undefined && (after === undefined || compareKeys(last, after) > 0)) {
					attempt = 1;
					answeredMs = ports.clock.elapsedMs();
					after = last;
				}

				noteAnswer(ports);
				yield page;
			}

			noteAnswer(ports);
			return;
		} catch (error) {
			signal.throwIfAborted();
			const isOver = ports.clock.elapsedMs() - answeredMs >= ports.patienceMs;
			if (!isTransient(error) || attempt >= listAttemptsMax || isOver) {
				throw error;
			}

			noteRetry(ports, error);
			await ports.clock.sleep(backoffMs(attempt, ports.random, listBackoff), signal);
		}
	}
}

/** The source has answered, so that what it could not do before is over. */
export function noteAnswer({ counters, trouble }: ListPorts): void {
	counters.answered('source');
	trouble.answered();
}

/** Counts a retry, tells when the source is away, and lowers the concurrency limit when the server throttled us. */
export function noteRetry(ports: ListPorts, error: SourceError): void {
	ports.counters.requests.retries++;
	ports.trouble.retried(error);
	if (error.code === 'throttled') {
		ports.limiter.throttled();
	}
}
