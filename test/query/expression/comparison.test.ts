import { expect, test } from 'vitest';
import {
	compareForSort,
	equals,
	keyOf,
	keyOfAll,
	numberOf,
	order,
	textOf,
	truthy,
} from '../../../source/query/comparison.ts';
import type { Value } from '../../../source/query/value.ts';

test.each<[a: Value, b: Value, equal: boolean]>([
	[null, null, true],
	[null, '', true],
	[null, 0, false],
	[null, false, false],
	['', 0, false],
	[5, '5', true],
	[5, '5.0', true],
	[5, '5 ', false],
	['5', '5.0', false],
	['a', 'A', false],
	[true, 'true', true],
	[true, 'True', false],
	[true, 1, false],
	[false, '', false],
	[NaN, NaN, false],
])('%j = %j is %j, both ways round', (a, b, equal) => {
	expect([equals(a, b), equals(b, a)]).toEqual([equal, equal]);
});

test.each<[a: Value, b: Value, sign: number | undefined]>([
	[1, 2, -1],
	['10', 9, 1],
	['10', '9', 1],
	['b', 'a', 1],
	['a', 'a', 0],
	['10', 'a', -1],
	[10, 'a', undefined],
	[null, 1, undefined],
	[null, null, undefined],
	[true, false, undefined],
	[NaN, 1, undefined],
	['\u{1f600}', '\uffff', 1],
])('the order of %j and %j is %j', (a, b, sign) => {
	const difference = order(a, b);
	expect(difference === undefined ? undefined : Math.sign(difference)).toBe(sign);
});

test('sort puts null before booleans before numbers before text, each in its order', () => {
	const sorted: readonly Value[] = [
		null,
		false,
		true,
		-Infinity,
		-1,
		2,
		10,
		Infinity,
		NaN,
		'',
		'10',
		'9',
		'B',
		'b',
		'\uffff',
		'\u{1f600}',
	];
	expect(sorted.toReversed().sort(compareForSort)).toEqual(sorted);
});

test.each<[value: Value, number: number | null]>([
	['12', 12],
	['-1.5e3', -1500],
	['.5', 0.5],
	['007', 7],
	['', null],
	[' 1', null],
	['0x10', null],
	['1,000', null],
	['Infinity', null],
	['10.0.0.1', null],
	[true, null],
	[null, null],
])('the number of %j is %j', (value, number) => {
	expect(numberOf(value)).toBe(number);
});

test('text of numbers: whole ones without exponent, and the words for what is no number', () => {
	const numbers = [2 ** 53, 1e20, -0, 0.1, 1 / 0, -1 / 0, NaN];
	expect(numbers.map(textOf)).toEqual([
		'9007199254740992',
		'100000000000000000000',
		'0',
		'0.1',
		'Infinity',
		'-Infinity',
		'NaN',
	]);
	expect([textOf(null), textOf(false)]).toEqual(['', 'false']);
});

test('true and its word are true, nothing else is', () => {
	expect([true, 'true', 1, 'yes', 'TRUE', null, false].filter(truthy)).toEqual([true, 'true']);
});

test('keys tell types and rows apart', () => {
	const values: readonly Value[] = [null, 'null', '', true, 'true', 1, '1', 'n1', 't'];
	expect(new Set(values.map(keyOf)).size).toBe(values.length);
	expect(keyOfAll(['a', 'bc'])).not.toBe(keyOfAll(['ab', 'c']));
	expect(keyOfAll([1, null])).not.toBe(keyOfAll([null, 1]));
});
