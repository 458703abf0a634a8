import { aggregates } from '../aggregate/index.ts';
import { findFunction } from '../function/index.ts';
import { printExpression } from '../syntax/print-expression.ts';
import { readExpression } from '../syntax/read-expression.ts';
import { listNamesMax, type Reader } from '../syntax/reader.ts';
import type { Expression, Field } from '../syntax/tree.ts';
import { fieldsOf } from '../syntax/walk-expression.ts';
import type { AssignStage } from './assign.ts';

export interface Keys {
	readonly by: readonly Field[];
	/** `as name` behind a last key that is a field. */
	readonly lastName: Field | undefined;
}

/**
 * The keys behind `by`, if it follows: fields, and expressions with or without a name, which stages before
 * this one compute.
 *
 * @param args - what the aggregates read
 */
export function readKeys(reader: Reader, args: readonly Field[]): Keys {
	if (reader.takeWord('group') !== undefined) {
		reader.expectWord('by', 'write group by and the fields');
	} else if (reader.takeWord('by') === undefined) {
		return { by: [], lastName: undefined };
	}

	if (isListInParentheses(reader)) {
		return { by: reader.fields(), lastName: undefined };
	}

	const by: Field[] = [];
	const names: Named[] = [];
	let lastName: Field | undefined;
	do {
		if (by.length === listNamesMax) {
			reader.failHere(`more than ${listNamesMax} names in a list`, 'name fewer fields');
		}

		refuseAggregate(reader);
		const expression = isField(reader) ? undefined : readExpression(reader);
		const field = expression === undefined ? reader.field() : fieldOf(expression);
		const name = reader.optionalAs();
		if (name === undefined) {
			by.push(field ?? compute(reader, expression as Expression, undefined));
		} else if (field !== undefined && reader.peek().kind === 'end') {
			by.push(field);
			lastName = name;
		} else {
			const value = expression ?? { kind: 'field', field: field as Field, span: name.span };
			by.push(compute(reader, value, name));
			names.push({ name, value });
		}
	} while (reader.takeSymbol(',') !== undefined);

	refuseOverwritten(reader, names, [...args, ...by]);
	return { by, lastName };
}

/** An argument: a field, or an expression that a stage before this one computes. */
export function readComputed(reader: Reader): Field {
	if (isField(reader)) {
		return reader.field();
	}

	const expression = readExpression(reader);
	return fieldOf(expression) ?? compute(reader, expression, undefined);
}

/** Whether a field stands here, and no expression begins with it. */
function isField(reader: Reader): boolean {
	if (!reader.isField()) {
		return false;
	}

	const after = reader.peekSecond();
	if (after.text === '-' && after.start === reader.peek().end) {
		const next = 'start a new stage with |; a name with other characters is written %"a-b"';
		reader.fail(reader.span(after.start, after.end), 'Unexpected "-"', next);
	}

	return after.kind === 'end' || [',', ')'].includes(after.text) || after.word === 'as';
}

function fieldOf(expression: Expression): Field | undefined {
	return expression.kind === 'field' ? expression.field : undefined;
}

/** `by (a, b)`, which is no expression in parentheses. */
function isListInParentheses(reader: Reader): boolean {
	const name = reader.peekSecond();
	const after = reader.peekAfter(name).text;
	return reader.isSymbol('(') && name.kind !== 'symbol' && (after === ',' || after === ')');
}

/** Without a name, its text is one. */
function compute(reader: Reader, expression: Expression, named: Field | undefined): Field {
	const name = named?.name ?? printExpression(expression);
	const { span } = expression;
	const stage: AssignStage = { kind: 'assign', name, expression, span };
	reader.computed.push(stage);
	return { name, span: named?.span ?? span };
}

function refuseAggregate(reader: Reader): void {
	const { word } = reader.peek();
	const second = reader.peekSecond();
	if (second.text === '(' && aggregates.has(word) && findFunction(word) === undefined) {
		reader.failHere(
			'keys end the list, and aggregates stand before by',
			`write ${word}(…) before by`,
		);
	}
}

interface Named {
	readonly name: Field;
	readonly value: Expression;
}

/** A name that another argument or key reads would change what that is. */
function refuseOverwritten(reader: Reader, names: readonly Named[], read: readonly Field[]): void {
	for (const { name, value } of names) {
		const key = name.name.toLowerCase();
		const others = names.filter(other => other.value !== value);
		const isRead =
			read.some(field => field.span !== name.span && field.name.toLowerCase() === key) ||
			others.some(other => fieldsOf(other.value).some(field => field.name.toLowerCase() === key));
		if (isRead) {
			reader.fail(name.span, `${name.name} is read here too`, 'give the key another name');
		}
	}
}
