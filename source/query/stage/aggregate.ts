import { aggregates } from '../aggregate/index.ts';
import type { AggregateSpec, NumberArguments } from '../aggregate/aggregate-spec.ts';
import { quoteName } from '../syntax/escape.ts';
import { nearest } from '../syntax/nearest.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Token } from '../syntax/token.ts';
import type { AggregateCall, Field, StageNode } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import { afterFields } from './stage-completion.ts';
import { tableOf } from './schema.ts';
import type { Body, StageCheck, StageSpec } from './stage-spec.ts';
import { byFields, plainNames } from './stage-text.ts';

export interface AggregateStage extends StageNode {
	readonly kind: 'aggregate';
	readonly aggregates: readonly AggregateCall[];
	readonly by: readonly Field[];
}

const titlesOf = (stage: AggregateStage) => stage.aggregates.flatMap(call => call.titles);

/** `agg [as n] {, agg [as n]} [[group] by k1, k2]` */
export const aggregate: StageSpec<AggregateStage> = {
	kind: 'aggregate',
	help: undefined,
	read: readAggregates,
	print: stage => `${stage.aggregates.map(printCall).join(', ')}${byFields(stage.by)}`,
	name: stage =>
		[stage.aggregates[0]?.name ?? 'count', ...(stage.by.length > 0 ? ['by'] : [])].join(' '),
	explain: stage => explainGroups(stage.aggregates, stage.by),
	reads: stage => [...stage.aggregates.flatMap(call => call.args), ...stage.by],
	makes: stage => tableOf([...stage.by.map(key => key.name), ...titlesOf(stage)]),
	check: checkTitles,
	// The result of an aggregate is a number, or a value of its field.
	sortsAsText: (stage, field) =>
		stage.by.some(key => key.name.toLowerCase() === field.name.toLowerCase()) ? undefined : false,
	run: {
		class: 'group',
		group: stage => ({
			calls: stage.aggregates,
			by: stage.by,
			limit: undefined,
			sort: undefined,
		}),
		limitIsOurs: false,
	},
	complete: { operands: 'fields', opens: [], follows: afterFields },
	drill: { made: stage => titlesOf(stage).map(title => title.toLowerCase()), dropsRows: false },
};

/** Calls and keys as `explain` shows them. */
export function explainGroups(calls: readonly AggregateCall[], by: readonly Field[]): string {
	const keys = by.length === 0 ? '' : ` by ${plainNames(by)}`;
	return calls.map(explainCall).join(', ') + keys;
}

function explainCall({ name, args, numbers, titles }: AggregateCall): string {
	const inside = [...args.map(field => field.name), ...numbers.map(String)].join(', ');
	return `${name}${inside === '' ? '' : `(${inside})`} as ${titles.join(', ')}`;
}

function printCall(call: AggregateCall): string {
	const inside = [...call.args.map(printField), ...call.numbers.map(String)].join(', ');
	const titles = call.titles.map(quoteName).join(', ');
	return `${call.name}${inside === '' ? '' : `(${inside})`} as ${titles}`;
}

/** Two columns of an aggregate must not have the same name. */
function checkTitles(stage: AggregateStage, checking: StageCheck): void {
	const columns: { readonly name: string; readonly span: Span }[] = [
		...stage.by,
		...stage.aggregates.flatMap(call => call.titles.map(name => ({ name, span: call.span }))),
	];
	const taken = new Set<string>();
	for (const { name, span } of columns) {
		const key = name.toLowerCase();
		if (taken.has(key)) {
			const next = 'add as and another name to one of them';
			checking.add('fault', `two columns are named ${name}`, next, span);
			return;
		}

		taken.add(key);
	}
}

function readAggregates(reader: Reader): Body<AggregateStage> {
	const calls: AggregateCall[] = [];
	do {
		calls.push(readCall(reader));
	} while (reader.takeSymbol(',') !== undefined);

	// `count k1, k2` needs no by.
	const [only] = calls;
	const lone = calls.length === 1 && only?.name === 'count' && only.args.length === 0;
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

		do {
			const token = reader.peek();
			if (spec.numbers !== undefined && args.length > 0 && token.kind === 'number') {
				numbers.push(readNumber(reader, spec.numbers));
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
		return [named ? reader.field().name : spec.title];
	}

	const { what, title, named: withName } = spec.numbers;
	if (!named) {
		return numbers.map(number => title(args[0]?.name ?? '', number));
	}

	const titles = [reader.field().name];
	while (titles.length < numbers.length && reader.isSymbol(',')) {
		// A comma may also separate this aggregate from the next.
		if (aggregates.has(reader.peekSecond().word)) {
			break;
		}

		reader.take();
		titles.push(reader.field().name);
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
