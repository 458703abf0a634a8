import type { Digest, DigestedLog } from '../../trail/digest.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { formatPlural } from '../../text/number.ts';
import { findListed } from '../find-listed.ts';
import { forEachConcurrently } from '../for-each-concurrently.ts';
import { objectLedgerKey, toLedgerEntry } from '../ledger.ts';
import type { LedgerEntry } from '../ledger.ts';
import type { LedgerPort } from '../damaged.ts';
import { compareKeys } from '../folder-source.ts';
import { SourceError } from '../source.ts';
import { dayOf, deliveryGraceMs } from '../tail-plan.ts';
import type { ListedObject, ObjectSource } from '../source.ts';
import { flawOf } from './flaw.ts';
import type { Flaw } from './flaw.ts';
import { nameOf } from './name-of.ts';
import { logFault, readHash } from './log-fault.ts';
import { flawKey, hourStates } from './proof-rows.ts';
import type { HourState } from './proof-rows.ts';

export interface LogPorts {
	readonly source: Pick<ObjectSource, 'list'>;
	/** The source's title. */
	readonly namespace: string;
	readonly ledger: Pick<LedgerPort, 'ledger'>;
	/** Gets a body, with retries. @throws SourceError */
	readonly get: (listed: ListedObject, signal: AbortSignal) => Promise<Uint8Array>;
	/** Brings an object that was missed into the store. */
	readonly fetch: (listed: ListedObject, signal: AbortSignal) => Promise<void>;
	/** Whether an object with this key is to be in the store at all. */
	readonly isAsked: (key: string) => boolean;
}

/** The logs of one digest. */
export interface JudgedLogs {
	readonly state: HourState;
	/** Why it is not `proven`, for people. */
	readonly reason: string;
	readonly flaws: readonly Flaw[];
	/** Logs of which what was read is what was delivered. */
	readonly vouched: readonly VouchedLog[];
	/** Logs that were never read, and cannot be any more. */
	readonly lost: readonly string[];
	/** The end of the hours of the digest, ms since the epoch. */
	readonly untilMs: number;
	readonly logCount: number;
}

export interface VouchedLog extends DigestedLog {
	/** It is in the bucket still. */
	readonly isThere: boolean;
}

interface JudgedLog {
	readonly state: HourState;
	/** What was read of it is what was delivered. */
	readonly isAsRead: boolean;
	readonly reason?: string;
	readonly flaw?: Flaw;
	readonly isLost?: boolean;
}

const logsAtOnceMax = 4;

/**
 * Holds the logs that a digest vouches for against what was read of them. Only what differs, or was
 * read without a hash, is fetched again.
 *
 * @param digest - whose signature was checked
 * @throws SourceError when the source as a whole cannot be read
 */
export async function judgeLogs(
	ports: LogPorts,
	digest: Digest,
	signal: AbortSignal,
): Promise<JudgedLogs> {
	const flaws: Flaw[] = [];
	const vouched: VouchedLog[] = [];
	const reasons: string[] = [];
	const lost: string[] = [];
	let worst = 0;
	const present = await presentLogs(ports.source, digest.logs, signal);
	await forEachConcurrently(digest.logs, logsAtOnceMax, async log => {
		const judged = await judgeLog(ports, log, digest, present.get(log.key), signal);
		if (judged === undefined) {
			return;
		}

		worst = Math.max(worst, hourStates.indexOf(judged.state));
		if (judged.isAsRead) {
			vouched.push({ ...log, isThere: judged.state === 'proven' });
		}

		if (judged.flaw !== undefined) {
			flaws.push(judged.flaw);
		}

		if (judged.reason !== undefined) {
			reasons.push(judged.reason);
		}

		if (judged.isLost === true) {
			lost.push(log.key);
		}
	});
	const state = hourStates[worst] ?? 'proven';
	const [first = '', ...more] = reasons;
	return {
		state,
		reason: more.length === 0 ? first : `${first}; and ${formatPlural(more.length, 'log')} more`,
		flaws,
		vouched,
		lost,
		untilMs: digest.endMs,
		logCount: digest.logs.length,
	};
}

/** Undefined: it is not asked for. */
async function judgeLog(
	ports: LogPorts,
	log: DigestedLog,
	digest: Digest,
	present: ListedObject | undefined,
	signal: AbortSignal,
): Promise<JudgedLog | undefined> {
	signal.throwIfAborted();
	const entryOf = (): LedgerEntry | undefined =>
		toLedgerEntry(ports.ledger.ledger(objectLedgerKey(ports.namespace, log.key)));
	const isAsRead = (entry: LedgerEntry | undefined) => readHash(entry) === log.sha256;
	const before = entryOf();
	if (isAsRead(before) && before?.etag === present?.etag) {
		return { state: 'proven', isAsRead: true };
	}

	if (before === undefined && !ports.isAsked(log.key)) {
		return undefined;
	}

	const name = nameOf(log.key);
	try {
		const listed = present ?? (await findListed(ports.source, log.key, signal));
		if (listed === undefined) {
			const reason = `${nameOf(digest.key)} lists it, and it is gone`;
			return {
				state: 'missing',
				isAsRead: isAsRead(before),
				reason: `${name} is gone`,
				flaw: flawOf('log-missing', log.key, reason),
				isLost: before === undefined,
			};
		}

		if (before === undefined) {
			await ports.fetch(listed, signal);
		}

		const after = before ?? entryOf();
		if (isAsRead(after) && after?.etag === listed.etag) {
			return { state: 'proven', isAsRead: true };
		}

		const fault = logFault(await ports.get(listed, signal), log.sha256);
		return judgeBody({ entry: after, listed, fault }, log, digest);
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof SourceError)) {
			throw error;
		}

		const reason = `${name}: ${error.message}; ${error.next}`;
		return { state: 'unproven', isAsRead: isAsRead(before), reason };
	}
}

/** The logs of a digest as they are listed: one request for each folder that they are in. */
async function presentLogs(
	source: LogPorts['source'],
	logs: readonly DigestedLog[],
	signal: AbortSignal,
): Promise<ReadonlyMap<string, ListedObject>> {
	const present = new Map<string, ListedObject>();
	const folders = new Map<string, string[]>();
	for (const { key } of logs) {
		const folder = key.slice(0, key.lastIndexOf('/') + 1);
		const keys = folders.get(folder) ?? [];
		folders.set(folder, keys);
		keys.push(key);
	}

	for (const [folder, keys] of folders) {
		keys.sort(compareKeys);
		const [first = '', last = ''] = [keys[0], keys.at(-1)];
		const wanted = new Set(keys);
		// Keys have no predecessor, but all of an hour begin as the first one does up to its minute.
		const after = first.replace(/(_\d{8}T\d{4})Z?[^/]*$/, '$1');
		for await (const page of source.list(folder, after === first ? undefined : after, signal)) {
			for (const object of page.filter(({ key }) => wanted.has(key))) {
				present.set(object.key, object);
			}

			const end = page.at(-1)?.key;
			if (end !== undefined && compareKeys(end, last) >= 0) {
				break;
			}
		}
	}

	return present;
}

interface FetchedLog {
	/** What the ledger says of it. */
	readonly entry: LedgerEntry | undefined;
	readonly listed: ListedObject;
	/** Why it is not what the digest vouches for now. */
	readonly fault: string | undefined;
}

function judgeBody(
	{ entry, listed, fault }: FetchedLog,
	log: DigestedLog,
	digest: Digest,
): JudgedLog {
	const name = nameOf(log.key);
	const vouching = nameOf(digest.key);
	if (fault === undefined && entry === undefined) {
		const reason = `${name} is as it was delivered, and was not read yet`;
		return { state: 'unproven', isAsRead: false, reason };
	}

	const isAsRead =
		entry?.sha256 === undefined ? entry?.etag === listed.etag : entry.sha256 === log.sha256;
	if (fault === undefined && isAsRead) {
		return { state: 'proven', isAsRead: true };
	}

	const readAt = new Date(entry?.atMs ?? 0).toISOString();
	const detail =
		fault === undefined
			? `what was read of it at ${readAt} is not what ${vouching} vouches for; it is that again now`
			: `${fault} ${vouching} vouches for`;
	return {
		state: 'altered',
		isAsRead: isAsRead && entry?.sha256 !== undefined,
		reason: `${name} was changed`,
		flaw: flawOf('log-changed', log.key, detail),
	};
}

/**
 * Logs of a region that were written in hours that digests cover, but that no digest lists: someone
 * may have added them.
 *
 * @param prefix - of the logs, such as `AWSLogs/111122223333/CloudTrail/eu-west-1/`
 * @param isCovered - whether digests speak for a time
 */
export function unvouchedLogs(
	ledger: LedgerPort,
	namespace: string,
	prefix: string,
	range: { readonly fromMs: number; readonly toMs: number },
	isCovered: (ms: number) => boolean,
): readonly Flaw[] {
	const dayAt = (ms: number) => dayOf(ms).replaceAll('-', '/');
	const from = objectLedgerKey(namespace, `${prefix}${dayAt(range.fromMs - deliveryGraceMs)}/`);
	const to = objectLedgerKey(namespace, `${prefix}${dayAt(range.toMs)}0`);
	const flaws: Flaw[] = [];
	for (const row of ledger.ledgerRange(from, to)) {
		const entry = toLedgerEntry(row.value);
		const key = row.key.slice(row.key.indexOf('\n') + 1);
		const isLog = parseObjectKey(key).kind === 'log';
		if (entry === undefined || entry.vouchedMs !== undefined || !isLog) {
			continue;
		}

		// A digest may list it without it being what was delivered, which was told then.
		const isTold = (['log-changed', 'log-missing'] as const).some(
			code => ledger.ledger(flawKey(namespace, key, code)) !== undefined,
		);
		if (isTold) {
			continue;
		}

		const { lastModifiedMs } = entry;
		const isInside = lastModifiedMs >= range.fromMs && lastModifiedMs < range.toMs;
		if (isInside && isCovered(lastModifiedMs)) {
			const written = new Date(lastModifiedMs).toISOString();
			const detail = `written ${written}, and no digest of that time lists it`;
			flaws.push(flawOf('log-unvouched', key, detail));
		}
	}

	return flaws;
}
