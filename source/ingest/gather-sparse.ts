import { parseObjectKey } from '../trail/object-key.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import { listedPages } from './list-pages.ts';
import type { ListingPrefix } from './listing-prefixes.ts';
import type { ListPorts } from './list-pages.ts';
import { keyAt } from './prefixes.ts';
import type { ListedObject } from './source.ts';
import { dayOf } from './tail-plan.ts';

export interface Gathered {
	/** Objects of the prefixes that were listed to their end, by day, `2026-03-01`. */
	readonly byDay: Map<string, ListedObject[]>;
	/** Prefixes with so many objects that they are better listed day by day. */
	readonly dense: readonly ListingPrefix[];
	/** Prefixes that were not looked at, because memory holds no more objects. */
	readonly waiting: readonly ListingPrefix[];
}

export interface GatherRequest {
	readonly listings: readonly ListingPrefix[];
	/** Ms since the epoch. */
	readonly fromMs: number;
	/** Days that a listing by days would take. */
	readonly dayCount: number;
}

const prefixesAtOnceMax = 8;
/**
 * Objects that stand in memory before another prefix is begun, some 300 bytes each. Those that are
 * being listed then are listed to their end.
 */
const heldObjectsMax = 100_000;
/** One call lists this many, so a prefix with no more is always listed at once. */
const pageObjects = 1_000;
/** With more objects a day than these, a call for each day is little beside their downloads. */
const objectsPerDay = 50;
const prefixObjectsMax = 20_000;

/**
 * Lists each prefix once, from a time on, instead of once for each of its days: a year of a quiet
 * region is one call. A prefix with many objects is given up, to be listed by days.
 *
 * @param trying - runs the work for a prefix, and deals with its errors
 */
export async function gatherSparse(
	ports: ListPorts,
	{ listings, fromMs, dayCount }: GatherRequest,
	trying: (listing: ListingPrefix, work: () => Promise<void>) => Promise<void>,
	signal: AbortSignal,
): Promise<Gathered> {
	const byDay = new Map<string, ListedObject[]>();
	const dense: ListingPrefix[] = [];
	const waiting: ListingPrefix[] = [];
	const objectsMax = Math.max(pageObjects, Math.min(prefixObjectsMax, dayCount * objectsPerDay));
	let heldCount = 0;
	await forEachConcurrently(listings, prefixesAtOnceMax, async listing => {
		if (heldCount >= heldObjectsMax) {
			waiting.push(listing);
			return;
		}

		// One day is one call in either way, and the listing of the day ends with it.
		if (dayCount === 1) {
			dense.push(listing);
			return;
		}

		await trying(listing, async () => {
			const objects = await listUpTo(ports, listing, fromMs, objectsMax, signal);
			if (objects === undefined) {
				dense.push(listing);
				return;
			}

			heldCount += objects.length;
			for (const object of objects) {
				const day = dayOfObject(object);
				const ofDay = byDay.get(day) ?? [];
				ofDay.push(object);
				byDay.set(day, ofDay);
				listing.newestObjectMs = Math.max(listing.newestObjectMs ?? 0, object.lastModifiedMs);
			}
		});
	});
	return { byDay, dense, waiting };
}

/** All objects of a prefix from a time on; undefined when there are more than `objectsMax`. */
async function listUpTo(
	ports: ListPorts,
	{ prefix }: ListingPrefix,
	fromMs: number,
	objectsMax: number,
	signal: AbortSignal,
): Promise<readonly ListedObject[] | undefined> {
	const objects: ListedObject[] = [];
	const request = { prefix: prefix.prefix, startAfter: keyAt(prefix, fromMs) };
	for await (const page of listedPages(ports, request, signal)) {
		objects.push(...page);
		if (objects.length > objectsMax) {
			return undefined;
		}
	}

	return objects;
}

/** By the folder that the object is in, as a listing by days finds it. */
function dayOfObject({ key, lastModifiedMs }: ListedObject): string {
	const { day, stampMs } = parseObjectKey(key);
	return day ?? dayOf(Number.isNaN(stampMs) ? lastModifiedMs : stampMs);
}
