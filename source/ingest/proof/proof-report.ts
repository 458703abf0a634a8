import { hourMs } from '../../text/duration.ts';
import type { LedgerPort } from '../damaged.ts';
import {
	hourStates,
	keptFlaws,
	proofChains,
	proofGaps,
	proofStates,
	provenRuns,
} from './proof-rows.ts';
import type {
	HourState,
	UncoveredPrefix,
	KeptFlaw,
	ProofChain,
	ProofGap,
	ProvenRun,
} from './proof-rows.ts';

/**
 * How an hour of an account and region stands: as its digest says; `due` when that is not to be
 * expected yet, `read` when there is none.
 */
export type CellState = HourState | 'read' | 'due';

/** Half-open, ms since the epoch. */
interface Range {
	readonly fromMs: number;
	readonly toMs: number;
}

/** An account and region with its last hours, oldest first. */
export interface PlaceProof {
	readonly account: string;
	readonly region: string;
	readonly hours: readonly CellState[];
}

/** A gap with where it is. */
export interface PlacedGap extends Range {
	readonly account: string;
	readonly region: string;
	readonly state: ProofGap['state'];
	readonly reason: string;
}

/** What the digests of all sources of a store have proven. */
export interface ProofReport extends RangeProof {
	/** The hours of the places, oldest first: the start of the first one, ms since the epoch. */
	readonly hoursFromMs: number;
	/** The worst first; at most `placesMax`. */
	readonly places: readonly PlaceProof[];
	readonly placeCount: number;
	/** Newest first; at most `shownMax`. */
	readonly gaps: readonly PlacedGap[];
	readonly flaws: readonly KeptFlaw[];
	readonly flawCount: number;
	/** Why nothing can be proven now. */
	readonly troubles: readonly string[];
}

/** What the digests have proven of a range of deliveries. */
export interface RangeProof {
	/**
	 * Up to here each account and region was verified, but for the gaps; ms since the epoch. Undefined
	 * while no digest was verified.
	 */
	readonly provenToMs: number | undefined;
	/** From here on, in the same way. */
	readonly provenFromMs: number | undefined;
	readonly gapCount: number;
	/** Accounts and regions without digests, of which nothing is proven. */
	readonly uncoveredCount: number;
}

export const hoursShown = 24;
export const placesMax = 200;
export const shownMax = 50;
/** A digest that did not come by then after the end of its hours is missing. */
const graceMs = 2 * hourMs;

/** Whether anybody verifies the digests of the sources of these stores. */
export function isVerified(ledgers: readonly LedgerPort[]): boolean {
	return ledgers.some(ledger => [...proofStates(ledger)].length > 0);
}

/** What grows with every change of what is proven. */
export function proofVersion(ledgers: readonly LedgerPort[]): number {
	return ledgers
		.flatMap(ledger => [...proofStates(ledger)])
		.reduce((sum, { state }) => sum + state.version, 0);
}

/** Undefined when nobody verifies. */
export function rangeProof(ledgers: readonly LedgerPort[], range: Range): RangeProof | undefined {
	if (!isVerified(ledgers)) {
		return undefined;
	}

	return proofOf(
		ledgers.flatMap(chainsIn),
		proofGapsIn(ledgers, range).length,
		uncoveredIn(ledgers),
	);
}

/** The gaps that touch a range of deliveries. */
export function proofGapsIn(ledgers: readonly LedgerPort[], range: Range): readonly PlacedGap[] {
	return ledgers
		.flatMap(chainsIn)
		.flatMap(gapsOf)
		.filter(gap => touches(gap, range));
}

/** Accounts and regions without digests, as far as they are named. */
export function uncoveredPlaces(ledgers: readonly LedgerPort[]): readonly UncoveredPrefix[] {
	return ledgers.flatMap(ledger =>
		[...proofStates(ledger)].flatMap(({ state }) => state.uncovered),
	);
}

function uncoveredIn(ledgers: readonly LedgerPort[]): number {
	return ledgers
		.flatMap(ledger => [...proofStates(ledger)])
		.reduce((sum, { state }) => sum + state.uncoveredCount, 0);
}

/** All flaws that are kept, in no order. */
export function flawsOf(ledgers: readonly LedgerPort[]): readonly KeptFlaw[] {
	return ledgers.flatMap(ledger =>
		[...proofStates(ledger)].flatMap(({ namespace }) => [...keptFlaws(ledger, namespace)]),
	);
}

/**
 * Everything that is shown of the proof; undefined when nobody verifies.
 *
 * @param nowMs - ms since the epoch
 */
export function proofReport(
	ledgers: readonly LedgerPort[],
	nowMs: number,
): ProofReport | undefined {
	if (!isVerified(ledgers)) {
		return undefined;
	}

	const hoursFromMs = (Math.floor(nowMs / hourMs) + 1 - hoursShown) * hourMs;
	const states = ledgers.flatMap(ledger => [...proofStates(ledger)]);
	const all = ledgers.flatMap(chainsIn);
	const gaps = all.flatMap(gapsOf).sort((a, b) => b.fromMs - a.fromMs);
	const places = placesOf(all, gaps, hoursFromMs, nowMs);
	const uncoveredCount = uncoveredIn(ledgers);
	const uncovered = uncoveredPlaces(ledgers);
	const flaws = [...flawsOf(ledgers)];
	return {
		...proofOf(all, gaps.length, uncoveredCount),
		hoursFromMs,
		places: [
			...places,
			...uncovered.map(place => ({ ...place, hours: Array<CellState>(hoursShown).fill('read') })),
		].slice(0, placesMax),
		placeCount: places.length + uncoveredCount,
		gaps: gaps.slice(0, shownMax),
		flaws: flaws.sort((a, b) => b.atMs - a.atMs).slice(0, shownMax),
		flawCount: states.reduce((sum, { state }) => sum + state.flawCount + state.leftCount, 0),
		troubles: states.flatMap(({ state }) => (state.trouble === undefined ? [] : [state.trouble])),
	};
}

interface ChainIn {
	readonly ledger: LedgerPort;
	readonly chain: ProofChain;
}

function chainsIn(ledger: LedgerPort): readonly ChainIn[] {
	return [...proofStates(ledger)].flatMap(({ namespace }) =>
		[...proofChains(ledger, namespace)].map(chain => ({ ledger, chain })),
	);
}

function proofOf(all: readonly ChainIn[], gapCount: number, uncoveredCount: number): RangeProof {
	const hourly = all.filter(({ chain }) => !chain.isBackfill);
	const ends = hourly.map(verifiedToMs);
	const isAny = hourly.some(({ chain }, index) => (ends[index] ?? 0) > chain.oldest.fromMs);
	return {
		provenToMs: isAny ? Math.min(...ends) : undefined,
		provenFromMs: isAny ? Math.max(...hourly.map(({ chain }) => chain.oldest.fromMs)) : undefined,
		gapCount,
		uncoveredCount,
	};
}

/** How far a chain was verified, whatever was found: hours that cannot be checked yet are not. */
function verifiedToMs(one: ChainIn): number {
	const endMs = Math.max(one.chain.newest.toMs, overdueToMs(one.chain));
	const last = gapsOf(one).find(({ state, toMs }) => state === 'unproven' && toMs >= endMs);
	return last?.fromMs ?? endMs;
}

/** Hours up to here should have a digest, as far as one has looked. */
function overdueToMs({ newest, lookedMs }: ProofChain): number {
	const hours = Math.floor((lookedMs - graceMs - newest.toMs) / hourMs);
	return newest.toMs + Math.max(0, hours) * hourMs;
}

/** The gaps of a chain, those that follow each other as one, and the hours whose digest never came. */
function gapsOf({ ledger, chain }: ChainIn): PlacedGap[] {
	const { account, region, newest, isBackfill } = chain;
	const gaps: PlacedGap[] = [];
	const overdueMs = isBackfill ? newest.toMs : overdueToMs(chain);
	const late: readonly Pick<ProofGap, 'fromMs' | 'toMs' | 'state' | 'reason'>[] =
		overdueMs > newest.toMs
			? [{ fromMs: newest.toMs, toMs: overdueMs, state: 'missing', reason: 'no digest came' }]
			: [];
	for (const { fromMs, toMs, state, reason } of [...proofGaps(ledger, chain), ...late]) {
		const last = gaps.at(-1);
		if (last !== undefined && last.state === state && fromMs <= last.toMs) {
			gaps[gaps.length - 1] = { ...last, toMs: Math.max(last.toMs, toMs) };
		} else {
			gaps.push({ account, region, fromMs, toMs, state, reason });
		}
	}

	return gaps;
}

/** The worst states first. */
function placesOf(
	chains: readonly ChainIn[],
	gaps: readonly PlacedGap[],
	fromMs: number,
	nowMs: number,
): readonly PlaceProof[] {
	const places = new Map<string, { readonly place: PlaceProof; readonly worst: number }>();
	const gapsAt = new Map<string, PlacedGap[]>();
	for (const gap of gaps) {
		const id = `${gap.account} ${gap.region}`;
		gapsAt.set(id, gapsAt.get(id) ?? []);
		gapsAt.get(id)?.push(gap);
	}

	for (const { ledger, chain } of chains.filter(one => !one.chain.isBackfill)) {
		const { account, region } = chain;
		const id = `${account} ${region}`;
		const own = gapsAt.get(id) ?? [];
		const runs = [...provenRuns(ledger, chain, fromMs, nowMs)];
		const before = places.get(id)?.place.hours;
		const hours = Array.from({ length: hoursShown }, (_, hour) => {
			const hourFromMs = fromMs + hour * hourMs;
			const range = { fromMs: hourFromMs, toMs: hourFromMs + hourMs };
			return worstOf(before?.[hour], cellOf(range, chain, runs, own));
		});
		const worst = Math.max(...hours.map(severity));
		places.set(id, { place: { account, region, hours }, worst });
	}

	return [...places.entries()]
		.sort(([a, one], [b, other]) => other.worst - one.worst || (a < b ? -1 : 1))
		.map(([, { place }]) => place);
}

function cellOf(
	hour: Range,
	{ newest, oldest }: ProofChain,
	runs: readonly ProvenRun[],
	gaps: readonly PlacedGap[],
): CellState {
	const [worst] = gaps
		.filter(gap => touches(gap, hour))
		.map(({ state }) => state)
		.sort((a, b) => severity(b) - severity(a));
	if (worst !== undefined) {
		return worst;
	}

	if (hour.toMs > newest.toMs) {
		return 'due';
	}

	const isProven = hour.fromMs >= oldest.fromMs && runs.some(run => touches(run, hour));
	return isProven ? 'proven' : 'read';
}

function touches(a: Range, b: Range): boolean {
	return a.fromMs < b.toMs && a.toMs > b.fromMs;
}

const bySeverity: readonly CellState[] = ['due', 'proven', 'read', ...hourStates.slice(1)];

function severity(state: CellState): number {
	return bySeverity.indexOf(state);
}

function worstOf(a: CellState | undefined, b: CellState): CellState {
	return a !== undefined && severity(a) > severity(b) ? a : b;
}
