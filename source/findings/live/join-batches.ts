import { FindingFacts } from '../finding-facts.ts';
import { findingKey, rowKey } from '../finding-book.ts';
import type { Rule } from '../rule.ts';
import { eachHeld, HeldHitsMaker, type HeldHits } from './held-hits.ts';
import type { CountedHits, HitBatch, HitRun } from './hit-batch.ts';
import { joinRuns } from './join-runs.ts';

/** A batch with what its places of rules mean. */
export interface ListedBatch {
	readonly batch: HitBatch;
	readonly meanings: readonly string[];
}

interface Joined extends Omit<CountedHits, 'facts' | 'account'> {
	account: CountedHits['account'];
	readonly facts: FindingFacts;
}

/**
 * The batches of one segment as one, so that their number does not grow with the commits. What rules found that are none
 * any more is left out.
 *
 * @param listed - at least one; together they hold all rows that any of the rules has looked at
 * @param rules - the rules of the new batch, by what they mean, in its order
 * @param list - id of their list
 */
export function joinBatches(
	listed: readonly ListedBatch[],
	rules: ReadonlyMap<string, Rule>,
	list: string,
): HitBatch {
	const places = new Map([...rules.keys()].map((meaning, place) => [meaning, place]));
	const all = [...rules.values()];
	const counted = new Map<string, Joined>();
	const runs = new Map<string, HitRun[]>();
	const silenced = new Map<number, number>();
	const held = new HeldHitsMaker();
	for (const { batch, meanings } of listed) {
		const placeOf = (place: number) => places.get(meanings[place] ?? '');
		const placed = <Entry extends { readonly rule: number }>(entries: readonly Entry[]) =>
			entries.flatMap(entry => {
				const place = placeOf(entry.rule);
				return place === undefined ? [] : [{ ...entry, rule: place }];
			});
		addHeld(held, batch.held, placeOf);
		placed(batch.counted).forEach(entry => joinCounted(counted, entry, all[entry.rule] as Rule));
		placed(batch.runs).forEach(run => {
			const key = rowKey([run.rule, run.first.isAttempt, ...(run.first.fresh ?? [])]);
			runs.set(key, joinedRuns([...(runs.get(key) ?? []), run], all[run.rule] as Rule));
		});
		for (const [place, count] of batch.silenced) {
			const now = placeOf(place);
			if (now !== undefined) {
				silenced.set(now, (silenced.get(now) ?? 0) + count);
			}
		}
	}

	const batches = listed.map(({ batch }) => batch);
	const [fault] = batches.flatMap(batch => batch.fault ?? []);
	return {
		segmentId: batches[0]?.segmentId ?? '',
		fromRow: Math.min(...batches.map(({ fromRow }) => fromRow)),
		toRow: Math.max(...batches.map(({ toRow }) => toRow)),
		rules: list,
		counted: [...counted.values()].map(({ facts, ...entry }) => ({ ...entry, facts: facts.kept })),
		held: held.hits,
		runs: [...runs.values()].flat(),
		silenced: [...silenced],
		leftCount: batches.reduce((sum, { leftCount }) => sum + leftCount, 0),
		...(fault !== undefined && { fault }),
	};
}

/** @param placeOf - of a rule; undefined: it is none any more */
function addHeld(
	to: HeldHitsMaker,
	held: HeldHits,
	placeOf: (place: number) => number | undefined,
): void {
	const abouts = held.abouts.map(one => {
		const rule = placeOf(one.rule);
		return rule === undefined ? undefined : to.aboutPlace({ ...one, rule });
	});
	const regions = held.regions.map(name => to.regionPlace(name));
	const values = held.values.map(one => to.valuePlace(one));
	eachHeld(held, hit => {
		const about = abouts[hit.about];
		if (about !== undefined) {
			to.add({
				...hit,
				about,
				region: regions[hit.region] ?? 0,
				value: values[hit.value] ?? -1,
			});
		}
	});
}

function joinCounted(counted: Map<string, Joined>, entry: CountedHits, rule: Rule): void {
	const { isAttempt, by, account, facts } = entry;
	const key = findingKey(rule, { timeMs: facts.firstMs, isAttempt, by, account });
	const known = counted.get(key) ?? {
		rule: entry.rule,
		isAttempt,
		by,
		account,
		facts: new FindingFacts(),
	};
	known.account = known.account === account ? account : null;
	known.facts.merge(facts);
	counted.set(key, known);
}

function joinedRuns(runs: readonly HitRun[], { form }: Rule): HitRun[] {
	const [first] = runs;
	return joinRuns(runs, form.kind === 'new' ? form.forgetMs : 0).map(run => ({
		rule: first?.rule ?? 0,
		...run,
	}));
}
