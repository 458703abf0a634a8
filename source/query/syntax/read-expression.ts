import type { Span, Value } from '../value.ts';
import { findFunction } from '../function/index.ts';
import { unescapeString, stringBody } from './escape.ts';
import { unreadable, type Reader } from './reader.ts';
import { regexFunctionNames } from './split-stages.ts';
import { numberValue } from './token.ts';
import { readRegexLiteral } from './read-regex.ts';
import { opensSubquery, readSubquery } from './read-subquery.ts';
import { refuseStar, refuseSubquery } from './refuse.ts';
import type { Argument, BinaryOperator, Expression } from './tree.ts';

/**
 * Operators of one stage that follow another in the same sum, product or comparison. Each makes the
 * tree one level deeper, and walking the tree is recursive.
 */
const chainMax = 500;

const comparisons: Readonly<Record<string, BinaryOperator>> = {
	'=': '=',
	'==': '=',
	'!=': '!=',
	'<>': '!=',
	'<': '<',
	'<=': '<=',
	'>': '>',
	'>=': '>=',
};

/** Loosest first: `c ? a : b`, or, and, not, comparisons, sums, products, signs. */
export function readExpression(reader: Reader): Expression {
	return reader.nested(() => {
		const start = reader.peek().start;
		const test = readLogical(reader, 'or');
		if (reader.takeSymbol('?') === undefined) {
			return test;
		}

		const then = readExpression(reader);
		reader.expectSymbol(':', 'write condition ? value : other value');
		const otherwise = readExpression(reader);
		return { kind: 'conditional', test, then, otherwise, span: reader.span(start) };
	});
}

const logicalSymbols = { or: '||', and: '&&' } as const;

function readLogical(reader: Reader, operator: 'or' | 'and'): Expression {
	const readItem = () => (operator === 'or' ? readLogical(reader, 'and') : readNot(reader));
	const items = [readItem()];
	while (
		reader.takeWord(operator) !== undefined ||
		reader.takeSymbol(logicalSymbols[operator]) !== undefined
	) {
		items.push(readItem());
	}

	return balanced(operator, items, 0, items.length);
}

/** A balanced tree has the same meaning, and ten thousand terms need only fourteen levels. */
function balanced(
	operator: 'or' | 'and',
	items: readonly Expression[],
	from: number,
	to: number,
): Expression {
	if (to - from === 1) {
		return items[from] as Expression;
	}

	const middle = (from + to + 1) >> 1;
	const left = balanced(operator, items, from, middle);
	const right = balanced(operator, items, middle, to);
	const span = { start: left.span.start, end: right.span.end };
	return { kind: 'binary', operator, left, right, span };
}

function readNot(reader: Reader): Expression {
	const not = reader.takeWord('not');
	if (not === undefined) {
		return readComparison(reader);
	}

	return reader.nested(() => {
		const operand = readNot(reader);
		return { kind: 'not', operand, span: reader.span(not.start) };
	});
}

/** With a parameter that has no value on one side, the comparison is true: it filters nothing. */
function readComparison(reader: Reader): Expression {
	const start = reader.peek().start;
	const isOpen = reader.isStar() && comparisons[reader.peekSecond().text] !== undefined;
	let left = isOpen ? readOpen(reader, start) : readSum(reader);
	for (let links = 0; ; links++) {
		const operator = comparisons[reader.peek().text];
		if (reader.peek().kind === 'symbol' && operator !== undefined) {
			reader.take();
			if (reader.isStar()) {
				left = readOpen(reader, start);
			} else {
				refuseStar(reader);
				const right = readSum(reader);
				const span = reader.span(start);
				left = isOpen ? { ...left, span } : { kind: 'binary', operator, left, right, span };
			}
		} else {
			const worded = readWordOperator(reader, left, start);
			if (worded === undefined) {
				return left;
			}

			left = worded;
		}

		limitChain(reader, links);
	}
}

/** A condition that hangs on a parameter without a value. */
function readOpen(reader: Reader, start: number): Expression {
	reader.takeStar('a condition that is true');
	return { kind: 'literal', value: true, span: reader.span(start) };
}

/** `matches`, `contains`, `in`, each perhaps with `not` before it. */
function readWordOperator(
	reader: Reader,
	operand: Expression,
	start: number,
): Expression | undefined {
	let negated = false;
	if (reader.isWord('not') && ['in', 'matches', 'contains'].includes(reader.peekSecond().word)) {
		reader.take();
		negated = true;
	}

	if (reader.takeWord('in') !== undefined) {
		if (isOpenList(reader)) {
			reader.take();
			const open = readOpen(reader, start);
			reader.expectSymbol(')', 'close the list with )');
			return { ...open, span: reader.span(start) };
		}

		const list = readList(reader);
		return { kind: 'in', operand, list, negated, span: reader.span(start) };
	}

	let found: Expression | undefined;
	if (reader.takeWord('matches') !== undefined) {
		if (reader.isStar()) {
			return readOpen(reader, start);
		}

		found = readPattern(reader, operand, start);
	} else if (reader.takeWord('contains') !== undefined) {
		if (reader.isStar()) {
			return readOpen(reader, start);
		}

		const right = readSum(reader);
		const span = reader.span(start);
		found = { kind: 'binary', operator: 'contains', left: operand, right, span };
	} else if (reader.isWord('is', 'like')) {
		const isLike = reader.isWord('like');
		reader.failHere(
			`"${reader.peek().text}" is no operator here`,
			isLike ? 'write field matches "glob*"' : 'write isNull(field) or isEmpty(field)',
		);
	}

	return found !== undefined && negated ? { kind: 'not', operand: found, span: found.span } : found;
}

/** `({{list}})`, where the parameter has no value. */
function isOpenList(reader: Reader): boolean {
	const inside = reader.peekSecond();
	return reader.isSymbol('(') && inside.text === '*' && reader.reading.filled.isStar(inside.start);
}

function readList(reader: Reader): Expression[] {
	refuseSubquery(reader);
	reader.expectSymbol('(', 'write the list as ("a", "b")');
	const list = [readExpression(reader)];
	while (reader.takeSymbol(',') !== undefined) {
		list.push(readExpression(reader));
	}

	reader.expectSymbol(')', 'close the list with )');
	return list;
}

function readPattern(reader: Reader, operand: Expression, start: number): Expression {
	if (reader.isSymbol('/')) {
		const regex = readRegexLiteral(reader);
		return { kind: 'matches-regex', operand, regex, span: reader.span(start) };
	}

	const pattern = readSum(reader);
	return { kind: 'matches-glob', operand, pattern, span: reader.span(start) };
}

function readSum(reader: Reader): Expression {
	return readChain(reader, ['+', '-'], readProduct);
}

function readProduct(reader: Reader): Expression {
	return readChain(reader, ['*', '/', '%'], readSign);
}

function readChain(
	reader: Reader,
	operators: readonly BinaryOperator[],
	readItem: (reader: Reader) => Expression,
): Expression {
	const start = reader.peek().start;
	let left = readItem(reader);
	for (let links = 0; reader.isSymbol(...operators); links++) {
		const operator = reader.take().text as BinaryOperator;
		const right = readItem(reader);
		left = { kind: 'binary', operator, left, right, span: reader.span(start) };
		limitChain(reader, links);
	}

	return left;
}

function limitChain(reader: Reader, links: number): void {
	if (links > 0 && ++reader.chained > chainMax) {
		reader.failHere(
			`more than ${chainMax} operators in a row`,
			'compute a part first: expression as name',
		);
	}
}

function readSign(reader: Reader): Expression {
	const sign = reader.takeSymbol('!', '-');
	if (sign === undefined) {
		return readPrimary(reader);
	}

	return reader.nested(() => {
		const operand = readSign(reader);
		const kind = sign.text === '!' ? 'not' : 'negate';
		return { kind, operand, span: reader.span(sign.start) };
	});
}

const constants: ReadonlyMap<string, Value> = new Map([
	['true', true],
	['false', false],
	['null', null],
]);

function readPrimary(reader: Reader): Expression {
	const token = reader.peek();
	if (token.kind === 'string') {
		reader.take();
		reader.requireClosed(token);
		const value = unescapeString(stringBody(token.text));
		return { kind: 'literal', value, span: reader.span(token.start) };
	}

	if (token.kind === 'number') {
		reader.take();
		return { kind: 'literal', value: numberValue(token.text), span: reader.span(token.start) };
	}

	if (reader.takeSymbol('(') !== undefined) {
		const inner = readExpression(reader);
		reader.expectSymbol(')', 'close the parenthesis with )');
		return inner;
	}

	if (token.text === '[' && opensSubquery(reader.text, token.start)) {
		return readSubqueryCondition(reader, token.start);
	}

	const constant = constants.get(token.word);
	if (constant !== undefined) {
		reader.take();
		return { kind: 'literal', value: constant, span: reader.span(token.start) };
	}

	if (token.kind === 'word' && isCall(reader)) {
		return readCall(reader);
	}

	if (!reader.isField()) {
		const quoted = token.kind === 'single-quoted' || token.text === "'";
		if (reader.isStar()) {
			reader.failWithoutValue(reader.span(reader.peek().start, reader.peek().end));
		}

		reader.failHere(
			'Expected an expression',
			quoted
				? 'text stands in double quotes: "…"'
				: 'write a field, a number, "text" or a function',
		);
	}

	const field = reader.field();
	return { kind: 'field', field, span: field.span };
}

function readSubqueryCondition(reader: Reader, start: number): Expression {
	const { subquery, end } = readSubquery(reader.reading, start, reader.limit);
	reader.moveTo(end);
	if (subquery === undefined) {
		throw unreadable;
	}

	const span = reader.span(start);
	if (subquery.keywords) {
		reader.fail(span, 'keywords are looked for in the search alone', 'leave keywords out');
	}

	return { kind: 'subquery', subquery, span };
}

function isCall(reader: Reader): boolean {
	const second = reader.peekSecond();
	return second.kind === 'symbol' && second.text === '(';
}

function readCall(reader: Reader): Expression {
	const name = reader.take();
	reader.take();
	const spec = findFunction(name.word);
	const mayBeRegex = (index: number) =>
		spec?.regexArgs === undefined
			? regexFunctionNames.has(name.word)
			: spec.regexArgs.includes(index);
	const args: Argument[] = [];
	if (!reader.isSymbol(')')) {
		do {
			args.push(readArgument(reader, mayBeRegex(args.length)));
		} while (reader.takeSymbol(',') !== undefined);
	}

	reader.expectSymbol(')', `close ${name.text}( with )`);
	const span = reader.span(name.start);
	if (name.word === 'if') {
		const [test, then, otherwise] = args as Expression[];
		if (test === undefined || then === undefined || otherwise === undefined || args.length > 3) {
			reader.fail(
				span,
				`if takes 3 arguments, not ${args.length}`,
				'write if(condition, value, other value)',
			);
		}

		return { kind: 'conditional', test, then, otherwise, span };
	}

	if (name.word === 'any') {
		return anyOf(reader, args, span);
	}

	const nameSpan = reader.span(name.start, name.end);
	return { kind: 'call', name: spec?.name ?? name.text, nameSpan, args, span };
}

function anyOf(reader: Reader, args: readonly Argument[], span: Span): Expression {
	const [list, condition] = args;
	if (list?.kind !== 'field' || condition === undefined || condition.kind === 'regex') {
		reader.fail(span, 'any takes a list and a condition', 'write any(path, condition)');
	}

	if (args.length > 2) {
		const next = 'write and between the conditions';
		reader.fail(span, `any takes 2 arguments, not ${args.length}`, next);
	}

	return { kind: 'any', list: list.field, condition, span };
}

function readArgument(reader: Reader, mayBeRegex: boolean): Argument {
	if (!mayBeRegex || !reader.isSymbol('/')) {
		return readExpression(reader);
	}

	const regex = readRegexLiteral(reader);
	return { kind: 'regex', regex, span: regex.span };
}
