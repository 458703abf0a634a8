import type { ListingPrefix, ListingPrefixes } from './listing-prefixes.ts';
import type { CommitQueue } from './commit-queue.ts';
import { keyAt } from './prefixes.ts';
import { concernsSource, SourceError } from './source.ts';
import { runPass } from './tail-pass.ts';
import type { PassPorts } from './pass.ts';
import { lookBackMs, nextPollAfterMs, tailFromMs, tailPartition } from './tail-plan.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import { dayMs, hourMs } from '../text/duration.ts';

export interface FollowOptions {
	readonly pollEveryMs?: number;
}

const discoverEveryMs = 6 * hourMs;
const prefixesAtOnceMax = 8;
const sweepsAtOnceMax = 2;
/** Files of one delivery arrive together, so wait this many ms for the others … */
const settleMs = 150;
/** … and this many for the first of them, when none had arrived for a while. */
const firstSettleMs = 10;
const quietMs = 1_000;
/** With a queue the polls only find what it missed, so they are this many times rarer. */
const withFeedFactor = 15;
/** Wait between two listings of a whole source, as a multiple of the time that one takes. */
const wholeListingFactor = 20;

/** Follows a source: a short look-back every minute, longer ones less often. */
export class Follow {
	readonly #ports: PassPorts;
	readonly #listings: ListingPrefixes;
	readonly #pollEveryMs: number;
	#lastPollMs: number | undefined;
	#nextPollMs: number | undefined;
	/** The source failed in this round, so the other prefixes are not listed. */
	#sourceFailed = false;
	/**
	 * Objects with a stamp before `sinceMs` are fetched when they were written after this; ms since
	 * the epoch.
	 */
	#followedSinceMs: number | undefined;
	/** When the source last said that something arrived, elapsed ms. */
	#rangMs = Number.NEGATIVE_INFINITY;
	/** When the first poll began. */
	#startedMs: number | undefined;

	constructor(ports: PassPorts, listings: ListingPrefixes, options: FollowOptions) {
		this.#ports = ports;
		this.#listings = listings;
		const pollEveryMs = options.pollEveryMs ?? 60_000;
		this.#pollEveryMs = ports.source.feed ? pollEveryMs * withFeedFactor : pollEveryMs;
	}

	/** By the clock of the machine, as whoever shows it has no other: that of a source may be elsewhere. */
	get lastPollMs(): number | undefined {
		return this.#lastPollMs;
	}

	get nextPollMs(): number | undefined {
		return this.#nextPollMs;
	}

	/** Polls until the signal aborts. Errors are recorded and never end it. */
	async polls(signal: AbortSignal, polled: () => void): Promise<void> {
		const { clock, source } = this.#ports;
		const bell = new Bell();
		const unwatch = source.watch?.(() => bell.ring());
		this.#startedMs = this.#listings.nowMs();
		let discoverAtMs = clock.elapsedMs() + discoverEveryMs;
		try {
			while (!signal.aborted) {
				const elapsedMs = clock.elapsedMs();
				this.#sourceFailed = false;
				const due = this.#listings.prefixes.filter(
					listing => listing.nextPollElapsedMs <= elapsedMs,
				);
				const queue = this.#ports.newQueue();
				await forEachConcurrently(due, prefixesAtOnceMax, listing =>
					this.#poll(listing, queue, signal),
				);
				await this.#noting('commit', signal, () => queue.drain());
				if (elapsedMs >= discoverAtMs) {
					discoverAtMs = elapsedMs + discoverEveryMs;
					await this.#noting('look for new accounts and regions', signal, () =>
						this.#listings.discover(signal),
					);
				}

				polled();
				await this.#wait(bell, discoverAtMs, signal);
			}
		} finally {
			unwatch?.();
		}
	}

	/**
	 * Looks back two days every hour and a month every day, until the signal aborts.
	 *
	 * @param catchUp - runs before each look: tries again what could not be listed
	 */
	async sweeps(signal: AbortSignal, catchUp: () => Promise<void>): Promise<void> {
		const { clock } = this.#ports;
		if (this.#listings.isWhole) {
			return;
		}

		let hourlyAtMs = clock.elapsedMs() + hourMs;
		let dailyAtMs = clock.elapsedMs() + this.#untilDailyMs();
		while (!signal.aborted) {
			await clock.sleep(Math.min(hourlyAtMs, dailyAtMs) - clock.elapsedMs(), signal);
			if (signal.aborted) {
				return;
			}

			await this.#noting('look for what could not be listed', signal, catchUp);
			const isDaily = clock.elapsedMs() >= dailyAtMs;
			const failed = await this.#sweep(isDaily ? lookBackMs.daily : lookBackMs.hourly, signal);
			hourlyAtMs = clock.elapsedMs() + hourMs;
			if (isDaily && !failed) {
				dailyAtMs = clock.elapsedMs() + dayMs;
				await this.#remember(this.#listings.nowMs());
			} else if (isDaily) {
				dailyAtMs = clock.elapsedMs() + hourMs;
			}
		}
	}

	async #poll(listing: ListingPrefix, queue: CommitQueue, signal: AbortSignal): Promise<void> {
		const { clock, random } = this.#ports;
		const startedMs = clock.elapsedMs();
		const ok =
			!this.#sourceFailed &&
			(await this.#pass(
				listing,
				tailFromMs(this.#listings.nowMs(), listing.lastPollMs),
				queue,
				signal,
			));
		const nowMs = this.#listings.nowMs();
		if (ok) {
			listing.lastPollMs = nowMs;
			this.#lastPollMs = clock.nowMs();
		}

		const elapsedMs = clock.elapsedMs();
		const { newestObjectMs } = listing;
		const pace = { pollEveryMs: this.#pollEveryMs, newestObjectMs, nowMs, random };
		const afterMs = this.#listings.isWhole
			? Math.max(this.#pollEveryMs, (elapsedMs - startedMs) * wholeListingFactor)
			: nextPollAfterMs(ok ? pace : { ...pace, newestObjectMs: nowMs });
		// What may not be listed is left to the sweeps: no policy changes every minute.
		const isDenied = this.#listings.isDenied(listing.prefix);
		listing.nextPollElapsedMs = elapsedMs + (isDenied ? Math.max(hourMs, afterMs) : afterMs);
	}

	async #sweep(backMs: number, signal: AbortSignal): Promise<boolean> {
		let failed = false;
		const queue = this.#ports.newQueue();
		const fromMs = this.#listings.nowMs() - backMs;
		await forEachConcurrently(this.#listings.prefixes, sweepsAtOnceMax, async listing => {
			failed = !(await this.#pass(listing, fromMs, queue, signal)) || failed;
		});
		const kept = await this.#noting('commit', signal, () => queue.drain());
		return failed || !kept;
	}

	/** @returns whether it succeeded; if not, the error is recorded */
	async #pass(
		listing: ListingPrefix,
		fromMs: number,
		queue: CommitQueue,
		signal: AbortSignal,
	): Promise<boolean> {
		const { prefix } = listing;
		const title = prefix.prefix === '' ? this.#ports.source.title : prefix.prefix;
		return this.#noting(`list ${title}`, signal, async () => {
			try {
				await this.#runPass(listing, fromMs, queue, signal);
				this.#listings.noteListing(prefix);
			} catch (error) {
				this.#listings.noteListing(prefix, error);
				throw error;
			}
		});
	}

	async #runPass(
		listing: ListingPrefix,
		fromMs: number,
		queue: CommitQueue,
		signal: AbortSignal,
	): Promise<void> {
		const { prefix } = listing;
		const result = await runPass(
			this.#ports,
			{
				queue,
				prefix: prefix.prefix,
				startAfter: keyAt(prefix, fromMs),
				partition: planned => tailPartition(planned.parsed, this.#listings.nowMs()),
				priority: 'tail',
				lagSinceMs: this.#startedMs ?? Infinity,
				rules: this.#listings.rules(Infinity, this.#lateSinceMs()),
			},
			signal,
		);
		if (!Number.isNaN(result.newestObjectMs)) {
			listing.newestObjectMs = Math.max(listing.newestObjectMs ?? 0, result.newestObjectMs);
		}
	}

	async #noting(tried: string, signal: AbortSignal, work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (error) {
			if (signal.aborted) {
				return false;
			}

			const isSource = error instanceof SourceError;
			const isWhole = isSource && concernsSource(error);
			this.#sourceFailed ||= isWhole;
			const title = isWhole ? `read ${this.#ports.source.title}` : tried;
			const scope = isSource ? 'source' : 'store';
			this.#ports.counters.error(scope, title, error, this.#ports.clock.nowMs());
			this.#ports.changed();
			return false;
		}
	}

	/** Waits until the next prefix is due, or the source reports a change. */
	async #wait(bell: Bell, discoverAtMs: number, signal: AbortSignal): Promise<void> {
		const { clock } = this.#ports;
		const nextMs = this.#listings.prefixes.reduce(
			(soonest, listing) => Math.min(soonest, listing.nextPollElapsedMs),
			discoverAtMs,
		);
		const waitMs = Math.max(1, nextMs - clock.elapsedMs());
		this.#nextPollMs = clock.nowMs() + waitMs;
		const rang = await bell.wait(stop => clock.sleep(waitMs, stop), signal);
		if (rang) {
			const isFirst = clock.elapsedMs() - this.#rangMs >= quietMs;
			await clock.sleep(isFirst ? firstSettleMs : settleMs, signal);
			this.#rangMs = clock.elapsedMs();
			for (const listing of this.#listings.prefixes) {
				listing.nextPollElapsedMs = 0;
			}
		}
	}

	#lateSinceMs(): number {
		if (this.#followedSinceMs === undefined) {
			const { firstMs } = this.#remembered();
			this.#followedSinceMs = firstMs ?? this.#listings.nowMs();
		}

		return this.#followedSinceMs;
	}

	#untilDailyMs(): number {
		const { dailyMs } = this.#remembered();
		return dailyMs === undefined ? dayMs : Math.max(0, dailyMs + dayMs - this.#listings.nowMs());
	}

	#remembered(): { readonly firstMs?: number; readonly dailyMs?: number } {
		return (this.#ports.writer.ledger(this.#rowKey()) ?? {}) as {
			readonly firstMs?: number;
			readonly dailyMs?: number;
		};
	}

	async #remember(dailyMs: number): Promise<void> {
		const value = { firstMs: this.#lateSinceMs(), dailyMs };
		await this.#ports.writer.putLedger([{ key: this.#rowKey(), value }]);
	}

	#rowKey(): string {
		return `follow/${this.#ports.source.title}`;
	}
}

/** A signal that wakes one waiter; several rings before the wait count as one. */
class Bell {
	#struck = false;
	#listener: (() => void) | undefined;

	ring(): void {
		this.#struck = true;
		this.#listener?.();
	}

	/** @returns whether it rang before `sleep` ended */
	async wait(sleep: (stop: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<boolean> {
		const stop = new AbortController();
		this.#listener = () => stop.abort();
		if (this.#struck) {
			stop.abort();
		}

		await sleep(AbortSignal.any([stop.signal, signal]));
		this.#listener = undefined;
		const rang = this.#struck;
		this.#struck = false;
		return rang;
	}
}
