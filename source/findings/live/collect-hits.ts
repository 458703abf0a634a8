import type { Met } from '../../query/port.ts';
import { FindingFacts } from '../finding-facts.ts';
import { findingKey, rowKey, type FoundHit } from '../finding-book.ts';
import type { Probe, Rule } from '../rule.ts';
import { Groups } from './groups.ts';
import { HeldHitsMaker } from './held-hits.ts';
import { batchEntriesMax, type CountedHits, type HitBatch } from './hit-batch.ts';
import { HitColumns, valueAt } from '../hit-columns.ts';
import { joinRuns, type Run } from './join-runs.ts';

/** A probe of a rule. */
export interface Placed {
	readonly rule: Rule;
	/** In the list of rules. */
	readonly place: number;
	readonly probe: Probe;
	/** What is read of its hits. */
	readonly fields: readonly string[];
}

interface Counted extends Omit<CountedHits, 'facts' | 'account'> {
	account: CountedHits['account'];
	readonly facts: FindingFacts;
}

interface Runs {
	readonly rule: number;
	runs: readonly Run[];
}

type Collected = Pick<HitBatch, 'counted' | 'held' | 'runs' | 'silenced' | 'leftCount'>;

/** Gathers what rules find in some rows of one segment. */
export class HitCollector {
	readonly #placed: readonly Placed[];
	readonly #counted = new Map<string, Counted>();
	readonly #held = new HeldHitsMaker();
	readonly #runs = new Map<string, Runs>();
	readonly #silenced = new Map<number, number>();
	#leftCount = 0;

	/** @param placed - one for each condition */
	constructor(placed: readonly Placed[]) {
		this.#placed = placed;
	}

	add(met: Met): void {
		const placed = this.#placed[met.condition] as Placed;
		const { rule, place, probe, fields } = placed;
		if (met.silencedCount > 0) {
			this.#silenced.set(place, (this.#silenced.get(place) ?? 0) + met.silencedCount);
		}

		const columns = new HitColumns(rule, probe, met, fields);
		switch (rule.form.kind) {
			case 'each':
				met.rows.forEach(row => this.#count(placed, columns.hit(row)));
				break;
			case 'new':
				this.#see(placed, met, columns, rule.form.forgetMs);
				break;
			default:
				this.#hold(placed, met, columns);
		}
	}

	collected(): Collected {
		return {
			counted: [...this.#counted.values()].map(({ facts, ...counted }) => ({
				...counted,
				facts: facts.kept,
			})),
			held: this.#held.hits,
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
		if (known === undefined && !this.#hasRoom(1)) {
			return;
		}

		const { isAttempt, by, account } = hit;
		const counted = known ?? { rule: place, isAttempt, by, account, facts: new FindingFacts() };
		counted.account = counted.account === account ? account : null;
		counted.facts.add(hit);
		this.#counted.set(key, counted);
	}

	#hold({ place, probe }: Placed, met: Met, columns: HitColumns): void {
		const held = this.#held;
		const { by, account, region, value } = columns;
		const { step, window, isAttempt } = probe;
		const groups = new Groups([...by, account]);
		const aboutOf = memo(groups.numberOf, row =>
			held.aboutPlace({
				...{ rule: place, step, window, isAttempt },
				by: by.map(column => valueAt(column, row)),
				account: valueAt(account, row),
			}),
		);
		const regionOf = memo(region.codeAt, row => held.regionPlace(columns.regionOf(row)));
		const valueOf =
			value === undefined
				? () => -1
				: memo(value.codeAt, row => held.valuePlace(valueAt(value, row)));
		for (const row of met.rows) {
			if (this.#hasRoom(1)) {
				held.add({
					about: aboutOf(row),
					region: regionOf(row),
					value: valueOf(row),
					row,
					timeMs: met.timeMs(row),
					eventId: columns.eventId(row),
				});
			}
		}
	}

	#see(placed: Placed, met: Met, columns: HitColumns, forgetMs: number): void {
		const groups = new Groups(columns.fresh);
		const rowsOf = new Map<number, number[]>();
		for (const row of met.rows) {
			const number = groups.numberOf(row);
			const rows = rowsOf.get(number);
			if (rows === undefined) {
				rowsOf.set(number, [row]);
			} else {
				rows.push(row);
			}
		}

		for (const rows of rowsOf.values()) {
			this.#run(placed, runsOf(rows, met, columns, forgetMs), rows.length, forgetMs);
		}
	}

	/** @param count - of their hits */
	#run({ rule, place }: Placed, runs: readonly Run[], count: number, forgetMs: number): void {
		const { isAttempt, fresh = [] } = (runs[0] as Run).first;
		const key = rowKey([rule.id, isAttempt, ...fresh]);
		const known = this.#runs.get(key);
		if (known === undefined && !this.#hasRoom(count)) {
			return;
		}

		this.#runs.set(key, {
			rule: place,
			runs: known === undefined ? runs : joinRuns([...known.runs, ...runs], forgetMs),
		});
	}

	/** @param hitCount - that are left out when there is none */
	#hasRoom(hitCount: number): boolean {
		const count = this.#counted.size + this.#held.count + this.#runs.size;
		this.#leftCount += count < batchEntriesMax ? 0 : hitCount;
		return count < batchEntriesMax;
	}
}

/** What is found for the first row of a number is that of all its rows. */
function memo(
	numberOf: (row: number) => number,
	find: (row: number) => number,
): (row: number) => number {
	const known = new Map<number, number>();
	return row => {
		const number = numberOf(row);
		const before = known.get(number);
		if (before !== undefined) {
			return before;
		}

		const found = find(row);
		known.set(number, found);
		return found;
	};
}

/**
 * Runs of hits with the same values. Nearly always it is one, for which only the first hit has to be read.
 *
 * @param rows - at least one
 */
function runsOf(
	rows: readonly number[],
	met: Met,
	columns: HitColumns,
	forgetMs: number,
): readonly Run[] {
	let firstMs = Infinity;
	let lastMs = -Infinity;
	for (const row of rows) {
		firstMs = Math.min(firstMs, met.timeMs(row));
		lastMs = Math.max(lastMs, met.timeMs(row));
	}

	const isOne = lastMs - firstMs <= forgetMs;
	const read = isOne ? rows.filter(row => met.timeMs(row) === firstMs) : rows;
	const runs = read.map(row => ({ first: columns.hit(row), lastMs: met.timeMs(row) }));
	return joinRuns(isOne ? runs.map(({ first }) => ({ first, lastMs })) : runs, forgetMs);
}
