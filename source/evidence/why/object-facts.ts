import type { StoreReader } from '../../../store/index.ts';
import { ledgerObjects } from '../../ingest/damaged.ts';
import type { LedgerObject } from '../../ingest/damaged.ts';
import { findListed } from '../../ingest/find-listed.ts';
import { objectLedgerKey, toLedgerEntry } from '../../ingest/ledger.ts';
import type { ObjectState } from '../../ingest/ledger.ts';
import type { KeptFlaw } from '../../ingest/proof/proof-rows.ts';
import { SourceError } from '../../ingest/source.ts';
import type { ObjectSource } from '../../ingest/source.ts';
import { formatBytes, formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { notAskedFor } from '../../trail/log-kinds.ts';
import type { LogKind } from '../../trail/log-kinds.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import type { ObjectKey } from '../../trail/object-key.ts';
import { isoTime } from './facts.ts';
import type { Facts } from './facts.ts';

/**
 * Objects with the same name that are reported. A name is unique, but an object may have been
 * copied to other prefixes.
 */
const matchesMax = 20;
/**
 * An object is expected at most this many ms after the time in its name; later ones are very rare.
 */
const dueMs = 15 * 60_000;

const stateWords: Readonly<Record<ObjectState, string>> = {
	ok: 'ok: its records are in the store',
	partial: 'partial: what could be read of it is in the store',
	quarantined: 'quarantined: nothing of it could be read',
	unsupported: 'unsupported: it is of a kind that cannot be read',
	gone: 'gone: it was listed, and then it was not there any more',
	denied: 'denied: it may not be read',
	archived: 'archived: S3 would have to restore it first',
	unasked: 'unasked: it is of a kind that is not asked for',
	skipped: 'skipped: it is none of the objects that are read',
	pending: 'pending: it could not be read yet',
};

/** The objects with this key; when there is none, those with this name. */
export function findObjects(
	reader: StoreReader,
	asked: string,
	namespace: string | undefined,
): { readonly shown: readonly LedgerObject[]; readonly count: number } {
	if (namespace !== undefined) {
		const entry = toLedgerEntry(reader.ledger(objectLedgerKey(namespace, asked)));
		if (entry !== undefined) {
			return { shown: [{ namespace, key: asked, entry }], count: 1 };
		}
	}

	const shown: LedgerObject[] = [];
	let count = 0;
	for (const match of ledgerObjects(reader)) {
		if (match.key === asked || match.key.endsWith(`/${asked}`)) {
			count++;
			if (shown.length < matchesMax) {
				shown.push(match);
			}
		}
	}

	return { shown, count };
}

/**
 * What the ledger says of an object.
 *
 * @param flaws - what digests found wrong with it
 */
export function objectFacts(
	{ namespace, key, entry }: LedgerObject,
	flaws: readonly Pick<KeptFlaw, 'code' | 'detail'>[] = [],
): Facts {
	const lines: (readonly [string, string])[] = [['state', stateWords[entry.state]]];
	if (entry.reason !== undefined) {
		lines.push(['reason', sanitise(entry.reason)]);
	}

	lines.push(
		[
			'records',
			`${formatNumber(entry.records)} found, ${formatNumber(entry.kept)} kept, ${formatNumber(entry.duplicates)} there before, ${formatNumber(entry.conflicts)} like another but for their content, ${formatNumber(entry.rejected)} left out`,
		],
		['object', `${formatBytes(entry.sizeBytes)}, written ${isoTime(entry.lastModifiedMs)}`],
		['etag', sanitise(entry.etag)],
		['attempts', `${entry.attempts}, the last at ${isoTime(entry.atMs)}`],
	);
	if (entry.retryAtMs !== undefined) {
		lines.push(['next try', isoTime(entry.retryAtMs)]);
	} else if (entry.state !== 'ok') {
		lines.push(['next try', 'none by itself']);
	}

	if (entry.oldestMs !== undefined && entry.newestMs !== undefined) {
		lines.push(['events', `${isoTime(entry.oldestMs)} … ${isoTime(entry.newestMs)}`]);
	}

	for (const [start, end, reason] of entry.rejectedAt ?? []) {
		lines.push(['left out', `bytes ${start}–${end}: ${sanitise(reason)}`]);
	}

	if (entry.previousEtags !== undefined && entry.previousEtags.length > 0) {
		const times = formatPlural(entry.previousEtags.length, 'other version');
		lines.push(['REWRITTEN', `${times} before; CloudTrail never writes a log twice`]);
	}

	if (entry.sha256 !== undefined) {
		lines.push(['sha256', entry.sha256]);
	}

	if (entry.vouchedMs !== undefined) {
		lines.push(['proven', `by the signed digest of the hours up to ${isoTime(entry.vouchedMs)}`]);
	}

	for (const { code, detail } of flaws) {
		lines.push(['PROOF', sanitise(`${code}: ${detail}`)]);
	}

	return {
		isThere: entry.state === 'ok' || entry.state === 'partial',
		title: sanitise(`${namespace}  ${key}`),
		lines,
	};
}

interface Expectation {
	/** Objects with an earlier time in their name are not fetched; ms since the epoch. */
	readonly sinceMs: number;
	readonly nowMs: number;
	/** Kinds that are fetched. */
	readonly kinds: readonly LogKind[];
	/** The environment's prefix before `AWSLogs/`; undefined: any. */
	readonly prefix: string | undefined;
}

/** Why the ledger may not contain an object, judged by its key alone. */
export function reasonsByKey(asked: string, expected: Expectation): readonly string[] {
	const key = parseObjectKey(asked);
	return [
		...reasonByKind(key, expected.kinds),
		...(expected.prefix !== undefined && key.prefix !== expected.prefix && asked.includes('/')
			? [`it does not lie below ${expected.prefix}AWSLogs/, which the environment reads`]
			: []),
		...(key.stampMs < expected.sinceMs
			? [`it is older than what is fetched: its name says ${isoTime(key.stampMs)}`]
			: []),
		...(key.stampMs > expected.nowMs - dueMs
			? ['it is not due yet: an object may take a quarter of an hour to arrive']
			: []),
	];
}

function reasonByKind({ kind }: ObjectKey, kinds: readonly LogKind[]): readonly string[] {
	switch (kind) {
		case 'digest':
			return ['it is a digest: `trailtop verify` reads those, and no events are in them'];
		case 'log':
		case 'insight':
		case 'network-activity':
		case 'aggregated':
			return kinds.includes(kind) ? [] : [notAskedFor(kind)];
		case 'other':
			return ['its name is none that CloudTrail gives to a log'];
		case 'loose':
			return [];
	}
}

/** Describes whether the source has the object now. */
export async function askSource(
	source: ObjectSource,
	key: string,
	signal: AbortSignal,
): Promise<string> {
	try {
		const object = await findListed(source, key, signal);
		return object === undefined
			? 'it is not there now'
			: `it is there, ${formatBytes(object.sizeBytes)}, written ${isoTime(object.lastModifiedMs)}: the next poll or sweep fetches it, unless something above forbids it`;
	} catch (error) {
		signal.throwIfAborted();
		return error instanceof SourceError
			? sanitise(`${error.message}; ${error.next}`)
			: sanitise(String(error));
	}
}
