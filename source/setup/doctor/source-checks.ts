import { discoverPrefixes, keyAt } from '../../ingest/prefixes.ts';
import type { Discovered, Prefix } from '../../ingest/prefixes.ts';
import { readObject } from '../../ingest/read-object.ts';
import { SourceError } from '../../ingest/source.ts';
import type { ListedObject, ObjectSource } from '../../ingest/source.ts';
import { dayMs, formatDuration } from '../../text/duration.ts';
import { formatBytes, formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { BucketLocation } from '../../app/source/source-kind.ts';
import { decryptStatement, listStatement, readStatement } from '../templates/policy.ts';
import type { BucketPart } from '../templates/policy.ts';
import { partitions } from '../templates/kinds.ts';
import { reporterFor } from './check.ts';
import type { Check, Report } from './check.ts';
import { messageOf } from '../../text/error-message.ts';

/** What the checks of a source found out. */
export interface Probed {
	readonly discovered: Discovered | undefined;
	/** A listed object; the newest of its prefix when there are prefixes. */
	readonly object: ListedObject | undefined;
}

interface ProbeRequest {
	/**
	 * The bucket, for a policy statement that would allow a refused request; undefined: not in a
	 * bucket.
	 */
	readonly bucket: BucketLocation | undefined;
	readonly source: ObjectSource;
	nowMs(): number;
	readonly signal: AbortSignal;
	readonly onCheck: (check: Check) => void;
}

const callMsMax = 30_000;
/** Prefixes that are searched for an object to read. */
const prefixesTriedMax = 20;
const inflatedMax = 256 << 20;
/** Ms; AWS refuses a request when the clocks differ by more. */
const skewMsMax = 15 * 60_000;
const skewNotedMs = 60_000;

/** Tries each request that reading a source needs, once. */
export async function probeSource(request: ProbeRequest): Promise<Probed> {
	const report = reporterFor('source', request.onCheck);
	const nothing = { discovered: undefined, object: undefined };
	const attempt = new Attempt(request, report);
	const listed = await attempt.run('list', () => firstListed(request));
	if (listed === undefined) {
		return nothing;
	}

	report('list', 'good', `${request.source.title} answers`);
	checkClock(request, report);
	const discovered = await attempt.run('prefixes', () => discover(request));
	if (discovered === undefined) {
		return nothing;
	}

	reportPrefixes(discovered, request, report);
	const object =
		(await attempt.run('newest', () => findObject(request, discovered.prefixes))) ?? undefined;
	if (object === undefined) {
		report('get', 'odd', 'there is no object to try it on', {
			next: 'a new trail delivers its first objects after some minutes; try again then',
		});
		return { discovered, object };
	}

	const body = await attempt.run('get', () => request.source.get(object, during(request.signal)));
	if (body !== undefined) {
		report('get', 'good', `${sanitise(object.key)}, ${formatBytes(body.length)}`);
		reportContent(object, body, request, report);
	}

	return { discovered, object };
}

class Attempt {
	readonly #request: ProbeRequest;
	readonly #report: Report;

	constructor(request: ProbeRequest, report: Report) {
		this.#request = request;
		this.#report = report;
	}

	/** @returns undefined when it failed; the failure has been reported */
	async run<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			this.#request.signal.throwIfAborted();
			this.#fail(name, error);
			return undefined;
		}
	}

	#fail(name: string, error: unknown): void {
		if (!(error instanceof SourceError)) {
			const found = messageOf(error);
			this.#report(name, 'bad', sanitise(found), {
				next: 'check the network and the endpoint, then try again',
			});
			return;
		}

		const state = error.code === 'archived' ? 'odd' : 'bad';
		this.#report(nameOf(name, error), state, sanitise(error.message), {
			next: error.next,
			statement: missingStatement(name, error, this.#request.bucket),
		});
	}
}

function nameOf(name: string, error: SourceError): string {
	return error.code === 'denied-kms' ? 'kms' : error.code === 'credentials' ? 'credentials' : name;
}

/** A policy statement that would allow the refused request. */
function missingStatement(
	name: string,
	error: SourceError,
	bucket: BucketLocation | undefined,
): unknown {
	if (bucket === undefined) {
		return undefined;
	}

	const part = bucketPart(bucket);
	if (error.code === 'denied-kms') {
		const arn = /arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[\w-]+/.exec(error.message);
		const region = bucket.region ?? arn?.[1] ?? 'REGION_OF_THE_BUCKET';
		return decryptStatement(arn?.[0] ?? 'ARN_OF_THE_KEY', region, part.partition);
	}

	if (error.code !== 'denied') {
		return undefined;
	}

	return name === 'get' ? readStatement(part) : listStatement(part);
}

/** The name of the region shows the AWS partition. */
function bucketPart({ bucket, prefix, region = '' }: BucketLocation): BucketPart {
	const partition =
		partitions.find(
			name => name !== 'aws' && region.startsWith(name.slice(name.indexOf('-') + 1)),
		) ?? 'aws';
	return { bucket, prefix, partition };
}

async function firstListed(request: ProbeRequest): Promise<readonly ListedObject[]> {
	const { source, bucket } = request;
	const prefix = bucket?.prefix ?? '';
	// A role of least privilege may list only this prefix; a folder source may contain any files.
	return firstPage(source, source.listsWhole ? '' : `${prefix}AWSLogs/`, undefined, request.signal);
}

async function firstPage(
	source: ObjectSource,
	prefix: string,
	startAfter: string | undefined,
	signal: AbortSignal,
): Promise<readonly ListedObject[]> {
	for await (const page of source.list(prefix, startAfter, during(signal))) {
		return page;
	}

	return [];
}

async function discover({ source, signal }: ProbeRequest): Promise<Discovered> {
	return discoverPrefixes(
		(prefix, ending) => source.folders(prefix, during(ending)),
		{ folders: new Set(['CloudTrail']), accounts: undefined, regions: undefined },
		signal,
	);
}

async function findObject(
	{ source, signal, nowMs }: ProbeRequest,
	prefixes: readonly Prefix[],
): Promise<ListedObject | undefined> {
	const tried = prefixes.slice(0, prefixesTriedMax);
	for (const prefix of tried) {
		const after = keyAt(prefix, (source.nowMs() ?? nowMs()) - dayMs);
		const found = (await firstPage(source, prefix.prefix, after, signal)).at(-1);
		if (found !== undefined) {
			return found;
		}
	}

	for (const { prefix } of tried.length > 0 ? tried : [{ prefix: '' }]) {
		const page = await firstPage(source, prefix, undefined, signal);
		const found = page.filter(({ key }) => /\.(?:json|ndjson|jsonl)(?:\.gz)?$/i.test(key)).at(-1);
		if (found !== undefined) {
			return found;
		}
	}

	return undefined;
}

function reportPrefixes(discovered: Discovered, { source }: ProbeRequest, report: Report): void {
	const { prefixes, leftFolders, hasLayout, complete } = discovered;
	if (!hasLayout) {
		const state = source.listsWhole ? 'good' : 'odd';
		report('prefixes', state, 'no AWSLogs/ folder: any .json(.gz) counts', {
			next: source.listsWhole ? undefined : 'give the prefix above AWSLogs/ as --prefix',
		});
		return;
	}

	const accounts = new Set(prefixes.map(({ account }) => account));
	const regions = new Set(prefixes.map(({ region }) => region));
	const counts = `${formatPlural(accounts.size, 'account')}, ${formatPlural(regions.size, 'region')}, ${formatNumber(prefixes.length)} ${prefixes.length === 1 ? 'prefix' : 'prefixes'}`;
	if (prefixes.length === 0) {
		report('prefixes', 'bad', 'AWSLogs/ is there, but no account in it has a CloudTrail/ folder', {
			next: 'check the prefix; a new trail needs up to 24 h to appear everywhere',
		});
		return;
	}

	report('prefixes', complete ? 'good' : 'odd', complete ? counts : `${counts}, and more`);
	if (source.hasWindows) {
		return;
	}

	if ((leftFolders['CloudTrail-Digest'] ?? 0) > 0) {
		report('digests', 'good', 'are delivered');
	} else {
		report('digests', 'odd', 'none are delivered', {
			next: 'aws cloudtrail update-trail --name TRAIL --enable-log-file-validation; if the trail has that already, the first comes within an hour',
		});
	}
}

function reportContent(
	object: ListedObject,
	body: Uint8Array,
	{ source, nowMs }: ProbeRequest,
	report: Report,
): void {
	const read = readObject(object, body, {
		meta: { sourceCategory: '', source: '', sourceHost: '', collector: '' },
		receiptTimeMs: nowMs(),
		inflatedMax,
	});
	const records = (read.delivered?.spans.length ?? 0) / 2;
	const ageMs = (source.nowMs() ?? nowMs()) - object.lastModifiedMs;
	const age = ageMs > 0 ? `, ${formatDuration(ageMs)} old` : '';
	if (read.state === 'ok') {
		report('read', 'good', `${formatNumber(records)} records in it${age}`);
		return;
	}

	report('read', read.state === 'partial' ? 'odd' : 'bad', `${read.state}: ${read.reason ?? ''}`, {
		next: 'check that the bucket and the prefix are those of a CloudTrail trail',
	});
}

function checkClock({ source, nowMs }: ProbeRequest, report: Report): void {
	const serverMs = source.nowMs();
	if (serverMs === undefined) {
		return;
	}

	const skewMs = nowMs() - serverMs;
	const apart = formatDuration(Math.abs(skewMs));
	const where = skewMs > 0 ? 'ahead of' : 'behind';
	if (Math.abs(skewMs) < skewNotedMs) {
		report('clock', 'good', `within ${formatDuration(skewNotedMs)} of the server’s`);
		return;
	}

	report('clock', Math.abs(skewMs) >= skewMsMax ? 'bad' : 'odd', `${apart} ${where} the server’s`, {
		next: 'set this machine’s clock, best by NTP; “last 24h” is counted by it',
	});
}

function during(signal: AbortSignal): AbortSignal {
	return AbortSignal.any([signal, AbortSignal.timeout(callMsMax)]);
}
