import type { Value } from '../query/value.ts';
import { dayMs } from '../text/duration.ts';
import { byTime, factsOf, findingRecordsMax, type Finding, type Hit } from './finding.ts';
import { isAtLeast, lowered, type Rule } from './rule.ts';
import { firingHits } from './windows.ts';

/** Findings of one run; more are counted and left out. */
export const findingsMax = 100_000;
/** Hits that wait for their window; with more the rules that have the most lose the rest. */
export const heldHitsMax = 1_000_000;

/** A hit with what it is about. */
export interface FoundHit extends Hit {
	readonly by: readonly Value[];
	readonly account: Value;
	/** Values of the fields of a rule for what is new; undefined for others. */
	readonly fresh: readonly Value[] | undefined;
	readonly isAttempt: boolean;
}

interface Entry {
	readonly rule: Rule;
	readonly first: FoundHit;
	/** Of a rule that counts each hit: the newest alone; else all. */
	hits: FoundHit[];
	regions: Set<string>;
	count: number;
	firstMs: number;
	lastMs: number;
}

/** Gathers hits and makes findings of them. The order of the hits changes nothing. */
export class FindingBook {
	/** As many entries as findings may be, and keys of windows as hits are held. */
	readonly #entries = new Map<string, Entry>();
	readonly #spanMs: { readonly fromMs: number; readonly toMs: number };
	#heldCount = 0;
	#leftCount = 0;

	constructor(spanMs: { readonly fromMs: number; readonly toMs: number }) {
		this.#spanMs = spanMs;
	}

	/** Hits that no finding counts, because there are too many. */
	get leftCount(): number {
		return this.#leftCount;
	}

	add(rule: Rule, hit: FoundHit): void {
		const isHeld = rule.form.kind !== 'each';
		const key = keyOf(rule, hit);
		const known = this.#entries.get(key);
		const isFull = isHeld ? this.#heldCount >= heldHitsMax : this.#entries.size >= findingsMax;
		if (isFull && (isHeld || known === undefined)) {
			this.#leftCount++;
			return;
		}

		const entry = known ?? newEntry(rule, hit);
		this.#entries.set(key, entry);
		entry.hits.push(hit);
		if (isHeld) {
			this.#heldCount++;
			return;
		}

		entry.count++;
		entry.regions.add(hit.region);
		entry.firstMs = Math.min(entry.firstMs, hit.timeMs);
		entry.lastMs = Math.max(entry.lastMs, hit.timeMs);
		if (entry.hits.length >= 2 * findingRecordsMax) {
			entry.hits = entry.hits.toSorted(byTime).slice(-findingRecordsMax);
		}
	}

	/**
	 * The findings so far, the most severe first, then the newest.
	 *
	 * @param storeStartMs - when the oldest record of the store happened
	 */
	findings(storeStartMs: number): readonly Finding[] {
		const found = [...this.#entries.values()].flatMap(entry =>
			this.#findingsOf(entry, storeStartMs),
		);
		return found.toSorted(inOrder);
	}

	#findingsOf(entry: Entry, storeStartMs: number): readonly Finding[] {
		const { rule, first } = entry;
		if (rule.form.kind === 'each') {
			const { firstMs, lastMs, count, regions } = entry;
			const facts = { ...factsOf(entry.hits), firstMs, lastMs, count };
			return [this.#finding(rule, first, { ...facts, regions: listed(regions) })];
		}

		if (rule.form.kind !== 'new') {
			return this.#ofHits(rule, first, firingHits(rule.form, entry.hits));
		}

		// New is what nobody did before, so the hits of all are looked at together, and told apart then.
		const fresh = newHits(entry.hits, rule.form, storeStartMs);
		return [...grouped(fresh, hit => aboutKey(rule, hit)).values()].flatMap(hits =>
			this.#ofHits(rule, hits[0] as FoundHit, hits),
		);
	}

	/** What ended before the range belongs to an earlier run. */
	#ofHits(rule: Rule, first: FoundHit, hits: readonly FoundHit[]): readonly Finding[] {
		const { fromMs, toMs } = this.#spanMs;
		const isDaily = !isAtLeast(severityOf(rule, first), 'high');
		const days = isDaily ? [...grouped(hits, dayOf).values()] : [hits];
		return days
			.filter(some => some.some(({ timeMs }) => timeMs >= fromMs && timeMs < toMs))
			.map(some => this.#finding(rule, first, factsOf(some)));
	}

	#finding(
		rule: Rule,
		{ by, account, isAttempt }: FoundHit,
		facts: ReturnType<typeof factsOf>,
	): Finding {
		return { rule, severity: severityOf(rule, { isAttempt }), isAttempt, by, account, ...facts };
	}
}

function severityOf(rule: Rule, { isAttempt }: { readonly isAttempt: boolean }) {
	return isAttempt ? lowered(rule.severity) : rule.severity;
}

function newEntry(rule: Rule, first: FoundHit): Entry {
	const { timeMs } = first;
	return { rule, first, hits: [], regions: new Set(), count: 0, firstMs: timeMs, lastMs: timeMs };
}

function listed(regions: ReadonlySet<string>): readonly string[] {
	return [...regions].filter(region => region !== '').sort();
}

/**
 * What is one finding: below high a day makes another one, because what is harmless repeats. Windows cross
 * midnight, so their days are told apart when they have fired.
 */
function keyOf(rule: Rule, hit: FoundHit): string {
	if (rule.form.kind === 'new') {
		return rowKey([rule.id, hit.isAttempt]);
	}

	const isDaily = rule.form.kind === 'each' && !isAtLeast(severityOf(rule, hit), 'high');
	return `${aboutKey(rule, hit)}${isDaily ? dayOf(hit) : ''}`;
}

function aboutKey(rule: Rule, { isAttempt, account, by }: FoundHit): string {
	return rowKey([rule.id, isAttempt, rule.acrossAccounts ? null : account, ...by]);
}

function dayOf({ timeMs }: Hit): number {
	return Math.floor(timeMs / dayMs);
}

/** Values as one text, which no others have. */
function rowKey(values: readonly Value[]): string {
	return JSON.stringify(values);
}

function grouped<Item>(
	items: readonly Item[],
	keyOfItem: (item: Item) => unknown,
): ReadonlyMap<unknown, readonly Item[]> {
	const groups = new Map<unknown, Item[]>();
	for (const item of items) {
		const key = keyOfItem(item);
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, [item]);
		} else {
			group.push(item);
		}
	}

	return groups;
}

/** Hits whose values were not seen for so long before, where the store knows so far back. */
function newHits(
	hits: readonly FoundHit[],
	{ learnMs, forgetMs }: { readonly learnMs: number; readonly forgetMs: number },
	storeStartMs: number,
): readonly FoundHit[] {
	const seenMs = new Map<string, number>();
	return hits.toSorted(byTime).filter(({ fresh = [], timeMs }) => {
		const key = rowKey(fresh);
		const lastMs = seenMs.get(key);
		seenMs.set(key, timeMs);
		const isSeen = lastMs !== undefined && timeMs - lastMs <= forgetMs;
		return !isSeen && !fresh.includes(null) && timeMs - learnMs >= storeStartMs;
	});
}

function inOrder(a: Finding, b: Finding): number {
	return (
		Number(isAtLeast(b.severity, a.severity)) - Number(isAtLeast(a.severity, b.severity)) ||
		b.lastMs - a.lastMs ||
		(a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0) ||
		(rowKey([a.account, ...a.by]) < rowKey([b.account, ...b.by]) ? -1 : 1)
	);
}
