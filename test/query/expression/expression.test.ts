import { expect, test } from 'vitest';
import { compileExpression, holds } from '../../../source/query/evaluate.ts';
import { Spending } from '../../../source/query/spending.ts';
import type { FunctionContext } from '../../../source/query/function/function-spec.ts';
import { parse } from '../../../source/query/language/parse.ts';
import type { Expression } from '../../../source/query/syntax/tree.ts';
import type { Value } from '../../../source/query/value.ts';

const context: FunctionContext = {
	nowMs: 3_000,
	fromMs: 1_000,
	toMs: 2_000,
	timeZone: 'Europe/Berlin',
};

function read(text: string): Expression {
	const { query, faults } = parse(`| ${text} as result`);
	const [stage] = query.stages;

	if (stage?.kind !== 'assign' || faults.length > 0) {
		throw new Error(`no expression: ${text} ${JSON.stringify(faults)}`);
	}

	return stage.expression;
}

function evaluate(text: string, row: Readonly<Record<string, Value>> = {}): Value {
	const compiled = compileExpression(read(text), context, new Spending());
	return compiled.evaluate(compiled.fields.map(name => row[name]));
}

test.each<[text: string, result: Value]>([
	['x = nope', false],
	['nope = ""', true],
	['nope != x', true],
	['nope != nope', false],
	['nope < 1', false],
	['!(nope < 1)', true],
	['!nope', null],
	['!!nope', null],
	['nope and true', false],
	['nope or true', true],
	['nope or nope', false],
	['!(nope and true)', true],
	['nope matches "*"', false],
	['!(nope matches "*")', true],
	['x matches nope', false],
	['nope matches /./', false],
	['nope contains "a"', null],
	['nope in ("", 1)', true],
	['nope in (1, 2)', false],
	['nope not in (1, 2)', true],
	['nope + 1', null],
	['-nope', null],
	['nope ? 1 : 2', 2],
	['concat(nope, nope)', ''],
	['toLowerCase(nope)', null],
])('nothing: %s is %j', (text, result) => {
	expect(evaluate(text, { x: 'x' })).toBe(result);
});

test.each<[text: string, result: Value]>([
	['"7" + 1', 8],
	['"7" * "2"', 14],
	['"7a" + 1', null],
	['true + 1', null],
	['7 / 0', Infinity],
	['0 - 7 / 0', -Infinity],
	['0 / 0', NaN],
	['7 % 3', 1],
	['-"4"', -4],
	['-0', 0],
	['2 + 3 * 4', 14],
	['10 - 2 - 3', 5],
	['"b" > "a"', true],
	['"10" > "9"', true],
	['"10" > 9', true],
	['"a" > 1', false],
	['true > false', false],
	['"true" and true', true],
	['1 and true', false],
	['!1', true],
	['1 in ("1", "2")', true],
	['"1" in (1)', true],
	['"a" in ("A")', false],
	['12 matches "1*"', true],
	['12 matches /^12$/', true],
	['"aB" matches /b/', false],
	['"aB" matches /(?i)b$/', true],
	['true matches "t*"', true],
	['123 contains 2', true],
	['if("true", 1, 2)', 1],
	['now() - queryStartTime()', 2_000],
	['formatDate(0, "HH:mm")', '01:00'],
	['replace("a.b", ".", "$0")', 'a$0b'],
	['replace("ab", /(?<x>a)/, "${x}${x}")', 'aab'],
	['concat("*", "b", "*")', '*b*'],
])('%s is %j', (text, result) => {
	expect(evaluate(text)).toBe(result);
});

test('each field is read once, whatever its spelling, and its first spelling is its name', () => {
	const compiled = compileExpression(
		read('User = "a" or USER = other and other != ""'),
		context,
		new Spending(),
	);
	expect(compiled.fields).toEqual(['User', 'other']);
	expect(compiled.evaluate(['b', 'b'])).toBe(true);
	expect(compiled.evaluate([undefined, 'b'])).toBe(false);
});

test('a pattern may differ from row to row', () => {
	const compiled = compileExpression(
		read('x matches concat("*", y, "*")'),
		context,
		new Spending(),
	);
	const rows = Array.from({ length: 600 }, (_item, index) => [`<${index}>`, String(index)]);
	expect(rows.every(row => compiled.evaluate(row) === true)).toBe(true);
	expect(compiled.evaluate(['<1>', '2'])).toBe(false);
});

test('where keeps true and its word', () => {
	const condition = compileExpression(read('x'), context, new Spending());
	const kept = [true, 'true', 'yes', 1, null, undefined].filter(value => holds(condition, [value]));
	expect(kept).toEqual([true, 'true']);
});

test('what the checker would have refused is null, not an exception', () => {
	const span = { start: 0, end: 0 };
	const call = (name: string): Expression => ({
		kind: 'call',
		name,
		nameSpan: span,
		args: [],
		span,
	});
	const broken: Expression = {
		kind: 'matches-regex',
		operand: { kind: 'literal', value: 'a', span },
		regex: { source: '(', flags: '', span },
		span,
	};
	expect(compileExpression(call('nosuch'), context, new Spending()).evaluate([])).toBeNull();
	expect(compileExpression(call('substring'), context, new Spending()).evaluate([])).toBeNull();
	expect(compileExpression(broken, context, new Spending()).evaluate([])).toBe(false);
});
