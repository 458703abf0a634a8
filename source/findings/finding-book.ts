import type { Value } from '../query/value.ts';
import { dayMs } from '../text/duration.ts';
import { byTime, type Finding, type Hit } from './finding.ts';
import { FindingFacts } from './finding-facts.ts';
import { isAtLeast, lowered, type Rule, type RuleForm, type Severity } from './rule.ts';
import { firingHits } from './windows.ts';

/** Findings of one run; hits of more are counted and left out. */
export const findingsMax = 100_000;
/** Hits that wait for their window; more are counted and left out. */
export const heldHitsMax = 1_000_000;
/** Hits that wait before the book looks which of them cannot change a window any more. */
const settledEvery = 50_000;
/** What was seen, for rules about what is new; more are counted and left out. */
export const seenValuesMax = 1_000_000;

/** A hit with what it is about. */
export interface FoundHit extends Hit {
	readonly by: readonly Value[];
	readonly account: Value;
	/** Values of the fields of a rule for what is new; undefined for others. */
	readonly fresh: readonly Value[] | undefined;
	readonly isAttempt: boolean;
}

interface Open {
	readonly rule: Rule;
	readonly isAttempt: boolean;
	readonly by: readonly Value[];
	/** Null where there are several. */
	account: Value;
	readonly facts: FindingFacts;
}

/** Hits of one rule, and for a window of one key, that later ones may belong to. */
interface Waiting {
	readonly rule: Rule;
	hits: FoundHit[];
	/** Records that a finding has counted and that may be in a later window too; no more than hits are held. */
	readonly counted: Set<string>;
	/** Values of a rule about what is new → when they were seen last. */
	readonly seenMs: Map<string, number>;
}

/** Gathers hits and makes findings of them. The order of the hits changes nothing. */
export class FindingBook {
	/** At most `findingsMax`. */
	readonly #open = new Map<string, Open>();
	/** No more than hits are held. */
	readonly #waiting = new Map<string, Waiting>();
	readonly #fromMs: number;
	readonly #toMs: number;
	#heldCount = 0;
	#seenCount = 0;
	#leftCount = 0;
	readonly #settledEvery: number;
	#settleAt: number;

	/** @param settleEvery - hits that wait before it looks which of them may go */
	constructor(
		{ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
		settleEvery = settledEvery,
	) {
		this.#settledEvery = settleEvery;
		this.#settleAt = settleEvery;
		this.#fromMs = fromMs;
		this.#toMs = toMs;
	}

	/** Hits that no finding counts, because there are too many. */
	get leftCount(): number {
		return this.#leftCount;
	}

	add(rule: Rule, hit: FoundHit): void {
		if (rule.form.kind === 'each') {
			this.#count(rule, hit);
			return;
		}

		if (this.#heldCount >= heldHitsMax) {
			this.#leftCount++;
			return;
		}

		const key = rule.form.kind === 'new' ? rowKey([rule.id, hit.isAttempt]) : aboutKey(rule, hit);
		const known = this.#waiting.get(key);
		this.#heldCount++;
		if (known === undefined) {
			this.#waiting.set(key, { rule, hits: [hit], counted: new Set(), seenMs: new Map() });
		} else {
			known.hits.push(hit);
		}
	}

	/**
	 * Counts what windows hold, and lets go of hits that no later one can join.
	 *
	 * @param restMs - no hit to come is older
	 * @param storeStartMs - when the oldest record of the store happened
	 */
	settle(restMs: number, storeStartMs: number): void {
		if (restMs !== Infinity && this.#heldCount < this.#settleAt) {
			return;
		}

		for (const [key, waiting] of this.#waiting) {
			this.#settleOne(waiting, restMs, storeStartMs);
			if (waiting.hits.length === 0 && waiting.seenMs.size === 0) {
				this.#waiting.delete(key);
			}
		}

		this.#settleAt = this.#heldCount + this.#settledEvery;
	}

	/** The findings, the most severe first, then the newest. To be called after all is settled. */
	findings(): readonly Finding[] {
		return [...this.#open.values()]
			.filter(({ facts }) => facts.isIn(this.#fromMs, this.#toMs))
			.map(({ rule, isAttempt, by, account, facts }): Finding => {
				const severity = severityOf(rule, isAttempt);
				return { rule, severity, isAttempt, by, account, ...facts.facts };
			})
			.toSorted(inOrder);
	}

	#settleOne(waiting: Waiting, restMs: number, storeStartMs: number): void {
		const { rule, hits } = waiting;
		const { form } = rule;
		const before = hits.length;
		if (form.kind === 'new') {
			const settled = hits.filter(({ timeMs }) => timeMs < restMs);
			this.#countNew(waiting, settled, form, storeStartMs);
			waiting.hits = hits.filter(({ timeMs }) => timeMs >= restMs);
		} else if (form.kind !== 'each') {
			for (const hit of firingHits(form, hits)) {
				// A record that met several steps is one event.
				if (!waiting.counted.has(recordKey(hit))) {
					waiting.counted.add(recordKey(hit));
					this.#count(rule, hit);
				}
			}

			waiting.hits = hits.filter(({ timeMs }) => timeMs >= restMs - form.withinMs);
			const kept = new Set(waiting.hits.map(recordKey));
			hits
				.map(recordKey)
				.filter(key => !kept.has(key))
				.forEach(key => waiting.counted.delete(key));
		}

		this.#heldCount -= before - waiting.hits.length;
	}

	/** Values that were not seen for so long before, where the store knows so far back. */
	#countNew(
		{ rule, seenMs }: Waiting,
		hits: readonly FoundHit[],
		{ learnMs, forgetMs }: Extract<RuleForm, { readonly kind: 'new' }>,
		storeStartMs: number,
	): void {
		for (const hit of hits.toSorted(byTime)) {
			const { fresh = [], timeMs } = hit;
			const key = rowKey(fresh);
			const lastMs = seenMs.get(key);
			if (lastMs === undefined && this.#seenCount >= seenValuesMax) {
				this.#leftCount++;
				continue;
			}

			this.#seenCount += lastMs === undefined ? 1 : 0;
			seenMs.set(key, timeMs);
			const isSeen = lastMs !== undefined && timeMs - lastMs <= forgetMs;
			if (!isSeen && !fresh.includes(null) && timeMs - learnMs >= storeStartMs) {
				this.#count(rule, hit);
			}
		}
	}

	#count(rule: Rule, hit: FoundHit): void {
		const { isAttempt, by, account } = hit;
		const key = findingKey(rule, hit);
		const known = this.#open.get(key);
		if (known === undefined && this.#open.size >= findingsMax) {
			this.#leftCount++;
			return;
		}

		const open = known ?? { rule, isAttempt, by, account, facts: new FindingFacts() };
		open.account = open.account === account ? account : null;
		open.facts.add(hit);
		this.#open.set(key, open);
	}
}

export function severityOf(rule: Rule, isAttempt: boolean): Severity {
	return isAttempt ? lowered(rule.severity) : rule.severity;
}

/** Hits with the same key are of one finding. */
export function findingKey(
	rule: Rule,
	hit: Pick<FoundHit, 'timeMs' | 'isAttempt' | 'account' | 'by'>,
): string {
	const isDaily = !isAtLeast(severityOf(rule, hit.isAttempt), 'high');
	return `${aboutKey(rule, hit)}${isDaily ? Math.floor(hit.timeMs / dayMs) : ''}`;
}

/**
 * What makes it one finding. Below high a day makes another one too, because what is harmless repeats.
 */
export function aboutKey(
	rule: Rule,
	{ isAttempt, account, by }: Pick<FoundHit, 'isAttempt' | 'account' | 'by'>,
): string {
	return rowKey([rule.id, isAttempt, rule.acrossAccounts ? null : account, ...by]);
}

export function recordKey({ ref }: Hit): string {
	return `${ref.segmentId} ${ref.row}`;
}

/** Values as one text, which no others have. */
export function rowKey(values: readonly Value[]): string {
	return JSON.stringify(values);
}

function inOrder(a: Finding, b: Finding): number {
	return (
		Number(isAtLeast(b.severity, a.severity)) - Number(isAtLeast(a.severity, b.severity)) ||
		b.lastMs - a.lastMs ||
		compareText(a.rule.id, b.rule.id) ||
		compareText(rowKey([a.account, ...a.by]), rowKey([b.account, ...b.by]))
	);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
