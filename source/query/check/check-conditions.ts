import { compareText, equals, numberOf } from '../comparison.ts';
import type { BinaryOperator, Expression } from '../syntax/tree.ts';
import type { Span, Value } from '../value.ts';
import { walkExpression } from '../syntax/walk-expression.ts';
import type { CheckedStage, Checking } from './checking.ts';
import { isFilled, textLiteral } from './filled.ts';
import { isNumberColumn } from './number-columns.ts';

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A field held against a constant that the user wrote. */
export interface Test {
	/** In lower case. */
	readonly field: string;
	readonly written: string;
	readonly operator: Comparison;
	readonly value: Value;
	readonly span: Span;
}

const flipped: Readonly<Record<Comparison, Comparison>> = {
	'=': '=',
	'!=': '!=',
	'<': '>',
	'<=': '>=',
	'>': '<',
	'>=': '<=',
};

function isComparison(operator: BinaryOperator): operator is Comparison {
	return Object.hasOwn(flipped, operator);
}

/** Reports a condition that compares two texts which both stand in the query. */
export function checkConstant(checking: Checking, condition: Expression): void {
	if (condition.kind !== 'binary' || !['=', '!='].includes(condition.operator)) {
		return;
	}

	const left = textLiteral(condition.left);
	const right = textLiteral(condition.right);
	if (left === undefined || right === undefined) {
		return;
	}

	if (isFilled(checking, left) || isFilled(checking, right)) {
		return;
	}

	const always = equals(left.value, right.value) === (condition.operator === '=');
	const next = 'write a field without quotes, or %"…" around its name';
	warn(checking, condition.span, `two texts are compared: ${alwaysWords(always)}`, next);
}

/** Reports comparisons that hold for no row, and some that hold for every row. */
export function checkConditions(
	checking: Checking,
	checked: CheckedStage,
	expression: Expression,
): void {
	const walked = new Set<Expression>();
	const ofElements = new Set<Expression>();
	// Of two elements of a list, one may pass one test and the other the other.
	const isOneValue = (part: Expression, field: string) =>
		ofElements.has(part)
			? !/[.[]/.test(field)
			: !checking.known.crossesLists(checked.schema, field);
	walkExpression(expression, part => {
		if (part.kind === 'any') {
			walkExpression(part.condition, inner => ofElements.add(inner));
		}

		if (part.kind !== 'binary') {
			return;
		}

		const { operator } = part;
		if (operator === 'and' || operator === 'or') {
			if (!walked.has(part)) {
				const parts = chainOf(part, operator, walked);
				const tests = parts.flatMap(one => testOf(checking, one) ?? []);
				const isOne = (test: Test) => isOneValue(part, test.field);
				(operator === 'and' ? checkAll : checkAny)(checking, tests, isOne);
			}
		} else if (isComparison(operator)) {
			checkItself(checking, part.left, part.right, operator, part.span);
			const test = testOf(checking, part);
			if (test !== undefined) {
				checkKind(checking, checked, test);
			}
		}
	});
}

/** The parts of a chain of one operator; its own nodes are noted in `walked`. */
function chainOf(
	chain: Expression,
	operator: 'and' | 'or',
	walked: Set<Expression>,
): readonly Expression[] {
	const parts: Expression[] = [];
	const waiting: Expression[] = [chain];
	for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
		if (part.kind === 'binary' && part.operator === operator) {
			walked.add(part);
			waiting.push(part.right, part.left);
		} else {
			parts.push(part);
		}
	}

	return parts;
}

/** The comparisons that must all hold for a condition to hold. */
export function testsOf(checking: Checking, condition: Expression): readonly Test[] {
	return chainOf(condition, 'and', new Set()).flatMap(part => testOf(checking, part) ?? []);
}

function testOf(checking: Checking, part: Expression): Test | undefined {
	if (part.kind !== 'binary' || !isComparison(part.operator)) {
		return undefined;
	}

	const isRight = part.left.kind === 'field';
	const field = isRight ? part.left : part.right;
	const constant = constantOf(isRight ? part.right : part.left);
	if (field.kind !== 'field' || constant === undefined) {
		return undefined;
	}

	if (constant.kind === 'literal' && isFilled(checking, constant)) {
		return undefined;
	}

	const { name } = field.field;
	return {
		field: name.toLowerCase(),
		written: name,
		operator: isRight ? part.operator : flipped[part.operator],
		value: constant.value,
		span: part.span,
	};
}

type Constant = Extract<Expression, { kind: 'literal' }>;

/** A literal, also a number with a sign. */
function constantOf(expression: Expression): Constant | undefined {
	if (expression.kind === 'negate') {
		const { operand, span } = expression;
		return operand.kind === 'literal' && typeof operand.value === 'number'
			? { kind: 'literal', value: -operand.value, span }
			: undefined;
	}

	return expression.kind === 'literal' ? expression : undefined;
}

/** Tests of which one excludes another. */
function checkAll(
	checking: Checking,
	tests: readonly Test[],
	isOneValue: (test: Test) => boolean,
): void {
	for (const [index, test] of tests.entries()) {
		const other = tests.slice(0, index).find(before => excludes(before, test));
		if (other !== undefined && isOneValue(test)) {
			const span = { start: other.span.start, end: test.span.end };
			const message = `no row has ${shown(other)} and ${shown(test)}`;
			const both = other.operator === '=' && test.operator === '=';
			const next = both
				? 'write or between them, or in (…)'
				: 'write or between them, or change one';
			warn(checking, span, message, next);
			return;
		}
	}
}

/** Two values that a field must not have, with or: it always differs from one of them. */
function checkAny(
	checking: Checking,
	tests: readonly Test[],
	isOneValue: (test: Test) => boolean,
): void {
	for (const [index, test] of tests.entries()) {
		const other = tests
			.slice(0, index)
			.find(
				before =>
					isPair(before, test) &&
					before.operator === '!=' &&
					test.operator === '!=' &&
					!equals(before.value, test.value),
			);
		if (other !== undefined && isOneValue(test)) {
			const span = { start: other.span.start, end: test.span.end };
			const message = `every row has ${shown(other)} or ${shown(test)}`;
			warn(checking, span, message, 'write and between them, or not in (…)');
			return;
		}
	}
}

/** Constants of two types can be equal to one value: `1` and `"1.0"` are to `"1.0"`. */
function isPair(a: Test, b: Test): boolean {
	return a.field === b.field && a.value !== null && typeof a.value === typeof b.value;
}

export function excludes(a: Test, b: Test): boolean {
	if (!isPair(a, b)) {
		return false;
	}

	if (a.operator === '=') {
		return !holds(a.value, b);
	}

	if (b.operator === '=') {
		return !holds(b.value, a);
	}

	return isBelow(a) && isAbove(b)
		? isEmptyRange(b, a)
		: isAbove(a) && isBelow(b) && isEmptyRange(a, b);
}

const isBelow = ({ operator }: Test) => operator === '<' || operator === '<=';
const isAbove = ({ operator }: Test) => operator === '>' || operator === '>=';

function isEmptyRange(least: Test, most: Test): boolean {
	// A text is held against a text of digits by its characters: "5x" is above "10" and below "9".
	if (typeof least.value === 'string' && numberOf(least.value) !== null) {
		return false;
	}

	const by = difference(least.value, most.value);
	const isOpen = least.operator === '>' || most.operator === '<';
	return by !== undefined && (by > 0 || (by === 0 && isOpen));
}

function holds(value: Value, { operator, value: bound }: Test): boolean {
	if (operator === '=' || operator === '!=') {
		return equals(value, bound) === (operator === '=');
	}

	const by = difference(value, bound);
	switch (operator) {
		case '<':
			return by === undefined || by < 0;
		case '<=':
			return by === undefined || by <= 0;
		case '>':
			return by === undefined || by > 0;
		case '>=':
			return by === undefined || by >= 0;
	}
}

/** Undefined where it depends on the field's value which order applies. */
function difference(a: Value, b: Value): number | undefined {
	const [left, right] = [numberOf(a), numberOf(b)];
	if (left !== null && right !== null) {
		return left - right;
	}

	const areWords = left === null && right === null;
	return areWords && typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : undefined;
}

function checkItself(
	checking: Checking,
	left: Expression,
	right: Expression,
	operator: Comparison,
	span: Span,
): void {
	if (left.kind !== 'field' || right.kind !== 'field') {
		return;
	}

	if (left.field.name.toLowerCase() === right.field.name.toLowerCase()) {
		const always = ['=', '<=', '>='].includes(operator);
		const message = `${left.field.name} is compared with itself: ${alwaysWords(always)}`;
		warn(checking, span, message, 'put text in double quotes, or name the other field');
	}
}

/** A constant that the field never is. */
function checkKind(checking: Checking, checked: CheckedStage, test: Test): void {
	const { operator, value, span, written } = test;
	if (value === null) {
		if (operator !== '=' && operator !== '!=') {
			const next = `write isNull(${written}) or !isNull(${written})`;
			warn(checking, span, `${operator} null holds for no row`, next);
		}

		return;
	}

	const isNumber = numberOf(value) !== null || value === '';
	if (!isNumber && isNumberColumn(checked, test.field)) {
		const message = `${written} is a number, and ${textOfConstant(value)} is none`;
		const which = operator === '!=' ? 'every' : 'no';
		warn(checking, span, `${message}: this holds for ${which} row`, 'compare it with a number');
	}
}

function alwaysWords(always: boolean): string {
	return always ? 'this holds for every row' : 'this holds for no row';
}

export function shown({ written, operator, value }: Test): string {
	return `${written} ${operator} ${textOfConstant(value)}`;
}

function textOfConstant(value: Value): string {
	return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function warn(checking: Checking, span: Span, message: string, next: string): void {
	checking.faults.push({ severity: 'warning', span, message, next });
}
