import type { CommitQueue } from './commit-queue.ts';
import type { PassPorts, PassResult } from './pass.ts';
import { runPass } from './tail-pass.ts';
import type { ListingPrefix, ListingPrefixes } from './listing-prefixes.ts';
import { dayPrefix } from './prefixes.ts';
import { concernsSource, SourceError } from './source.ts';
import { BackfillPartitions, dayEndMs, dayOf, dayStartMs, daysNewestFirst } from './tail-plan.ts';
import type { BackfillProgress } from './tail-status.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';

export interface BackfillOptions {
	readonly sinceMs: number;
	readonly untilMs?: number;
}

/**
 * What happens when a prefix fails: `throw` ends the backfill when the whole source fails, `note`
 * records the error and continues.
 */
export type OnFailure = 'throw' | 'note';

const prefixesAtOnceMax = 4;
const newestFirstMax = 200_000;
/** A day is complete this many ms after its end, when late deliveries have usually arrived. */
const dayGraceMs = 3_600_000;
/**
 * Records are delivered after they happened, so the stamp of their object is up to this many ms
 * later.
 */
const deliveryGraceMs = 2 * 3_600_000;
/** No trail is older than this, so an unbounded range starts here. Ms since the epoch. */
const trailsBeganMs = Date.UTC(2013, 10, 13);

/** Fetches past objects, newest day first; each day can be restarted. */
export class Backfill {
	readonly #ports: PassPorts;
	readonly #listings: ListingPrefixes;
	readonly #options: BackfillOptions;
	#progress: BackfillProgress | undefined;
	#failedCount = 0;
	#partitions = new BackfillPartitions();
	#queue: CommitQueue;

	constructor(ports: PassPorts, listings: ListingPrefixes, options: BackfillOptions) {
		this.#ports = ports;
		this.#queue = ports.newQueue();
		this.#listings = listings;
		this.#options = options;
	}

	progress(): BackfillProgress | undefined {
		return this.#progress;
	}

	/** @returns whether everything that was listed could be read */
	async run(signal: AbortSignal, onFailure: OnFailure): Promise<boolean> {
		this.#failedCount = 0;
		this.#partitions = new BackfillPartitions();
		this.#queue = this.#ports.newQueue();
		try {
			await this.#runAll(signal, onFailure);
		} finally {
			// Also after an error: complete objects are committed.
			await this.#queue.drain();
		}

		if (this.#progress) {
			this.#progress = { ...this.#progress, done: this.#failedCount === 0 };
		}

		this.#ports.changed();
		return this.#failedCount === 0;
	}

	async #runAll(signal: AbortSignal, onFailure: OnFailure): Promise<void> {
		const nowMs = this.#listings.nowMs();
		const untilMs = this.#options.untilMs ?? nowMs + deliveryGraceMs;
		const stampUntilMs = untilMs + deliveryGraceMs;
		if (this.#listings.isWhole) {
			await this.#runWhole(stampUntilMs, signal, onFailure);
		} else {
			const sinceMs = Math.max(this.#options.sinceMs, await this.#firstDayMs(signal));
			const days = daysNewestFirst(sinceMs, Math.min(stampUntilMs, nowMs + dayGraceMs));
			await this.#runDays(days, stampUntilMs, signal, onFailure);
		}
	}

	async #runWhole(stampUntilMs: number, signal: AbortSignal, onFailure: OnFailure): Promise<void> {
		const [listing] = this.#listings.prefixes;
		const start = { day: undefined, daysDone: 0, dayCount: 1, objectsDone: 0, objectsListed: 0 };
		this.#progress = { ...start, done: false };
		if (listing) {
			await this.#pass(listing, signal, onFailure, '', { stampUntilMs, newestFirstMax });
		}

		this.#progress = { ...this.#progress, daysDone: 1 };
	}

	async #runDays(
		days: readonly string[],
		stampUntilMs: number,
		signal: AbortSignal,
		onFailure: OnFailure,
	): Promise<void> {
		const listings = this.#listings.prefixes;
		this.#progress = {
			day: days[0],
			daysDone: 0,
			dayCount: days.length,
			objectsDone: 0,
			objectsListed: 0,
			done: false,
		};
		for (const day of days) {
			signal.throwIfAborted();
			this.#progress = { ...this.#progress, day };
			this.#ports.changed();
			if (!this.#isDone(day, listings.length)) {
				const failedBefore = this.#failedCount;
				await forEachConcurrently(listings, prefixesAtOnceMax, listing =>
					this.#pass(listing, signal, onFailure, dayPrefix(listing.prefix, day), {
						stampUntilMs,
					}),
				);
				if (this.#failedCount === failedBefore) {
					this.#markDone(day, listings.length, stampUntilMs);
				}
			}

			this.#progress = { ...this.#progress, daysDone: this.#progress.daysDone + 1 };
		}
	}

	async #pass(
		listing: ListingPrefix,
		signal: AbortSignal,
		onFailure: OnFailure,
		prefix: string,
		more: {
			readonly stampUntilMs: number;
			readonly newestFirstMax?: number;
		},
	): Promise<void> {
		try {
			const { stampUntilMs, ...order } = more;
			const partitions = this.#partitions;
			const rules = this.#listings.rules(
				stampUntilMs,
				Infinity,
				onFailure === 'throw' ? new Set(['pending']) : undefined,
			);
			const result = await runPass(
				this.#ports,
				{
					queue: this.#queue,
					prefix,
					startAfter: undefined,
					partition: planned => partitions.of(planned.parsed),
					kept: count => partitions.kept(count),
					priority: 'backfill',
					rules,
					...order,
				},
				signal,
			);
			this.#passed(listing, result);
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof SourceError) || (onFailure === 'throw' && concernsSource(error))) {
				throw error;
			}

			this.#failedCount++;
			const tried = `list ${prefix === '' ? this.#ports.source.title : prefix}`;
			this.#ports.counters.error('source', tried, error, this.#ports.clock.nowMs());
		}
	}

	#passed(listing: ListingPrefix, result: PassResult): void {
		if (!Number.isNaN(result.newestObjectMs)) {
			listing.newestObjectMs = Math.max(listing.newestObjectMs ?? 0, result.newestObjectMs);
		}

		this.#failedCount += result.pendingCount;
		this.#ports.counters.setSkipped('(outside the range asked for)', result.outsideCount);
		if (this.#progress) {
			this.#progress = {
				...this.#progress,
				objectsListed: this.#progress.objectsListed + result.listedCount,
				objectsDone: this.#progress.objectsDone + result.listedCount,
			};
		}
	}

	#isDone(day: string, prefixCount: number): boolean {
		const row = this.#ports.writer.ledger(this.#rowKey(day)) as
			{ readonly placeCount?: number } | undefined;
		return row?.placeCount === prefixCount;
	}

	/** Does nothing for a day that is not over, or of which only a part was asked for. */
	#markDone(day: string, prefixCount: number, stampUntilMs: number): void {
		const nowMs = this.#listings.nowMs();
		const isOver = nowMs >= dayEndMs(day) + dayGraceMs && stampUntilMs >= dayEndMs(day);
		if (isOver && this.#options.sinceMs <= dayStartMs(day)) {
			this.#queue.addAfter({
				key: this.#rowKey(day),
				value: { placeCount: prefixCount, atMs: nowMs },
			});
		}
	}

	#rowKey(day: string): string {
		return `day/${this.#ports.source.title}\n${day}`;
	}

	/** The oldest day of any prefix, so that "everything" does not list years of nothing. */
	async #firstDayMs(signal: AbortSignal): Promise<number> {
		const nowMs = this.#listings.nowMs();
		if (nowMs - this.#options.sinceMs < 400 * 86_400_000) {
			return this.#options.sinceMs;
		}

		let firstMs = nowMs;
		await forEachConcurrently(this.#listings.prefixes, prefixesAtOnceMax, async ({ prefix }) => {
			let path = prefix.prefix;
			for (let depth = 0; depth < 3; depth++) {
				const folders = await this.#ports.source.folders(path, signal);
				const [first] = folders.filter(name => /^\d+\/$/.test(name));
				if (first === undefined) {
					return;
				}

				path += first;
			}

			const ms = dayStartMs(path.slice(prefix.prefix.length, -1).replaceAll('/', '-'));
			firstMs = Math.min(firstMs, Number.isNaN(ms) ? trailsBeganMs : ms);
		});
		return Math.max(firstMs, trailsBeganMs, dayStartMs(dayOf(Math.max(0, this.#options.sinceMs))));
	}
}
