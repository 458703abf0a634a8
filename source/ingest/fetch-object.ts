import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { findListed } from './find-listed.ts';
import type { Limiter } from './limiter.ts';
import { readObject } from './read-object.ts';
import type { ReadObject } from './read-object.ts';
import { concernsSource, SourceError } from './source.ts';
import type { ListedObject, ObjectSource } from './source.ts';
import type { SourceMeta } from '../trail/metadata.ts';

export interface FetchPorts {
	readonly source: ObjectSource;
	readonly clock: Clock;
	readonly random: () => number;
	readonly limiter: Limiter;
	readonly meta: SourceMeta;
	readonly inflatedMax: number;
	/** See `ReadOptions`. */
	readonly takesSummaries: boolean;
	/** Tries of one object before it is left to a later poll. */
	readonly attemptsMax: number;
	readonly counted: (what: 'get' | 'retry') => void;
}

export type FetchResult =
	| {
			readonly kind: 'read';
			/** The object as listed, or as listed again after it changed. */
			readonly object: ListedObject;
			readonly body: Uint8Array;
			readonly read: ReadObject;
			readonly attempts: number;
	  }
	| {
			readonly kind: 'failed';
			readonly object: ListedObject;
			readonly state: 'gone' | 'denied' | 'archived' | 'pending';
			readonly error: SourceError;
			readonly attempts: number;
	  };

const throttledAttemptsMax = 20;
const objectBackoff = { baseMs: 500, delayMax: 30_000 };
/**
 * Downloads and inflates an object and finds its records. The three steps are retried as one unit,
 * because neither the SDK nor a checksum detects every damage to a body in transit.
 *
 * @throws SourceError when the whole source fails; the signal's reason when it aborts
 */
export async function fetchObject(
	listed: ListedObject,
	ports: FetchPorts,
	signal: AbortSignal,
): Promise<FetchResult> {
	let object = listed;
	let damagedBody: Uint8Array | undefined;
	const tries: Tries = { answered: 0, throttled: 0 };
	for (;;) {
		signal.throwIfAborted();
		try {
			ports.counted('get');
			const body = await ports.source.get(object, signal);
			ports.limiter.clean();
			const read = readObject(object, body, {
				meta: ports.meta,
				receiptTimeMs: ports.source.nowMs() ?? ports.clock.nowMs(),
				inflatedMax: ports.inflatedMax,
				takesSummaries: ports.takesSummaries,
				mayBeEmpty: ports.source.hasWindows ?? false,
			});
			// The same bytes twice mean that the object itself is damaged, and another request
			// changes nothing.
			const isSettled = !read.isDamaged || (damagedBody && Buffer.compare(damagedBody, body) === 0);
			tries.answered++;
			// One damaged answer is never enough, because what is salvaged from it may be wrong.
			if (isSettled) {
				return { kind: 'read', object, body, read, attempts: attemptsOf(tries) };
			}

			if (tries.answered >= ports.attemptsMax && damagedBody !== undefined) {
				const error = neverTheSame(object);
				return { kind: 'failed', object, state: 'pending', error, attempts: attemptsOf(tries) };
			}

			damagedBody = body;
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof SourceError) || concernsSource(error)) {
				throw error;
			}

			// A server that throttles us says nothing about the object.
			tries[error.code === 'throttled' ? 'throttled' : 'answered']++;
			const next = await afterError(object, error, tries, ports, signal);
			if ('kind' in next) {
				return next;
			}

			object = next;
		}

		ports.counted('retry');
		const waitMs = backoffMs(attemptsOf(tries), ports.random, objectBackoff);
		await ports.clock.sleep(waitMs, signal);
	}
}

/** Requests for one object, counted by outcome. */
interface Tries {
	answered: number;
	throttled: number;
}

function attemptsOf({ answered, throttled }: Tries): number {
	return answered + throttled;
}

/** Returns a result, or the object to try again. */
async function afterError(
	object: ListedObject,
	error: SourceError,
	tries: Tries,
	ports: FetchPorts,
	signal: AbortSignal,
): Promise<FetchResult | ListedObject> {
	const failed = (state: 'gone' | 'denied' | 'archived' | 'pending'): FetchResult => ({
		kind: 'failed',
		object,
		state,
		error,
		attempts: attemptsOf(tries),
	});
	const isLast = tries.answered >= ports.attemptsMax || tries.throttled >= throttledAttemptsMax;
	if (error.code === 'throttled') {
		ports.limiter.throttled();
	}

	if (error.code === 'archived') {
		return failed('archived');
	}

	if (error.code === 'denied-kms') {
		return failed('denied');
	}

	// Without ListBucket on the key, S3 answers "denied" for a key that does not exist; the listing
	// knows. A notification may have been wrong about what the body was held against.
	if (['not-found', 'changed', 'denied', 'damaged'].includes(error.code)) {
		const again = await relist(object.key, ports, signal);
		if (again === 'gone') {
			return failed('gone');
		}

		if (error.code === 'denied' && again !== undefined && again.etag === object.etag) {
			return failed('denied');
		}

		return isLast ? failed('pending') : (again ?? object);
	}

	return isLast ? failed('pending') : object;
}

/** Each answer was damaged in another way, so that the object itself need not be. */
function neverTheSame({ key }: ListedObject): SourceError {
	return new SourceError(
		'damaged',
		`${key} came damaged, and different each time`,
		'it is tried again by itself',
	);
}

/** The key as it is listed now; undefined when the listing fails too. */
async function relist(
	key: string,
	ports: FetchPorts,
	signal: AbortSignal,
): Promise<ListedObject | 'gone' | undefined> {
	try {
		return (await findListed(ports.source, key, signal)) ?? 'gone';
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof SourceError && !concernsSource(error)) {
			return undefined;
		}

		throw error;
	}
}
