import { parseObjectKey } from '../trail/object-key.ts';
import { isLogKind, notAskedFor } from '../trail/log-kinds.ts';
import type { ObjectKey, ObjectKind } from '../trail/object-key.ts';
import { settledEntry } from './ledger.ts';
import type { LedgerEntry, ObjectState } from './ledger.ts';
import type { ListedObject } from './source.ts';
import { lateMs } from './tail-plan.ts';
import { hourMs } from '../text/duration.ts';

export interface PlanRules {
	readonly kinds: ReadonlySet<ObjectKind>;
	/** By the time in the object's name, half-open, ms since the epoch. */
	readonly sinceMs: number;
	readonly untilMs: number;
	/**
	 * An object with an earlier name that was written after this arrived late, and is fetched too.
	 */
	readonly lateSinceMs: number;
	/** Undefined: all. */
	readonly accounts: ReadonlySet<string> | undefined;
	readonly regions: ReadonlySet<string> | undefined;
	readonly objectBytesMax: number;
	/** States that are retried before their retry time. */
	readonly retryNow: ReadonlySet<ObjectState>;
}

export interface PlannedFetch {
	readonly object: ListedObject;
	readonly parsed: ObjectKey;
	readonly why: 'new' | 'rewritten' | 'retry';
	readonly previous: LedgerEntry | undefined;
}

/** Decided by the listing alone: needs a ledger row but no request. */
export interface Settled {
	readonly object: ListedObject;
	readonly entry: LedgerEntry;
	/** The folder under which a skipped object is counted. */
	readonly folder: string | undefined;
}

export interface PollPlan {
	readonly fetches: readonly PlannedFetch[];
	readonly settled: readonly Settled[];
	readonly knownCount: number;
	/** Of these, failed for now and not due for a retry yet. */
	readonly waitingCount: number;
	/** Outside the time, accounts or regions. Not recorded, so that another run may fetch them. */
	readonly outsideCount: number;
	/** Of these, named so soon after the range that they may hold late events of it. */
	readonly laterCount: number;
}

const archiveClasses = new Set(['GLACIER', 'DEEP_ARCHIVE']);
/** A GET that decides about an archived object is repeated with the hourly sweeps, in ms. */
const archiveRetryMs = hourMs / 2;

/** Whether an object needs to be restored before it can be read. */
function isArchived({ storageClass, restore }: ListedObject): boolean {
	return archiveClasses.has(storageClass ?? '') && restore === undefined;
}

/**
 * Decides which listed objects to fetch. Keys carry the delivery minute and then a random word, so
 * of two objects of one minute the later may sort first: each key is looked up in the ledger, and
 * the last key is not used as a cursor.
 */
export function planPoll(
	listed: readonly ListedObject[],
	ledger: (key: string) => LedgerEntry | undefined,
	nowMs: number,
	rules: PlanRules,
): PollPlan {
	const fetches: PlannedFetch[] = [];
	const settled: Settled[] = [];
	let knownCount = 0;
	let waitingCount = 0;
	let outsideCount = 0;
	let laterCount = 0;
	for (const object of listed) {
		const parsed = parseObjectKey(object.key);
		if (!isWanted(object, parsed, rules)) {
			outsideCount++;
			laterCount += isSoonAfter(parsed, rules) ? 1 : 0;
			continue;
		}

		const previous = ledger(object.key);
		const isForced = previous !== undefined && rules.retryNow.has(previous.state);
		const known = previous !== undefined && !isForced && !isDue(object, previous, nowMs);
		const entry = known ? undefined : settle(object, parsed, nowMs, rules);
		if (known || sameRow(entry, previous)) {
			knownCount++;
			waitingCount += previous?.state === 'pending' ? 1 : 0;
		} else if (entry) {
			settled.push({ object, entry, folder: parsed.folder });
		} else {
			fetches.push({ object, parsed, why: whyFetch(object, previous), previous });
		}
	}

	return { fetches, settled, knownCount, waitingCount, outsideCount, laterCount };
}

function isWanted(object: ListedObject, parsed: ObjectKey, rules: PlanRules): boolean {
	const { stampMs } = parsed;
	if (!isOfPlace(parsed, rules)) {
		return false;
	}

	if (Number.isNaN(stampMs)) {
		return true;
	}

	const isLate = object.lastModifiedMs >= rules.lateSinceMs;
	return stampMs < rules.untilMs && (stampMs >= rules.sinceMs || isLate);
}

function isOfPlace({ account, region }: ObjectKey, rules: PlanRules): boolean {
	const { accounts, regions } = rules;
	return (
		(account === undefined || accounts === undefined || accounts.has(account)) &&
		(region === undefined || regions === undefined || regions.has(region))
	);
}

function isSoonAfter(parsed: ObjectKey, rules: PlanRules): boolean {
	const { stampMs } = parsed;
	return stampMs >= rules.untilMs && stampMs < rules.untilMs + lateMs && isOfPlace(parsed, rules);
}

function isDue(object: ListedObject, previous: LedgerEntry, nowMs: number): boolean {
	if (previous.etag !== object.etag || previous.state === 'gone') {
		return true;
	}

	if (previous.state === 'archived') {
		return object.restore === 'unknown'
			? nowMs - previous.atMs >= archiveRetryMs
			: !isArchived(object);
	}

	// What an earlier run left out may be wanted in this run.
	if (previous.state === 'skipped' || previous.state === 'unasked') {
		return true;
	}

	return previous.retryAtMs !== undefined && nowMs >= previous.retryAtMs;
}

function whyFetch(
	object: ListedObject,
	previous: LedgerEntry | undefined,
): 'new' | 'rewritten' | 'retry' {
	if (!previous || previous.state === 'skipped' || previous.state === 'unasked') {
		return 'new';
	}

	return previous.etag === object.etag ? 'retry' : 'rewritten';
}

function settle(
	object: ListedObject,
	parsed: ObjectKey,
	nowMs: number,
	rules: PlanRules,
): LedgerEntry | undefined {
	if (object.sizeBytes === 0 || object.key.endsWith('/')) {
		return settledEntry(object, 'ok', nowMs, { reason: 'empty' });
	}

	const { kind } = parsed;
	if (!rules.kinds.has(kind) && (isLogKind(kind) || object.isNamed !== true)) {
		const { state, reason } = leftOut(kind, rules.kinds);
		return settledEntry(object, state, nowMs, { reason });
	}

	if (isArchived(object)) {
		const reason = `its storage class is ${object.storageClass}; restore it to read it`;
		return settledEntry(object, 'archived', nowMs, { reason });
	}

	if (object.sizeBytes > rules.objectBytesMax) {
		const reason = `${object.sizeBytes} bytes are more than ${rules.objectBytesMax} allowed`;
		return settledEntry(object, 'quarantined', nowMs, { reason });
	}

	return undefined;
}

/** State and reason of an object that is no log, or of a kind that is not asked for. */
function leftOut(
	kind: ObjectKind,
	asked: ReadonlySet<ObjectKind>,
): { readonly state: 'skipped' | 'unasked'; readonly reason: string } {
	switch (kind) {
		case 'digest':
			return { state: 'skipped', reason: 'a digest of logs, which `trailtop verify` reads' };
		case 'other':
			return {
				state: 'skipped',
				reason: 'neither its folder nor its name is that of a CloudTrail log',
			};
		case 'loose':
			return asked.has('log')
				? { state: 'skipped', reason: 'it lies outside of the folders of CloudTrail logs' }
				: { state: 'unasked', reason: notAskedFor('log') };
		default:
			return { state: 'unasked', reason: notAskedFor(kind) };
	}
}

function sameRow(entry: LedgerEntry | undefined, previous: LedgerEntry | undefined): boolean {
	return entry !== undefined && entry.state === previous?.state && entry.etag === previous.etag;
}
