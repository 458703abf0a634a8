import { digestFolder } from '../../trail/log-kinds.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { listedPages, noteRetry } from '../list-pages.ts';
import type { ListPorts } from '../list-pages.ts';
import { dayPrefix, discoverPrefixes } from '../prefixes.ts';
import type { Prefix } from '../prefixes.ts';
import { retrying } from '../retry.ts';
import { SourceError } from '../source.ts';
import type { ListedObject } from '../source.ts';
import type { UncoveredPrefix } from './proof-rows.ts';

/** Digests that one look at a prefix takes; there are 24 a day of each trail. */
export const digestsAtOnceMax = 5_000;

/** What of an object's name tells its trail: all but its time. */
const timeInName = /_\d{8}T\d{6}Z(_backfill)?\.json\.gz$/;

export interface DigestPrefixes {
	/** The prefixes of digests. */
	readonly digests: readonly Prefix[];
	/** Accounts and regions with logs and without digests. */
	readonly uncovered: readonly UncoveredPrefix[];
	/** Folders that may not be listed. */
	readonly denied: readonly SourceError[];
}

/**
 * Looks where digests are, and which logs have none.
 *
 * @throws SourceError
 */
export async function findDigests(
	ports: ListPorts,
	limits: { readonly accounts?: readonly string[]; readonly regions?: readonly string[] },
	signal: AbortSignal,
): Promise<DigestPrefixes> {
	const retry = { ...ports, retried: (error: SourceError) => noteRetry(ports, error) };
	const denied: SourceError[] = [];
	const { prefixes } = await discoverPrefixes(
		(prefix, during) => {
			ports.counters.requests.lists++;
			return retrying(() => ports.source.folders(prefix, during), retry, during);
		},
		{
			folders: new Set(['CloudTrail', digestFolder]),
			accounts: limits.accounts && new Set(limits.accounts),
			regions: limits.regions && new Set(limits.regions),
			denied: (_prefix, error) => denied.push(error),
		},
		signal,
	);
	const digests = prefixes.filter(({ folder }) => folder === digestFolder);
	const covered = new Set(digests.map(placeOf));
	return {
		digests,
		uncovered: prefixes
			.filter(one => one.folder !== digestFolder && !covered.has(placeOf(one)))
			.map(({ account = '', region = '' }) => ({ account, region })),
		denied,
	};
}

function placeOf({ org = '', account = '', region = '' }: Prefix): string {
	return `${org} ${account} ${region}`;
}

export interface ListedDigests {
	/** By the name of their trail, each oldest first. */
	readonly byName: ReadonlyMap<string, readonly ListedObject[]>;
	/** There are more, which follow these. */
	readonly isCut: boolean;
}

/**
 * Lists the digests of a prefix from a day on, `digestsAtOnceMax` at most.
 *
 * @param untilDay - the last day, `2026-03-01`; absent: all that follow
 * @throws SourceError
 */
export async function listDigests(
	ports: ListPorts,
	prefix: Prefix,
	fromDay: string,
	untilDay: string | undefined,
	signal: AbortSignal,
): Promise<ListedDigests> {
	const below = fromDay === untilDay ? dayPrefix(prefix, fromDay) : prefix.prefix;
	const startAfter = fromDay === untilDay ? undefined : dayPrefix(prefix, fromDay);
	const byName = new Map<string, ListedObject[]>();
	let count = 0;
	for await (const page of listedPages(ports, { prefix: below, startAfter }, signal)) {
		for (const object of page) {
			if (!isDigest(object.key)) {
				continue;
			}

			if (count === digestsAtOnceMax) {
				return { byName: sorted(byName), isCut: true };
			}

			count += 1;

			const name = nameOf(object.key);
			const same = byName.get(name) ?? [];
			byName.set(name, same);
			same.push(object);
		}
	}

	return { byName: sorted(byName), isCut: false };
}

function sorted(byName: ReadonlyMap<string, ListedObject[]>): ListedDigests['byName'] {
	for (const same of byName.values()) {
		same.sort((a, b) => stampOf(a) - stampOf(b));
	}

	return byName;
}

function isDigest(key: string): boolean {
	const { kind, stampMs } = parseObjectKey(key);
	return kind === 'digest' && !Number.isNaN(stampMs) && timeInName.test(key);
}

/** Digests of late logs are a chain of their own: they have the same name but for its end. */
function nameOf(key: string): string {
	return key.slice(key.lastIndexOf('/') + 1).replace(timeInName, '$1');
}

export function isBackfillName(name: string): boolean {
	return name.endsWith('_backfill');
}

function stampOf({ key }: ListedObject): number {
	return parseObjectKey(key).stampMs;
}

/** They are in one day, so that going on would lead to the same ones again. */
export function tooMany({ prefix }: Prefix): SourceError {
	return new SourceError(
		'other',
		`${prefix} holds more than ${digestsAtOnceMax} digests of one day, where CloudTrail writes one an hour`,
		'look who writes there; its digests are not checked',
	);
}
