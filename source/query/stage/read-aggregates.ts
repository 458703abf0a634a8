import { didYouMean } from '../syntax/advice.ts';
import { aggregates, aggregateSpecs } from '../aggregate/index.ts';
import type { AggregateSpec, NumberArguments } from '../aggregate/aggregate-spec.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Token } from '../syntax/token.ts';
import type { AggregateCall, Field } from '../syntax/tree.ts';
import { readComputed, readKeys, type Keys } from './read-keys.ts';

/** `agg [as n] {, agg [as n]} [[group] by k1, k2]` */
export function readAggregates(reader: Reader): {
	readonly aggregates: readonly AggregateCall[];
	readonly by: readonly Field[];
} {
	const named: NamedCall[] = [];
	do {
		named.push(readCall(reader));
	} while (reader.takeSymbol(',') !== undefined);

	refuseArithmetic(reader, named);
	const keys = keysOf(reader, named);
	const calls = named.map(({ isNamed: _, ...call }) => call);
	if (keys.lastName === undefined) {
		return { aggregates: calls, by: keys.by };
	}

	const [only] = named;
	const isFree = named.length === 1 && only?.isNamed === false && only.titles.length === 1;
	if (!isFree) {
		const message = `as ${keys.lastName.name} may name a key or an aggregate`;
		const next = `write | key as ${keys.lastName.name} before, and count by it`;
		return reader.fail(keys.lastName.span, message, next);
	}

	const { name, span } = keys.lastName;
	reader.note(
		'warning',
		span,
		`${name} names the ${only.name}, not the key`,
		`put as ${name} before by`,
	);
	return { aggregates: calls.map(call => ({ ...call, titles: [name] })), by: keys.by };
}

interface NamedCall extends AggregateCall {
	/** Whether `as` gave it its title. */
	readonly isNamed: boolean;
}

/** Keys behind `by`; `count k1, k2` needs no by. */
function keysOf(reader: Reader, calls: readonly NamedCall[]): Keys {
	const [only] = calls;
	const isLone = calls.length === 1 && only?.name === 'count' && only.args.length === 0;
	const args = calls.flatMap(call => call.args);
	if (!isLone || !opensArgument(reader)) {
		return readKeys(reader, args);
	}

	if (reader.isWord('distinct') && reader.peekSecond().text === '(') {
		const field = reader.peekAfter(reader.peekSecond()).text;
		reader.failHere('distinct is no part of count', `write count_distinct(${field})`);
	}

	const by = reader.fields();
	if (reader.isWord('by', 'group')) {
		const [first] = by;
		const next = `write count(${first?.name}) by …, or count by ${first?.name}, …`;
		reader.failHere('count has its keys already', next);
	}

	return { by, lastName: undefined };
}

/** `max(x) - min(x) as range`. */
function refuseArithmetic(reader: Reader, calls: readonly NamedCall[]): void {
	if (reader.isSymbol('+', '-', '*', '/', '%')) {
		const name = calls.at(-1)?.name ?? 'count';
		const next = `name each: ${name}(…) as a, … as b | a ${reader.peek().text} b as c`;
		reader.failHere('an aggregate is no part of an expression', next);
	}
}

function readCall(reader: Reader): NamedCall {
	const name = reader.peek();
	const spec = aggregates.get(name.word);
	if (spec === undefined) {
		const near = nearest(name.word, [...aggregates.keys()]);
		reader.failHere(
			name.kind === 'end' ? 'Expected an aggregate' : `"${name.text}" is not an aggregate`,
			didYouMean(
				near,
				`aggregates are ${aggregateSpecs.map(known => known.name).join(', ')}; keys follow by`,
			),
		);
	}

	reader.take();
	const { args, numbers } = readArguments(reader, spec, name);
	const isNamed = reader.isWord('as');
	const titles = readTitles(reader, spec, args, numbers);
	const span = reader.span(name.start);
	return { name: spec.name, args, numbers: numbers.map(Number), titles, span, isNamed };
}

/** Whether a comma and a number follow. */
function isNumberNext(reader: Reader): boolean {
	return reader.isSymbol(',') && reader.peekSecond().kind === 'number';
}

/** Whether a field follows that is no word of the stage. */
function opensArgument(reader: Reader): boolean {
	return reader.isField() && !(reader.isWord('group') && reader.peekSecond().word === 'by');
}

/** `count(distinct f)` and `count distinct(f)`, which other languages have. */
function refuseDistinct(reader: Reader, spec: AggregateSpec): void {
	const second = reader.peekSecond();
	if (spec.name === 'count' && reader.isWord('distinct') && second.kind === 'word') {
		reader.failHere('distinct is no part of count', `write count_distinct(${second.text})`);
	}
}

/** `pct(95, f)`. */
function refuseFirstNumber(reader: Reader, spec: AggregateSpec, args: readonly Field[]): void {
	const comma = reader.peekSecond();
	if (args.length === 0 && comma.text === ',') {
		const field = reader.peekAfter(comma).text;
		const next = `write ${spec.name}(${field}, ${reader.peek().text})`;
		reader.failHere(`${spec.name} takes its field first`, next);
	}
}

interface Arguments {
	readonly args: readonly Field[];
	/** As written, because they are part of column titles. */
	readonly numbers: readonly string[];
}

function readArguments(reader: Reader, spec: AggregateSpec, name: Token): Arguments {
	const args: Field[] = [];
	const numbers: string[] = [];
	const opened = reader.takeSymbol('(') !== undefined;
	if (opened && !reader.isSymbol(')')) {
		if (spec.argsMin === 0 && reader.takeSymbol('*') !== undefined) {
			reader.expectSymbol(')', `write ${spec.name}(*)`);
			return { args, numbers };
		}

		refuseDistinct(reader, spec);
		do {
			const token = reader.peek();
			if (spec.numbers !== undefined && token.kind === 'number') {
				refuseFirstNumber(reader, spec, args);
				numbers.push(readNumber(reader, spec.numbers));
			} else {
				args.push(readComputed(reader));
			}
		} while (reader.takeSymbol(',') !== undefined);
	}

	if (opened) {
		reader.expectSymbol(')', `close ${name.text}( with )`);
	} else if (spec.argsMin > 0 && opensArgument(reader)) {
		// `sum x by y` means `sum(x) by y`.
		args.push(reader.field());
		while (spec.numbers !== undefined && isNumberNext(reader)) {
			reader.take();
			numbers.push(readNumber(reader, spec.numbers));
		}
	}

	checkCount(reader, spec, name, args);
	if (spec.numbers !== undefined && numbers.length === 0) {
		const { what, example } = spec.numbers;
		reader.fail(reader.span(name.start), `${spec.name} needs ${what}s`, `write ${example}`);
	}

	return { args, numbers };
}

function checkCount(
	reader: Reader,
	spec: AggregateSpec,
	name: Token,
	args: readonly Field[],
): void {
	if (args.length < spec.argsMin) {
		const next = reader.isField()
			? `write ${spec.name}(${reader.peek().text})`
			: `write ${spec.syntax}`;
		reader.fail(reader.span(name.start), `Expecting an expression to ${spec.name}`, next);
	}

	if (args.length > spec.argsMax) {
		const most = spec.argsMax === 1 ? 'one field' : `${spec.argsMax} fields`;
		reader.fail(
			reader.span(name.start),
			`${spec.name} takes ${most}, not ${args.length}`,
			`write ${spec.syntax}`,
		);
	}
}

function readNumber(reader: Reader, { what, least, most }: NumberArguments): string {
	const token = reader.take();
	const value = Number(token.text);
	if (!(value >= least && value <= most)) {
		reader.fail(
			reader.span(token.start),
			`${token.text} is no ${what}`,
			`write a number from ${least} to ${most}`,
		);
	}

	return token.text;
}

/** One title, or one a number. */
function readTitles(
	reader: Reader,
	spec: AggregateSpec,
	args: readonly Field[],
	numbers: readonly string[],
): string[] {
	const named = reader.takeWord('as') !== undefined;
	if (spec.numbers === undefined) {
		return [named ? reader.newName().name : spec.title];
	}

	const { what, title, named: withName } = spec.numbers;
	if (!named) {
		return numbers.map(number => title(args[0]?.name ?? '', number));
	}

	const titles = [reader.newName().name];
	while (titles.length < numbers.length && reader.isSymbol(',')) {
		// A comma may also separate this aggregate from the next.
		if (aggregates.has(reader.peekSecond().word)) {
			break;
		}

		reader.take();
		titles.push(reader.newName().name);
	}

	if (titles.length === numbers.length) {
		return titles;
	}

	if (titles.length > 1) {
		const message = `${spec.name}: ${numbers.length} ${what}(s) but ${titles.length} name(s)`;
		reader.failHere(message, `give one name for each ${what}, or one for all`);
	}

	return numbers.map(number => withName(titles[0] as string, number));
}
