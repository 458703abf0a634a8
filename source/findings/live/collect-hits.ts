import type { Met } from '../../query/port.ts';
import { FindingFacts } from '../finding-facts.ts';
import { findingKey, rowKey, type FoundHit } from '../finding-book.ts';
import type { HitReader } from '../detect.ts';
import type { Probe, Rule } from '../rule.ts';
import { batchEntriesMax, type CountedHits, type HitBatch, type WindowHit } from './hit-batch.ts';
import { joinRuns, type Run } from './join-runs.ts';

/** A probe of a rule. */
export interface Placed {
	readonly rule: Rule;
	/** In the list of rules. */
	readonly place: number;
	readonly probe: Probe;
	/** Of the fields of its rule. */
	readonly read: HitReader;
}

interface Counted extends Omit<CountedHits, 'facts' | 'account'> {
	account: CountedHits['account'];
	readonly facts: FindingFacts;
}

interface Runs {
	readonly rule: number;
	readonly forgetMs: number;
	runs: readonly Run[];
}

type Collected = Pick<HitBatch, 'counted' | 'hits' | 'runs' | 'silenced' | 'leftCount'>;

/** Gathers what rules find in some rows of one segment. */
export class HitCollector {
	readonly #placed: readonly Placed[];
	readonly #counted = new Map<string, Counted>();
	readonly #hits: WindowHit[] = [];
	readonly #runs = new Map<string, Runs>();
	readonly #silenced = new Map<number, number>();
	#leftCount = 0;

	/** @param placed - one for each condition */
	constructor(placed: readonly Placed[]) {
		this.#placed = placed;
	}

	add({ condition, records, silencedCount }: Met): void {
		const placed = this.#placed[condition] as Placed;
		const { rule, place, probe, read } = placed;
		if (silencedCount > 0) {
			this.#silenced.set(place, (this.#silenced.get(place) ?? 0) + silencedCount);
		}

		for (const record of records) {
			const hit = read.hit(rule, probe, record);
			switch (rule.form.kind) {
				case 'each':
					this.#count(placed, hit);
					break;
				case 'new':
					this.#run(placed, hit, rule.form.forgetMs);
					break;
				default:
					if (this.#hasRoom()) {
						this.#hits.push({ rule: place, hit });
					}
			}
		}
	}

	collected(): Collected {
		return {
			counted: [...this.#counted.values()].map(({ facts, ...counted }) => ({
				...counted,
				facts: facts.kept,
			})),
			hits: this.#hits,
			runs: [...this.#runs.values()].flatMap(({ rule, runs }) =>
				runs.map(run => ({ rule, ...run })),
			),
			silenced: [...this.#silenced],
			leftCount: this.#leftCount,
		};
	}

	#count({ rule, place }: Placed, hit: FoundHit): void {
		const key = findingKey(rule, hit);
		const known = this.#counted.get(key);
		if (known === undefined && !this.#hasRoom()) {
			return;
		}

		const { isAttempt, by, account } = hit;
		const counted = known ?? { rule: place, isAttempt, by, account, facts: new FindingFacts() };
		counted.account = counted.account === account ? account : null;
		counted.facts.add(hit);
		this.#counted.set(key, counted);
	}

	#run({ rule, place }: Placed, hit: FoundHit, forgetMs: number): void {
		const key = rowKey([rule.id, hit.isAttempt, ...(hit.fresh ?? [])]);
		const known = this.#runs.get(key);
		if (known === undefined && !this.#hasRoom()) {
			return;
		}

		const run = { first: hit, lastMs: hit.timeMs };
		this.#runs.set(key, {
			rule: place,
			forgetMs,
			runs: joinRuns([...(known?.runs ?? []), run], forgetMs),
		});
	}

	#hasRoom(): boolean {
		const count = this.#counted.size + this.#hits.length + this.#runs.size;
		this.#leftCount += count < batchEntriesMax ? 0 : 1;
		return count < batchEntriesMax;
	}
}
