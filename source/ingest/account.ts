import type { LedgerPort, LedgerObject } from './damaged.ts';
import { ledgerObjects } from './damaged.ts';
import { objectLedgerKey, toLedgerEntry } from './ledger.ts';
import type { ObjectState } from './ledger.ts';
import { hasIndex, isNoteworthy, leftOf, noteworthyKeys, tallies } from './ledger-index.ts';
import type { DayTally } from './ledger-index.ts';
import { logKindNames } from '../trail/log-kinds.ts';
import type { LogKind } from '../trail/log-kinds.ts';
import { rangeProof } from './proof/proof-report.ts';
import type { RangeProof } from './proof/proof-report.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import type { ObjectKind } from '../trail/object-key.ts';
import { dayEndMs, dayOf, dayStartMs, deliveryGraceMs } from './tail-plan.ts';

/**
 * The account of reading: what became of all that was listed. `listed` is the sum of `states`.
 */
export interface Account {
	readonly listed: number;
	readonly states: Readonly<Record<ObjectState, number>>;
	/** Pieces that were left out of objects that were read in part. */
	readonly rejected: number;
	/** Records whose own time cannot be read, so that they may stand outside of the range or in it. */
	readonly timeGuessed: number;
	/** Prefixes and folders that may not, or could not, be listed; at most `deniedPrefixesMax` a source. */
	readonly deniedPrefixes: readonly string[];
	/** Sources of which a fetch goes on, or was ended in the middle. */
	readonly filling: readonly string[];
	/** Kinds of the objects that are `unasked`; of folders that were not listed, `leftFolders` tells. */
	readonly unaskedKinds: readonly LogKind[];
	/** What was left aside, such as `CloudTrail-Digest` and `hidden files`, with how many there are. */
	readonly leftFolders: Readonly<Record<string, number>>;
	/** Objects outside of the time, accounts or regions asked for, when they were fetched just now. */
	readonly outside: number;
	/** Of these, named up to two days after the range: events that came late may be in them. */
	readonly later: number;
	/** What signed digests prove of it; undefined when nobody verifies. */
	readonly proof: RangeProof | undefined;
}

interface Range {
	readonly fromMs: number;
	readonly toMs: number;
}

const noStates: Readonly<Record<ObjectState, number>> = {
	ok: 0,
	partial: 0,
	quarantined: 0,
	unsupported: 0,
	gone: 0,
	denied: 0,
	archived: 0,
	pending: 0,
	unasked: 0,
	skipped: 0,
};

/** Objects in these states may hold records that an answer lacks; the worst first. */
export const lackingStates = [
	'partial',
	'quarantined',
	'unsupported',
	'gone',
	'denied',
	'archived',
	'pending',
] as const satisfies readonly ObjectState[];

/** Whether an answer over the range was computed from everything. */
export function isWhole(account: Account): boolean {
	return hasRead(account) && account.timeGuessed === 0;
}

/** Whether everything was read, though the time of some records may not be known. */
export function hasRead(account: Account): boolean {
	const { deniedPrefixes, filling } = account;
	return deniedPrefixes.length + filling.length + lackingCount(account) === 0;
}

/**
 * Counts the objects that may hold records of a range, by the time in their names; those without
 * such a time always belong to it. Objects that were read whole are counted by whole UTC days.
 *
 * @param ledgers - of each store that is read
 * @param unfetched - what the fetch just before left out, see `Account`
 */
export function readAccount(
	ledgers: readonly LedgerPort[],
	range: Range,
	unfetched: Pick<Account, 'outside' | 'later'> = { outside: 0, later: 0 },
): Account {
	const states: Record<ObjectState, number> = { ...noStates };
	const leftFolders: Record<string, number> = {};
	const deniedPrefixes: string[] = [];
	const filling = new Set<string>();
	const unasked = new Set<ObjectKind>();
	let rejected = 0;
	let timeGuessed = 0;
	for (const ledger of ledgers) {
		for (const { day, states: counts } of talliesOf(ledger)) {
			if (day === undefined || touches(range, dayStartMs(day), dayEndMs(day))) {
				states.ok += counts.ok ?? 0;
			}
		}

		for (const { key, entry } of noteworthyObjects(ledger, range)) {
			// One that was read whole is counted with its day.
			const { stampMs, kind } = parseObjectKey(key);
			timeGuessed += isIn(range, stampMs) ? (entry.timeGuessed ?? 0) : 0;
			if (entry.state !== 'ok' && isIn(range, stampMs)) {
				states[entry.state] += 1;
				if (entry.state === 'unasked') {
					unasked.add(kind === 'loose' ? 'log' : kind);
				}

				rejected += entry.state === 'partial' ? entry.rejected : 0;
			}
		}

		const left = leftOf(ledger);
		deniedPrefixes.push(...left.deniedPrefixes);
		left.filling.forEach(source => filling.add(source));
		for (const [folder, count] of Object.entries(left.folders)) {
			leftFolders[folder] = (leftFolders[folder] ?? 0) + count;
		}
	}

	const unaskedKinds = logKindNames.filter(kind => unasked.has(kind));
	return {
		listed: sumOf(states),
		states,
		rejected,
		timeGuessed,
		deniedPrefixes,
		filling: [...filling],
		unaskedKinds,
		leftFolders,
		// What happened in a range is delivered up to some hours after it.
		proof: rangeProof(ledgers, { ...range, toMs: range.toMs + deliveryGraceMs }),
		...unfetched,
	};
}

/**
 * The account of everything that stores hold, from their tallies alone; undefined when one has no
 * index.
 */
export function readTotals(ledgers: readonly LedgerPort[]): Account | undefined {
	if (!ledgers.every(ledger => hasIndex(ledger) || isEmpty(ledger))) {
		return undefined;
	}

	const states: Record<ObjectState, number> = { ...noStates };
	let timeGuessed = 0;
	for (const tally of ledgers.flatMap(ledger => [...tallies(ledger)])) {
		for (const [state, count] of Object.entries(tally.states)) {
			states[state as ObjectState] += count;
		}

		timeGuessed += tally.timeGuessed;
	}

	const left = ledgers.map(leftOf);
	return {
		listed: sumOf(states),
		states,
		rejected: 0,
		timeGuessed,
		unaskedKinds: [],
		deniedPrefixes: left.flatMap(({ deniedPrefixes }) => deniedPrefixes),
		filling: [...new Set(left.flatMap(({ filling }) => filling))],
		leftFolders: Object.assign({}, ...left.map(({ folders }) => folders)) as Account['leftFolders'],
		outside: 0,
		later: 0,
		proof: undefined,
	};
}

/** Days of which the objects are told apart; those before count as one span. */
export const spanDaysMax = 400;

/** The largest time that a Date can hold, ms. */
const latestMs = 8.64e15;

/** Objects of one UTC day, with the times of which they may hold records; half-open, ms. */
export interface ObjectSpan {
	readonly fromMs: number;
	readonly toMs: number;
	/** That were read whole or in part. */
	readonly objectCount: number;
	/** That may hold records which are not in the store; those read in part are in both counts. */
	readonly lackingCount: number;
	/** Records whose own time cannot be read. */
	readonly untimedCount: number;
}

type SpanCounts = Omit<ObjectSpan, 'fromMs' | 'toMs'>;

const noCounts: SpanCounts = { objectCount: 0, lackingCount: 0, untimedCount: 0 };

/**
 * What became of the objects, by the times of which they may hold records.
 *
 * @param ledgers - each with an index
 */
export function objectSpans(ledgers: readonly LedgerPort[]): readonly ObjectSpan[] {
	const counts = new Map<string, SpanCounts>();
	for (const { day = '', states, timeGuessed } of ledgers.flatMap(one => [...tallies(one)])) {
		const tally = {
			objectCount: (states.ok ?? 0) + (states.partial ?? 0),
			lackingCount: lackingStates.reduce((sum, state) => sum + (states[state] ?? 0), 0),
			untimedCount: timeGuessed,
		};
		counts.set(day, added(counts.get(day) ?? noCounts, tally));
	}

	const undated = counts.get('');
	counts.delete('');
	const dated = [...counts]
		.sort(([a], [b]) => (a < b ? 1 : -1))
		.map(([day, tally]) => ({
			// What was delivered late names a later time than its records have.
			fromMs: dayStartMs(day) - deliveryGraceMs,
			toMs: dayEndMs(day),
			...tally,
		}));
	const [last, ...before] = dated.slice(spanDaysMax - 1);
	const merged = before.reduce<ObjectSpan | undefined>(
		(one, next) => one && { fromMs: next.fromMs, toMs: one.toMs, ...added(one, next) },
		last,
	);
	return [
		...dated.slice(0, spanDaysMax - 1),
		...(merged === undefined ? [] : [merged]),
		...(undated === undefined ? [] : [{ fromMs: -latestMs, toMs: latestMs, ...undated }]),
	];
}

function added(a: SpanCounts, b: SpanCounts): SpanCounts {
	return {
		objectCount: a.objectCount + b.objectCount,
		lackingCount: a.lackingCount + b.lackingCount,
		untimedCount: a.untimedCount + b.untimedCount,
	};
}

/** A store that was only just made. */
function isEmpty(ledger: LedgerPort): boolean {
	const [first] = ledgerObjects(ledger);
	return first === undefined;
}

/** How many objects may hold records that the stores lack. */
export function lackingCount({ states }: Account): number {
	return lackingStates.reduce((sum, state) => sum + states[state], 0);
}

function sumOf(states: Readonly<Record<ObjectState, number>>): number {
	return Object.values(states).reduce((sum, count) => sum + count, 0);
}

/** Objects that were not read whole, or are unusual, in key order of each source. */
export function* noteworthyObjects(ledger: LedgerPort, range?: Range): Iterable<LedgerObject> {
	if (!hasIndex(ledger)) {
		for (const object of ledgerObjects(ledger)) {
			if (isNoteworthy(object.entry)) {
				yield object;
			}
		}

		return;
	}

	for (const { namespace, key, stampMs } of noteworthyKeys(ledger)) {
		const entry =
			range === undefined || isIn(range, stampMs)
				? toLedgerEntry(ledger.ledger(objectLedgerKey(namespace, key)))
				: undefined;
		if (entry !== undefined) {
			yield { namespace, key, entry };
		}
	}
}

/** Objects to list for people: the worst first, of one kind the one tried last first. */
export function listedObjects(ledgers: readonly LedgerPort[]): readonly LedgerObject[] {
	const objects = ledgers.flatMap(ledger => [...noteworthyObjects(ledger)]);
	return objects.sort(
		(a, b) =>
			severity(a.entry.state) - severity(b.entry.state) ||
			b.entry.atMs - a.entry.atMs ||
			(a.key < b.key ? -1 : 1),
	);
}

/** Small is bad. */
function severity(state: ObjectState): number {
	return [...lackingStates, 'ok', 'unasked', 'skipped'].indexOf(state);
}

function* talliesOf(ledger: LedgerPort): Iterable<DayTally> {
	if (hasIndex(ledger)) {
		yield* tallies(ledger);
		return;
	}

	for (const { key, entry } of ledgerObjects(ledger)) {
		const { stampMs } = parseObjectKey(key);
		const day = Number.isNaN(stampMs) ? undefined : dayOf(stampMs);
		yield { day, states: { [entry.state]: 1 }, timeGuessed: entry.timeGuessed ?? 0 };
	}
}

/** Whether the object with a key may hold records of a range, by the time in its name. */
export function mayHold(range: Range, key: string): boolean {
	return isIn(range, parseObjectKey(key).stampMs);
}

function isIn({ fromMs, toMs }: Range, stampMs: number): boolean {
	return Number.isNaN(stampMs) || (stampMs >= fromMs && stampMs < toMs + deliveryGraceMs);
}

function touches({ fromMs, toMs }: Range, startMs: number, endMs: number): boolean {
	return endMs > fromMs && startMs < toMs + deliveryGraceMs;
}
