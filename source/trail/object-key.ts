import { digestFolder, kindOfFolder } from './log-kinds.ts';
import type { LogKind } from './log-kinds.ts';

/**
 * The kind of an object, by its key. `loose` is a file outside of CloudTrail's layout whose contents
 * decide.
 */
export type ObjectKind = LogKind | 'digest' | 'loose' | 'other';

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

const jsonName = /\.(?:json|ndjson|jsonl)(?:\.gz)?$/i;
/** Names of files whose contents decide; also every name without an extension. */
const candidateName =
	/\.(?:json|jsonl|ndjson|log|txt|csv|parquet|gz|gzip|zst|zstd|bz2|xz|tar|tgz|zip|out)$|^[^.]*[a-z0-9][^.]*$/i;
/** A copy that a tool or a hand has put aside: `x.json.bak`, `x.json.gz.1`, `x.json~`. */
const copyName = /\.(?:json|jsonl|ndjson|log)(?:\.gz)?[^A-Za-z0-9].*$/i;
/** What stands beside a file and tells of it: a checksum, a signature, a lock, an editor's notes. */
const besideName = /\.(?:md5|sha\d*|sha\d+sums?|crc\w*|sig|asc|etag|meta|metadata|lock|swp|swo)$/i;
/** What tools leave beside data: markers of finished jobs, and checksums. */
const markerName = /^(?:_SUCCESS|_committed|_started|SHA256SUMS|MD5SUMS|LICENSE|README|Makefile)/i;
/**
 * Folders that other services have below an account of AWSLogs, and what CloudTrail keeps there that
 * is no log. What lies in any other folder may be a copy of logs.
 */
const otherFolder =
	/^(?:Config|elasticloadbalancing|vpc\w*|GuardDuty|WAFLogs|Redshift\w*|S3\w*|NetworkFirewall|network-firewall|CloudFront|Inspector\w*|SecurityHub|aws-\w+|Bedrock\w*|elasticache|Route53\w*|globalaccelerator|verified-access|CloudTrail-(?!Lake$)[A-Za-z-]+)$/i;
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
const awsLogs = 'AWSLogs/';

/** Below `AWSLogs/`: organisation, account, folder and region, as far as they are there. */
const below =
	/^(?:(o-[a-z0-9]{4,40})\/)?(?:(\d{6,16})\/)?(?:([^/]+)\/)?(?:([a-z]{2,6}(?:-[a-z]+)+-\d+)\/)?/;
/** `region=…/accountId=…/`, as tables of Athena and Security Lake are laid out. */
const hivePart = /(?:^|\/)(region|accountId|account|account_id)=([^/=]+)(?=\/)/gi;

/** Reads a key of any of CloudTrail's layouts; never throws. */
export function parseObjectKey(key: string): ObjectKey {
	// The prefix before AWSLogs/ may itself contain that word, so the last match counts.
	for (
		let at = key.lastIndexOf(awsLogs);
		at >= 0;
		at = at === 0 ? -1 : key.lastIndexOf(awsLogs, at - 1)
	) {
		if (at > 0 && key[at - 1] !== '/') {
			continue;
		}

		const match = layout.exec(key.slice(at + awsLogs.length));
		if (match) {
			return fromLayout(key.slice(0, at), match);
		}
	}

	return loose(key);
}

function fromLayout(prefix: string, match: RegExpExecArray): ObjectKey {
	const [, org, account, folder = '', region, year, month, day, name = ''] = match;
	return {
		kind: kindOf(folder, name),
		prefix,
		org,
		account,
		folder,
		region,
		day: year === undefined ? undefined : `${year}-${month}-${day}`,
		stampMs: stampOf(name),
	};
}

/** The kind of a file in a folder of an account. */
function kindOf(folder: string, name: string): ObjectKind {
	const named = kindIn(logName.exec(name)?.[2]);
	const kind = kindIn(folder);
	if (jsonName.test(name) && (kind ?? named) !== undefined) {
		return kind ?? named!;
	}

	const mayHold = kind === 'log' || (kind === undefined && !otherFolder.test(folder));
	return mayHold && isCandidate(name) ? 'loose' : 'other';
}

function kindIn(folder: string | undefined): LogKind | 'digest' | undefined {
	return folder === digestFolder ? 'digest' : kindOfFolder(folder ?? '');
}

function kindBelow(path: string, folder = '', name: string): ObjectKind {
	return path.startsWith('/') ? 'other' : kindOf(folder, name);
}

function isCandidate(name: string): boolean {
	const mayHold = candidateName.test(name) || (copyName.test(name) && !besideName.test(name));
	return mayHold && !markerName.test(name);
}

function loose(key: string): ObjectKey {
	const slash = key.lastIndexOf('/');
	const name = key.slice(slash + 1);
	const stampMs = stampOf(name);
	const named = logName.exec(name);
	const root = rootOf(key);
	const place = root < 0 ? undefined : below.exec(key.slice(root));
	const folder =
		place?.[3] ?? named?.[2] ?? (slash < 0 ? undefined : key.slice(0, key.indexOf('/')));
	const hive = hiveOf(key);
	return {
		kind: root < 0 ? looseKind(name, named?.[2]) : kindBelow(key.slice(root), place?.[3], name),
		prefix: root < 0 ? key.slice(0, slash + 1) : key.slice(0, root - awsLogs.length),
		org: place?.[1],
		account: place?.[2] ?? named?.[1] ?? hive.account,
		folder,
		region: place?.[4] ?? named?.[3] ?? hive.region,
		day: Number.isNaN(stampMs) ? undefined : new Date(stampMs).toISOString().slice(0, 10),
		stampMs,
	};
}

function looseKind(name: string, folder: string | undefined): ObjectKind {
	const kind = kindIn(folder);
	if (jsonName.test(name)) {
		return kind ?? 'loose';
	}

	return isCandidate(name) && (kind === undefined || kind === 'log') ? 'loose' : 'other';
}

/** Offset behind the first `AWSLogs/`, or -1. */
function rootOf(key: string): number {
	const match = /(?:^|\/)AWSLogs\//.exec(key);
	return match === null ? -1 : match.index + match[0].length;
}

function hiveOf(key: string): { readonly account?: string; readonly region?: string } {
	const parts: { account?: string; region?: string } = {};
	for (const [, name = '', value = ''] of key.matchAll(hivePart)) {
		parts[name.toLowerCase() === 'region' ? 'region' : 'account'] = value;
	}

	return parts;
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
