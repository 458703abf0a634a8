import { setMaxListeners } from 'node:events';
import type { StoreWriter } from '../../store/store.ts';
import type { SourceMeta } from '../trail/metadata.ts';
import type { LogKind } from '../trail/log-kinds.ts';
import { isWhole, readAccount } from './account.ts';
import type { Account } from './account.ts';
import { backoffMs } from './backoff.ts';
import { Backfill } from './backfill.ts';
import type { BackfillOutcome, OnFailure } from './backfill.ts';
import { batchInflatedMax, CommitQueue } from './commit-queue.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Follow } from './follow.ts';
import { followFeed } from './follow-feed.ts';
import { filledRows, fillingRow, hasIndex, indexRows } from './ledger-index.ts';
import { InFlight } from './in-flight.ts';
import { Limiter } from './limiter.ts';
import { ListingPrefixes } from './listing-prefixes.ts';
import { newProver } from './proof/new-prover.ts';
import type { ProofOptions } from './proof/new-prover.ts';
import type { Prover } from './proof/prover.ts';
import { retryDamaged } from './retry-damaged.ts';
import { SourceError } from './source.ts';
import type { ObjectSource } from './source.ts';
import { Trouble } from './trouble.ts';
import { laterFolder, outsideFolder, TailCounters } from './tail-counters.ts';
import type { PassPorts } from './pass.ts';
import type { TailError, TailStatus } from './tail-status.ts';
import { prefixesShownMax } from './tail-status.ts';

export interface TailerOptions {
	readonly source: ObjectSource;
	readonly writer: StoreWriter;
	readonly meta: SourceMeta;
	/**
	 * Objects with an earlier time in their name are not fetched. Ms since the epoch; 0 fetches
	 * all.
	 */
	readonly sinceMs: number;
	/** Records up to this time are fetched, ms since the epoch; only for `once`. */
	readonly untilMs?: number;
	/** Default: `defaultLogKinds`. Files outside of CloudTrail's layout count as `log`. */
	readonly kinds?: readonly LogKind[];
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	readonly clock?: Clock;
	/** In [0, 1). */
	readonly random?: () => number;
	readonly pollEveryMs?: number;
	readonly concurrencyMax?: number;
	/** Bytes in transit or waiting for a commit. */
	readonly inFlightBytesMax?: number;
	/** A larger object is quarantined without a download. */
	readonly objectBytesMax?: number;
	readonly inflatedMax?: number;
	/**
	 * Keeps the SHA-256 of each inflated object in the ledger, so that `verify` needs no second
	 * download.
	 */
	readonly keepHashes?: boolean;
	/**
	 * Somebody waits for the answer: what goes on failing for so many ms is given up, counted, and
	 * not tried in another round. Only for `once`; absent: nobody does.
	 */
	readonly patienceMs?: number | undefined;
	/** Verifies signed digests as they are delivered; absent: they are left aside. */
	readonly proof?: ProofOptions | undefined;
	/** Called once when the source does not answer, before the retries end. */
	readonly troubled?: (error: SourceError) => void;
}

/** The result of a run of `once`. */
export interface IngestSummary {
	readonly objects: TailStatus['objects'];
	readonly account: Account;
	readonly records: number;
	readonly duplicates: number;
	readonly conflicts: number;
	readonly rejected: number;
	readonly fetchedBytes: number;
	readonly inflatedBytes: number;
	readonly elapsedMs: number;
	readonly errorCount: number;
	readonly errors: readonly TailError[];
	/** Everything that was listed was read whole, and nothing could not be listed. */
	readonly complete: boolean;
}

/** Rounds in which `once` retries what failed. */
const onceRoundsMax = 3;
const onceRoundEveryMs = 60_000;
const failedBackfillEveryMs = 300_000;
const startBackoff = { baseMs: 1000, delayMax: 60_000 };

/**
 * Fetches the objects of one source into a store. `start` follows the source until `stop`; `once`
 * fetches the existing objects and ends. An error of the source never ends a started tailer:
 * `status()` says what was tried, what came back and what to do, and the tailer retries.
 */
export class Tailer {
	readonly #options: TailerOptions;
	readonly #clock: Clock;
	readonly #random: () => number;
	readonly #counters = new TailCounters();
	readonly #limiter: Limiter;
	readonly #ports: PassPorts;
	readonly #listings: ListingPrefixes;
	readonly #backfill: Backfill;
	readonly #follow: Follow;
	readonly #prover: Prover | undefined;
	readonly #listeners = new Set<() => void>();
	readonly #abort = new AbortController();
	#state: TailStatus['state'] = 'idle';
	#running: Promise<void> | undefined;

	constructor(options: TailerOptions) {
		setMaxListeners(0, this.#abort.signal);
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#random = options.random ?? Math.random;
		this.#limiter = new Limiter({
			start: 8,
			concurrencyMax: options.concurrencyMax ?? 32,
			bytesMax: this.#inFlightBytesMax(),
		});
		this.#ports = this.#passPorts();
		this.#listings = new ListingPrefixes(this.#ports, options);
		this.#backfill = new Backfill(this.#ports, this.#listings, options);
		this.#follow = new Follow(this.#ports, this.#listings, options);
		this.#prover = options.proof && newProver(this.#ports, this.#listings, options, options.proof);
	}

	/** Starts to follow the source; returns at once. */
	start(): void {
		this.#running ??= this.#run(this.#abort.signal)
			.catch(error => {
				if (!this.#abort.signal.aborted) {
					this.#counters.error('source', 'tail', error, this.#clock.nowMs());
				}
			})
			.finally(() => this.#become('stopped'));
	}

	/** Resolves when everything has stopped; complete objects have been committed. */
	async stop(): Promise<void> {
		this.#abort.abort();
		await this.#running;
		this.#become('stopped');
	}

	/**
	 * Fetches all existing objects from `sinceMs` to `untilMs`, newest day first.
	 *
	 * @throws SourceError when the source as a whole cannot be read; StoreError when a commit fails
	 */
	async once(signal: AbortSignal): Promise<IngestSummary> {
		const both = AbortSignal.any([signal, this.#abort.signal]);
		// Every running request listens to this signal, and Node would print a warning about that
		// into the screen.
		setMaxListeners(0, both);
		const startedMs = this.#clock.elapsedMs();
		this.#become('discovering');
		await this.#begin();
		await this.#listings.discover(both);
		this.#become('backfilling');
		let outcome = await this.#fill(both, 'throw');
		// What may not be listed is not waited for: nobody changes a policy within a minute.
		const rounds = this.#options.patienceMs === undefined ? onceRoundsMax : 1;
		for (let round = 1; outcome === 'failed' && round < rounds; round++) {
			await this.#clock.sleep(onceRoundEveryMs, both);
			both.throwIfAborted();
			outcome = await this.#fill(both, 'throw');
		}

		await this.#prover?.once(both);
		await this.#options.writer.seal();
		this.#become('done');
		const status = this.status();
		const account = this.#account(status);
		return {
			objects: status.objects,
			account,
			records: status.records,
			duplicates: status.duplicates,
			conflicts: status.conflicts,
			rejected: status.rejected,
			fetchedBytes: status.fetchedBytes,
			inflatedBytes: status.inflatedBytes,
			elapsedMs: this.#clock.elapsedMs() - startedMs,
			errorCount: status.errorCount,
			errors: status.errors,
			complete: outcome === 'complete' && isWhole(account),
		};
	}

	#account({ objects }: TailStatus): Account {
		const { writer, sinceMs, untilMs = Infinity } = this.#options;
		const outside = objects.skippedByFolder[outsideFolder] ?? 0;
		const later = objects.skippedByFolder[laterFolder] ?? 0;
		return readAccount([writer], { fromMs: sinceMs, toMs: untilMs }, { outside, later });
	}

	/**
	 * Fetches the damaged objects again, of any age, and looks again at what is not proven, while other
	 * work goes on.
	 *
	 * @returns number of damaged objects, including those being fetched already; `status` counts
	 *   their outcomes
	 * @throws SourceError when the whole source fails; StoreError when a commit fails
	 */
	async retryDamaged(signal: AbortSignal): Promise<number> {
		const both = AbortSignal.any([signal, this.#abort.signal]);
		this.#prover?.again();
		return retryDamaged(this.#ports, this.#listings, both);
	}

	/** A copy of the status that the caller may keep or post. */
	status(): TailStatus {
		const counters = this.#counters;
		const denied = this.#listings.deniedPrefixes();
		return {
			state: this.#state,
			title: this.#options.source.title,
			objects: counters.objects(),
			records: counters.records,
			duplicates: counters.duplicates,
			conflicts: counters.conflicts,
			rejected: counters.rejected,
			timeGuessed: counters.timeGuessed,
			fetchedBytes: counters.fetchedBytes,
			inflatedBytes: counters.inflatedBytes,
			requests: { ...counters.requests },
			concurrency: this.#limiter.limit,
			errorCount: counters.errorCount,
			errors: counters.errors,
			lastError: counters.lastError,
			lag: counters.lag.lag(),
			lagByPrefix: counters.lag.byPrefix(),
			backfill: this.#backfill.progress(),
			prefixes: this.#listings.status(),
			prefixCount: this.#listings.prefixes.length,
			deniedPrefixes: denied.slice(0, prefixesShownMax).map(({ prefix }) => prefix),
			deniedPrefixCount: denied.length,
			lastPollMs: this.#follow.lastPollMs,
			nextPollMs: this.#follow.nextPollMs,
			feed: this.#options.source.feed?.counts(),
		};
	}

	/** Calls back after every change of the status. @returns a function that ends it */
	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Fetches what there is, and writes down what could not be listed. */
	async #fill(signal: AbortSignal, onFailure: OnFailure): Promise<BackfillOutcome> {
		const outcome = await this.#backfill.run(signal, onFailure);
		const { source, writer } = this.#options;
		await writer.putLedger(filledRows(source.title, this.#listings.left()));
		return outcome;
	}

	/**
	 * Notes that the source is being fetched, until a fill has ended. A store that an earlier version
	 * filled gets the index of its ledger.
	 */
	async #begin(): Promise<void> {
		const { writer, source } = this.#options;
		const index = hasIndex(writer) ? [] : indexRows(writer);
		await writer.putLedger([...index, fillingRow(source.title, writer)]);
	}

	#passPorts(): PassPorts {
		const { source, writer, meta } = this.#options;
		const counters = this.#counters;
		const queue = {
			writer,
			clock: this.#clock,
			// Two queues share the limit of bytes in flight, so neither may need all of it.
			inflatedMax: Math.min(batchInflatedMax, this.#inFlightBytesMax() / 8),
		};
		const shared = { source, clock: this.#clock, random: this.#random, limiter: this.#limiter };
		return {
			...shared,
			writer,
			counters,
			trouble: new Trouble(error => this.#options.troubled?.(error)),
			keepHashes: this.#options.proof !== undefined || (this.#options.keepHashes ?? false),
			patienceMs: this.#options.patienceMs ?? Infinity,
			changed: () => this.#changed(),
			inFlight: new InFlight(),
			newQueue: () => new CommitQueue(queue),
			fetch: {
				...shared,
				meta: { ...meta, restated: source.hasWindows },
				inflatedMax: this.#options.inflatedMax ?? 256 << 20,
				takesSummaries: this.#options.kinds?.includes('aggregated') ?? false,
				attemptsMax: 5,
				counted: what => {
					counters.requests[what === 'get' ? 'gets' : 'retries']++;
				},
			},
		};
	}

	#inFlightBytesMax(): number {
		return this.#options.inFlightBytesMax ?? 64 << 20;
	}

	async #run(signal: AbortSignal): Promise<void> {
		this.#become('discovering');
		await this.#keepTrying('list the source', signal, async () => {
			await this.#begin();
			await this.#listings.discover(signal);
		});
		this.#become('backfilling');
		const live = (): void => this.#become(this.#counters.lastError ? 'waiting' : 'live');
		const { feed } = this.#options.source;
		let filled = (): void => {};
		const hasFilled = new Promise<void>(resolve => {
			filled = resolve;
		});
		await Promise.all([
			// Digests speak for what was read, so that is read first.
			hasFilled.then(() =>
				this.#keepTrying('verify digests', signal, async () => this.#prover?.run(signal)),
			),
			feed && followFeed(feed, this.#ports, this.#listings, signal),
			this.#keepTrying('backfill', signal, async () => {
				let outcome = await this.#fill(signal, 'note');
				filled();
				while (outcome === 'failed') {
					live();
					await this.#clock.sleep(failedBackfillEveryMs, signal);
					signal.throwIfAborted();
					outcome = await this.#fill(signal, 'note');
				}

				live();
				await this.#follow.sweeps(signal, async () => {
					if (outcome !== 'complete' || this.#listings.deniedPrefixes().length > 0) {
						await this.#listings.discover(signal);
						outcome = await this.#fill(signal, 'note');
					}
				});
			}).finally(filled),
			this.#follow.polls(signal, () => {
				if (this.#backfill.progress()?.done) {
					live();
				}
			}),
		]);
	}

	/** Retries until it succeeds or the signal aborts. */
	async #keepTrying(tried: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
		for (let attempt = 1; !signal.aborted; attempt++) {
			try {
				await work();
				return;
			} catch (error) {
				if (signal.aborted) {
					return;
				}

				const scope = error instanceof SourceError ? 'source' : 'store';
				this.#counters.error(scope, tried, error, this.#clock.nowMs());
				this.#become('waiting');
				await this.#clock.sleep(backoffMs(attempt, this.#random, startBackoff), signal);
			}
		}
	}

	#become(state: TailStatus['state']): void {
		this.#state = state;
		this.#changed();
	}

	#changed(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}
}
