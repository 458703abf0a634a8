/** The kind of an object, by its key. `loose` is a JSON file outside of CloudTrail's layout. */
export type ObjectKind =
	'log' | 'digest' | 'insight' | 'network-activity' | 'aggregated' | 'loose' | 'other';

export interface ObjectKey {
	readonly kind: ObjectKind;
	/** The part before `AWSLogs/`, with its slash; empty when there is none. */
	readonly prefix: string;
	readonly org: string | undefined;
	readonly account: string | undefined;
	/** The folder below the account, such as `CloudTrail-Digest`; for others the first folder. */
	readonly folder: string | undefined;
	readonly region: string | undefined;
	/** The day of publication in the path, `2026-03-01`. */
	readonly day: string | undefined;
	/** The time in the name, ms since the epoch; NaN when it has none. */
	readonly stampMs: number;
}

const kindOfFolder: Readonly<Record<string, ObjectKind>> = {
	CloudTrail: 'log',
	'CloudTrail-Insight': 'insight',
	'CloudTrail-NetworkActivity': 'network-activity',
	'CloudTrail-Aggregated': 'aggregated',
	'CloudTrail-Digest': 'digest',
};

const jsonName = /\.(?:json|ndjson|jsonl)(?:\.gz)?$/i;
/**
 * Folders of the owner's own may stand between `AWSLogs/` and the account. Accounts and regions are
 * not checked against a list, so that new regions work at once.
 */
const layout =
	/^(?:(?!\d{6,16}\/|o-[a-z0-9]{4,40}\/)[^/]*\/){0,6}(?:(o-[a-z0-9]{4,40})\/)?(\d{6,16})\/([^/]+)\/(?:([A-Za-z0-9-]+)\/)?(?:(\d{4})\/(\d{2})\/(\d{2})\/)?([^/]*)$/;
/**
 * Trail names may contain `_`, so a name is read from the right. Old logs have no `_` after the Z.
 */
const stamp =
	/_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?Z(?:_?[A-Za-z0-9]*)?(?:_backfill)?\.json(?:\.gz)?$/;
const logName = /^(\d{12})_(CloudTrail[A-Za-z-]*)_([a-z0-9-]+)_\d{8}T\d{4}/;
const root = 'AWSLogs/';

/** Reads a key of any of CloudTrail's layouts; never throws. */
export function parseObjectKey(key: string): ObjectKey {
	// The prefix before AWSLogs/ may itself contain that word, so the last match counts.
	for (
		let at = key.lastIndexOf(root);
		at >= 0;
		at = at === 0 ? -1 : key.lastIndexOf(root, at - 1)
	) {
		if (at > 0 && key[at - 1] !== '/') {
			continue;
		}

		const match = layout.exec(key.slice(at + root.length));
		if (match) {
			return fromLayout(key.slice(0, at), match);
		}
	}

	return loose(key);
}

function fromLayout(prefix: string, match: RegExpExecArray): ObjectKey {
	const [, org, account, folder = '', region, year, month, day, name = ''] = match;
	const kind = kindOfFolder[folder];
	return {
		kind: kind !== undefined && jsonName.test(name) ? kind : 'other',
		prefix,
		org,
		account,
		folder,
		region,
		day: year === undefined ? undefined : `${year}-${month}-${day}`,
		stampMs: stampOf(name),
	};
}

function loose(key: string): ObjectKey {
	const slash = key.lastIndexOf('/');
	const name = key.slice(slash + 1);
	const stampMs = stampOf(name);
	const named = logName.exec(name);
	const folder = named?.[2];
	const kind = folder === undefined ? 'loose' : (kindOfFolder[folder] ?? 'loose');
	return {
		kind: jsonName.test(name) && !/(?:^|\/)AWSLogs\//.test(key) ? kind : 'other',
		prefix: key.slice(0, slash + 1),
		org: undefined,
		account: named?.[1],
		folder: folder ?? (slash < 0 ? undefined : key.slice(0, key.indexOf('/'))),
		region: named?.[3],
		day: Number.isNaN(stampMs) ? undefined : new Date(stampMs).toISOString().slice(0, 10),
		stampMs,
	};
}

function stampOf(name: string): number {
	const match = stamp.exec(name);
	if (!match) {
		return NaN;
	}

	const [, year, month, day, hour, minute, second = '0'] = match;
	return Date.UTC(
		Number(year),
		Number(month) - 1,
		Number(day),
		Number(hour),
		Number(minute),
		Number(second),
	);
}
