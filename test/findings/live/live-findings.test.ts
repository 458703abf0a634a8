import { beforeAll, expect, test } from 'vitest';
import { seeded } from '../../../fixtures/seeded.ts';
import type { LoadedRules } from '../../../source/findings/rule-set.ts';
import { batchPrefix, listPrefix } from '../../../source/findings/live/rows.ts';
import { batchesOfSegmentMax } from '../../../source/findings/live/live-findings.ts';
import { createExampleSource } from '../../../source/example/example-source.ts';
import { distinctRecords } from '../../example/trail-of.ts';
import { exampleNowMs } from '../../layouts/example-store.ts';
import type { StoreKeeper } from '../../../store/index.ts';
import { oddRecords } from '../sigma/records.ts';
import {
	allRules,
	Killed,
	LiveWorld,
	recordsOfTests,
	shuffledObjects,
	type AnyRecord,
	type Told,
} from './live-world.ts';

let loaded: LoadedRules;
let records: readonly AnyRecord[];
let expected: readonly Told[];
beforeAll(async () => {
	loaded = await allRules();
	const example = await distinctRecords(
		createExampleSource({ seed: 20_260_301, nowMs: exampleNowMs, days: 1, recordsPerDay: 600 }),
	);
	records = [
		...example.map(({ record }) => record as AnyRecord),
		...recordsOfTests(loaded.rules),
		...oddRecords(5, 900, exampleNowMs - 7_200_000),
	].map((record, index) => ({ ...record, eventID: `e${index}` }));
	const world = await LiveWorld.open();
	try {
		await world.append(shuffledObjects(records, 1));
		expected = await world.atOnce(loaded);
	} finally {
		await world.close();
	}
}, 120_000);

async function inWorld(
	run: (world: LiveWorld) => Promise<void>,
	segmentRowsMax?: number,
): Promise<void> {
	const world = await LiveWorld.open(segmentRowsMax);
	try {
		await run(world);
	} finally {
		await world.close();
	}
}

test('there is something to find for nearly every rule, of every form', () => {
	const found = new Set(expected.map(({ rule }) => rule.replace(' refused', '')));
	const forms = new Set(
		loaded.rules.filter(({ id }) => found.has(id)).map(({ form }) => form.kind),
	);
	expect(loaded.faults).toEqual([]);
	expect(forms).toEqual(new Set(['each', 'any', 'count', 'distinct', 'sequence', 'new']));
	expect(found.size).toBeGreaterThan(60);
	expect(expected.length).toBeGreaterThan(200);
});

test.each([11, 12, 13])(
	'shuffled and doubled objects, looked at as they come, give what one pass gives (seed %d)',
	async seed => {
		await inWorld(async world => {
			const random = seeded(seed);
			await world.start(loaded);
			for (const object of shuffledObjects(records, seed)) {
				await world.append([object]);
				if (random() < 0.4) {
					await world.look();
				}

				if (random() < 0.05) {
					await world.store.writer.seal();
				}

				if (random() < 0.05) {
					await world.start(loaded);
				}
			}

			await world.look();
			expect(world.found()).toEqual(expected);
		}, 500);
	},
	120_000,
);

test('a process that is killed at any commit loses nothing and finds nothing twice', async () => {
	const random = seeded(99);
	let killed = 0;
	await inWorld(async world => {
		await world.start(loaded);
		for (const object of shuffledObjects(records, 7)) {
			await world.append([object]);
			world.killIn = random() < 0.7 ? 1 + Math.floor(random() * 2) : undefined;
			try {
				await world.look();
			} catch (error) {
				expect(error).toBeInstanceOf(Killed);
				killed++;
				world.killIn = undefined;
				await world.start(loaded);
			}
		}

		world.killIn = undefined;
		await world.look();
		expect(killed).toBeGreaterThan(19);
		expect(world.found()).toEqual(expected);
	}, 700);
}, 120_000);

test('what was looked at is not looked at again, by this process or the next', async () => {
	await inWorld(async world => {
		await world.append(shuffledObjects(records, 3));
		await world.store.writer.seal();
		await world.start(loaded);
		await world.look();
		const count = world.looks.length;
		await world.look();
		await world.start(loaded);
		const { commitCount } = world;
		await world.look();
		expect([world.looks.length, world.commitCount]).toEqual([count, commitCount]);
	}, 500);
});

test('a rule that means something else looks at everything again, and only that rule', async () => {
	await inWorld(async world => {
		await world.append(shuffledObjects(records, 3));
		await world.store.writer.seal();
		const [first] = loaded.rules.filter(({ form }) => form.kind === 'each');
		const without = { ...loaded, rules: loaded.rules.filter(rule => rule !== first) };
		await world.start(without);
		await world.look();
		expect(world.found().some(({ rule }) => rule === first?.id)).toBe(false);
		const before = world.looks.length;
		await world.start(loaded);
		await world.look();
		expect(world.found()).toEqual(expected);
		const probes = new Set(world.looks.slice(before).map(look => look.split(' ')[2]));
		expect(probes).toEqual(new Set([String(first?.probes.length)]));

		// A title means nothing to what is found.
		const renamed = loaded.rules.map(rule => ({ ...rule, title: `${rule.title}!` }));
		const looks = world.looks.length;
		await world.start({ ...loaded, rules: renamed });
		await world.look();
		expect(world.looks.length).toBe(looks);

		await world.start(without);
		await world.look();
		expect(world.found()).toEqual(expected.filter(({ rule }) => rule.split(' ')[0] !== first?.id));
	}, 500);
});

test('batches of a segment are joined, and the findings stay', async () => {
	await inWorld(async world => {
		await world.start(loaded);
		for (const object of shuffledObjects(records, 21)) {
			await world.append([object]);
			await world.look();
		}

		expect(world.looks.length).toBeGreaterThan(batchesOfSegmentMax);
		expect(world.rows(batchPrefix).length).toBeLessThan(batchesOfSegmentMax);
		expect(world.found()).toEqual(expected);
		await world.start(loaded);
		await world.look();
		expect(world.found()).toEqual(expected);
		expect(world.rows(listPrefix).length).toBe(1);
	});
}, 60_000);

test('findings go with the segments that retention drops', async () => {
	await inWorld(async world => {
		const dayMs = 86_400_000;
		const earlier = records.flatMap((record, index) => {
			const timeMs = Date.parse(String(record['eventTime']));
			return Number.isNaN(timeMs)
				? []
				: [
						{
							...record,
							eventID: `o${index}`,
							eventTime: new Date(timeMs - 1_000 * dayMs).toISOString(),
						},
					];
		});
		await world.append(shuffledObjects(earlier, 5));
		await world.store.writer.seal();
		await world.start(loaded);
		await world.look();
		await world.append(shuffledObjects(records, 6));
		await world.store.writer.seal();
		await world.look();
		const all = world.found();
		expect(all).toEqual(await world.atOnce(loaded));
		const dropped = await (world.store.writer as StoreKeeper).retain(
			{ ageMsMax: 900 * dayMs },
			exampleNowMs,
		);
		expect(dropped.length).toBeGreaterThan(0);
		await world.look();
		const left = await world.atOnce(loaded);
		expect(left.length).toBeLessThan(all.length);
		expect(world.found()).toEqual(left);
	});
}, 60_000);
