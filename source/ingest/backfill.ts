import type { CommitQueue } from './commit-queue.ts';
import { Elsewhere } from './elsewhere.ts';
import { gatherSparse, type Gathered } from './gather-sparse.ts';
import type { PassPorts, PassResult } from './pass.ts';
import { runPass } from './tail-pass.ts';
import { objectLedgerKey, toLedgerEntry } from './ledger.ts';
import { dayKey } from './ledger-index.ts';
import { placesOf } from './listing-prefixes.ts';
import type { ListingPrefix, ListingPrefixes } from './listing-prefixes.ts';
import { dayPrefix } from './prefixes.ts';
import { concernsSource, SourceError } from './source.ts';
import type { ListedObject } from './source.ts';
import { laterFolder, outsideFolder } from './tail-counters.ts';
import {
	BackfillPartitions,
	dayEndMs,
	dayGraceMs,
	dayStartMs,
	daysNewestFirst,
	deliveryGraceMs,
	lateMs,
	lookBackMs,
	trailsBeganMs,
} from './tail-plan.ts';
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

/**
 * `denied`: only what may not be listed is missing, so that another try is worth it when somebody
 * has changed a policy. `failed`: more is missing, and another try may bring it.
 */
export type BackfillOutcome = 'complete' | 'denied' | 'failed';

interface Run {
	readonly signal: AbortSignal;
	readonly onFailure: OnFailure;
	/** Objects with a later time in their name are not fetched, ms since the epoch. */
	readonly stampUntilMs: number;
}

const prefixesAtOnceMax = 4;
const newestFirstMax = 200_000;
/** A search for the first day of a prefix takes three calls, so it is made for long ranges only. */
const longRangeMs = 400 * 86_400_000;

/** Fetches past objects, newest day first; each day can be restarted. */
export class Backfill {
	readonly #ports: PassPorts;
	readonly #listings: ListingPrefixes;
	readonly #options: BackfillOptions;
	#progress: BackfillProgress | undefined;
	#failedCount = 0;
	#deniedCount = 0;
	#outsideCount = 0;
	#laterCount = 0;
	/** Objects that were fetched and are named in the second half of the grace after the range. */
	#graceKeys: string[] = [];
	#elsewhere: Elsewhere;
	#partitions = new BackfillPartitions();
	#queue: CommitQueue;

	constructor(ports: PassPorts, listings: ListingPrefixes, options: BackfillOptions) {
		this.#ports = ports;
		this.#queue = ports.newQueue();
		this.#elsewhere = new Elsewhere(ports);
		this.#listings = listings;
		this.#options = options;
	}

	progress(): BackfillProgress | undefined {
		return this.#progress;
	}

	/**
	 * Fetches the range, and more of what was delivered after it while that brings records of it.
	 *
	 * @throws SourceError when the whole source fails, or no prefix may be listed, and `throw` is
	 *   wanted
	 */
	async run(signal: AbortSignal, onFailure: OnFailure): Promise<BackfillOutcome> {
		let graceMs = deliveryGraceMs;
		for (;;) {
			const outcome = await this.#runOnce(graceMs, signal, onFailure);
			if (!this.#isDeliveredLate() || graceMs >= lookBackMs.daily) {
				return outcome;
			}

			graceMs *= 2;
		}
	}

	async #runOnce(
		graceMs: number,
		signal: AbortSignal,
		onFailure: OnFailure,
	): Promise<BackfillOutcome> {
		this.#failedCount = this.#deniedCount = this.#outsideCount = this.#laterCount = 0;
		this.#listings.beginFill();
		this.#graceKeys = [];
		this.#elsewhere = new Elsewhere(this.#ports);
		this.#partitions = new BackfillPartitions();
		this.#queue = this.#ports.newQueue();
		try {
			await this.#runAll(graceMs, signal, onFailure);
		} finally {
			// Also after an error: complete objects are committed.
			await this.#queue.drain();
		}

		this.#failedCount += await this.#elsewhere.settle(signal);
		await this.#queue.drain();
		if (this.#progress) {
			this.#progress = { ...this.#progress, done: this.#failedCount === 0 };
		}

		this.#ports.changed();
		const isDenied = this.#listings.deniedPrefixes().length > 0;
		return this.#failedCount > 0 ? 'failed' : isDenied ? 'denied' : 'complete';
	}

	/** Whether the last objects of the grace brought records of the range, so that later ones may. */
	#isDeliveredLate(): boolean {
		const { untilMs } = this.#options;
		const { writer, source } = this.#ports;
		return (
			untilMs !== undefined &&
			this.#graceKeys.some(key => {
				const entry = toLedgerEntry(writer.ledger(objectLedgerKey(source.title, key)));
				return (entry?.oldestMs ?? Infinity) < untilMs;
			})
		);
	}

	async #runAll(graceMs: number, signal: AbortSignal, onFailure: OnFailure): Promise<void> {
		const nowMs = this.#listings.nowMs();
		const untilMs = this.#options.untilMs ?? nowMs + graceMs;
		const run = { stampUntilMs: untilMs + graceMs, signal, onFailure };
		if (this.#listings.isWhole) {
			await this.#runWhole(run);
		} else {
			const sinceMs = Math.max(this.#options.sinceMs, trailsBeganMs);
			const days = daysNewestFirst(sinceMs, Math.min(run.stampUntilMs, nowMs + dayGraceMs));
			await this.#runDays(days, sinceMs, run);
		}
	}

	async #runWhole(run: Run): Promise<void> {
		const [listing] = this.#listings.prefixes;
		const start = { day: undefined, daysDone: 0, dayCount: 1, objectsDone: 0, objectsListed: 0 };
		this.#progress = { ...start, waitingCount: 0, done: false };
		if (listing) {
			await this.#trying(listing, '', run, async () => {
				this.#passed(await this.#pass({ prefix: '', newestFirstMax }, run), listing);
			});
		}

		this.#progress = { ...this.#progress, daysDone: 1 };
	}

	/**
	 * Prefixes with few objects are listed once, from the oldest day that is missing on; those with
	 * many, one day after the other.
	 */
	async #runDays(days: readonly string[], sinceMs: number, run: Run): Promise<void> {
		const all = this.#listings.prefixes;
		const places = placesOf(all);
		const missing = days.filter(day => !this.#isDone(day, places));
		const start = { day: days[0], daysDone: 0, objectsDone: 0, objectsListed: 0, done: false };
		this.#progress = { ...start, waitingCount: all.length, dayCount: days.length };
		const oldest = missing.at(-1);
		let waiting = oldest === undefined ? [] : all;
		while (waiting.length > 0) {
			const fromMs = Math.max(sinceMs, dayStartMs(oldest!));
			const gathered = await gatherSparse(
				this.#ports,
				{ listings: waiting, fromMs, dayCount: missing.length },
				(listing, work) => this.#trying(listing, listing.prefix.prefix, run, work),
				run.signal,
			);
			this.#throwIfAllDenied(run);
			waiting = gathered.waiting;
			const firstMs = await this.#firstDayMs(gathered, fromMs, run);
			const present = missing.filter(day => dayEndMs(day) > firstMs);
			this.#progress = {
				...this.#progress,
				dayCount: present.length + days.length - missing.length,
				waitingCount: waiting.length,
			};
			await this.#fetchDays(present, gathered, waiting.length === 0 ? places : undefined, run);
		}

		this.#progress = { ...this.#progress, daysDone: this.#progress.dayCount };
	}

	/** @param places - to mark days as done for; undefined when more of them are still to come */
	async #fetchDays(
		days: readonly string[],
		{ byDay, dense }: Pick<Gathered, 'byDay' | 'dense'>,
		places: string | undefined,
		run: Run,
	): Promise<void> {
		const isWhole = this.#failedCount + this.#deniedCount === 0;
		let daysDone = this.#progress!.dayCount - days.length;
		const order = this.#ports.source.hasWindows ? { newestFirstMax } : {};
		for (const day of days) {
			run.signal.throwIfAborted();
			this.#progress = { ...this.#progress!, day, daysDone: daysDone++ };
			this.#ports.changed();
			const missedBefore = this.#failedCount + this.#deniedCount;
			const elsewhereBefore = this.#elsewhere.count;
			const listed = byDay.get(day) ?? [];
			await Promise.all([
				listed.length > 0 &&
					this.#pass({ prefix: '', listed, newestFirstMax }, run).then(result =>
						this.#passed(result),
					),
				forEachConcurrently(dense, prefixesAtOnceMax, listing => {
					const prefix = dayPrefix(listing.prefix, day);
					return this.#trying(listing, prefix, run, async () => {
						this.#passed(await this.#pass({ prefix, ...order }, run), listing);
					});
				}),
			]);
			byDay.delete(day);
			const isDone = isWhole && this.#failedCount + this.#deniedCount === missedBefore;
			if (isDone && places !== undefined) {
				this.#elsewhere.afterThoseSince(elsewhereBefore, () =>
					this.#markDone(day, places, run.stampUntilMs),
				);
			}
		}

		// What is left was named after the range.
		const left = [...byDay.keys()].filter(day => dayStartMs(day) >= run.stampUntilMs);
		const countOf = (days: readonly string[]) =>
			days.reduce((count, day) => count + (byDay.get(day)?.length ?? 0), 0);
		const soon = left.filter(day => dayStartMs(day) < run.stampUntilMs + lateMs);
		this.#outside(countOf(left), countOf(soon));
	}

	async #pass(
		what: {
			readonly prefix: string;
			readonly listed?: readonly ListedObject[];
			readonly newestFirstMax?: number;
		},
		{ stampUntilMs, signal, onFailure }: Run,
	): Promise<PassResult> {
		const partitions = this.#partitions;
		const { untilMs = Infinity } = this.#options;
		const lateFromMs = (untilMs + stampUntilMs) / 2;
		const retryNow = onFailure === 'throw' ? new Set(['pending'] as const) : undefined;
		return runPass(
			this.#ports,
			{
				queue: this.#queue,
				startAfter: undefined,
				partition: planned => {
					if (planned.parsed.stampMs >= lateFromMs) {
						this.#graceKeys.push(planned.object.key);
					}

					return partitions.of(planned.parsed);
				},
				kept: count => partitions.kept(count),
				priority: 'backfill',
				rules: this.#listings.rules(stampUntilMs, Infinity, retryNow),
				...what,
			},
			signal,
		);
	}

	/** Counts and records an error of one prefix, so that the others go on. */
	async #trying(
		listing: ListingPrefix,
		prefix: string,
		{ signal, onFailure }: Run,
		work: () => Promise<void>,
	): Promise<void> {
		try {
			await work();
			this.#listings.noteListing(listing.prefix);
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof SourceError) || (onFailure === 'throw' && concernsSource(error))) {
				throw error;
			}

			if (this.#listings.noteListing(listing.prefix, error)) {
				this.#deniedCount++;
			} else {
				this.#failedCount++;
				this.#listings.noteFailed(listing.prefix);
			}

			const tried = `list ${prefix === '' ? this.#ports.source.title : prefix}`;
			this.#ports.counters.error('source', tried, error, this.#ports.clock.nowMs());
		}
	}

	#throwIfAllDenied({ onFailure }: Run): void {
		const error = this.#listings.allDenied();
		if (error && onFailure === 'throw') {
			throw error;
		}
	}

	#passed(result: PassResult, listing?: ListingPrefix): void {
		if (listing && !Number.isNaN(result.newestObjectMs)) {
			listing.newestObjectMs = Math.max(listing.newestObjectMs ?? 0, result.newestObjectMs);
		}

		this.#failedCount += result.pendingCount;
		this.#elsewhere.add(result.elsewhere);
		this.#outside(result.outsideCount, result.laterCount);
		if (this.#progress) {
			this.#progress = {
				...this.#progress,
				objectsListed: this.#progress.objectsListed + result.listedCount,
				objectsDone: this.#progress.objectsDone + result.listedCount,
			};
		}
	}

	#outside(count: number, laterCount: number): void {
		this.#outsideCount += count;
		this.#laterCount += laterCount;
		this.#ports.counters.setSkipped(outsideFolder, this.#outsideCount);
		this.#ports.counters.setSkipped(laterFolder, this.#laterCount);
	}

	/**
	 * Whether a day was read whole, for the same prefixes. AWS delivers for 31 days what it could not
	 * before, so until then a day is listed again whenever its age has doubled.
	 */
	#isDone(day: string, places: string): boolean {
		const row = this.#ports.writer.ledger(this.#rowKey(day)) as
			{ readonly places?: string; readonly atMs: number } | undefined;
		if (row?.places !== places) {
			return false;
		}

		const ageThenMs = row.atMs - dayEndMs(day);
		const ageNowMs = this.#listings.nowMs() - dayEndMs(day);
		return ageThenMs >= lookBackMs.daily || ageNowMs < 2 * ageThenMs;
	}

	/** Does nothing for a day that is not over, or of which only a part was asked for. */
	#markDone(day: string, places: string, stampUntilMs: number): void {
		const nowMs = this.#listings.nowMs();
		const isOver = nowMs >= dayEndMs(day) + dayGraceMs && stampUntilMs >= dayEndMs(day);
		if (isOver && this.#options.sinceMs <= dayStartMs(day)) {
			this.#queue.addAfter({ key: this.#rowKey(day), value: { places, atMs: nowMs } });
		}
	}

	#rowKey(day: string): string {
		return dayKey(this.#ports.source.title, day);
	}

	/** The oldest day of any prefix, so that "everything" does not list years of nothing. */
	async #firstDayMs({ byDay, dense }: Gathered, fromMs: number, run: Run): Promise<number> {
		if (this.#listings.nowMs() - fromMs < longRangeMs) {
			return fromMs;
		}

		let firstMs = Math.min(Infinity, ...[...byDay.keys()].map(dayStartMs));
		await forEachConcurrently(dense, prefixesAtOnceMax, listing =>
			this.#trying(listing, listing.prefix.prefix, run, async () => {
				const { prefix } = listing.prefix;
				let path = prefix;
				for (let depth = 0; depth < 3; depth++) {
					const folders = await this.#ports.source.folders(path, run.signal);
					const [first] = folders.filter(name => /^\d+\/$/.test(name));
					if (first === undefined) {
						return;
					}

					path += first;
				}

				const ms = dayStartMs(path.slice(prefix.length, -1).replaceAll('/', '-'));
				firstMs = Math.min(firstMs, Number.isNaN(ms) ? trailsBeganMs : ms);
			}),
		);
		return Math.max(firstMs, fromMs);
	}
}
