import { afterAll } from '../../../store/index.ts';
import type { LedgerPort } from '../damaged.ts';
import type { FlawCode } from './flaw.ts';

/**
 * What digests have proven, as rows of the ledger. Hours that are proven are one row as long as they
 * follow each other on one day; hours that are not are a row each.
 */
const chainPrefix = 'proof/chain/';
const runPrefix = 'proof/run/';
const gapPrefix = 'proof/gap/';
/** As stores have it that earlier versions wrote. */
const flawPrefix = 'proof/finding/';
const keyPrefix = 'proof/key/';
const statePrefix = 'proof/state/';

/** How the hours of one digest stand; the worst last. */
export const hourStates = ['proven', 'unproven', 'missing', 'altered'] as const;
export type HourState = (typeof hourStates)[number];

/** One end of a chain of digests. */
export interface ChainEnd {
	readonly key: string;
	/** The hours of delivery that it covers, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
	/** Of its inflated bytes, in hex; undefined when they could not be read. */
	readonly sha256?: string | undefined;
	readonly signature?: string | undefined;
}

/** The digests of one trail in one account and region, each of which names the one before it. */
export interface ProofChain {
	/** The source's title. */
	readonly namespace: string;
	/** The listing prefix of its digests. */
	readonly prefix: string;
	/** The names of its digests without their time. */
	readonly name: string;
	readonly account: string;
	readonly region: string;
	/** Digests of logs that were delivered late; they cover no hours. */
	readonly isBackfill: boolean;
	readonly newest: ChainEnd;
	/** The first digest that was looked at, and the one before it as it names it. */
	readonly oldest: {
		readonly key: string;
		readonly fromMs: number;
		readonly previous?: Omit<ChainEnd, 'fromMs' | 'toMs'> | undefined;
	};
	/** Digests were looked for back to this time, ms since the epoch. */
	readonly backToMs: number;
	/** When its prefix was listed last, ms since the epoch on the server's clock. */
	readonly lookedMs: number;
}

/** Hours of a chain, half-open, ms since the epoch. */
export interface ProvenRun {
	readonly fromMs: number;
	readonly toMs: number;
	readonly logCount: number;
}

/** Hours of a chain that are not proven. */
export interface ProofGap extends ProvenRun {
	readonly state: Exclude<HourState, 'proven'>;
	/** The digest of these hours, or of the last of them, whether or not it is there. */
	readonly digest?: string | undefined;
	/** Its signature is right: it tells which logs there should be. */
	readonly isSigned?: boolean;
	readonly reason: string;
}

/** A flaw as it is kept. */
export interface KeptFlaw {
	readonly namespace: string;
	readonly key: string;
	readonly code: FlawCode;
	readonly detail: string;
	/** When it was found, ms since the epoch. */
	readonly atMs: number;
}

/** How the proving of one source stands. */
export interface ProofState {
	/** Grows with every change of what is proven. */
	readonly version: number;
	/** Log prefixes without digests; at most `uncoveredMax`. */
	readonly uncovered: readonly UncoveredPrefix[];
	readonly uncoveredCount: number;
	/** Flaws that are kept, and those that were not because there were too many. */
	readonly flawCount: number;
	readonly leftCount: number;
	/** Why nothing can be proven now, and what to do. */
	readonly trouble?: string | undefined;
}

export interface UncoveredPrefix {
	readonly account: string;
	readonly region: string;
}

export const uncoveredMax = 200;
export const flawsMax = 10_000;

export const noProof: ProofState = {
	version: 0,
	uncovered: [],
	uncoveredCount: 0,
	flawCount: 0,
	leftCount: 0,
};

/** An earlier version had another name for the number of flaws. */
type StoredState = Omit<ProofState, 'flawCount'> & {
	readonly flawCount?: number;
	readonly findingCount?: number;
};

function readState({ findingCount = 0, ...state }: StoredState): ProofState {
	return { flawCount: findingCount, ...state };
}

/** What tells a chain from all others of a ledger. */
type ChainId = Pick<ProofChain, 'namespace' | 'prefix' | 'name'>;

export function chainKey({ namespace, prefix, name }: ChainId): string {
	return `${chainPrefix}${namespace}\n${prefix}\n${name}`;
}

export function runKey(chain: ChainId, fromMs: number): string {
	return `${runPrefix}${hoursKey(chain, fromMs)}`;
}

export function gapKey(chain: ChainId, fromMs: number): string {
	return `${gapPrefix}${hoursKey(chain, fromMs)}`;
}

function hoursKey(chain: ChainId, fromMs: number): string {
	return `${chain.namespace}\n${chain.prefix}\n${chain.name}\n${new Date(fromMs).toISOString()}`;
}

export function flawKey(namespace: string, key: string, code: FlawCode): string {
	return `${flawPrefix}${namespace}\n${key}\n${code}`;
}

export function publicKeyKey(region: string, fingerprint: string): string {
	return `${keyPrefix}${region}\n${fingerprint}`;
}

export function stateKey(namespace: string): string {
	return `${statePrefix}${namespace}`;
}

export function proofStateOf(ledger: Pick<LedgerPort, 'ledger'>, namespace: string): ProofState {
	const value = ledger.ledger(stateKey(namespace)) as StoredState | undefined;
	return value === undefined ? noProof : readState(value);
}

/** The states of all sources of a ledger; none when nothing is ever verified. */
export function* proofStates(
	ledger: LedgerPort,
): Iterable<{ readonly namespace: string; readonly state: ProofState }> {
	for (const { key, value } of ledger.ledgerRange(statePrefix, statePrefix + afterAll)) {
		yield { namespace: key.slice(statePrefix.length), state: readState(value as StoredState) };
	}
}

export function chainOf(
	ledger: Pick<LedgerPort, 'ledger'>,
	chain: ChainId,
): ProofChain | undefined {
	return ledger.ledger(chainKey(chain)) as ProofChain | undefined;
}

/** @param prefix - of a source's digests; absent: all */
export function* proofChains(
	ledger: LedgerPort,
	namespace: string,
	prefix?: string,
): Iterable<ProofChain> {
	const from = `${chainPrefix}${namespace}\n${prefix === undefined ? '' : `${prefix}\n`}`;
	for (const { value } of ledger.ledgerRange(from, from + afterAll)) {
		yield value as ProofChain;
	}
}

/** Proven hours of a chain that touch a range, oldest first. */
export function* provenRuns(
	ledger: LedgerPort,
	chain: ChainId,
	fromMs: number,
	toMs: number,
): Iterable<ProvenRun> {
	// A run ends on the day on which it begins, or with the hours that begin on it.
	const from = runKey(chain, Math.max(0, fromMs - longestRunMs));
	for (const { value } of ledger.ledgerRange(from, runKey(chain, toMs))) {
		const run = value as ProvenRun;
		if (run.toMs > fromMs) {
			yield run;
		}
	}
}

/** No run is longer, in ms: it holds hours that begin on one day. */
export const longestRunMs = 2 * 86_400_000;

/** Hours of a chain that are not proven, oldest first. */
export function* proofGaps(ledger: LedgerPort, chain: ChainId): Iterable<ProofGap> {
	const from = `${gapPrefix}${chain.namespace}\n${chain.prefix}\n${chain.name}\n`;
	for (const { value } of ledger.ledgerRange(from, from + afterAll)) {
		yield value as ProofGap;
	}
}

/** @param key - of one object; absent: the flaws of all */
export function* keptFlaws(
	ledger: LedgerPort,
	namespace: string,
	key?: string,
): Iterable<KeptFlaw> {
	const from = `${flawPrefix}${namespace}\n${key === undefined ? '' : `${key}\n`}`;
	for (const { value } of ledger.ledgerRange(from, from + afterAll)) {
		yield value as KeptFlaw;
	}
}
