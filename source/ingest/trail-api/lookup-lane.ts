import type { Clock } from '../clock.ts';
import { SourceError } from '../source.ts';
import { TokenWatch } from '../token-watch.ts';
import { requestEveryMs } from './trail-api.ts';
import type { TrailApi } from './trail-api.ts';
import { historyMs, openEndMs } from './windows.ts';
import type { Window } from './windows.ts';

/** An event of the history. */
export interface LookedUp {
	/** Ms since the epoch, in whole seconds; NaN when the server does not say. */
	readonly timeMs: number;
	/** The record itself, as the server sent it. */
	readonly text: string;
}

/** A stretch of the history of which every event is known. */
interface Known {
	readonly fromMs: number;
	readonly toMs: number;
	/** Newest first. */
	readonly events: readonly LookedUp[];
	/** When it was asked, on the clock that never jumps. */
	readonly atElapsedMs: number;
}

export interface LaneLimits {
	/** Events of one window that are held in memory. */
	readonly eventsMax: number;
	/** Characters of their records. */
	readonly charactersMax: number;
	readonly pagesMax: number;
}

const pageEventsMax = 50;
/** What was known for longer is asked again, in ms. */
const knownForMs = 60_000;
/** The newest page is not asked for twice in this time, in ms. */
const newestForMs = 5_000;
const limitsDefault: LaneLimits = {
	eventsMax: 120_000,
	charactersMax: 128 << 20,
	pagesMax: 4_000,
};

/** Windows of a region that are known to be too full. */
export const fullMax = 100;

interface Asked {
	/** The server's time, ms since the epoch. */
	readonly nowMs: number;
	/** Half-open, ms since the epoch. */
	readonly fromMs: number;
	readonly endMs: number;
	readonly token: string | undefined;
}

interface Page {
	/** Newest first. */
	readonly events: readonly LookedUp[];
	/** Undefined on the last page. */
	readonly token: string | undefined;
}

interface Waiting {
	readonly endMs: number;
	readonly go: () => void;
}

/**
 * Looks up the events of one region: one request after the other, never more than two a second, and
 * of several windows the newest first. The history is read backwards, so what the last page says
 * about the time before a window is kept for the next one: a quiet region takes one request for many
 * windows.
 */
export class LookupLane {
	readonly #api: TrailApi;
	readonly #region: string;
	readonly #clock: Clock;
	readonly #limits: LaneLimits;
	/** One entry a window that is asked for: the limiter lets few at once. */
	readonly #waiting: Waiting[] = [];
	#isBusy = false;
	#nextElapsedMs = 0;
	#known: Known | undefined;
	/** Ends of windows that are too full; that took minutes to find out. The oldest go first. */
	readonly #full = new Set<number>();

	constructor(api: TrailApi, region: string, clock: Clock, limits = limitsDefault) {
		this.#api = api;
		this.#region = region;
		this.#clock = clock;
		this.#limits = limits;
	}

	/**
	 * Asks for the newest page, unless that was just done.
	 *
	 * @returns its events, newest first
	 * @throws SourceError
	 */
	newest(nowMs: number, signal: AbortSignal): Promise<readonly LookedUp[]> {
		const endMs = openEndMs(nowMs);
		return this.#inTurn(endMs, signal, async () => {
			const known = this.#known;
			// A search, a backfill and a poll begin at the same time.
			if (
				known !== undefined &&
				known.toMs >= endMs &&
				this.#clock.elapsedMs() - known.atElapsedMs < newestForMs
			) {
				return known.events;
			}

			const { events, token } = await this.#page(
				{ nowMs, fromMs: nowMs - historyMs, endMs, token: undefined },
				signal,
			);
			this.#keep(events, endMs, nowMs, token);
			return events;
		});
	}

	/**
	 * Every event of a window, newest first.
	 *
	 * @throws SourceError, also when it has more than can be held
	 */
	read(
		{ startMs, endMs }: Pick<Window, 'startMs' | 'endMs'>,
		nowMs: number,
		signal: AbortSignal,
	): Promise<readonly LookedUp[]> {
		return this.#inTurn(endMs, signal, async () => {
			if (this.#full.has(endMs)) {
				throw tooMany(this.#region, startMs, endMs);
			}

			const known = this.#knownOf(startMs, endMs);
			return known ?? (await this.#pages(startMs, endMs, nowMs, signal));
		});
	}

	#knownOf(startMs: number, endMs: number): readonly LookedUp[] | undefined {
		const known = this.#known;
		return known !== undefined &&
			known.fromMs <= startMs &&
			known.toMs >= endMs &&
			this.#clock.elapsedMs() - known.atElapsedMs < knownForMs
			? known.events.filter(({ timeMs }) => timeMs >= startMs && timeMs < endMs)
			: undefined;
	}

	async #pages(
		startMs: number,
		endMs: number,
		nowMs: number,
		signal: AbortSignal,
	): Promise<readonly LookedUp[]> {
		const found: LookedUp[] = [];
		let characterCount = 0;
		const fromMs = Math.min(startMs, nowMs - historyMs);
		let token: string | undefined;
		const tokens = new TokenWatch(`cloudtrail:LookupEvents in ${this.#region}`);
		for (let pageCount = 1; ; pageCount++) {
			const page = await this.#page({ nowMs, fromMs, endMs, token }, signal);
			for (const event of page.events) {
				// An event without a time is nowhere else, so it is here.
				if (!(event.timeMs < startMs || event.timeMs >= endMs)) {
					found.push(event);
					characterCount += event.text.length;
				}
			}

			token = page.token;
			const oldestMs = page.events.at(-1)?.timeMs ?? Infinity;
			if (token === undefined || oldestMs < startMs) {
				this.#keep(page.events, pageCount === 1 ? endMs : startMs, nowMs, token);
				return found;
			}

			if (
				found.length > this.#limits.eventsMax ||
				characterCount > this.#limits.charactersMax ||
				pageCount >= this.#limits.pagesMax
			) {
				this.#noteFull(endMs);
				throw tooMany(this.#region, startMs, endMs);
			}

			tokens.see(token);
		}
	}

	#noteFull(endMs: number): void {
		this.#full.add(endMs);
		if (this.#full.size > fullMax) {
			const [oldest] = this.#full;
			this.#full.delete(oldest!);
		}
	}

	/** Remembers what a page says of the time up to `toMs`, down to the second it ends in. */
	#keep(events: readonly LookedUp[], toMs: number, nowMs: number, token: string | undefined): void {
		const oldestMs = events.at(-1)?.timeMs;
		const fromMs = token === undefined ? nowMs - historyMs : (oldestMs ?? toMs) + 1_000;
		// What has no time cannot be told to be inside or outside of a window.
		const isTimed = events.every(({ timeMs }) => !Number.isNaN(timeMs));
		this.#known =
			isTimed && fromMs < toMs
				? { fromMs, toMs, events, atElapsedMs: this.#clock.elapsedMs() }
				: undefined;
	}

	async #page({ nowMs, fromMs, endMs, token }: Asked, signal: AbortSignal): Promise<Page> {
		const waitMs = this.#nextElapsedMs - this.#clock.elapsedMs();
		if (waitMs > 0) {
			await this.#clock.sleep(waitMs, signal);
			signal.throwIfAborted();
		}

		this.#nextElapsedMs = this.#clock.elapsedMs() + requestEveryMs;
		const answer = await this.#api.call('LookupEvents', this.#region, signal, (client, sdk) =>
			client.send(
				new sdk.LookupEventsCommand({
					StartTime: new Date(fromMs),
					// Both ends belong to the range, times are whole seconds, and a window that is
					// open ends later than now.
					EndTime: new Date(Math.min(endMs - 1_000, nowMs)),
					MaxResults: pageEventsMax,
					...(token === undefined ? {} : { NextToken: token }),
				}),
				{ abortSignal: signal },
			),
		);
		return {
			events: (answer.Events ?? []).map(({ EventTime, CloudTrailEvent = '' }) => ({
				timeMs: EventTime?.getTime() ?? NaN,
				text: CloudTrailEvent,
			})),
			token: answer.NextToken,
		};
	}

	/** Runs one piece of work at a time; the newest of those that wait is next. */
	async #inTurn<T>(endMs: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
		if (this.#isBusy) {
			await new Promise<void>(go => {
				this.#waiting.push({ endMs, go });
			});
		}

		this.#isBusy = true;
		try {
			signal.throwIfAborted();
			return await work();
		} finally {
			this.#isBusy = false;
			this.#waiting.sort((a, b) => a.endMs - b.endMs);
			const next = this.#waiting.pop();
			if (next !== undefined) {
				this.#isBusy = true;
				next.go();
			}
		}
	}
}

function tooMany(region: string, startMs: number, endMs: number): SourceError {
	const from = new Date(startMs).toISOString();
	const to = new Date(endMs).toISOString();
	return new SourceError(
		'other',
		`${region} has more events from ${from} to ${to} than can be looked up`,
		'read the bucket of a trail with --from s3://bucket instead',
	);
}
