import { objectKey, seriesOf } from './key.ts';
import type { Series } from './key.ts';
import type { PlannedObject, TrailPlan } from './plan.ts';
import { slotMs } from './plan.ts';
import { hash, hashText, Random } from './random.ts';
import { tellStory } from './story.ts';
import type { StoryRecord } from './teller.ts';
import { hourMs } from '../text/duration.ts';

export interface StoryObject extends PlannedObject {
	readonly records: readonly string[];
}

/** The damaged object has at least this many records, so that some can be salvaged. */
const damagedRecordsMin = 6;
/** It is older than this, so that what happened today was read whole. */
const damagedAgeMs = 48 * hourMs;

/**
 * The story cut into objects of one account, region and slot. Some arrive hours late, and some are
 * delivered again by the account's own trail. One of these copies is truncated; its original has
 * all the records.
 */
export function storyObjects(plan: TrailPlan): readonly StoryObject[] {
	const objects: StoryObject[] = [];
	let damagedIsMade = false;

	for (const [group, records] of grouped(tellStory(hash(plan.seed, 7), plan.nowMs))) {
		const random = new Random(hash(plan.seed, hashText(group)));
		const first = records[0] as StoryRecord;
		const stampMs = Math.min(
			Math.floor(first.timeMs / slotMs) * slotMs + slotMs,
			Math.floor(plan.nowMs / slotMs) * slotMs,
		);
		const late = random.chance(0.06) ? 7_200_000 : 0;
		const texts = records.map(record => record.text);
		const seed = random.next();
		const arrivesMs = stampMs + 5_000 + random.below(120) * 1000;
		const make = (trail: Series['trail'], damaged: boolean, lastModifiedMs: number) => {
			const series = seriesOf(trail, 'CloudTrail', first.account, first.region);
			objects.push({
				kind: 'story',
				key: objectKey(series, stampMs, random.letters(16)),
				series,
				stampMs,
				lastModifiedMs: Math.min(lastModifiedMs, plan.nowMs - 1_000),
				seed,
				count: texts.length,
				damaged,
				records: texts,
			});
		};

		make('organisation', false, arrivesMs + late);

		if (first.account.hasOwnTrail) {
			const damaged: boolean =
				!damagedIsMade && texts.length >= damagedRecordsMin && stampMs < plan.nowMs - damagedAgeMs;
			damagedIsMade ||= damaged;

			if (damaged || random.chance(0.3)) {
				make('account', damaged, arrivesMs + 20_000);
			}
		}
	}

	return objects;
}

function grouped(records: readonly StoryRecord[]): ReadonlyMap<string, StoryRecord[]> {
	const groups = new Map<string, StoryRecord[]>();

	for (const record of records) {
		const slot = Math.floor(record.timeMs / slotMs);
		const key = `${record.account.id} ${record.region.name} ${slot}`;
		groups.set(key, [...(groups.get(key) ?? []), record]);
	}

	return groups;
}
