import { dayShare } from './background.ts';
import { objectKey } from './key.ts';
import type { Series } from './key.ts';
import { exampleAccounts, exampleRegions, homeRegion } from './organisation.ts';
import type { ExampleAccount, ExampleRegion } from './organisation.ts';
import { hash, Random } from './random.ts';
import { dayMs } from '../text/duration.ts';

export const slotMs = 300_000;
/** Ordinary objects of one account and region in one slot, at most. */
const objectsASlotMax = 4;
export const liveEveryMs = 5_000;

/** Everything that the trail depends on. */
export interface TrailPlan {
	readonly seed: number;
	/** The end of the trail at the start; later objects arrive live. Ms since the epoch. */
	readonly nowMs: number;
	readonly days: number;
	/** Distinct records of the newest 24 hours; each earlier day has half as many. */
	readonly recordsPerDay: number;
	readonly live: boolean;
}

/** An object that can be made at any time from this plan alone. */
export interface PlannedObject {
	readonly kind: 'background' | 'live' | 'story' | 'digest' | 'insight';
	readonly key: string;
	readonly series: Series;
	readonly stampMs: number;
	readonly lastModifiedMs: number;
	/** Seed of the records; a copy has the seed of its original. */
	readonly seed: number;
	/** Number of records that the seed makes. */
	readonly count: number;
	/** Contains only some of the records, in another order. */
	readonly partial?: boolean;
	/** The body is truncated. */
	readonly damaged?: boolean;
	/** The stamp of the original, for a copy; its own stamp unless given. */
	readonly baseStampMs?: number;
}

// 8 records per object on average, as `countOf` draws them and the factors for hour and burst scale
// them.
const recordsAnObject = 8;
const factorMean = 1.12;
const objectsAnActiveSlot = 1.6;

const none: readonly BaseObject[] = [];

interface BaseObject {
	readonly seed: number;
	readonly count: number;
	readonly lastModifiedMs: number;
	readonly copy: 'none' | 'account' | 'same-slot' | 'next-slot';
}

/** The objects of one account and region that the organisation's trail writes in one slot. */
function baseObjects(
	plan: TrailPlan,
	{ account, region }: Series,
	stampMs: number,
): readonly BaseObject[] {
	if (stampMs <= plan.nowMs - plan.days * dayMs) {
		return none;
	}

	const accountIndex = exampleAccounts.indexOf(account);
	const series = [accountIndex, exampleRegions.indexOf(region)];
	const random = new Random(hash(plan.seed, ...series, stampMs));
	const recent = stampMs > plan.nowMs - dayMs - 2 * slotMs;
	const perDay = recent ? plan.recordsPerDay : plan.recordsPerDay / 2;
	const expected =
		((perDay / (dayMs / slotMs) / recordsAnObject) *
			account.weight *
			region.weight *
			hourFactor(plan.seed, accountIndex, region, stampMs)) /
		factorMean;
	const activeShare = expected / objectsAnActiveSlot;
	// An active share above one means several rounds in the same slot.
	const rounds = Math.floor(activeShare) + (random.share() < activeShare % 1 ? 1 : 0);

	if (rounds === 0) {
		return none;
	}

	const objects: BaseObject[] = [];

	for (let round = 0; round < rounds; round++) {
		const number = random.chance(0.55) ? 1 : random.chance(0.7) ? 2 : 3;

		for (let index = 0; index < number && objects.length < objectsASlotMax; index++) {
			objects.push(baseObject(random, account, stampMs));
		}
	}

	return objects;
}

function baseObject(random: Random, account: ExampleAccount, stampMs: number): BaseObject {
	const seed = random.next();
	const count = countOf(random);
	const share = random.share();
	const late = random.chance(0.01) ? (1 + random.below(5)) * 3_600_000 : 0;
	const lastModifiedMs = stampMs + 5_000 + random.below(170) * 1000 + late;
	const copy =
		share < 0.22 && account.hasOwnTrail
			? 'account'
			: share > 0.97
				? 'same-slot'
				: share > 0.94
					? 'next-slot'
					: 'none';
	return { seed, count, lastModifiedMs, copy };
}

/** Half of all objects hold five records or fewer; one in seven hundred holds hundreds. */
function countOf(random: Random): number {
	return random.chance(0.0015)
		? 150 + random.below(300)
		: Math.max(1, Math.round(5 * Math.exp(0.907 * random.bell())));
}

function hourFactor(
	seed: number,
	accountIndex: number,
	region: ExampleRegion,
	stampMs: number,
): number {
	const hour = Math.floor(stampMs / 3_600_000);
	const burst = hash(seed, 77, accountIndex, hour) % 50 === 0 ? 3 : 1;
	return (0.65 + 0.85 * dayShare(stampMs, region.offsetHours)) * burst;
}

/**
 * The ordinary objects of a series, copies included, with a stamp in `[fromMs, toMs)`; `fromMs` is
 * the start of a slot.
 */
export function backgroundBetween(
	plan: TrailPlan,
	series: Series,
	fromMs: number,
	toMs: number,
): readonly PlannedObject[] {
	const objects: PlannedObject[] = [];
	const isFirst = series.trail === 'organisation';
	let before = isFirst ? baseObjects(plan, series, fromMs - slotMs) : none;

	for (let stampMs = fromMs; stampMs < toMs; stampMs += slotMs) {
		const here = baseObjects(plan, series, stampMs);

		for (const base of here) {
			if (isFirst) {
				objects.push(planned(series, stampMs, stampMs, base, 'first'));
			}

			if (base.copy === (isFirst ? 'same-slot' : 'account')) {
				objects.push(planned(series, stampMs, stampMs, base, isFirst ? 'repeat' : 'copy'));
			}
		}

		for (const base of before.filter(({ copy }) => isFirst && copy === 'next-slot')) {
			objects.push(planned(series, stampMs, stampMs - slotMs, base, 'repeat'));
		}

		before = here;
	}

	return objects;
}

function planned(
	series: Series,
	stampMs: number,
	baseStampMs: number,
	base: BaseObject,
	role: 'first' | 'copy' | 'repeat',
): PlannedObject {
	const roleNumber = { first: 1, copy: 2, repeat: 3 }[role];
	const suffix = new Random(hash(base.seed, roleNumber)).letters(16);
	return {
		kind: 'background',
		key: objectKey(series, stampMs, suffix),
		series,
		stampMs,
		lastModifiedMs: base.lastModifiedMs + stampMs - baseStampMs + (role === 'first' ? 0 : 20_000),
		seed: base.seed,
		count: base.count,
		partial: role === 'repeat',
		baseStampMs,
	};
}

/** The small objects that arrive after the start, one per tick. */
export function liveObjects(
	plan: TrailPlan,
	series: Series,
	stampMs: number,
	untilMs: number,
): readonly PlannedObject[] {
	if (!plan.live || series.trail !== 'organisation' || stampMs + slotMs <= plan.nowMs) {
		return [];
	}

	const objects: PlannedObject[] = [];
	const first = Math.max(stampMs, plan.nowMs + 1);

	for (
		let tick = Math.ceil(first / liveEveryMs);
		tick * liveEveryMs < stampMs + slotMs && tick * liveEveryMs <= untilMs;
		tick++
	) {
		const random = new Random(hash(plan.seed, 99, tick));
		const home = random.chance(0.5);
		const account = byWeight(exampleAccounts, random.share());
		const region = home ? homeRegion : byWeight(exampleRegions, random.share());

		if (account === series.account && region === series.region) {
			objects.push({
				kind: 'live',
				key: objectKey(series, stampMs, random.letters(16)),
				series,
				stampMs,
				lastModifiedMs: tick * liveEveryMs,
				seed: random.next(),
				count: 1 + random.below(6),
			});
		}
	}

	return objects;
}

function byWeight<Item extends { readonly weight: number }>(
	list: readonly Item[],
	share: number,
): Item {
	let left = share;
	return list.find(item => (left -= item.weight) < 0) ?? (list[0] as Item);
}
