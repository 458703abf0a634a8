import { expect, test } from 'vitest';
import { stageContext } from '../../../source/query/engine/run-context.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { Spending } from '../../../source/query/spending.ts';
import { firstSeen, type FirstSeenStage } from '../../../source/query/stage/first-seen.ts';
import { baselineWeeksMax } from '../../../source/query/stage/baseline.ts';
import { robustScore } from '../../../source/query/stage/past/robust-score.ts';
import { follow, issuedKeysMax, type FollowStage } from '../../../source/query/stage/follow.ts';
import { chainDepthMax, chainOf } from '../../../source/query/stage/follow/chain.ts';
import type { Identity } from '../../../source/query/stage/follow/principal.ts';
import { foundKeysMax } from '../../../source/query/stage/past/known-keys.ts';
import { rare, rareTimesMax, type RareStage } from '../../../source/query/stage/rare.ts';
import { followedKeysMax, sequence } from '../../../source/query/stage/sequence.ts';
import {
	sequenceStepsMax,
	type SequenceStage,
} from '../../../source/query/stage/sequence/sequence-syntax.ts';
import type { Pipelines } from '../../../source/query/stage/stage-spec.ts';
import type { Value } from '../../../source/query/value.ts';
import { resultOf } from './result-of.ts';

const dayMs = 86_400_000;

/** Pipelines that give these rows for the range, and none for the time before it. */
function pipelinesOf(rows: readonly (readonly Value[])[]): Pipelines {
	return {
		earlier: () => Promise.reject(new Error('not asked for')),
		with: () => Promise.reject(new Error('not asked for')),
		elsewhere: ({ fromMs }) =>
			Promise.resolve({ columns: [], rows: fromMs < 100 * dayMs ? [] : rows }),
		storeStartMs: 0,
		narrowed: () => () => Promise.reject(new Error('not asked for')),
		countsNothingAsZero: () => true,
		readLater: [],
		fieldsBefore: { made: new Set(), dropped: new Set(), areChosen: false, derived: [] },
	};
}

function contextOf(warnings: string[], bytesMax?: number) {
	const clock = { fromMs: 100 * dayMs, toMs: 101 * dayMs, nowMs: 101 * dayMs, timeZone: 'UTC' };
	const lookups = { table: (name: string) => ({ missing: `no table ${name}` }) };
	const warn = (message: string) => warnings.push(message);
	return stageContext(clock, lookups, warn, new Spending(bytesMax));
}

test('of more than a hundred thousand rare values the least rare fall out, and it is said', async () => {
	const often = ['often', 2, 1, 2] as const;
	const once = Array.from({ length: foundKeysMax }, (_, index) => [`once${index}`, 1, 1, 1]);
	const warnings: string[] = [];
	const stage = parse('| rare by a').query.stages[0] as RareStage;
	const run = rare.run as Extract<typeof rare.run, { readonly class: 'rows' }>;
	const learn = (bytesMax?: number) =>
		run.learn?.(stage, contextOf(warnings, bytesMax), pipelinesOf([often, ...once]));
	const learned = await learn();
	expect(learned?.learned?.size).toBe(foundKeysMax);
	expect(learned?.learned?.has('often')).toBe(false);
	expect(warnings).toEqual(['rare finds 100000 values of a; 1 others are left out']);
	await expect(learn(1e6)).rejects.toThrow('needs more than');
});

test('of more than a hundred thousand new values the rest falls out, and it is said', async () => {
	const rows = Array.from({ length: foundKeysMax + 2 }, (_, index) => [`new${index}`, 1, 1, 1]);
	const warnings: string[] = [];
	const stage = parse('| first_seen by a').query.stages[0] as FirstSeenStage;
	const run = firstSeen.run as Extract<typeof firstSeen.run, { readonly class: 'rows' }>;
	const learn = (bytesMax?: number) =>
		run.learn?.(stage, contextOf(warnings, bytesMax), pipelinesOf(rows));
	const learned = await learn();
	expect(learned?.learned?.size).toBe(foundKeysMax);
	expect(warnings).toEqual(['first_seen finds 100000 new values of a; 2 others are left out']);
	await expect(learn(1e6)).rejects.toThrow('needs more than');
});

test('ten steps are one sequence, and one more is a fault', () => {
	const faultsOf = (count: number) => {
		const steps = Array.from({ length: count }, () => '(a)').join(' then ');
		return parse(`| sequence by u ${steps}`).faults.map(({ message }) => message);
	};

	expect(faultsOf(sequenceStepsMax)).toEqual([]);
	expect(faultsOf(sequenceStepsMax + 1)).toEqual(['more than 10 steps']);
});

test('of more than a hundred thousand keys the first are followed, and it is said', async () => {
	const stage = parse('| sequence by u (a) then (b)').query.stages[0] as SequenceStage;
	const run = sequence.run as Extract<typeof sequence.run, { readonly class: 'pipelines' }>;
	const columns = ['_messageTime', 'eventID', '_messageCount', 'u'];
	const rows = Array.from({ length: followedKeysMax + 3 }, (_, at) => [
		at,
		`id${at}`,
		at,
		`u${at}`,
	]);
	const first: Pipelines = {
		...pipelinesOf([]),
		narrowed: () => () =>
			Promise.resolve({
				table: { columns, rows },
				rowCount: rows.length,
				shown: [],
				made: [],
				timesMs: undefined,
			}),
	};
	const warnings: string[] = [];
	const context = { ...contextOf(warnings), keys: [], isTransposed: false };
	const { rows: found } = await run.run({ columns: [], rows: [] }, stage, context, first);
	expect(found).toEqual([]);
	expect(warnings).toEqual(['sequence: step 1 follows 100000; 3 events of others are left out']);
	const small = { ...contextOf(warnings, 1e6), keys: [], isTransposed: false };
	await expect(run.run({ columns: [], rows: [] }, stage, small, first)).rejects.toThrow(
		'needs more',
	);
});

test('a baseline looks back 26 whole weeks, and more or parts of one are a fault', () => {
	const faultsOf = (within: string) =>
		parse(`| count by a | baseline _count within ${within}`).faults.map(({ next }) => next);
	expect(faultsOf(`${baselineWeeksMax}w`)).toEqual([]);
	expect(faultsOf(`${baselineWeeksMax + 1}w`)).toEqual(['write within 1w to 26w']);
	expect(faultsOf('10d')).toEqual(['write within 1w to 26w']);
});

test('a score is by the median deviation, else by the mean, else there is none to measure with', () => {
	// Median 10, deviations 1, 1, 0, 2, 90: their median is 1.
	expect(robustScore(13, [9, 11, 10, 12, 100])).toBeCloseTo(2 / 1.4826, 4);
	// Median 4, deviations 0, 0, 0, 4: their mean is 1.
	expect(robustScore(6, [4, 4, 4, 8])).toBeCloseTo(2 / 1.2533, 4);
	expect(robustScore(6, [4, 4, 4])).toBe(Infinity);
	expect(robustScore(4, [4, 4, 4])).toBe(0);
});

test('eight principals before a caller are named, and a longer way says that it is cut', () => {
	const role = (name: string, key: string | undefined): Identity => ({
		name,
		isRole: key !== undefined,
		key,
		sourceIdentity: undefined,
		provider: undefined,
	});
	const issued = new Map<string, Identity>([['k0', role('user/ada', undefined)]]);
	for (let at = 1; at <= chainDepthMax; at++) {
		issued.set(`k${at}`, role(`role/r${at}`, `k${at - 1}`));
	}

	const whole = chainOf(role('role/last', `k${chainDepthMax - 1}`), issued);
	expect(whole).toMatchObject({ origin: 'user/ada', cut: undefined });
	expect(whole.text.split(' → ')).toHaveLength(chainDepthMax + 1);
	const cut = chainOf(role('role/last', `k${chainDepthMax}`), issued);
	expect(cut).toMatchObject({ origin: null, cut: 'depth' });
	expect(cut.text).toMatch(/^\(more\) → role\/r1 → /);
});

test('of more than a hundred thousand keys the newest are known, and it is said', async () => {
	const nobody = Array.from({ length: 10 }, () => null);
	const rows = Array.from({ length: issuedKeysMax + 4 }, (_, at) => [
		`k${at}`,
		'Root',
		...nobody,
		at,
	]);
	const warnings: string[] = [];
	const stage = parse('| follow').query.stages[0] as FollowStage;
	const run = follow.run as Extract<typeof follow.run, { readonly class: 'rows' }>;
	const pipelines: Pipelines = {
		...pipelinesOf([]),
		elsewhere: () => Promise.resolve({ columns: [], rows }),
	};
	const learn = (bytesMax?: number) => run.learn?.(stage, contextOf(warnings, bytesMax), pipelines);
	const learned = (await learn())?.learned;
	expect([learned?.size, learned?.has('k3'), learned?.get('k4')?.name]).toEqual([
		issuedKeysMax,
		false,
		'root',
	]);
	expect(warnings).toEqual(['follow knows 100000 keys, the newest; 4 others are left out']);
	await expect(learn(1e6)).rejects.toThrow('needs more than');
});

test('a million times are still rare, and one more is a fault', () => {
	const faultsOf = (times: number) =>
		parse(`| rare ${times} by a`).faults.map(({ message, next }) => `${message}; ${next}`);
	expect(faultsOf(rareTimesMax)).toEqual([]);
	expect(faultsOf(rareTimesMax + 1)).toEqual(['1000001 is out of range; write 1 to 1000000']);
});

test('several that learn from each other end soon, and each knows what those before it left', async () => {
	const records = Array.from({ length: 20 }, (_, index) => ({
		eventTime: '2026-03-01T12:00:01Z',
		a: index % 2,
		b: index % 10,
		c: index,
	}));
	const chain = Array.from({ length: 60 }, () => '| rare 2 by b').join(' ');
	const { rows } = await resultOf(`${chain} | rare 10 by a | count by _seen`, records);
	expect(rows).toEqual([[10, 20]]);
});
