import type { ObjectState } from './ledger.ts';
import { discoverPrefixes } from './prefixes.ts';
import type { Prefix } from './prefixes.ts';
import type { ObjectKind } from '../trail/object-key.ts';
import type { PlanRules } from './plan-poll.ts';
import { SourceError } from './source.ts';
import { retrying } from './retry.ts';
import { noteRetry } from './list-pages.ts';
import type { PassPorts } from './pass.ts';
import type { PrefixStatus } from './tail-status.ts';
import { prefixesShownMax } from './tail-status.ts';

export interface ListingOptions {
	readonly sinceMs: number;
	readonly kinds?: readonly ObjectKind[];
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	readonly objectBytesMax?: number;
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

const folderOfKind: Partial<Record<ObjectKind, string>> = {
	log: 'CloudTrail',
	insight: 'CloudTrail-Insight',
	'network-activity': 'CloudTrail-NetworkActivity',
	aggregated: 'CloudTrail-Aggregated',
	digest: 'CloudTrail-Digest',
};
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

	/**
	 * Discovers accounts, folders and regions. Known prefixes keep their state.
	 *
	 * @throws SourceError, also when no log could be found
	 */
	async discover(signal: AbortSignal): Promise<void> {
		if (this.#ports.source.listsWhole) {
			this.#add(whole);
			return;
		}

		const { accounts, regions } = this.#options;
		const kinds = [...this.#kinds()].flatMap(kind => folderOfKind[kind] ?? []);
		const { source } = this.#ports;
		const retry = {
			...this.#ports,
			retried: (error: SourceError) => noteRetry(this.#ports, error),
		};
		const found = await discoverPrefixes(
			(prefix, during) => retrying(() => source.folders(prefix, during), retry, during),
			{
				folders: new Set(kinds),
				accounts: accounts && new Set(accounts),
				regions: regions && new Set(regions),
			},
			signal,
		);
		this.#ports.counters.answered('source');
		for (const prefix of found.prefixes) {
			this.#add(prefix);
		}

		this.#discoveredMs = this.nowMs();

		for (const [folder, count] of Object.entries(found.leftFolders)) {
			this.#ports.counters.setSkipped(`${folder}/`, count);
		}

		if (!found.hasLayout && this.#listings.size === 0) {
			await this.#tryWhole(signal);
		}

		if (this.#listings.size === 0) {
			throw nothingFound(this.#ports.source.title, found.hasLayout);
		}
	}

	status(): readonly PrefixStatus[] {
		return this.prefixes.slice(0, prefixesShownMax).map(listing => ({
			...listing.prefix,
			lastPollMs: listing.lastPollMs,
			lastObjectMs: listing.newestObjectMs,
		}));
	}

	#kinds(): ReadonlySet<ObjectKind> {
		return new Set(this.#options.kinds ?? (this.#isWhole ? ['log', 'loose'] : ['log']));
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

function nothingFound(title: string, hasLayout: boolean): SourceError {
	return hasLayout
		? new SourceError(
				'not-found',
				`${title} has an AWSLogs/ folder, but no account in it has a CloudTrail/ folder that is asked for`,
				'check the accounts and regions asked for; a new trail needs up to 24 h to appear',
			)
		: new SourceError(
				'not-found',
				`${title} holds neither an AWSLogs/ folder nor a .json.gz object`,
				'give the prefix above AWSLogs/, as s3://bucket/prefix',
			);
}
