import type { Value } from '../../query/value.ts';
import type { Finding } from '../finding.ts';
import {
	aboutKey,
	findingKey,
	findingsMax,
	heldHitsMax,
	recordKey,
	rowKey,
	seenValuesMax,
	severityOf,
	type FoundHit,
} from '../finding-book.ts';
import { FindingFacts } from '../finding-facts.ts';
import type { Rule } from '../rule.ts';
import { firingHits } from '../windows.ts';
import { eachHeld, type About } from './held-hits.ts';
import { HeldTable, noHit, type SharedOfChain } from './held-table.ts';
import type { CountedHits, HitBatch } from './hit-batch.ts';
import { joinRuns, type Run } from './join-runs.ts';
import { mayFire } from './may-fire.ts';
import { RunTable } from './run-table.ts';

/** A finding as it stands now, and the key that it keeps. */
export interface KeyedFinding {
	readonly key: string;
	/** Undefined: it is none any more. */
	readonly finding: Finding | undefined;
}

interface Counted {
	readonly rule: Rule;
	readonly isAttempt: boolean;
	readonly by: readonly Value[];
	/** Null where there are several. */
	account: Value;
	readonly facts: FindingFacts;
}

/** Most windows never fire, and a set of their own would take more room than all else of them. */
const noKeys: ReadonlySet<string> = new Set();

/** Hits of one rule and what it is about. */
interface Window {
	readonly rule: Rule;
	readonly shared: SharedOfChain;
	/** Of the chain of its hits. */
	last: number;
	/** Keys of the findings of its hits. */
	findings: ReadonlySet<string>;
}

/** What one rule has seen. */
interface Seen {
	readonly rule: Rule;
	readonly runs: RunTable;
	/** Values whose runs have changed since their findings were made. */
	readonly changed: Set<string>;
	/** By values: the hits that were new, with the keys of their findings. */
	readonly fresh: Map<string, readonly KeyedHit[]>;
	/** By finding: its hits, by record. */
	readonly found: Map<string, Map<string, FoundHit>>;
}

interface KeyedHit {
	/** Of its finding. */
	readonly key: string;
	readonly hit: FoundHit;
}

/**
 * Makes findings of what was kept of the hits of all segments, and tells which of them change with each batch. What
 * they are depends on the batches alone, and not on their order.
 */
export class LiveBook {
	/** Rules by what they mean. */
	readonly #rules: ReadonlyMap<string, Rule>;
	/** At most `findingsMax`. */
	readonly #counted = new Map<string, Counted>();
	/** No more than hits are held. */
	readonly #windows = new Map<string, Window>();
	/** Two for each rule. */
	readonly #seen = new Map<string, Seen>();
	/** At most `heldHitsMax` hits. */
	readonly #held = new HeldTable();
	readonly #changedCounted = new Set<string>();
	readonly #changedWindows = new Set<string>();
	readonly #silenced = new Map<string, number>();
	#seenCount = 0;
	#leftCount = 0;
	#storeStartMs = Number.NaN;

	constructor(rules: ReadonlyMap<string, Rule>) {
		this.#rules = rules;
	}

	/** Hits that no finding counts, because there are too many. */
	get leftCount(): number {
		return this.#leftCount;
	}

	/** Hits that exceptions left out, by rule id. */
	get silenced(): ReadonlyMap<string, number> {
		return this.#silenced;
	}

	/** @param meanings - of the batch's rules; those that are no rules any more are left out */
	add(batch: HitBatch, meanings: readonly string[]): void {
		const ruleAt = (place: number) => this.#rules.get(meanings[place] ?? '');
		this.#leftCount += batch.leftCount;
		for (const counted of batch.counted) {
			this.#count(ruleAt(counted.rule), counted);
		}

		this.#hold(batch, ruleAt);

		for (const { rule, first, lastMs } of batch.runs) {
			this.#see(ruleAt(rule), { first, lastMs });
		}

		for (const [place, count] of batch.silenced) {
			const id = ruleAt(place)?.id;
			if (id !== undefined) {
				this.#silenced.set(id, (this.#silenced.get(id) ?? 0) + count);
			}
		}
	}

	/** The findings that have changed since it was asked last. Rules for what is new are not among them. */
	takeChanges(): readonly KeyedFinding[] {
		const changes = [...this.#changedCounted].map(key => ({
			key,
			finding: findingOf(this.#counted.get(key)),
		}));
		const changed = new Map(changes.map(change => [change.key, change]));
		for (const key of this.#changedWindows) {
			for (const change of this.#remake(this.#windows.get(key))) {
				changed.set(change.key, change);
			}
		}

		this.#changedCounted.clear();
		this.#changedWindows.clear();
		return [...changed.values()];
	}

	/**
	 * The findings of rules for what is new that have changed. To be asked when all records were looked at: what is
	 * new is known only then.
	 *
	 * @param storeStartMs - when the oldest record of the store happened
	 */
	takeNew(storeStartMs: number): readonly KeyedFinding[] {
		const isMoved = storeStartMs !== this.#storeStartMs;
		this.#storeStartMs = storeStartMs;
		return [...this.#seen.values()].flatMap(seen => {
			if (isMoved) {
				[...seen.runs.keys].forEach(key => seen.changed.add(key));
			}

			return remakeSeen(seen, storeStartMs);
		});
	}

	#count(rule: Rule | undefined, { isAttempt, by, account, facts }: CountedHits): void {
		if (rule === undefined) {
			return;
		}

		const key = findingKey(rule, { timeMs: facts.firstMs, isAttempt, by, account });
		const known = this.#counted.get(key);
		if (known === undefined && this.#counted.size >= findingsMax) {
			this.#leftCount += facts.count;
			return;
		}

		const counted = known ?? { rule, isAttempt, by, account, facts: new FindingFacts() };
		counted.account = counted.account === account ? account : null;
		counted.facts.merge(facts);
		this.#counted.set(key, counted);
		this.#changedCounted.add(key);
	}

	#hold({ segmentId, held }: HitBatch, ruleAt: (place: number) => Rule | undefined): void {
		const table = this.#held;
		const segment = table.segment(segmentId);
		const regions = held.regions.map(name => table.region(name));
		const values = held.values.map(value => table.value(value));
		const windows = held.abouts.map(about => {
			const rule = ruleAt(about.rule);
			return rule && this.#window(rule, about);
		});
		const accounts = held.abouts.map(({ account }) => table.value(account));
		// Nothing is spread here: it is done for each hit.
		eachHeld(held, ({ about, region, value, row, timeMs, eventId }) => {
			const window = windows[about];
			if (window === undefined) {
				return;
			}

			if (table.count >= heldHitsMax) {
				this.#leftCount++;
				return;
			}

			const { step = 0, window: ofRule = 0 } = held.abouts[about] ?? {};
			window.last = table.add(window.last, {
				segment,
				step,
				window: ofRule,
				row,
				timeMs,
				eventId,
				region: regions[region] ?? 0,
				account: accounts[about] ?? 0,
				value: values[value] ?? -1,
			});
		});
	}

	/** The window of what hits are about, which is to be made anew. */
	#window(rule: Rule, { isAttempt, by, account }: About): Window {
		const key = aboutKey(rule, { isAttempt, by, account });
		const shared = { isAttempt, by };
		const window = this.#windows.get(key) ?? { rule, shared, last: noHit, findings: noKeys };
		this.#windows.set(key, window);
		this.#changedWindows.add(key);
		return window;
	}

	#see(rule: Rule | undefined, run: Run): void {
		if (rule?.form.kind !== 'new') {
			return;
		}

		const { forgetMs } = rule.form;
		const ofRule = rowKey([rule.id, run.first.isAttempt]);
		const seen = this.#seen.get(ofRule) ?? {
			rule,
			runs: new RunTable(run.first.isAttempt),
			changed: new Set<string>(),
			fresh: new Map<string, readonly KeyedHit[]>(),
			found: new Map<string, Map<string, FoundHit>>(),
		};
		const key = rowKey(run.first.fresh ?? []);
		const isKnown = seen.runs.has(key);
		if (!isKnown && this.#seenCount >= seenValuesMax) {
			this.#leftCount++;
			return;
		}

		this.#seenCount += isKnown ? 0 : 1;
		seen.runs.set(key, isKnown ? joinRuns([...seen.runs.runsOf(key), run], forgetMs) : [run]);
		seen.changed.add(key);
		this.#seen.set(ofRule, seen);
	}

	#remake(window: Window | undefined): readonly KeyedFinding[] {
		if (window === undefined) {
			return [];
		}

		const { rule, shared, last } = window;
		if (!mayFire(rule.form, this.#held, last)) {
			return this.#replaced(window, new Map());
		}

		const hits = this.#held.hitsOf(last, shared);
		const told = new Set<string>();
		// A record that met several steps is one event.
		const events = firingHits(rule.form, hits).filter(hit => {
			const isNew = !told.has(recordKey(hit));
			told.add(recordKey(hit));
			return isNew;
		});
		return this.#replaced(window, findingsOf(rule, events));
	}

	/** What was a finding and is none any more is told too. */
	#replaced(
		of: { findings: ReadonlySet<string> },
		made: ReadonlyMap<string, Counted>,
	): readonly KeyedFinding[] {
		const gone = [...of.findings].filter(key => !made.has(key));
		of.findings = made.size === 0 ? noKeys : new Set(made.keys());
		return [
			...gone.map(key => ({ key, finding: undefined })),
			...[...made].map(([key, counted]) => ({ key, finding: findingOf(counted) })),
		];
	}
}

/** The findings of a rule for what is new that have changed with the runs of some values. */
function remakeSeen(seen: Seen, storeStartMs: number): readonly KeyedFinding[] {
	const { rule, runs, changed, fresh, found } = seen;
	const learnMs = rule.form.kind === 'new' ? rule.form.learnMs : 0;
	const keys = new Set<string>();
	for (const values of changed) {
		for (const { key, hit } of fresh.get(values) ?? []) {
			found.get(key)?.delete(recordKey(hit));
			keys.add(key);
		}

		const hits = runs
			.runsOf(values)
			.map(({ first }) => first)
			.filter(
				({ fresh: told = [], timeMs }) => !told.includes(null) && timeMs - learnMs >= storeStartMs,
			)
			.map(hit => ({ key: findingKey(rule, hit), hit }));
		for (const { key, hit } of hits) {
			found.set(key, (found.get(key) ?? new Map<string, FoundHit>()).set(recordKey(hit), hit));
			keys.add(key);
		}

		if (hits.length === 0) {
			fresh.delete(values);
		} else {
			fresh.set(values, hits);
		}
	}

	changed.clear();
	return [...keys].map(key => {
		const hits = [...(found.get(key)?.values() ?? [])];
		if (hits.length === 0) {
			found.delete(key);
		}

		return { key, finding: findingOf(findingsOf(rule, hits).get(key)) };
	});
}

function findingsOf(rule: Rule, hits: readonly FoundHit[]): ReadonlyMap<string, Counted> {
	const made = new Map<string, Counted>();
	for (const hit of hits) {
		const key = findingKey(rule, hit);
		const { isAttempt, by, account } = hit;
		const counted = made.get(key) ?? { rule, isAttempt, by, account, facts: new FindingFacts() };
		counted.account = counted.account === account ? account : null;
		counted.facts.add(hit);
		made.set(key, counted);
	}

	return made;
}

function findingOf(counted: Counted | undefined): Finding | undefined {
	if (counted === undefined) {
		return undefined;
	}

	const { rule, isAttempt, by, account, facts } = counted;
	return { rule, severity: severityOf(rule, isAttempt), isAttempt, by, account, ...facts.facts };
}
