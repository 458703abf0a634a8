import { defaultLogKinds, specOfKind } from '../trail/log-kinds.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import type { ObjectKind } from '../trail/object-key.ts';
import { discoverPrefixes, keyAt } from './prefixes.ts';
import type { Prefix } from './prefixes.ts';
import type { ObjectSource } from './source.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';

/** The transfer and the costs of a backfill, estimated before it starts. */
export interface Forecast {
	readonly objectCount: number;
	/** As stored, which is compressed. */
	readonly sizeBytes: number;
	/** The requests of the backfill and of the listing for this forecast. */
	readonly requestDollars: number;
	/** Only when the bytes leave AWS. */
	readonly egressDollars: number;
	/** Polling for a month at this rate afterwards. */
	readonly pollDollarsAMonth: number;
	readonly prefixCount: number;
}

export interface ForecastOptions {
	/** Ms since the epoch; compared with the time in the object's name. */
	readonly sinceMs: number;
	/** Requests and transfer cost money. */
	readonly isPaid: boolean;
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	readonly pollEveryMs?: number;
}

// List prices of us-east-1.
const dollarsPerList = 0.005 / 1000;
const dollarsPerGet = 0.0004 / 1000;
const dollarsPerEgressByte = 0.09 / 1e9;
const monthMs = 30 * 86_400_000;
/** Most regions are quiet most of the time and are polled every half hour. */
const meanPollFactor = 8;
const prefixesAtOnceMax = 4;

/**
 * Lists the objects that a backfill would fetch and estimates its costs.
 *
 * @throws SourceError
 */
export async function forecast(
	source: ObjectSource,
	options: ForecastOptions,
	signal: AbortSignal,
): Promise<Forecast> {
	const prefixes = await prefixesOf(source, options, signal);
	const kinds: ReadonlySet<ObjectKind> = new Set([
		...defaultLogKinds,
		...(prefixes ? [] : (['loose'] as const)),
	]);
	let objectCount = 0;
	let sizeBytes = 0;
	let listCount = 0;
	const count = async (prefix: string, startAfter: string | undefined): Promise<void> => {
		for await (const page of source.list(prefix, startAfter, signal)) {
			listCount++;
			for (const object of page) {
				const { kind, stampMs } = parseObjectKey(object.key);
				if (kinds.has(kind) && !(stampMs < options.sinceMs)) {
					objectCount++;
					sizeBytes += object.sizeBytes;
				}
			}
		}
	};

	if (prefixes) {
		await forEachConcurrently(prefixes, prefixesAtOnceMax, prefix =>
			count(prefix.prefix, keyAt(prefix, options.sinceMs)),
		);
	} else {
		await count('', undefined);
	}

	const { isPaid } = options;
	const prefixCount = prefixes?.length ?? 1;
	const polls = monthMs / ((options.pollEveryMs ?? 60_000) * meanPollFactor);
	return {
		objectCount,
		sizeBytes,
		requestDollars: isPaid ? objectCount * dollarsPerGet + listCount * dollarsPerList : 0,
		egressDollars: isPaid ? sizeBytes * dollarsPerEgressByte : 0,
		pollDollarsAMonth: isPaid ? prefixCount * polls * dollarsPerList : 0,
		prefixCount,
	};
}

/** Undefined when the source does not have CloudTrail's layout. */
async function prefixesOf(
	source: ObjectSource,
	options: ForecastOptions,
	signal: AbortSignal,
): Promise<readonly Prefix[] | undefined> {
	if (source.listsWhole) {
		return undefined;
	}

	const found = await discoverPrefixes(
		(prefix, during) => source.folders(prefix, during),
		{
			folders: new Set(defaultLogKinds.map(kind => specOfKind(kind).folder)),
			accounts: options.accounts && new Set(options.accounts),
			regions: options.regions && new Set(options.regions),
		},
		signal,
	);
	return found.hasLayout ? found.prefixes : undefined;
}
