import { expect, test } from 'vitest';
import { pathOf } from '../../../../store/index.ts';
import { Dictionary } from '../../../../source/query/engine/dictionary/dictionary.ts';
import { nullNumber } from '../../../../source/query/frame/value-numbers.ts';
import { columnVector } from '../../../../source/query/engine/column-vector.ts';
import { type Vector } from '../../../../source/query/frame/vector.ts';
import type { Value } from '../../../../source/query/value.ts';
import { randomOf } from '../hostile-records.ts';
import { segmentOf } from '../segments.ts';

/** A column as the store reads it, of records that were written with these JSON tokens. */
function tokenVector(id: string, tokens: readonly (string | undefined)[], sealed = true): Vector {
	const records = tokens.map((token, index) => {
		const member = token === undefined ? '' : `,"v":${token}`;
		return `{"eventID":"${id}-${index}"${member}}`;
	});
	const view = segmentOf(id, records, 0, sealed);
	const column = view.column(pathOf(['v']));
	if (column === undefined) {
		throw new Error(`no values in ${id}`);
	}

	return columnVector(column, sealed ? `${id}|v` : undefined);
}

function allCodes(vector: Vector): Uint32Array {
	return Uint32Array.from({ length: vector.size }, (_, code) => code);
}

/** What a Map says about the same values: it tells equal from other as the language does. */
class Expected {
	readonly #numbers = new Map<Value, number>();
	readonly #values = new Map<number, Value>();

	/** An `expect` a value would take longer than all the rest. */
	check(dictionary: Dictionary, value: Value, number: number): void {
		const known = this.#numbers.get(value);
		const isRight = known === undefined ? !this.#values.has(number) : known === number;
		const read = dictionary.value(number);
		const isRead = Object.is(read, typeof value === 'number' ? value + 0 : value);
		if (!isRight || !isRead || number >= dictionary.end) {
			throw new Error(
				`${JSON.stringify(value)} has the number ${number}, which reads ${JSON.stringify(read)}; ` +
					`before ${known} was its number, and ${JSON.stringify(this.#values.get(number))} had this one`,
			);
		}

		this.#numbers.set(value, number);
		this.#values.set(number, value);
	}
}

/** Spellings that meet: escapes, numbers, text of numbers and words, other characters, halves. */
const oddTokens = [
	'"ab"',
	'"\\u0061b"',
	'"a\\u0062"',
	'"a\\\\u0062"',
	'1',
	'1.0',
	'1e0',
	'"1"',
	'-0',
	'0',
	'true',
	'"true"',
	'null',
	'"null"',
	'""',
	'{}',
	'"{}"',
	'[]',
	'"é"',
	'"\\u00e9"',
	'"e\\u0301"',
	'"😀"',
	'"\\ud83d\\ude00"',
	'"\\ud83d"',
	'"\\ude00"',
	'"\\ufffd"',
	'"\\u0000"',
	'"\\n"',
	'"12345678"',
	'"123456789"',
	'9007199254740993',
	'"9007199254740993"',
];

test('whatever is spelled alike has one number, all else others', () => {
	const dictionary = new Dictionary();
	const expected = new Expected();
	for (const sealed of [true, false]) {
		const vector = tokenVector(sealed ? 's' : 'o', [...oddTokens, undefined], sealed);
		const numbers = dictionary.numbersOf(vector, allCodes(vector));
		for (const code of allCodes(vector)) {
			expected.check(dictionary, vector.value(code), numbers[code] as number);
		}
	}

	for (const value of [null, true, false, 'ab', 1, '1', NaN, NaN, -0, 'a\\u0062', '\ud83d']) {
		expected.check(dictionary, value, dictionary.number(value));
	}

	expect(dictionary.number(null)).toBe(nullNumber);
});

function randomToken(random: () => number): string | undefined {
	const pick = Math.floor(random() * 400);
	if (pick < oddTokens.length) {
		return oddTokens[pick];
	}

	if (pick < 60) {
		return undefined;
	}

	if (pick < 100) {
		return String(Math.floor(random() * 50) / 4);
	}

	const text = `arn:aws:iam::${'x'.repeat(Math.floor(random() * 40))}${Math.floor(random() * 3000)}`;
	return pick < 120
		? `"${text.replace('i', '\\u0069')}"`
		: JSON.stringify(pick < 140 ? `${text}ü` : text);
}

test.each([1, 2, 3])('segments of random tokens agree with a Map, seed %i', seed => {
	const random = randomOf(seed);
	const dictionary = new Dictionary();
	const expected = new Expected();
	for (let segment = 0; segment < 8; segment++) {
		const tokens = Array.from({ length: 2500 }, () => randomToken(random));
		const vector = tokenVector(`${segment}`, tokens, segment % 3 !== 2);
		// Some codes first, some more often than once, then all: remembered or not.
		const some = Uint32Array.from({ length: segment * 300 }, () =>
			Math.floor(random() * vector.size),
		);
		for (const codes of [some, allCodes(vector), some]) {
			const numbers = dictionary.numbersOf(vector, codes);
			for (let at = 0; at < codes.length; at += 1 + Math.floor(random() * 3)) {
				expected.check(dictionary, vector.value(codes[at] as number), numbers[at] as number);
			}
		}

		const value = `arn:aws:iam::${Math.floor(random() * 3000)}`;
		expected.check(dictionary, value, dictionary.number(value));
	}
});

test('columns that are kept whole and texts longer than a block read back', () => {
	const dictionary = new Dictionary();
	const expected = new Expected();
	const long = (index: number): string => `${index}`.padStart(200_000, 'l');
	const wide = Array.from({ length: 6000 }, (_, index) => `"${`${index}`.padStart(60, 'w')}"`);
	for (const [id, tokens] of [
		['long', ['""', `"${long(1)}"`, `"${long(2)}"`, '"short"', `"${long(1).slice(1)}"`]],
		['wide', wide],
		['more', wide.slice(500).reverse()],
	] as const) {
		const vector = tokenVector(id, tokens);
		const before = dictionary.bytes;
		const numbers = dictionary.numbersOf(vector, allCodes(vector));
		expect(dictionary.bytes).toBeGreaterThan(before);
		for (const code of allCodes(vector)) {
			expected.check(dictionary, vector.value(code), numbers[code] as number);
		}
	}

	expected.check(dictionary, long(2), dictionary.number(long(2)));
	expected.check(dictionary, '', dictionary.number(''));
});

test('a remembered column is not read again', () => {
	const dictionary = new Dictionary();
	const vector = tokenVector(
		'r',
		Array.from({ length: 2000 }, (_, index) => `"value ${index}"`),
	);
	const numbers = dictionary.numbersOf(vector, allCodes(vector));
	const unreadable: Vector = {
		...vector,
		value: () => {
			throw new Error('read again');
		},
		tokens: () => {
			throw new Error('read again');
		},
	};
	expect(dictionary.numbersOf(unreadable, allCodes(vector))).toEqual(numbers);
	expect(() => new Dictionary().numbersOf(unreadable, allCodes(vector))).toThrow('read again');
});

test('a column that cannot be read leaves nothing behind', () => {
	const dictionary = new Dictionary();
	const vector = tokenVector(
		'd',
		Array.from({ length: 2000 }, (_, index) => `"value ${index}"`),
	);
	const damaged: Vector = {
		...vector,
		tokens: () => {
			throw new Error('damaged');
		},
	};
	expect(() => dictionary.numbersOf(damaged, allCodes(vector))).toThrow('damaged');
	const numbers = dictionary.numbersOf(vector, allCodes(vector));
	expect(Array.from(numbers, number => dictionary.value(number))).toEqual(
		Array.from(allCodes(vector), code => vector.value(code)),
	);
});

test('bytes that are no text are told by what they decode to', () => {
	const tokens = [[0xff], [0xfe], [0xef, 0xbf, 0xbd], [0x61], [0xc0, 0x80]].map(bytes =>
		Buffer.from([0x22, ...bytes, 0x22]),
	);
	const bytes = Buffer.concat(tokens);
	let end = 0;
	const offsets = Uint32Array.from([0, ...tokens.map(({ length }) => (end += length))]);
	const vector: Vector = {
		codes: new Uint8Array(0),
		size: tokens.length + 1,
		repeats: true,
		value: code => tokens[code - 1]?.toString().slice(1, -1) ?? null,
		tokens: () => ({ bytes, offsets }),
	};
	const dictionary = new Dictionary();
	const expected = new Expected();
	for (const [code, number] of dictionary.numbersOf(vector, allCodes(vector)).entries()) {
		expected.check(dictionary, vector.value(code), number);
	}
});

test('what is no number is one value, whatever its bits', () => {
	const forms = new Float64Array(
		new Uint32Array([0, 0x7ff8_0000, 0, 0xfff8_0000, 7, 0x7ff8_0001]).buffer,
	);
	const dictionary = new Dictionary();
	expect(new Set([...forms, NaN, -NaN].map(form => dictionary.number(form))).size).toBe(1);
	expect(dictionary.number(0)).toBe(dictionary.number(-0));
});
