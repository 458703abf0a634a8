import { discoverPrefixes, keyAt } from '../../ingest/prefixes.ts';
import type { Prefix } from '../../ingest/prefixes.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import type { ListedObject, ObjectSource } from '../../ingest/source.ts';
import { verifyChain } from './chain.ts';
import { Flaws } from './flaws.ts';
import type { VerifyReport } from './flaws.ts';
import type { VerifyRequest } from './request.ts';
import { hourMs } from '../../text/duration.ts';

/** The digest of an hour is written within the next one. */
const digestGraceMs = 2 * hourMs;

/**
 * Follows the signed digests of a range and checks every log against them. It finds logs that were
 * changed or are missing. Unlike the AWS CLI, it also finds logs that no digest lists and hours
 * without a digest.
 *
 * @throws SourceError
 */
export async function verify(request: VerifyRequest, signal: AbortSignal): Promise<VerifyReport> {
	const { source, sinceMs, untilMs } = request;
	const flaws = new Flaws();
	const { digests, logs } = await prefixesOf(request, signal);
	for (const prefix of digests) {
		const listed = await listRange(source, prefix, sinceMs, untilMs + digestGraceMs, signal);
		const chains = chainsOf(listed);
		const logPrefixes = logs.filter(
			log =>
				log.account === prefix.account && log.region === prefix.region && log.org === prefix.org,
		);
		const present = new Map<string, ListedObject>();
		for (const log of logPrefixes) {
			const objects = await listRange(source, log, sinceMs - 2 * hourMs, untilMs, signal);
			for (const object of objects) {
				present.set(object.key, object);
			}
		}

		for (const chain of chains.values()) {
			await verifyChain({ request, chain, present, flaws }, signal);
		}

		flaws.unvouched(prefix, [...present.values()]);
	}

	for (const log of logs) {
		if (!digests.some(one => one.account === log.account && one.region === log.region)) {
			flaws.uncovered(log.prefix);
		}
	}

	return flaws.report();
}

async function prefixesOf(
	request: VerifyRequest,
	signal: AbortSignal,
): Promise<{ readonly digests: readonly Prefix[]; readonly logs: readonly Prefix[] }> {
	const found = await discoverPrefixes(
		(prefix, during) => request.source.folders(prefix, during),
		{
			folders: new Set(['CloudTrail', 'CloudTrail-Digest']),
			accounts: request.accounts && new Set(request.accounts),
			regions: request.regions && new Set(request.regions),
		},
		signal,
	);
	return {
		digests: found.prefixes.filter(one => one.folder === 'CloudTrail-Digest'),
		logs: found.prefixes.filter(one => one.folder === 'CloudTrail'),
	};
}

/** Objects of a prefix whose name has a time in the range. */
async function listRange(
	source: ObjectSource,
	prefix: Prefix,
	fromMs: number,
	toMs: number,
	signal: AbortSignal,
): Promise<readonly ListedObject[]> {
	const objects: ListedObject[] = [];
	for await (const page of source.list(prefix.prefix, keyAt(prefix, fromMs), signal)) {
		for (const object of page) {
			const { stampMs } = parseObjectKey(object.key);
			if (stampMs >= fromMs && stampMs <= toMs) {
				objects.push(object);
			}
		}
	}

	return objects;
}

/**
 * Groups digests by trail. Backfilled digests are separate: they have the same name without its
 * time.
 */
function chainsOf(listed: readonly ListedObject[]): ReadonlyMap<string, readonly ListedObject[]> {
	const chains = new Map<string, ListedObject[]>();
	for (const object of listed) {
		if (parseObjectKey(object.key).kind !== 'digest') {
			continue;
		}

		const name = object.key.slice(object.key.lastIndexOf('/') + 1);
		const chain = name.replace(/_\d{8}T\d{6}Z(_backfill)?\.json\.gz$/, '$1');
		chains.set(chain, [...(chains.get(chain) ?? []), object]);
	}

	return chains;
}
