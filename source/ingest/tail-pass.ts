import type { ObjectOutcome } from '../../store/store.ts';
import { toError } from './commit-queue.ts';
import { fetchObject } from './fetch-object.ts';
import type { FetchResult } from './fetch-object.ts';
import {
	factsOf,
	objectLedgerKey,
	previousEtagsMax,
	settledEntry,
	toLedgerEntry,
} from './ledger.ts';
import type { LedgerChange } from './ledger-index.ts';
import { listedPages } from './list-pages.ts';
import type { PassPorts, PassRequest, PassResult } from './pass.ts';
import { planPoll } from './plan-poll.ts';
import type { PlannedFetch, Settled } from './plan-poll.ts';
import { readAgain } from './read-again.ts';
import { readEntry, retryAtMs, stateOf } from './read-entry.ts';
import type { ListedObject } from './source.ts';
import { leftOutAs } from './tail-counters.ts';

/** Objects of one pass that may wait for a request slot. */
const waitingObjectsMax = 256;
/** Estimated ratio of inflated to compressed size; corrected after the object is inflated. */
const inflationGuess = 6;
const roomBytesMin = 16 << 10;
/** Allowed difference of clocks in ms; an event that is later than this has a made-up time. */
const aheadMsMax = 10 * 60_000;

/**
 * Lists one range, fetches the objects that the ledger does not know, and queues them for a commit.
 *
 * @throws SourceError when the listing fails for good or the whole source does; StoreError when a
 *   commit fails. The next pass finds again what was not committed
 */
export async function runPass(
	ports: PassPorts,
	request: PassRequest,
	signal: AbortSignal,
): Promise<PassResult> {
	const pass = new Pass(ports, request, signal);
	try {
		for await (const page of listedPages(ports, request, signal)) {
			await pass.page(page);
		}
	} catch (error) {
		await pass.settled();
		throw error;
	}

	await pass.finish();
	return pass.result();
}

class Pass {
	readonly #ports: PassPorts;
	readonly #request: PassRequest;
	readonly #signal: AbortSignal;
	readonly #running = new Set<Promise<void>>();
	#oneEnded = (): void => {};
	#error: Error | undefined;
	#listedCount = 0;
	#outsideCount = 0;
	#laterCount = 0;
	#pendingCount = 0;
	readonly #elsewhere: string[] = [];
	#newestObjectMs = NaN;

	constructor(ports: PassPorts, request: PassRequest, signal: AbortSignal) {
		this.#ports = ports;
		this.#request = request;
		this.#signal = signal;
	}

	result(): PassResult {
		return {
			listedCount: this.#listedCount,
			newestObjectMs: this.#newestObjectMs,
			outsideCount: this.#outsideCount,
			laterCount: this.#laterCount,
			pendingCount: this.#pendingCount,
			elsewhere: this.#elsewhere,
		};
	}

	async page(listed: readonly ListedObject[]): Promise<void> {
		const { writer, clock, source, counters } = this.#ports;
		const namespace = source.title;
		const plan = planPoll(
			listed,
			key => toLedgerEntry(writer.ledger(objectLedgerKey(namespace, key))),
			source.nowMs() ?? clock.nowMs(),
			this.#request.rules,
		);
		counters.listed(listed.length, plan.knownCount);
		this.#listedCount += listed.length;
		this.#outsideCount += plan.outsideCount;
		this.#laterCount += plan.laterCount;
		this.#pendingCount += plan.waitingCount;
		for (const { lastModifiedMs } of listed) {
			this.#newestObjectMs = Math.max(lastModifiedMs, this.#newestObjectMs || 0);
		}

		for (const settled of plan.settled) {
			await this.#settle(settled);
		}

		this.#rethrow();

		for (const planned of plan.fetches) {
			if (this.#ports.inFlight.has(planned.object.key)) {
				counters.listed(0, 1);
				this.#elsewhere.push(planned.object.key);
			} else if (this.#isOverdue(planned)) {
				counters.listed(0, 1);
			} else {
				this.#ports.inFlight.add(planned.object.key);
				await this.#start(planned);
			}
		}
	}

	/**
	 * Whether another pass has settled the object since this one looked it up; that state is newer.
	 */
	#isOverdue({ object, previous }: PlannedFetch): boolean {
		const { writer, source } = this.#ports;
		const now = toLedgerEntry(writer.ledger(objectLedgerKey(source.title, object.key)));
		return (
			now?.atMs !== previous?.atMs ||
			now?.state !== previous?.state ||
			now?.attempts !== previous?.attempts
		);
	}

	/** Waits also after an error, because running fetches may still be queued. */
	async settled(): Promise<void> {
		await Promise.allSettled(this.#running);
	}

	async finish(): Promise<void> {
		await Promise.all(this.#running);
		this.#rethrow();
		this.#ports.changed();
	}

	async #start(planned: PlannedFetch): Promise<void> {
		if (this.#running.size >= waitingObjectsMax) {
			// Not a `Promise.race` of all running objects: each would keep a reaction for every
			// race.
			await new Promise<void>(resolve => {
				this.#oneEnded = resolve;
			});
		}

		const task: Promise<void> = this.#take(planned)
			.catch(error => {
				this.#ports.inFlight.delete(planned.object.key);
				this.#error ??= toError(error);
			})
			.finally(() => {
				this.#running.delete(task);
				this.#oneEnded();
			});
		this.#running.add(task);
	}

	#rethrow(): void {
		this.#signal.throwIfAborted();
		if (this.#error !== undefined) {
			throw this.#error;
		}
	}

	async #settle({ object, entry, folder }: Settled): Promise<void> {
		const { counters, source } = this.#ports;
		await this.#request.queue.add({
			partition: '',
			delivered: undefined,
			change: () => ({ namespace: source.title, key: object.key, entry }),
			committed: () => {
				counters.count(entry.state);
				if (entry.state === 'skipped' || entry.state === 'unasked') {
					counters.skipped(leftOutAs(folder ?? '(no folder)', entry.state));
				}
			},
			release: () => {},
		});
	}

	async #take(planned: PlannedFetch): Promise<void> {
		const { limiter, fetch } = this.#ports;
		let room = Math.max(roomBytesMin, planned.object.sizeBytes * inflationGuess);
		await limiter.acquire(this.#request.priority, room);
		let result: FetchResult | undefined;
		try {
			// The whole source may have failed while this object waited for its turn.
			this.#rethrow();
			result = await fetchObject(planned.object, fetch, this.#signal);
			const actual = result.kind === 'read' ? result.body.length + result.read.inflatedBytes : 0;
			limiter.adjustBytes(room, actual);
			room = actual;
		} finally {
			limiter.releaseSlot();
			if (!result) {
				limiter.releaseBytes(room);
			}
		}

		await this.#commit(planned, result, () => {
			limiter.releaseBytes(room);
			this.#ports.inFlight.delete(planned.object.key);
		});
	}

	async #commit(planned: PlannedFetch, result: FetchResult, release: () => void): Promise<void> {
		const { clock, counters } = this.#ports;
		const { object } = result;
		const delivered = result.kind === 'read' ? result.read.delivered : undefined;
		if (result.kind === 'failed' && result.state === 'pending') {
			this.#pendingCount++;
		}

		await this.#request.queue.add({
			partition: this.#request.partition(planned),
			delivered,
			change: outcome => this.#change(planned, result, outcome),
			committed: outcome => {
				counters.answered('store');
				this.#count(planned, result, outcome);
				this.#ports.changed();
			},
			release,
		});
		if (result.kind === 'failed' && result.state !== 'gone' && result.state !== 'archived') {
			counters.error('object', `get ${object.key}`, result.error, clock.nowMs());
		} else if (result.kind === 'read') {
			counters.answered('object');
			counters.fetchedBytes += result.body.length;
			counters.inflatedBytes += result.read.inflatedBytes;
		}
	}

	#change(
		planned: PlannedFetch,
		result: FetchResult,
		outcome: ObjectOutcome | undefined,
	): LedgerChange {
		const { source, clock, random, keepHashes } = this.#ports;
		const nowMs = source.nowMs() ?? clock.nowMs();
		const { object } = result;
		const { previous } = planned;
		const attempts = (previous?.etag === object.etag ? previous.attempts : 0) + 1;
		const wasOther = previous !== undefined && previous.etag !== object.etag;
		const etags = previous?.previousEtags ?? [];
		// A window that fills up has no versions that anybody could ask for.
		const previousEtags = source.hasWindows
			? []
			: wasOther
				? [previous.etag, ...etags].slice(0, previousEtagsMax)
				: etags;
		const more = {
			attempts,
			...(previousEtags.length > 0 ? { previousEtags } : {}),
		};
		const { title: namespace } = source;
		if (result.kind === 'read') {
			const inAll =
				source.hasWindows && previous && outcome ? readAgain(previous, outcome).inAll : outcome;
			const entry = readEntry(result, inAll, { nowMs, attempts, random, keepHashes });
			// What a digest vouches for is its contents, so they stay proven when they are read again.
			const isSame = entry.sha256 !== undefined && entry.sha256 === previous?.sha256;
			const proof =
				isSame && previous?.vouchedMs !== undefined ? { vouchedMs: previous.vouchedMs } : {};
			return { namespace, key: object.key, entry: { ...entry, ...more, ...proof } };
		}

		const retry = retryAtMs(result.state, attempts, nowMs, random);
		const entry = settledEntry(object, result.state, nowMs, {
			...(previous?.etag === object.etag ? factsOf(previous) : {}),
			...more,
			reason: result.error.message.slice(0, 500),
			...(retry === undefined ? {} : { retryAtMs: retry }),
		});
		return { namespace, key: object.key, entry };
	}

	#count(planned: PlannedFetch, result: FetchResult, outcome: ObjectOutcome | undefined): void {
		const { counters, source, clock } = this.#ports;
		const state = result.kind === 'read' ? stateOf(result.read) : result.state;
		counters.count(state);
		if (planned.previous?.state === 'pending') {
			counters.settledPending();
		}

		// A file that grows in a folder is normal; an object that changes in a bucket is not.
		const isRewritten = planned.why === 'rewritten' || result.object.etag !== planned.object.etag;
		if (isRewritten && !source.listsWhole && !source.hasWindows) {
			counters.count('rewritten');
		}

		if (result.kind !== 'read') {
			return;
		}

		counters.rejected += result.read.rejectedCount;
		if (result.read.hasTrailing) {
			counters.count('trailing');
		}

		if (!outcome) {
			return;
		}

		const { previous } = planned;
		counters.outcome(source.hasWindows && previous ? readAgain(previous, outcome).added : outcome);
		this.#request.kept?.(outcome.keptCount);
		const { account = '(none)', region = '(none)', stampMs } = planned.parsed;
		const { lastModifiedMs } = result.object;
		const nowMs = source.nowMs() ?? clock.nowMs();
		const isAhead = outcome.newestTimeMs > nowMs + aheadMsMax;
		if (isAhead) {
			counters.count('ahead');
		}

		// An event with a made-up time in the future says nothing about the lag.
		const newestTimeMs = isAhead ? NaN : outcome.newestTimeMs;
		// The minute in a name begins before the events of its last seconds.
		const namedMs = isAhead ? stampMs : Math.min(lastModifiedMs, Math.max(stampMs, newestTimeMs));
		counters.lag.add(
			account,
			region,
			{
				trailMs: namedMs - newestTimeMs,
				deliveryMs: lastModifiedMs - namedMs,
				oursMs: nowMs - lastModifiedMs,
			},
			newestTimeMs,
			lastModifiedMs,
			// Insights events and summaries are made of earlier events, and late by that.
			['log', 'network-activity', 'loose'].includes(planned.parsed.kind) &&
				planned.why === 'new' &&
				lastModifiedMs >= (this.#request.lagSinceMs ?? Infinity),
		);
	}
}
