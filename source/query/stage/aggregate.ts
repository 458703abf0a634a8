import { aggregates } from '../language/operators.ts';
import type { AggregateSpec } from '../language/operators.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Token } from '../syntax/token.ts';
import type { AggregateCall, Field } from '../syntax/tree.ts';
import type { StageBody } from './body.ts';

/** `agg [as n] {, agg [as n]} [[group] by k1, k2]`; the first name is still to be taken. */
export function readAggregates(reader: Reader): StageBody {
	const calls: AggregateCall[] = [];
	do {
		calls.push(readCall(reader));
	} while (reader.takeSymbol(',') !== undefined);

	const lone = calls.length === 1 && calls[0]?.name === 'count' && calls[0].args.length === 0;
	if (lone && reader.isField() && !reader.isWord('group')) {
		return { kind: 'aggregate', aggregates: calls, by: reader.fields() };
	}

	return { kind: 'aggregate', aggregates: calls, by: reader.optionalBy() };
}

function readCall(reader: Reader): AggregateCall {
	const name = reader.peek();
	const spec = aggregates.get(name.word);
	if (spec === undefined) {
		const near = nearest(name.word, [...aggregates.keys()]);
		reader.failHere(
			name.kind === 'end' ? 'Expected an aggregate' : `"${name.text}" is not an aggregate`,
			near === undefined
				? `aggregates are ${[...aggregates.keys()].join(', ')}; keys follow by`
				: `did you mean "${near}"?`,
		);
	}

	reader.take();
	const { args, numbers } = readArguments(reader, spec, name);
	const titles = readTitles(reader, spec, args, numbers);
	const span = reader.span(name.start);
	return { name: spec.name, args, numbers: numbers.map(Number), titles, span };
}

interface Arguments {
	readonly args: readonly Field[];
	/** As written, because they stand in column titles. */
	readonly numbers: readonly string[];
}

function readArguments(reader: Reader, spec: AggregateSpec, name: Token): Arguments {
	const args: Field[] = [];
	const numbers: string[] = [];
	const opened = reader.takeSymbol('(') !== undefined;
	if (opened && !reader.isSymbol(')')) {
		if (spec.name === 'count' && reader.takeSymbol('*') !== undefined) {
			reader.expectSymbol(')', 'write count(*)');
			return { args, numbers };
		}

		do {
			const token = reader.peek();
			if (spec.name === 'pct' && args.length > 0 && token.kind === 'number') {
				numbers.push(readPercentile(reader));
			} else {
				args.push(reader.field());
			}
		} while (reader.takeSymbol(',') !== undefined);

		if (!reader.isSymbol(')')) {
			reader.failHere(
				`${spec.name} takes a field, not an expression`,
				`compute it first: | expression as x | ${spec.name}(x)`,
			);
		}
	}

	if (opened) {
		reader.expectSymbol(')', `close ${name.text}( with )`);
	}

	checkCount(reader, spec, name, args);
	if (spec.name === 'pct' && numbers.length === 0) {
		reader.fail(reader.span(name.start), 'pct needs percentiles', 'write pct(f, 50, 95)');
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

function readPercentile(reader: Reader): string {
	const token = reader.take();
	const value = Number(token.text);
	if (!(value >= 0 && value <= 100)) {
		reader.fail(
			reader.span(token.start),
			`${token.text} is no percentile`,
			'write a number from 0 to 100',
		);
	}

	return token.text;
}

function readTitles(
	reader: Reader,
	spec: AggregateSpec,
	args: readonly Field[],
	numbers: readonly string[],
): string[] {
	const isPercentile = spec.name === 'pct';
	if (reader.takeWord('as') === undefined) {
		return isPercentile ? numbers.map(n => `_${args[0]?.name}_pct_${n}`) : [spec.title];
	}

	const titles = [reader.field().name];
	while (isPercentile && titles.length < numbers.length && reader.isSymbol(',')) {
		// A comma may also part this aggregate from the next.
		if (aggregates.has(reader.peekSecond().word)) {
			break;
		}

		reader.take();
		titles.push(reader.field().name);
	}

	if (!isPercentile || titles.length === numbers.length) {
		return titles;
	}

	if (titles.length > 1) {
		const message = `pct: ${numbers.length} percentile(s) but ${titles.length} name(s)`;
		reader.failHere(message, 'give one name for each percentile, or one for all');
	}

	return numbers.map(n => `${titles[0]}_pct_${n}`);
}

/** `count_frequent f, g` */
export function readCountFrequent(reader: Reader): StageBody {
	reader.takeWord('by');
	return { kind: 'count-frequent', fields: reader.fields() };
}
