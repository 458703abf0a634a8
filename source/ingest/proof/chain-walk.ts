import { hourMs } from '../../text/duration.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { linkOf, noLink, oldestOf, timesOf } from './chain-link.ts';
import type { Link } from './chain-link.ts';
import type { LedgerPort } from '../damaged.ts';
import { findListed } from '../find-listed.ts';
import type { ListedObject, ObjectSource } from '../source.ts';
import { flawOf } from './flaw.ts';
import { isHours, judgeDigest } from './judge-digest.ts';
import type { JudgedDigest, JudgePorts } from './judge-digest.ts';
import { judgeLogs } from './judge-logs.ts';
import type { JudgedLogs, LogPorts } from './judge-logs.ts';
import type { HoursNote, ProofBook } from './proof-book.ts';
import { chainOf, flawKey } from './proof-rows.ts';
import type { ProofChain, ProofGap, ProvenRun } from './proof-rows.ts';

export interface WalkPorts extends JudgePorts, Omit<LogPorts, 'source'> {
	readonly source: Pick<ObjectSource, 'list' | 'metadata'>;
	readonly ledger: LedgerPort;
	readonly book: Pick<ProofBook, 'note' | 'noteFlaws'>;
	/** The server's time, ms since the epoch. */
	readonly nowMs: () => number;
}

export type ChainName = Pick<
	ProofChain,
	'namespace' | 'prefix' | 'name' | 'account' | 'region' | 'isBackfill'
>;

/** A digest of hours that end so much later than now is none, ms. */
const aheadMsMax = 2 * hourMs;

/**
 * Follows a chain of digests as it grows, and backwards to where it is asked for. Each digest names
 * the one before it with its hash and its signature, so that none can be removed or changed unnoticed.
 * How far it has come is in the ledger; what is not signed never moves it.
 */
export class ChainWalk {
	readonly #ports: WalkPorts;
	readonly #id: ChainName;

	constructor(ports: WalkPorts, id: ChainName) {
		this.#ports = ports;
		this.#id = id;
	}

	get chain(): ProofChain | undefined {
		return chainOf(this.#ports.ledger, this.#id);
	}

	/**
	 * Proves what is newer than what was proven before.
	 *
	 * @param digests - of the chain, oldest first
	 * @throws SourceError
	 */
	async forward(digests: readonly ListedObject[], signal: AbortSignal): Promise<void> {
		for (const [index, listed] of digests.entries()) {
			signal.throwIfAborted();
			const { chain } = this;
			if (chain !== undefined && stampOf(listed.key) <= stampOf(chain.newest.key)) {
				continue;
			}

			const signature = await this.#signatureOf(listed, digests[index + 1], signal);
			const isHeld = this.#ports.source.metadata === undefined && signature === undefined;
			if (isHeld) {
				// A copy is signed by the digest after it, which is not there yet.
				return;
			}

			const judged = await this.#judge(listed, signature, signal);
			await this.#append(judged, signal);
		}
	}

	/**
	 * Proves what is older than what was proven before.
	 *
	 * @param digests - of the chain, newest first
	 * @throws SourceError
	 */
	async backward(digests: readonly ListedObject[], signal: AbortSignal): Promise<void> {
		const forged = new Set<string>();
		for (const listed of digests) {
			signal.throwIfAborted();
			const { chain } = this;
			if (chain === undefined || stampOf(listed.key) >= stampOf(chain.oldest.key)) {
				continue;
			}

			const { previous } = chain.oldest;
			const isNext = previous?.key === listed.key;
			const judged = await this.#judge(listed, isNext ? previous.signature : undefined, signal);
			if (judged.verdict === 'forged') {
				forged.add(listed.key);
			}

			await this.#prepend(chain, judged, forged, signal);
		}
	}

	/**
	 * Looks once more at hours that were not proven.
	 *
	 * @throws SourceError
	 */
	async again(gap: ProofGap, signal: AbortSignal): Promise<void> {
		const { chain } = this;
		const { source } = this.#ports;
		const listed =
			gap.digest === undefined ? undefined : await findListed(source, gap.digest, signal);
		if (chain === undefined || listed === undefined) {
			return;
		}

		const judged = await this.#judge(listed, signatureIn(chain, listed.key), signal);
		if (judged.verdict !== 'signed') {
			return;
		}

		const hours = await this.#hours(judged, signal);
		const before = judged.digest?.previous;
		const isPart = judged.end.fromMs > gap.fromMs && before !== undefined;
		const rest = isPart ? [{ ...gap, toMs: judged.end.fromMs, digest: before.key }] : [];
		await this.#note({ ...hours, gaps: [...rest, ...(hours.gaps ?? [])], chain });
	}

	async #judge(
		listed: ListedObject,
		signature: string | undefined,
		signal: AbortSignal,
	): Promise<JudgedDigest> {
		const judged = await judgeDigest(this.#ports, listed, signature, signal);
		const { digest, verdict } = judged;
		const isLater = judged.end.toMs > this.#ports.nowMs() + aheadMsMax;
		const isTimed = digest === undefined || isHours(digest);
		return (isTimed && !isLater) || verdict === 'forged'
			? judged
			: { ...judged, verdict: 'forged', reason: 'its hours have not been yet' };
	}

	/** The signature as the next digest repeats it, for a source that keeps none. */
	async #signatureOf(
		listed: ListedObject,
		next: ListedObject | undefined,
		signal: AbortSignal,
	): Promise<string | undefined> {
		if (this.#ports.source.metadata !== undefined || next === undefined) {
			return undefined;
		}

		const { digest } = await judgeDigest(this.#ports, next, undefined, signal);
		return digest?.previous?.key === listed.key ? digest.previous.signature : '';
	}

	async #append(judged: JudgedDigest, signal: AbortSignal): Promise<void> {
		const { chain } = this;
		const { end, digest } = judged;
		if (judged.verdict === 'forged') {
			await this.#noteForged(chain, judged);
			return;
		}

		const link =
			chain === undefined
				? noLink
				: linkOf(chain.newest, digest?.previous, end, key => this.#isNoted(key));
		const hours = await this.#hours(judged, signal);
		const next: ProofChain = {
			...this.#id,
			...(chain ?? { oldest: oldestOf(end, digest), backToMs: end.fromMs }),
			newest: end,
			lookedMs: this.#ports.nowMs(),
		};
		await this.#note(merge({ ...hours, chain: next }, link));
	}

	async #prepend(
		chain: ProofChain,
		judged: JudgedDigest,
		forged: ReadonlySet<string>,
		signal: AbortSignal,
	): Promise<void> {
		const { end, digest } = judged;
		if (judged.verdict === 'forged') {
			await this.#noteForged(chain, judged);
			return;
		}

		const newer = { ...chain.oldest, toMs: chain.oldest.fromMs };
		const { previous } = chain.oldest;
		const link = linkOf(end, previous, newer, key => forged.has(key) || this.#isNoted(key));
		const hours = await this.#hours(judged, signal);
		const next = { ...chain, oldest: oldestOf(end, digest) };
		await this.#note(merge({ ...hours, chain: next }, link));
	}

	/** Whether a digest is known to be there, but is none that CloudTrail signed. */
	#isNoted(key: string): boolean {
		const { namespace } = this.#id;
		const { ledger } = this.#ports;
		return ledger.ledger(flawKey(namespace, key, 'digest-invalid')) !== undefined;
	}

	/** It is told, and moves nothing; hours that nothing else speaks for are not proven. */
	async #noteForged(chain: ProofChain | undefined, { listed, reason, end }: JudgedDigest) {
		const flaws = [flawOf('digest-invalid', listed.key, reason)];
		const stampMs = stampOf(listed.key);
		const isNewer = chain !== undefined && stampMs - hourMs >= chain.newest.toMs;
		const isDue = stampMs <= this.#ports.nowMs() + aheadMsMax;
		if (chain === undefined) {
			await this.#ports.book.noteFlaws(flaws, this.#ports.nowMs());
			return;
		}

		const times = { fromMs: stampMs - hourMs, toMs: stampMs, logCount: 0 };
		const gap: ProofGap = { ...times, state: 'altered', digest: end.key, reason };
		await this.#note({ chain, flaws, gaps: isNewer && isDue ? [gap] : [] });
	}

	/** What a digest that may be believed says of its hours. */
	async #hours(judged: JudgedDigest, signal: AbortSignal): Promise<Omit<HoursNote, 'chain'>> {
		const { verdict, reason, digest, end, listed } = judged;
		const times = timesOf(end);
		const gap = (more: Pick<ProofGap, 'state' | 'reason'> & Partial<ProofGap>): ProofGap => ({
			...times,
			logCount: digest?.logs.length ?? 0,
			digest: listed.key,
			...more,
		});
		if (verdict !== 'signed' || digest === undefined) {
			const flaw = flawOf('digest-unproven', listed.key, reason);
			return { flaws: [flaw], gaps: [gap({ state: 'unproven', reason })] };
		}

		const logs: JudgedLogs = await judgeLogs(this.#ports, digest, signal);
		const provenDigests = [listed.key];
		if (logs.state === 'proven') {
			const run: ProvenRun = { ...times, logCount: logs.logCount };
			return { logs, provenDigests, ...(this.#id.isBackfill ? {} : { run }) };
		}

		const { state, reason: why } = logs;
		// A digest of late logs covers no hours, but what is wrong with it is a gap all the same.
		return { logs, provenDigests, gaps: [gap({ state, reason: why, isSigned: true })] };
	}

	async #note(note: HoursNote): Promise<void> {
		await this.#ports.book.note(note, this.#ports.nowMs());
	}
}

function stampOf(key: string): number {
	return parseObjectKey(key).stampMs;
}

/** The signature of a digest as its chain remembers it. */
function signatureIn({ newest, oldest }: ProofChain, key: string): string | undefined {
	const ends = [newest, oldest.previous];
	return ends.find(end => end?.key === key)?.signature;
}

/** What is wrong with hours themselves counts more than that they are proven. */
function merge(note: HoursNote, { flaws, gaps }: Link): HoursNote {
	return {
		...note,
		flaws: [...(note.flaws ?? []), ...flaws],
		gaps: [...(note.gaps ?? []), ...gaps],
	};
}
