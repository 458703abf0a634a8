import { expect, test } from 'vitest';
import { seeded } from '../../../fixtures/seeded.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { CaseRecord } from '../../cases/case.ts';
import { storeOf } from '../../cases/case-store.ts';

const startMs = Date.UTC(2026, 2, 1, 12);
const objectCount = 24;
const recordsAnObject = 5;
const segmentRowsMax = 30;
const users = ['ada', 'bob', 'carol'];

/** Objects whose records share few times: most rows stand by their object. */
function objects(random: () => number): readonly (readonly CaseRecord[])[] {
	const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
	return Array.from({ length: objectCount }, (_, object) =>
		Array.from({ length: recordsAnObject }, (_, place) => {
			const timeMs = startMs + Math.floor(random() * 6) * 600_000;
			const event = {
				eventTime: new Date(timeMs).toISOString().replace('.000Z', 'Z'),
				eventID: `${object}.${place}`,
				eventName: oneOf(['GetObject', 'PutObject', 'ListRoles']),
				user: oneOf(users),
			};
			const meta = { _object: `${(object * 7) % objectCount}.json.gz`, _sourceCategory: 'trail' };
			return { raw: JSON.stringify(event), timeMs, meta };
		}),
	);
}

const queries = [
	'* | fields eventID',
	'* | limit 17 | fields eventID',
	'* | sort by eventName | limit 23 | fields eventID, eventName',
	'* | first(eventID), last(eventID) by user',
	'* | first(eventID), last(eventID) by user, eventName',
	'* | most_recent(eventID), least_recent(eventID) by user',
	'* | withtime eventID | most_recent(eventID_withtime) by eventName',
	'* | fields eventID, user | dedup user',
	'* | fields eventID, user, eventName | dedup 2 by user, eventName',
	'* | fields eventID, user | topk(3, eventID) by user',
	'* | transactionize user maxPause=1m (merge eventID join with ",")',
	'* | transaction on user with states GetObject, PutObject, ListRoles in eventName',
	String.raw`* | sessionize "GetObject*\"user\":\"*\"" as (before, who), "PutObject*\"user\":\"$who\"" as (between)`,
	'* | values(eventID) by user',
	'* | timeslice 10m | first(eventID) by _timeslice',
	'user=ada | limit 5 | fields eventID',
];

test('in whatever order objects come, every answer is the same', async () => {
	const random = seeded(17);
	const given = objects(random);
	const answers = new Map<string, string>();
	for (let turn = 0; turn < 5; turn++) {
		const shuffled = given
			.map(object => ({ object, place: turn === 0 ? 0 : random() }))
			.toSorted((a, b) => a.place - b.place)
			.flatMap(({ object }) => object);
		const store = await storeOf(shuffled, segmentRowsMax);
		const snapshot = store.snapshot();
		expect(snapshot.segments.length).toBeGreaterThan(2);
		const engine = createLocalEngine(() => snapshot, {
			derived: [],
			lookups: { table: name => ({ missing: name }) },
		});
		for (const text of queries) {
			const toMs = startMs + 3_600_000;
			const request = { text, fromMs: startMs, toMs, nowMs: toMs, timeZone: 'UTC' };
			const outcome = await engine.run(request);
			expect(outcome.ok ? [] : outcome, text).toEqual([]);
			const result = outcome.ok ? outcome.result : undefined;
			const answer = JSON.stringify([result?.columns, result?.rows]);
			expect(result?.rows.length, text).toBeGreaterThan(0);
			expect(answer, `${text} in turn ${turn}`).toBe(answers.get(text) ?? answer);
			answers.set(text, answer);
		}

		await store.close();
	}
});
