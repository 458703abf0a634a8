import { createHash } from 'node:crypto';
import type { ObjectState } from './ledger.ts';
import type { Left } from './ledger-index.ts';
import { discoverPrefixes } from './prefixes.ts';
import type { Discovered, Prefix } from './prefixes.ts';
import {
	askFor,
	defaultLogKinds,
	digestFolder,
	kindOfFolder,
	logKinds,
	specOfKind,
} from '../trail/log-kinds.ts';
import type { LogKind } from '../trail/log-kinds.ts';
import type { ObjectKind } from '../trail/object-key.ts';
import type { PlanRules } from './plan-poll.ts';
import { SourceError } from './source.ts';
import { retrying } from './retry.ts';
import { noteAnswer, noteRetry } from './list-pages.ts';
import type { PassPorts } from './pass.ts';
import { leftOutAs } from './tail-counters.ts';
import type { PrefixStatus } from './tail-status.ts';
import { prefixesShownMax } from './tail-status.ts';

export interface ListingOptions {
	readonly sinceMs: number;
	/** Default: `defaultLogKinds`. */
	readonly kinds?: readonly LogKind[];
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	readonly objectBytesMax?: number;
	/** When digests are verified, they are not left aside. */
	readonly proof?: object | undefined;
}

/** A prefix or folder that may not be listed. */
export interface DeniedPrefix {
	readonly prefix: string;
	/** What came back and what to do about it. */
	readonly message: string;
}

/** A prefix with its state. Times are ms since the epoch on the server's clock. */
export interface ListingPrefix {
	readonly prefix: Prefix;
	/** The last poll; for a prefix that appeared later, the last time it did not exist. */
	lastPollMs: number | undefined;
	newestObjectMs: number | undefined;
	/** In ms on the monotonic clock. */
	nextPollElapsedMs: number;
}

const nothing: ReadonlySet<ObjectState> = new Set();
const whole: Prefix = {
	prefix: '',
	account: undefined,
	org: undefined,
	region: undefined,
	folder: undefined,
};

/** The prefixes of a source, discovered and kept up to date. */
export class ListingPrefixes {
	readonly #ports: PassPorts;
	readonly #options: ListingOptions;
	readonly #listings = new Map<string, ListingPrefix>();
	#isWhole: boolean;
	#discoveredMs: number | undefined;
	/** What may not be listed, by prefix; at most one for each call of a search and each prefix. */
	#deniedFolders = new Map<string, SourceError>();
	#leftFolders: Readonly<Record<string, number>> = {};
	readonly #deniedLists = new Map<string, SourceError>();
	/** Prefixes that the last fill could not list, for another reason; at most one each. */
	readonly #failedLists = new Set<string>();

	constructor(ports: PassPorts, options: ListingOptions) {
		this.#ports = ports;
		this.#options = options;
		this.#isWhole = ports.source.listsWhole ?? false;
	}

	/** The source does not have CloudTrail's layout, so every poll lists everything. */
	get isWhole(): boolean {
		return this.#isWhole;
	}

	get prefixes(): readonly ListingPrefix[] {
		return [...this.#listings.values()];
	}

	/** The server's time, or our own before the server has answered. */
	nowMs(): number {
		return this.#ports.source.nowMs() ?? this.#ports.clock.nowMs();
	}

	rules(untilMs: number, lateSinceMs: number, retryNow = nothing): PlanRules {
		const { sinceMs, accounts, regions, objectBytesMax } = this.#options;
		return {
			kinds: this.#kinds(),
			sinceMs,
			untilMs,
			lateSinceMs,
			accounts: accounts && new Set(accounts),
			regions: regions && new Set(regions),
			objectBytesMax: objectBytesMax ?? 64 << 20,
			retryNow,
		};
	}

	/** What may not be listed now. It is tried again with every sweep. */
	deniedPrefixes(): readonly DeniedPrefix[] {
		return [...new Map([...this.#deniedFolders, ...this.#deniedLists])].map(
			([prefix, { message, next }]) => ({ prefix, message: `${message}; ${next}` }),
		);
	}

	/**
	 * Remembers the outcome of a listing of a known prefix.
	 *
	 * @param error - undefined: it was listed
	 * @returns whether it may not be listed
	 */
	noteListing({ prefix }: Prefix, error?: unknown): boolean {
		if (error instanceof SourceError && error.code === 'denied') {
			this.#deniedLists.set(prefix, error);
			return true;
		}

		if (error === undefined) {
			this.#deniedLists.delete(prefix);
		}

		return false;
	}

	/** A fill begins, which lists everything anew. */
	beginFill(): void {
		this.#failedLists.clear();
	}

	/** A listing went on failing: something of the prefix may be missing. */
	noteFailed({ prefix }: Prefix): void {
		this.#failedLists.add(prefix);
	}

	/** Whether a known prefix may not be listed, but others may. */
	isDenied({ prefix }: Prefix): boolean {
		return this.#deniedLists.has(prefix) && this.allDenied() === undefined;
	}

	/** An error of one of them when no known prefix may be listed; else undefined. */
	allDenied(): SourceError | undefined {
		const isAll = [...this.#listings.keys()].every(prefix => this.#deniedLists.has(prefix));
		return isAll ? this.#deniedLists.values().next().value : undefined;
	}

	/**
	 * Discovers accounts, folders and regions. Known prefixes keep their state. A folder that may
	 * not be listed is an error in the status, and the others are still found.
	 *
	 * @throws SourceError, also when no log could be found, or all may not be listed
	 */
	async discover(signal: AbortSignal): Promise<void> {
		if (this.#ports.source.listsWhole) {
			this.#add(whole);
			return;
		}

		const { accounts, regions } = this.#options;
		const { source } = this.#ports;
		const retry = {
			...this.#ports,
			retried: (error: SourceError) => noteRetry(this.#ports, error),
		};
		const denied = new Map<string, SourceError>();
		const found = await discoverPrefixes(
			(prefix, during) => {
				this.#ports.counters.requests.lists++;
				const listing = retrying(() => source.folders(prefix, during), retry, during);
				return prefix === '' ? listing : listing.catch(this.#giveUp);
			},
			{
				folders: new Set(this.#logKinds().map(kind => specOfKind(kind).folder)),
				accounts: accounts && new Set(accounts),
				regions: regions && new Set(regions),
				denied: (prefix, error) => denied.set(prefix, error),
			},
			signal,
		);
		this.#deniedFolders = denied;
		for (const prefix of found.prefixes) {
			this.#add(prefix);
		}

		const [firstDenied] = denied.values();
		if (firstDenied && this.#listings.size === 0) {
			throw firstDenied;
		}

		noteAnswer(this.#ports);
		this.#discoveredMs = this.nowMs();
		this.#noteLeft(found);

		if (!found.hasLayout && this.#listings.size === 0) {
			await this.#tryWhole(signal);
		}

		if (this.#listings.size === 0) {
			throw nothingFound(this.#ports.source.title, found, this.#logKinds());
		}
	}

	status(): readonly PrefixStatus[] {
		return this.prefixes.slice(0, prefixesShownMax).map(listing => ({
			...listing.prefix,
			lastPollMs: listing.lastPollMs,
			lastObjectMs: listing.newestObjectMs,
		}));
	}

	/** What the last search and listings did not go into. */
	left(): Left {
		return {
			folders: { ...this.#leftFolders, ...this.#ports.source.leftAside?.() },
			deniedPrefixes: [
				...this.deniedPrefixes().map(({ prefix }) => prefix),
				...[...this.#failedLists].filter(prefix => !this.#deniedLists.has(prefix)),
				...(this.#ports.source.deniedFolders?.() ?? []),
			],
		};
	}

	/** Where somebody waits, a folder that cannot be listed is left out like one that may not be. */
	readonly #giveUp = (error: unknown): never => {
		const isLeftOut = error instanceof SourceError && Number.isFinite(this.#ports.patienceMs);
		throw isLeftOut
			? new SourceError('denied', error.message, error.next, { cause: error })
			: error;
	};

	/** Whatever the search left out is said. */
	#noteLeft({ leftFolders: all, complete }: Discovered): void {
		const { [digestFolder]: _digests, ...others } = all;
		const leftFolders = this.#options.proof === undefined ? all : others;
		this.#leftFolders = leftFolders;
		const { counters, clock } = this.#ports;
		for (const [prefix, error] of this.#deniedFolders) {
			counters.error(
				'source',
				`list ${prefix === '' ? 'the bucket' : prefix}`,
				error,
				clock.nowMs(),
			);
		}

		for (const [folder, count] of Object.entries(leftFolders)) {
			const state = kindOfFolder(folder) === undefined ? 'skipped' : 'unasked';
			counters.setSkipped(leftOutAs(`${folder}/`, state), count);
		}

		if (!complete) {
			counters.error('source', 'look for AWSLogs/', searchEnded(), clock.nowMs());
		}
	}

	#logKinds(): readonly LogKind[] {
		return this.#options.kinds ?? defaultLogKinds;
	}

	/** A file outside of CloudTrail's layout counts as an ordinary log. */
	#kinds(): ReadonlySet<ObjectKind> {
		const kinds = this.#logKinds();
		return new Set(this.#isWhole && kinds.includes('log') ? [...kinds, 'loose'] : kinds);
	}

	async #tryWhole(signal: AbortSignal): Promise<void> {
		for await (const page of this.#ports.source.list('', undefined, signal)) {
			if (page.some(object => /\.json(?:\.gz)?$/i.test(object.key))) {
				this.#isWhole = true;
				this.#add(whole);
				return;
			}
		}
	}

	#add(prefix: Prefix): void {
		if (!this.#listings.has(prefix.prefix)) {
			this.#listings.set(prefix.prefix, {
				prefix,
				lastPollMs: this.#discoveredMs,
				newestObjectMs: undefined,
				nextPollElapsedMs: 0,
			});
		}
	}
}

function searchEnded(): SourceError {
	return new SourceError(
		'other',
		'there are more folders than are searched, and some were not looked into',
		'give the prefix above AWSLogs/, as s3://bucket/prefix, so that all of it is searched',
	);
}

function nothingFound(
	title: string,
	{ hasLayout, leftFolders }: Discovered,
	kinds: readonly LogKind[],
): SourceError {
	if (!hasLayout) {
		return new SourceError(
			'not-found',
			`${title} holds neither an AWSLogs/ folder nor a .json.gz object`,
			'give the prefix above AWSLogs/, as s3://bucket/prefix',
		);
	}

	const folders = kinds.map(kind => `${specOfKind(kind).folder}/`).join(' or ');
	const others = logKinds.filter(({ folder }) => folder in leftFolders).map(({ name }) => name);
	return new SourceError(
		'not-found',
		`${title} has an AWSLogs/ folder, but no account in it has a ${folders} folder that is asked for`,
		others.length > 0
			? askFor(others)
			: 'check the accounts and regions asked for; a new trail needs up to 24 h to appear',
	);
}

/** A word for a set of prefixes, so that a day is not done for accounts that were not asked for. */
export function placesOf(listings: readonly ListingPrefix[]): string {
	const prefixes = listings.map(({ prefix }) => prefix.prefix).sort();
	return createHash('sha256').update(prefixes.join('\n')).digest('hex').slice(0, 16);
}
