import { expect, test } from 'vitest';
import { seeded } from '../../fixtures/seeded.ts';
import { byTime, type Hit } from '../../source/findings/finding.ts';
import { FindingBook, type FoundHit } from '../../source/findings/finding-book.ts';
import type { Rule, RuleForm } from '../../source/findings/rule.ts';
import { firingHits } from '../../source/findings/windows.ts';

const withinMs = 10;
const seeds = Array.from({ length: 400 }, (_, index) => index + 1);

/** Few values, few steps and times close together, so that equal times and exact distances are frequent. */
function hitsOf(seed: number, count = 3 + (seed % 12)): readonly Hit[] {
	const random = seeded(seed);
	const below = (end: number) => Math.floor(random() * end);
	return Array.from({ length: count }, (_, index) => ({
		timeMs: 1_000 + below(8) * (withinMs / 2) + below(2),
		ref: { segmentId: `s${index % 3}`, row: index },
		eventId: `e${index}`,
		region: '',
		step: below(3),
		window: 0,
		fired: [],
		value: [null, 'a', 'b', 'c', 1, '1'][below(6)] ?? null,
	}));
}

function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
	const random = seeded(seed);
	return items
		.map(item => ({ item, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
}

const ids = (hits: readonly Hit[]) => hits.map(({ eventId, step }) => `${eventId}/${step}`).sort();

/** Hits in some window that begins at a hit, both ends within it, and fires. */
function inSomeWindow(hits: readonly Hit[], fires: (inside: readonly Hit[]) => boolean) {
	return hits.filter(hit =>
		hits.some(({ timeMs: fromMs }) => {
			const inside = hits.filter(({ timeMs }) => timeMs >= fromMs && timeMs - fromMs <= withinMs);
			return inside.includes(hit) && fires(inside);
		}),
	);
}

const different = (values: readonly unknown[]) => new Set(values).size;
const windows: readonly {
	readonly name: string;
	readonly form: RuleForm;
	readonly fires: (inside: readonly Hit[]) => boolean;
}[] = [
	...[2, 3, 5].map(atLeast => ({
		name: `count of ${atLeast}`,
		form: { kind: 'count', atLeast, withinMs } as const,
		fires: (inside: readonly Hit[]) => inside.length >= atLeast,
	})),
	...[2, 3, 4].map(atLeast => ({
		name: `${atLeast} values`,
		form: { kind: 'distinct', field: 'f', atLeast, withinMs } as const,
		fires: (inside: readonly Hit[]) =>
			different(inside.map(({ value }) => value).filter(value => value !== null)) >= atLeast,
	})),
	...[2, 3].map(stepCount => ({
		name: `${stepCount} steps in any order`,
		form: { kind: 'sequence', stepCount, withinMs, isOrdered: false } as const,
		fires: (inside: readonly Hit[]) => different(inside.map(({ step }) => step)) >= stepCount,
	})),
];

test.each(windows)('$name: the hits of all windows that fire, in any order of arrival', window => {
	let firedCount = 0;
	for (const seed of seeds) {
		const hits = hitsOf(seed);
		const wanted = ids(inSomeWindow(hits, window.fires));
		firedCount += wanted.length > 0 && wanted.length < hits.length ? 1 : 0;
		const found = firingHits(window.form, shuffled(hits, seed));
		expect(ids(found), `seed ${seed}`).toEqual(wanted);
		expect([...found].sort(byTime), `seed ${seed}`).toEqual(found);
	}

	expect(firedCount).toBeGreaterThan(20);
});

/** Every chain of the steps, one record after another. */
function chainsOf(hits: readonly Hit[], stepCount: number): readonly (readonly Hit[])[] {
	const isBefore = (a: Hit, b: Hit) => {
		const { step: _a, ...first } = a;
		const { step: _b, ...second } = b;
		return byTime({ ...first, step: 0 }, { ...second, step: 0 }) < 0;
	};

	const longer = (chain: readonly Hit[]): readonly (readonly Hit[])[] =>
		chain.length === stepCount
			? [chain]
			: hits
					.filter(hit => {
						const [first, last] = [chain[0], chain.at(-1)];
						return (
							hit.step === chain.length &&
							(first === undefined || hit.timeMs - first.timeMs <= withinMs) &&
							(last === undefined || isBefore(last, hit))
						);
					})
					.flatMap(hit => longer([...chain, hit]));
	return longer([]);
}

test.each([2, 3])(
	'%i steps in order: an end for each that a chain has, and only hits of chains',
	stepCount => {
		let firedCount = 0;
		for (const seed of seeds) {
			// Some records meet two steps; they are one event of the sequence.
			const some = hitsOf(seed).map(hit => ({ ...hit, step: hit.step % stepCount }));
			const hits = some.flatMap((hit, index) =>
				index % 4 === 0 ? [hit, { ...hit, step: (hit.step + 1) % stepCount }] : [hit],
			);
			const chains = chainsOf(hits, stepCount);
			const form = { kind: 'sequence', stepCount, withinMs, isOrdered: true } as const;
			const found = firingHits(form, shuffled(hits, seed));
			const isEnd = ({ step }: Hit) => step === stepCount - 1;
			const inChains = new Set(ids(chains.flat()));
			expect(
				ids(found).filter(id => !inChains.has(id)),
				`seed ${seed}`,
			).toEqual([]);
			expect(ids(found.filter(isEnd)), `seed ${seed}`).toEqual([
				...new Set(ids(chains.flatMap(chain => chain.filter(isEnd)))),
			]);
			expect(chainsOf(found, stepCount).length > 0, `seed ${seed}`).toBe(chains.length > 0);
			firedCount += chains.length > 0 ? 1 : 0;
		}

		expect(firedCount).toBeGreaterThan(20);
		expect(firedCount).toBeLessThan(seeds.length);
	},
);

test('a window is as long as it says and no longer', () => {
	const at = (timeMs: number, eventId: string): Hit => ({
		...(hitsOf(1)[0] as Hit),
		ref: { segmentId: 's', row: timeMs },
		timeMs,
		eventId,
		step: 0,
		window: 0,
		fired: [],
	});
	const form = { kind: 'count', atLeast: 2, withinMs } as const;
	expect(firingHits(form, [at(0, 'a'), at(withinMs, 'b')])).toHaveLength(2);
	expect(firingHits(form, [at(0, 'a'), at(withinMs + 1, 'b')])).toEqual([]);
});

const learnMs = 20;
const forgetMs = 10;
const ruleOfNew: Rule = {
	id: 'NEW',
	title: 'new',
	severity: 'high',
	description: '',
	why: '',
	attack: [],
	references: [],
	author: '',
	licence: '',
	file: 'new.yaml',
	probes: [],
	form: { kind: 'new', fields: ['f'], learnMs, forgetMs },
	by: ['who'],
	acrossAccounts: false,
	unless: [],
	tests: [],
};

test('new is what no hit had for so long, where the store knows so far back', () => {
	let firedCount = 0;
	for (const seed of seeds) {
		const random = seeded(seed);
		const storeStartMs = 990 + Math.floor(random() * 10);
		const hits = hitsOf(seed, 4 + (seed % 20)).map((hit): FoundHit => ({
			...hit,
			step: 0,
			window: 0,
			fired: [],
			by: [random() < 0.5 ? 'ada' : 'bob'],
			account: '1',
			fresh: [hit.value ?? null],
			isAttempt: false,
		}));
		const fromMs = 1_010;
		const wanted = hits.filter(hit => {
			const [value] = hit.fresh ?? [];
			const before = hits.filter(other => other.fresh?.[0] === value && byTime(other, hit) < 0);
			return (
				value !== null &&
				hit.timeMs - storeStartMs >= learnMs &&
				!before.some(other => hit.timeMs - other.timeMs <= forgetMs)
			);
		});
		// A finding of two is told whole where one of them is in the range.
		const isTold = ({ by }: FoundHit) =>
			wanted.some(hit => hit.by[0] === by[0] && hit.timeMs >= fromMs);
		const book = new FindingBook({ fromMs, toMs: 2_000 });
		shuffled(hits, seed).forEach(hit => {
			book.add(ruleOfNew, hit);
		});
		book.settle(Infinity, storeStartMs);
		const found = book
			.findings()
			.flatMap(({ by, eventIds }) => eventIds.map(id => `${String(by[0])} ${id}`));
		expect(found.sort(), `seed ${seed}`).toEqual(
			wanted
				.filter(isTold)
				.map(({ by, eventId }) => `${String(by[0])} ${eventId}`)
				.sort(),
		);
		firedCount += found.length > 0 ? 1 : 0;
	}

	expect(firedCount).toBeGreaterThan(20);
});

const ofAny: Extract<RuleForm, { readonly kind: 'any' }> = {
	kind: 'any',
	windows: [
		{ name: 'many', form: { kind: 'count', atLeast: 3, withinMs: 8 } },
		{ name: 'different', form: { kind: 'distinct', field: 'f', atLeast: 2, withinMs: 4 } },
		{ name: 'steps', form: { kind: 'sequence', stepCount: 2, withinMs: 12, isOrdered: true } },
	],
	withinMs: 12,
};

test('of several windows each sees its own hits; a record counts once, and names those that it is in', () => {
	let firedCount = 0;
	for (const seed of seeds) {
		const random = seeded(seed);
		const records = hitsOf(seed).map(hit => ({ ...hit, step: hit.step % 2 }));
		const hits = records.flatMap(hit =>
			[0, 1, 2].filter(() => random() < 0.5).map(window => ({ ...hit, window })),
		);
		const wanted = new Map<string, Set<string>>();
		for (const [index, { name, form }] of ofAny.windows.entries()) {
			for (const { eventId } of firingHits(
				form,
				hits.filter(({ window }) => window === index),
			)) {
				wanted.set(eventId, (wanted.get(eventId) ?? new Set()).add(name));
			}
		}

		const found = firingHits(ofAny, shuffled(hits, seed));
		expect(found.map(({ eventId }) => eventId).sort(), `seed ${seed}`).toEqual(
			[...wanted.keys()].sort(),
		);
		for (const { eventId, fired } of found) {
			expect(fired.toSorted()).toEqual([...(wanted.get(eventId) ?? [])].sort());
		}

		firedCount += found.some(({ fired }) => fired.length > 1) ? 1 : 0;
	}

	expect(firedCount).toBeGreaterThan(10);
});

test('letting go of what no window can take any more changes no finding', () => {
	const forms: readonly RuleForm[] = [
		{ kind: 'count', atLeast: 3, withinMs: 8 },
		{ kind: 'distinct', field: 'f', atLeast: 2, withinMs: 8 },
		{ kind: 'sequence', stepCount: 3, withinMs: 12, isOrdered: true },
		{ kind: 'sequence', stepCount: 3, withinMs: 12, isOrdered: false },
		{ kind: 'new', fields: ['f'], learnMs: 5, forgetMs: 10 },
		ofAny,
	];
	let foundCount = 0;
	for (const [index, seed] of seeds.entries()) {
		const rule: Rule = { ...ruleOfNew, form: forms[index % forms.length] as RuleForm };
		const hits = hitsOf(seed, 30).map((hit): FoundHit => ({
			...hit,
			by: [hit.eventId.length % 2],
			account: '1',
			fresh: [hit.value ?? null],
			isAttempt: false,
			window: hit.ref.row % 3,
		}));
		const whole = new FindingBook({ fromMs: 0, toMs: 10_000 });
		hits.forEach(hit => {
			whole.add(rule, hit);
		});
		whole.settle(Infinity, 0);
		const pieces = new FindingBook({ fromMs: 0, toMs: 10_000 }, 0);
		const inOrder = hits.toSorted(byTime);
		for (let start = 0; start < inOrder.length; start += 4) {
			shuffled(inOrder.slice(start, start + 4), seed).forEach(hit => {
				pieces.add(rule, hit);
			});
			pieces.settle(inOrder[start + 4]?.timeMs ?? Infinity, 0);
		}

		expect(pieces.findings(), `seed ${seed}`).toEqual(whole.findings());
		foundCount += whole.findings().length > 0 ? 1 : 0;
	}

	expect(foundCount).toBeGreaterThan(20);
});
