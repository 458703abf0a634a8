import { dayMs, hourMs, minuteMs } from '../../text/duration.ts';
import { messageOf } from '../../text/error-message.ts';
import { digestFolder } from '../../trail/log-kinds.ts';
import { forEachConcurrently } from '../for-each-concurrently.ts';
import type { ListingPrefixes } from '../listing-prefixes.ts';
import type { PassPorts } from '../pass.ts';
import type { Prefix } from '../prefixes.ts';
import { SourceError } from '../source.ts';
import { dayOf, dayStartMs } from '../tail-plan.ts';
import { ChainWalk } from './chain-walk.ts';
import type { ChainName, WalkPorts } from './chain-walk.ts';
import type { Flaw } from './flaw.ts';
import { findDigests, isBackfillName, listDigests, tooMany } from './list-digests.ts';
import type { KeyRing } from './key-ring.ts';
import { walkPorts } from './walk-ports.ts';
import { plantedLogs } from './planted-logs.ts';
import { ProofBook } from './proof-book.ts';
import { proofChains, proofGaps } from './proof-rows.ts';
import type { ProofChain, UncoveredPrefix } from './proof-rows.ts';

export interface ProverOptions {
	readonly keys: KeyRing;
	/** The bucket as digests name it; undefined: what they name themselves. */
	readonly bucket: string | undefined;
	/** Called for each sign that something was changed or removed. */
	readonly alarmed: (flaw: Flaw) => void;
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	/** Digests of hours before are not looked for, ms since the epoch. */
	readonly sinceMs: number;
}

const discoverEveryMs = 6 * hourMs;
/** The first look at a prefix goes back so far; what is older follows day by day. */
const firstBackMs = dayMs;
/** A digest is written within the hour after the one that it covers, mostly in its first quarter. */
const dueAfterMs = hourMs + 15 * minuteMs;
const lookEveryMs = 10 * minuteMs;
/** Where no digest came for so long, it is looked for less often. */
const quietAfterMs = 6 * hourMs;
const quietEveryMs = hourMs;
const againEveryMs = hourMs;
/** A trail whose digests stopped so long before those of others has ended. */
const endedAfterMs = 31 * dayMs;
/** Gaps of one prefix that are looked at once more in one round. */
export const againMax = 100;
const prefixesAtOnceMax = 4;

/** A prefix of digests with its state. */
interface DigestPrefix {
	readonly prefix: Prefix;
	/** In ms on the monotonic clock. */
	nextLookElapsedMs: number;
	nextAgainElapsedMs: number;
	/** The day that is looked at next on the way back; undefined: not begun. */
	backDay: string | undefined;
	nextBackElapsedMs: number;
}

function newPrefix(prefix: Prefix): DigestPrefix {
	return {
		prefix,
		nextLookElapsedMs: 0,
		nextAgainElapsedMs: 0,
		backDay: undefined,
		nextBackElapsedMs: 0,
	};
}

/**
 * From when on to list: where the chain that is furthest behind is, but for trails that have ended.
 *
 * @param fallbackMs - where there is no chain yet, ms since the epoch
 */
function lookFromMs(chains: readonly ProofChain[], fallbackMs: number): number {
	const newestMs = chains.map(({ newest }) => newest.toMs);
	const lastMs = Math.max(...newestMs);
	const behindMs = newestMs.filter(ms => ms > lastMs - endedAfterMs);
	return behindMs.length === 0 ? fallbackMs : Math.min(...behindMs);
}

/**
 * Verifies digests as they are delivered, and those before back to where the source is read. Its own
 * errors never end a tailer: they are what the state of the proof says.
 */
export class Prover {
	readonly #ports: PassPorts;
	readonly #listings: ListingPrefixes;
	readonly #options: ProverOptions;
	readonly #book: ProofBook;
	readonly #walkPorts: WalkPorts;
	#prefixes = new Map<string, DigestPrefix>();
	#uncovered: readonly UncoveredPrefix[] = [];
	/** What went wrong last, by prefix; the search for prefixes is the empty one. */
	readonly #troubles = new Map<string, string>();
	#discoveredElapsedMs = Number.NEGATIVE_INFINITY;
	#wake: (() => void) | undefined;

	constructor(ports: PassPorts, listings: ListingPrefixes, options: ProverOptions) {
		this.#ports = ports;
		this.#listings = listings;
		this.#options = options;
		this.#book = new ProofBook(ports.writer, ports.source.title, options.alarmed);
		this.#walkPorts = walkPorts(ports, listings, options, this.#book);
	}

	/** Verifies until the signal aborts. */
	async run(signal: AbortSignal): Promise<void> {
		const { clock } = this.#ports;
		while (!signal.aborted) {
			await this.#round(signal);
			const waitMs = this.#waitMs(clock.elapsedMs());
			const waking = new AbortController();
			this.#wake = () => waking.abort();
			await clock.sleep(waitMs, AbortSignal.any([signal, waking.signal]));
			this.#wake = undefined;
		}
	}

	/** Verifies what is there now, and returns. */
	async once(signal: AbortSignal): Promise<void> {
		do {
			await this.#round(signal);
		} while (!signal.aborted && this.#behind(this.#ports.clock.elapsedMs()).length > 0);
	}

	/** Looks again at everything that is not proven, now. */
	again(): void {
		this.#options.keys.forgetUnknown();
		for (const prefix of this.#prefixes.values()) {
			prefix.nextAgainElapsedMs = 0;
			prefix.nextLookElapsedMs = 0;
		}

		this.#wake?.();
	}

	async #round(signal: AbortSignal): Promise<void> {
		const { clock } = this.#ports;
		const elapsedMs = clock.elapsedMs();
		if (elapsedMs - this.#discoveredElapsedMs >= discoverEveryMs) {
			await this.#discover(signal);
		}

		const looks = [...this.#prefixes.values()].filter(one => one.nextLookElapsedMs <= elapsedMs);
		const due = new Set([...looks, ...this.#behind(elapsedMs)]);
		await forEachConcurrently([...due], prefixesAtOnceMax, one =>
			this.#visit(one, elapsedMs, signal),
		);
		if (!signal.aborted) {
			const [trouble] = this.#troubles.values();
			await this.#book.noteState(this.#places(), trouble);
			this.#ports.changed();
		}
	}

	/** Accounts and regions with logs of which no digest was ever seen. */
	#places(): readonly UncoveredPrefix[] {
		const { writer, source } = this.#ports;
		const idOf = ({ account = '', region = '' }: Partial<UncoveredPrefix>) =>
			`${account} ${region}`;
		const covered = new Set([...proofChains(writer, source.title)].map(idOf));
		const seen = [...this.#prefixes.values()].map(({ prefix: { account = '', region = '' } }) => ({
			account,
			region,
		}));
		const all = [...this.#uncovered, ...seen].map(place => [idOf(place), place] as const);
		return [...new Map(all)].filter(([id]) => !covered.has(id)).map(([, place]) => place);
	}

	async #discover(signal: AbortSignal): Promise<void> {
		const { clock } = this.#ports;
		try {
			const { digests, uncovered, denied } = await findDigests(this.#ports, this.#options, signal);
			this.#prefixes = new Map(
				[...digests, ...this.#provenPrefixes()].map(prefix => [
					prefix.prefix,
					this.#prefixes.get(prefix.prefix) ?? newPrefix(prefix),
				]),
			);
			this.#discoveredElapsedMs = clock.elapsedMs();
			this.#uncovered = uncovered;
			this.#noteTrouble('', denied[0]);
		} catch (error) {
			// Tried again with the next round.
			this.#discoveredElapsedMs = clock.elapsedMs() - discoverEveryMs + lookEveryMs;
			this.#noteTrouble('', error);
		}
	}

	/** Prefixes that had digests before: that their folder is gone says nothing good. */
	#provenPrefixes(): readonly Prefix[] {
		const { accounts, regions } = this.#options;
		const { writer, source } = this.#ports;
		return [...proofChains(writer, source.title)]
			.filter(
				({ account, region }) =>
					(accounts?.includes(account) ?? true) && (regions?.includes(region) ?? true),
			)
			.map(({ prefix, account, region }) => ({
				prefix,
				account,
				org: undefined,
				region,
				folder: digestFolder,
			}));
	}

	/** Looks for new digests of a prefix, at what was not proven, and one day further back. */
	async #visit(one: DigestPrefix, elapsedMs: number, signal: AbortSignal): Promise<void> {
		try {
			if (one.nextLookElapsedMs <= elapsedMs) {
				await this.#look(one, signal);
			}

			if (one.nextAgainElapsedMs <= elapsedMs) {
				one.nextAgainElapsedMs = elapsedMs + againEveryMs;
				await this.#lookAgain(one, signal);
			}

			await this.#lookBack(one, signal);
			this.#noteTrouble(one.prefix.prefix, undefined);
		} catch (error) {
			one.nextLookElapsedMs = elapsedMs + lookEveryMs;
			one.nextBackElapsedMs = elapsedMs + lookEveryMs;
			this.#noteTrouble(one.prefix.prefix, error);
		}
	}

	#noteTrouble(prefix: string, error: unknown): void {
		if (error === undefined) {
			this.#troubles.delete(prefix);
			return;
		}

		const words =
			error instanceof SourceError ? `${error.message}; ${error.next}` : messageOf(error);
		this.#troubles.set(prefix, prefix === '' ? words : `${prefix}: ${words}`);
	}

	async #look(one: DigestPrefix, signal: AbortSignal): Promise<void> {
		const { prefix } = one;
		const { sinceMs } = this.#options;
		const nowMs = this.#listings.nowMs();
		await this.#book.forget(this.#chainsOf(one).filter(({ newest }) => newest.toMs < sinceMs));
		const before = this.#chainsOf(one);
		const from = dayOf(lookFromMs(before, Math.max(nowMs - firstBackMs, sinceMs)));
		const { byName, isCut } = await listDigests(this.#ports, prefix, from, undefined, signal);
		for (const [name, listed] of byName) {
			await this.#walk(one, name).forward(listed, signal);
		}

		const chains = this.#chainsOf(one);
		if (isCut && dayOf(lookFromMs(chains, nowMs)) === from) {
			throw tooMany(prefix);
		}

		await this.#book.noteLooked(chains, nowMs);
		await this.#notePlanted(one, before, chains);
		const waitMs = isCut ? 0 : this.#nextLookMs(chains, nowMs);
		one.nextLookElapsedMs = this.#ports.clock.elapsedMs() + waitMs;
	}

	#nextLookMs(chains: readonly ProofChain[], nowMs: number): number {
		const hourly = chains.filter(({ isBackfill }) => !isBackfill);
		if (hourly.length === 0) {
			return quietEveryMs;
		}

		const dueMs = Math.min(...hourly.map(({ newest }) => newest.toMs)) + dueAfterMs;
		return nowMs - dueMs > quietAfterMs ? quietEveryMs : Math.max(lookEveryMs, dueMs - nowMs);
	}

	/** Logs that no digest lists, of the hours that were proven just now. */
	async #notePlanted(
		{ prefix }: DigestPrefix,
		before: readonly ProofChain[],
		after: readonly ProofChain[],
	): Promise<void> {
		const { writer, source } = this.#ports;
		const flaws = plantedLogs(writer, source.title, prefix.prefix, before, after);
		await this.#book.noteFlaws(flaws, this.#listings.nowMs());
	}

	async #lookAgain(one: DigestPrefix, signal: AbortSignal): Promise<void> {
		const { writer } = this.#ports;
		const waiting = this.#chainsOf(one).flatMap(chain =>
			[...proofGaps(writer, chain)].map(gap => ({ chain, gap })),
		);
		for (const { chain, gap } of waiting.slice(-againMax)) {
			await this.#walk(one, chain.name).again(gap, signal);
		}
	}

	/** One day further back, until nothing older is asked for. */
	async #lookBack(one: DigestPrefix, signal: AbortSignal): Promise<void> {
		const before = this.#chainsOf(one);
		const day = this.#backDayOf(one, before);
		if (day === undefined) {
			return;
		}

		const { byName, isCut } = await listDigests(this.#ports, one.prefix, day, day, signal);
		if (isCut) {
			throw tooMany(one.prefix);
		}

		for (const [name, listed] of byName) {
			const walk = this.#walk(one, name);
			await (walk.chain === undefined
				? walk.forward(listed, signal)
				: walk.backward([...listed].reverse(), signal));
		}

		const after = this.#chainsOf(one).map(chain => ({
			...chain,
			backToMs: Math.min(chain.backToMs, dayStartMs(day)),
		}));
		await this.#book.noteLooked(after, this.#listings.nowMs());
		await this.#notePlanted(one, before, after);
		one.backDay = dayOf(dayStartMs(day) - dayMs);
	}

	/** The day to look at next on the way back; undefined: there is none. */
	#backDayOf(one: DigestPrefix, chains: readonly ProofChain[]): string | undefined {
		const { sinceMs } = this.#options;
		const oldestMs = Math.min(...chains.map(({ backToMs }) => backToMs));
		if (chains.length === 0 || oldestMs <= sinceMs) {
			return undefined;
		}

		const day = one.backDay ?? dayOf(oldestMs);
		// A digest is named by the end of its hours, which may be the next day.
		return dayStartMs(day) + dayMs <= sinceMs ? undefined : day;
	}

	/** The prefixes of which older digests are to be looked at now. */
	#behind(elapsedMs: number): readonly DigestPrefix[] {
		return [...this.#prefixes.values()].filter(
			one =>
				one.nextBackElapsedMs <= elapsedMs &&
				this.#backDayOf(one, this.#chainsOf(one)) !== undefined,
		);
	}

	#chainsOf({ prefix }: DigestPrefix): readonly ProofChain[] {
		const { writer, source } = this.#ports;
		return [...proofChains(writer, source.title, prefix.prefix)];
	}

	#walk({ prefix }: DigestPrefix, name: string): ChainWalk {
		const id: ChainName = {
			namespace: this.#ports.source.title,
			prefix: prefix.prefix,
			name,
			account: prefix.account ?? '',
			region: prefix.region ?? '',
			isBackfill: isBackfillName(name),
		};
		return new ChainWalk(this.#walkPorts, id);
	}

	#waitMs(elapsedMs: number): number {
		const prefixes = [...this.#prefixes.values()];
		if (this.#behind(elapsedMs).length > 0) {
			return 1;
		}

		const nextMs = Math.min(
			this.#discoveredElapsedMs + discoverEveryMs,
			...prefixes.map(one => one.nextLookElapsedMs),
		);
		return Math.max(1, nextMs - elapsedMs);
	}
}
