import type { CaseRecord } from '../../cases/case.ts';
import type { Random } from './random.ts';

/** Few records have one of them, so that most segments have no element that a condition wants. */
const values: readonly unknown[] = [
	...Array.from({ length: 40 }, (_item, n) => `v${n}`),
	...[null, 7, '7', true, '{"a":"v1"}', ''],
];

/**
 * Records whose lists have flat elements, each in one of the ways in which a record can have a list:
 * as columns, as one text of the store or of the record, spelled otherwise, as a single object, in a record
 * of very many values, in a list of lists, or in a record that is read whole.
 */
export function elementRecords(
	random: Random,
	fromMs: number,
	count: number,
	segmentRowsMax: number,
): readonly CaseRecord[] {
	return Array.from({ length: count }, (_item, index) => {
		const timeMs = fromMs + Math.floor(index / segmentRowsMax) * 600_000 + index;
		const event = { eventTime: new Date(timeMs).toISOString(), n: index, ...request(random) };
		const raw = JSON.stringify(event);
		return {
			raw: random.chance(0.02) ? `INFO ${raw}` : raw,
			meta: { _sourceCategory: 'trail' },
			timeMs,
		};
	});
}

function request(random: Random): Record<string, unknown> {
	const items = list(random);
	const one = { items };
	const texts = { items: random.chance(0.5) ? JSON.stringify(items) : JSON.stringify(items[0]) };
	return random.chance(0.85)
		? { r: one }
		: random.pick<() => Record<string, unknown>>([
				() => ({ R: { Items: list(random) } }),
				() => ({ r: { items: [[{ A: random.pick(values) }]] } }),
				() => ({ R: { items: { a: random.pick(values) } } }),
				() => ({ r: { items: items[0] } }),
				() => ({ r: [one, texts, texts] }),
				() => ({ r: Array.from({ length: 18 }, (_item, n) => (n === 9 ? texts : 7)) }),
				() => ({ r: Array.from({ length: 18 }, () => ({ items: list(random) })) }),
				() => ({ r: { ...texts } }),
				() => ({ r: { items: [texts.items, 7] } }),
				() => ({ r: { ...one, ...crowd } }),
				() => ({ r: { ...texts, ...crowd } }),
				() => ({ r: { items: { ...items[0], ...crowd } } }),
			])();
}

/** More values than the store keeps in columns of their own. */
const crowd = Object.fromEntries(Array.from({ length: 1_100 }, (_item, n) => [`k${n}`, n]));

function list(random: Random): readonly Record<string, unknown>[] {
	const length = random.chance(0.06) ? 18 : 1 + random.below(3);
	return Array.from({ length }, () => ({
		[random.chance(0.97) ? 'a' : 'A']: random.pick(values),
		...(random.chance(0.5) && { b: random.below(60) }),
	}));
}

/** Writes conditions about one element of a list. */
export class ElementQueryWriter {
	readonly #random: Random;

	constructor(random: Random) {
		this.#random = random;
	}

	write(): string {
		const random = this.#random;
		const stages = [
			...(random.chance(0.1) ? [`json field=r.items "[0].a" as r.items.a nodrop`] : []),
			...(random.chance(0.1) ? ['"[{\\"a\\":\\"v1\\"}]" as r.items'] : []),
			`where ${this.#where()}`,
			'fields n',
		];
		return ['*', ...stages].join(' | ');
	}

	#where(): string {
		const random = this.#random;
		return random.pick([
			() => this.#any(),
			() => this.#any(),
			() => `${this.#any()} and ${this.#any()}`,
			() => `${this.#any()} or ${this.#any()}`,
			() => `!${this.#any()} and ${this.#any()}`,
			() => `${this.#any()} or n < 3`,
		])();
	}

	#any(): string {
		const list = this.#random.pick(['r.items', 'r.items', 'R.Items', 'R.items', 'r.items[0]']);
		if (this.#random.chance(0.05)) {
			return `any(r, k${this.#random.below(1_100)} > ${this.#random.below(1_100)})`;
		}

		const condition = this.#condition(0);
		return this.#random.chance(0.15)
			? `any(r, any(items, ${condition}))`
			: `any(${list}, ${condition})`;
	}

	#condition(depth: number): string {
		const random = this.#random;
		if (depth < 2 && random.chance(0.4)) {
			const joint = random.pick([' and ', ' or ']);
			return `(${this.#condition(depth + 1)}${joint}${this.#condition(depth + 1)})`;
		}

		const value = `"v${random.below(40)}"`;
		return random.pick([
			`a = ${value}`,
			`A = ${value}`,
			`a in (${value}, "v3")`,
			`b = ${random.below(60)}`,
			`b > ${random.below(60)}`,
			`a matches "v${random.below(4)}?"`,
			`a = "7"`,
			`a != ${value}`,
			`isNull(b)`,
			`a = b`,
			`toUpperCase(a) = "V${random.below(40)}"`,
			`length(a) > 5`,
			'a = true',
		]);
	}
}
