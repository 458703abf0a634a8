import type { Random } from './random.ts';

const fields = [
	'r.items.a',
	'r.items.port',
	'r.items.ranges.cidr',
	'r.items.ranges',
	'r.items.names',
	'r.items.policy',
	'r.items[0].a',
	'r.items[1].ranges.cidr',
	'r.groups.members.a',
	'r.groups.members[0].port',
	'r.groups.size',
	'R.Items.A',
	'r.items',
	'r.names',
	'r.name',
	'r.policy',
	'n',
];
const values = ['"x"', '"y"', '"ami-1"', '""', '22', '"7"', 'null', 'true', '"10.0.0.0/8"', 'n'];
const globs = ['*', 'ami*', '*x*', '?', '"q"'].map(glob => JSON.stringify(glob));
const lists: readonly (readonly [list: string, inner: readonly string[]])[] = [
	['r.items', ['a', 'port', 'ranges.cidr', 'names', 'policy', 'A']],
	['r.groups', ['members.a', 'members.port', 'size', 'members[0].a']],
	['r.groups.members', ['a', 'port', 'ranges.cidr']],
	['r.items.ranges', ['cidr', 'a']],
	['r.items[0].ranges', ['cidr', 'a']],
	['r.names', ['a']],
];

/** Writes queries about paths that cross lists. */
export class ListQueryWriter {
	readonly #random: Random;

	constructor(random: Random) {
		this.#random = random;
	}

	write(): string {
		const random = this.#random;
		const stages = [this.#search()];
		for (let count = random.below(3); count > 0; count--) {
			stages.push(this.#stage());
		}

		stages.push(
			random.pick([
				() => `count by ${random.some(fields, 1, 2).join(', ')}`,
				() => `count_distinct(${this.#field()}), sum(r.items.port), values(r.items.a)`,
				() => `fields ${random.some(fields, 1, 3).join(', ')}`,
				() => 'count',
				() => `where ${this.#condition(0, fields)} | fields n, r.items.a`,
			])(),
		);
		return stages.join(' | ');
	}

	#search(): string {
		const random = this.#random;
		const path = () =>
			random.pick(['r.items.a', 'r.items.ranges.cidr', 'r.groups.members.a', 'r.name']);
		const term = () =>
			`${path()}${random.pick(['=', '!='])}${random.pick(['x', 'ami*', '"Ami-1"', '*', '7', '*0*', '10.0.0.0/8', 'ä'])}`;
		return random.pick([
			() => '*',
			() => '*',
			term,
			() => `${term()} ${term()}`,
			() => `(${term()} OR ${term()})`,
			() => `NOT ${term()}`,
		])();
	}

	#stage(): string {
		const random = this.#random;
		return random.pick([
			() => `where ${this.#condition(0, fields)}`,
			() => `where ${this.#condition(0, fields)}`,
			() => `where ${this.#any()}`,
			() => `where ${this.#any()} and ${this.#condition(1, fields)}`,
			() => `if(${this.#condition(1, fields)}, "yes", ${this.#field()}) as made`,
			() => `concat(${this.#field()}, "-", ${this.#field()}) as made`,
			() => `${this.#condition(1, fields)} as made`,
			() => `sort by ${this.#field()}, n`,
			() => `fields n, ${random.some(fields, 2, 4).join(', ')}`,
			() => `json "r.items" as r nodrop`,
			() => `accounts(${this.#field()}) as made`,
		])();
	}

	#any(): string {
		const [list, inner] = this.#random.pick(lists);
		const condition =
			list === 'r.groups' && this.#random.chance(0.3)
				? `any(members, ${this.#condition(1, ['a', 'port', 'ranges.cidr'])})`
				: this.#condition(0, inner);
		return `${this.#random.chance(0.2) ? '!' : ''}any(${list}, ${condition})`;
	}

	#condition(depth: number, from: readonly string[]): string {
		const random = this.#random;
		const field = () => random.pick(from);
		const value = () => (from === fields ? random.pick(values) : random.pick(values.slice(0, -1)));
		if (depth < 2 && random.chance(0.35)) {
			const joint = random.pick([' and ', ' and ', ' or ']);
			return `(${this.#condition(depth + 1, from)}${joint}${this.#condition(depth + 1, from)})`;
		}

		return random.pick([
			() => `${field()} = ${value()}`,
			() => `${field()} ${random.pick(['=', '!=', '<', '>', '<=', '>='])} ${value()}`,
			() => `${field()} ${random.pick(['=', '!='])} ${field()}`,
			() => `${field()} ${random.pick(['in', 'not in'])} (${value()}, ${value()})`,
			() => `${random.pick(['', '!'])}(${field()} matches ${random.pick(globs)})`,
			() => `${field()} matches /${random.pick(['^a', '\\d', '(?i)GET'])}/`,
			() => `${random.pick(['isNull', 'isEmpty', 'isBlank', '!isNumeric'])}(${field()})`,
			() => `${random.pick(['', '!'])}(${field()} contains "x")`,
			() => `toUpperCase(${field()}) = "X"`,
			() => `concat(${field()}, ${field()}) = "xx"`,
			() => `(${field()} != "x") = true`,
			() => `if(${field()} = "x", "x", ${field()}) = "x"`,
			() => `${random.pick(['', '!'])}cidrContains(${field()}, "10.0.0.1")`,
			() => `accounts(${field()}) ${random.pick(['=', '!='])} "111122223333"`,
			() => `${field()} ${random.pick(['=', '!='])} concat("", ${field()})`,
			() => `${field()} ${random.pick(['in', 'not in'])} ("[\\"x\\",\\"y\\"]", ${value()})`,
			() => `accounts(${field()}) in ("444455556666", ${field()})`,
			() => `elements(${field()}) ${random.pick(['=', '!=', '<', '>='])} ${value()}`,
			() => `${random.pick(['', '!'])}(elements(${field()}) matches ${random.pick(globs)})`,
			() => `elements(${field()}) ${random.pick(['in', 'not in'])} (${value()}, ${field()})`,
			() => `${random.pick(['isNull', '!isNull'])}(elements(${field()}))`,
			() => `toUpperCase(elements(${field()})) = concat(elements(${field()}), "")`,
			() => `${random.pick(['', '!'])}${field()}`,
		])();
	}

	#field(): string {
		return this.#random.pick(fields);
	}
}
