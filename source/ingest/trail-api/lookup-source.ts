import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { forEachConcurrently } from '../for-each-concurrently.ts';
import { SourceError } from '../source.ts';
import type { ListedObject, ObjectSource } from '../source.ts';
import { mayBeNotEnabled } from './api-error.ts';
import { LookupLane } from './lookup-lane.ts';
import type { LaneLimits, LookedUp } from './lookup-lane.ts';
import type { LookupAccess } from './lookup-settings.ts';
import { regionsBeside } from './regions.ts';
import { TrailApi } from './trail-api.ts';
import {
	openEndMs,
	windowEnds,
	windowKey,
	windowOf,
	windowPrefix,
	windowVersion,
} from './windows.ts';

export interface LookupOptions extends LookupAccess {
	readonly limits?: LaneLimits;
}

const compress = promisify(gzip);
const regionsAtOnceMax = 8;
/** Regions that are looked up; there are about forty. */
export const regionsMax = 64;
const pageObjectsMax = 1_000;
/** What a window is taken for before it is read. */
const windowBytesGuess = 16 << 10;
/** Of an account of which nothing is known yet. */
const unknownAccount = '0'.repeat(12);

/** What the regions have answered. */
interface Place {
	readonly account: string;
	/** Regions that are enabled, also those that may not be looked up. */
	readonly regions: readonly string[];
}

/**
 * The event history of an account: management events of the last 90 days, without a bucket. Each of
 * its objects is a window of 15 minutes of one region, named as CloudTrail names a log; it is looked
 * up whole before it is handed over.
 */
export class LookupSource implements ObjectSource {
	readonly title = 'lookup';
	readonly hasWindows = true;
	readonly #options: LookupOptions;
	readonly #clock: Clock;
	readonly #api: TrailApi;
	/** By region, at most `regionsMax`. */
	readonly #lanes = new Map<string, LookupLane>();
	#place: Promise<Place> | undefined;
	/** Regions that answered as if they were not enabled, which nobody named. */
	#leftCount = 0;
	/** Once known, an account stays: its name is in the keys. */
	#account: string | undefined;

	constructor(options: LookupOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#api = new TrailApi({ ...options, clock: this.#clock });
	}

	async *list(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<readonly ListedObject[]> {
		const { account, regions } = await this.#known(signal);
		for (const region of [...regions].sort()) {
			const base = windowPrefix(account, region);
			if (base.startsWith(prefix) || prefix.startsWith(base)) {
				yield* this.#windows(account, region, prefix, startAfter, signal);
			}
		}
	}

	async folders(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
		if (prefix === '') {
			// A search from the top looks for regions that were enabled since the last one.
			this.#place = undefined;
			return ['AWSLogs/'];
		}

		const { account, regions } = await this.#known(signal);
		const paths = regions.map(region => windowPrefix(account, region));
		const below = paths
			.filter(path => path.startsWith(prefix))
			.map(path => `${path.slice(prefix.length).split('/')[0]}/`);
		return [...new Set(below)].filter(name => name !== '/');
	}

	async get({ key }: ListedObject, signal: AbortSignal): Promise<Uint8Array> {
		const window = windowOf(key);
		if (window === undefined) {
			throw new SourceError('not-found', `${key} is no window of the history`, 'check the key');
		}

		const { region } = window;
		const events = await this.#ofRegion(region, lane => lane.read(window, this.#nowMs(), signal));
		return compress(`{"Records":[${events.map(recordText).join(',\n')}]}`);
	}

	/** A global token of STS is refused in the same words by a region that is enabled. */
	leftAside(): Readonly<Record<string, number>> {
		return this.#leftCount === 0
			? {}
			: { 'regions not enabled for these credentials': this.#leftCount };
	}

	nowMs(): number | undefined {
		return this.#api.nowMs();
	}

	close(): Promise<void> {
		return this.#api.close();
	}

	async *#windows(
		account: string,
		region: string,
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<readonly ListedObject[]> {
		const nowMs = this.#nowMs();
		const listed = windowEnds(prefix, startAfter, nowMs)
			.map(endMs => ({ endMs, key: windowKey({ account, region, endMs }) }))
			.filter(({ key }) => key.startsWith(prefix) && key > (startAfter ?? ''));
		if (listed.at(-1)?.endMs === openEndMs(nowMs)) {
			// What is denied or away is an error of the listing, as in a bucket. The page is what
			// the newest windows are then read from.
			await this.#ofRegion(region, lane => lane.newest(nowMs, signal));
		}

		for (let at = 0; at < listed.length; at += pageObjectsMax) {
			yield listed.slice(at, at + pageObjectsMax).map(({ endMs, key }) => ({
				key,
				etag: windowVersion({ endMs }, nowMs),
				sizeBytes: windowBytesGuess,
				lastModifiedMs: Math.min(endMs, nowMs),
				storageClass: undefined,
			}));
		}
	}

	#known(signal: AbortSignal): Promise<Place> {
		this.#place ??= this.#find(signal).catch((error: unknown) => {
			this.#place = undefined;
			throw error;
		});
		return this.#place;
	}

	/**
	 * Asks every region for its newest events. One that is not enabled is left out unless somebody
	 * named it; one that may not be looked up says so when it is listed.
	 *
	 * @throws SourceError when no region answers
	 */
	async #find(signal: AbortSignal): Promise<Place> {
		const asked = this.#options.regions ?? regionsBeside(await this.#api.region());
		const answers = new Map<string, readonly LookedUp[] | SourceError>();
		await forEachConcurrently(asked.slice(0, regionsMax), regionsAtOnceMax, async region => {
			answers.set(region, await this.#ask(region, signal));
		});
		const errors = [...answers.values()].filter(answer => answer instanceof SourceError);
		const first = errors.find(({ code }) => code !== 'denied') ?? errors[0];
		if (first !== undefined && errors.length === answers.size) {
			throw first;
		}

		const events = [...answers.values()].flatMap(answer =>
			answer instanceof SourceError ? [] : answer,
		);
		this.#account ??= accountOf(events) ?? accountOfRole(this.#options.roleArn);
		const regions = [...answers]
			.filter(([, answer]) => this.#options.regions !== undefined || !isNotEnabled(answer))
			.map(([region]) => region);
		this.#leftCount = answers.size - regions.length;
		return { account: this.#account ?? unknownAccount, regions };
	}

	async #ask(region: string, signal: AbortSignal): Promise<readonly LookedUp[] | SourceError> {
		try {
			return await this.#lane(region).newest(this.#nowMs(), signal);
		} catch (error) {
			signal.throwIfAborted();
			if (error instanceof SourceError) {
				return error;
			}

			throw error;
		}
	}

	/** That a region is not enabled says nothing about the others, so there it counts as denied. */
	async #ofRegion<T>(region: string, work: (lane: LookupLane) => Promise<T>): Promise<T> {
		try {
			return await work(this.#lane(region));
		} catch (error) {
			if (error instanceof SourceError && isNotEnabled(error)) {
				const next = 'enable the region for the account, or leave it out of the regions';
				throw new SourceError('denied', error.message, next, { cause: error });
			}

			throw error;
		}
	}

	#lane(region: string): LookupLane {
		const lane =
			this.#lanes.get(region) ??
			new LookupLane(this.#api, region, this.#clock, this.#options.limits);
		if (this.#lanes.size < regionsMax) {
			this.#lanes.set(region, lane);
		}

		return lane;
	}

	#nowMs(): number {
		return this.#api.nowMs() ?? this.#clock.nowMs();
	}
}

/** Where credentials that work elsewhere are unknown, or the name of the region leads nowhere. */
function isNotEnabled(answer: readonly LookedUp[] | SourceError): boolean {
	return (
		answer instanceof SourceError && (mayBeNotEnabled(answer) || /ENOTFOUND/.test(answer.message))
	);
}

/**
 * The text of a record, byte for byte. What is no JSON object is handed over as a piece that is
 * rejected and counted, so that it damages no other record.
 */
function recordText({ text }: LookedUp): string {
	return isObject(parsed(text)) ? text : JSON.stringify(text);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Events of the history are those that their account received. */
function accountOf(events: readonly LookedUp[]): string | undefined {
	for (const { text } of events) {
		const record = parsed(text);
		const account = isObject(record) ? record['recipientAccountId'] : undefined;
		if (typeof account === 'string' && /^\d{12}$/.test(account)) {
			return account;
		}
	}

	return undefined;
}

function accountOfRole(arn: string | undefined): string | undefined {
	return /^arn:[^:]*:iam::(\d{12}):/.exec(arn ?? '')?.[1];
}
