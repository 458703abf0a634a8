import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	keptStyleCount,
	lookOf,
	styleAfter,
	styleChange,
} from '../../../source/view/screen/style.ts';

test.each([
	{ from: '', sequences: ['31'], style: '31' },
	{ from: '31', sequences: ['1', '48;5;17'], style: '1;31;48;5;17' },
	{ from: '1;2;31', sequences: ['22'], style: '31' },
	{ from: '4;31;44', sequences: ['24', '39', '49'], style: '' },
	{ from: '38;2;1;2;3', sequences: ['0'], style: '' },
	{ from: '', sequences: ['38:2:9:8:7'], style: '38;2;9;8;7' },
	{ from: '7', sequences: [''], style: '' },
])('$from and then $sequences', ({ from, sequences, style }) => {
	expect(sequences.reduce(styleAfter, from)).toBe(style);
});

test.each([
	{ from: '', to: '31', change: '\u001B[31m' },
	{ from: '31', to: '', change: '\u001B[m' },
	{ from: '38;2;1;2;3', to: '38;2;4;5;6', change: '\u001B[38;2;4;5;6m' },
	{ from: '1;38;2;100;100;100', to: '38;2;100;100;100', change: '\u001B[22m' },
	{ from: '1;31', to: '2;31', change: '\u001B[22;2m' },
	{ from: '31;44', to: '31', change: '\u001B[49m' },
])('from "$from" to "$to"', ({ from, to, change }) => {
	expect(styleChange(from, to)).toBe(change);
});

const part = fc.constantFrom(
	'1',
	'2',
	'4',
	'7',
	'31',
	'95',
	'38;5;9',
	'44',
	'48;2;1;2;3',
	'22',
	'0',
);
const style = fc.array(part, { maxLength: 5 }).map(parts => parts.reduce(styleAfter, ''));

test('a change read again gives the style it leads to', () => {
	fc.assert(
		fc.property(style, style, (from, to) => {
			const change = styleChange(from, to);
			const parameters = /^\u001B\[([\d;]*)m$/.exec(change)?.[1];
			expect(parameters === undefined ? from : styleAfter(from, parameters)).toBe(to);
		}),
		{ seed: 41, numRuns: 500 },
	);
});

test('a blank shows backgrounds and lines, and no ink', () => {
	expect(lookOf('1;31').marksBlanks).toBe(false);
	expect(['44', '7', '4;31', '9'].map(one => lookOf(one).marksBlanks)).toEqual([
		true,
		true,
		true,
		true,
	]);
});

test('the tables of looks have bounds', () => {
	for (let index = 0; index < 30_000; index++) {
		styleChange(styleAfter('', `38;2;${index % 256};${index >> 8};1`), '1');
	}

	expect(keptStyleCount()).toBeLessThanOrEqual(10_000);
});
