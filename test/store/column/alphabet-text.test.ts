import * as zlib from 'node:zlib';
import { expect, test } from 'vitest';
import {
	charCountOf,
	packAlphabet,
	paddingCountOf,
	readAlphabet,
	unpackAlphabet,
} from '../../../store/column/alphabet-text.ts';
import { bytesSeen } from '../../../store/column/token-facts.ts';
import { UnitNeedle } from '../../../store/column/unit-needle.ts';
import { IntegerReader } from '../../../store/column/varint.ts';

const hex = '0123456789abcdef';
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const urlBase64 = base64.replace('+/', '-_');

function numbers(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (state * 48_271) % 0x7fffffff;
		return state % below;
	};
}

function randomTexts(alphabet: string, seed: number, ends = ['']): string[] {
	const random = numbers(seed);
	return Array.from({ length: 900 }, () => {
		const length = random(5) === 0 ? random(4) : 20 + random(50);
		const text = Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
		return text + (ends[random(ends.length)] ?? '');
	});
}

function bytesOf(texts: readonly string[]): Uint8Array {
	return new Uint8Array(Buffer.from(texts.map(text => `${text}\n`).join('')));
}

function packedOf(texts: readonly string[]) {
	const bytes = bytesOf(texts);
	return packAlphabet(bytes, bytesSeen(bytes));
}

const kinds = [
	{ name: 'hexadecimal', texts: randomTexts(hex, 1), bitsPerCharacter: 4 },
	{ name: 'upper-case hexadecimal', texts: randomTexts(hex.toUpperCase(), 2), bitsPerCharacter: 4 },
	// Zstandard needs fewer bits for these, and so they are left to it where there is one.
	...('zstdCompressSync' in zlib
		? []
		: [{ name: 'base32', texts: randomTexts(base32, 3), bitsPerCharacter: 16 / 3 }]),
	{ name: 'base36', texts: randomTexts(base36, 4), bitsPerCharacter: 16 / 3 },
	{
		name: 'base64',
		texts: randomTexts(base64, 5, ['', '=', '==', '===']),
		bitsPerCharacter: 6,
	},
	{ name: 'base64 for URLs', texts: randomTexts(urlBase64, 6), bitsPerCharacter: 6 },
	{
		name: 'base36 with inner paddings',
		texts: randomTexts(`${base36}=`, 7),
		bitsPerCharacter: 16 / 3,
	},
];

test.each(kinds)(
	'$name takes the bits of its alphabet and comes back',
	({ texts, bitsPerCharacter }) => {
		const bytes = bytesOf(texts);
		const packed = packAlphabet(bytes, bytesSeen(bytes));
		const { head, units } = packed ?? { head: new Uint8Array(0), units: new Uint8Array(0) };
		expect(units.length).toBeGreaterThan(0);
		expect(units.length).toBeLessThan((bytes.length * bitsPerCharacter) / 8 + 3);
		const behind = Buffer.concat([units, Buffer.from('what follows')]);
		const back = unpackAlphabet(new IntegerReader(head), behind, units.length, texts.length);
		let at = 0;
		const unpacked = Array.from(back.lengths, length => {
			const text = Buffer.from(back.chars.bytes).toString('latin1', at, at + charCountOf(length));
			at += charCountOf(length);
			return text + '='.repeat(paddingCountOf(length));
		});
		expect(unpacked).toEqual(texts);
		expect(back.byteCount + texts.length).toBe(bytes.length);
	},
);

test.each([
	{ name: 'few texts', texts: randomTexts(base64, 8).slice(0, 100) },
	{ name: 'texts that repeat', texts: Array.from({ length: 900 }, () => 'AKIAIOSFODNN7EXAMPLE') },
	{ name: 'words', texts: Array.from({ length: 2000 }, (_, at) => `GetObjectVersion${at % 90}`) },
	{ name: 'too many characters', texts: randomTexts(`${base64}-_.:`, 9) },
	{ name: 'a character that is no text', texts: randomTexts(`${hex}\0`, 10) },
	{ name: 'no characters', texts: Array.from({ length: 20_000 }, () => '') },
])('$name are not packed', ({ texts }) => {
	expect(packedOf(texts)).toBeUndefined();
});

test('damaged units and lengths are refused', () => {
	const texts = randomTexts(base36, 11);
	const { head, units } = packedOf(texts) ?? { head: hex, units: hex };
	const unpack =
		(from: Uint8Array, of: Uint8Array, count = texts.length) =>
		() =>
			unpackAlphabet(new IntegerReader(from), of, of.length, count);
	const [plain, of] = [Uint8Array.from(head as Uint8Array), Uint8Array.from(units as Uint8Array)];
	expect(unpack(plain, of)).not.toThrow();
	expect(unpack(plain, of.subarray(2))).toThrow(RangeError);
	expect(unpack(plain, of, texts.length - 1)).toThrow(RangeError);
	expect(unpack(plain, of, texts.length + 1)).toThrow(RangeError);
	expect(unpack(plain, of.slice().fill(0xff, 10, 12))).toThrow(RangeError);
	expect(unpack(Uint8Array.from([200, ...plain]), of)).toThrow(RangeError);
});

test.each(kinds)('a text in units of $name is found as in the texts', ({ texts }) => {
	const random = numbers(77);
	const { head, units } = packedOf(texts) ?? {
		head: new Uint8Array(0),
		units: new Uint8Array(0),
	};
	const alphabet = readAlphabet(new IntegerReader(head));
	const plain = texts.map(text => text.toLowerCase().replace(/={1,3}$/, ''));
	const symbols = Buffer.from(alphabet.symbols).toString().toLowerCase();
	// With the parts of some texts behind one another a match may begin in one and end in the next.
	const joined = plain.join('');
	const fillings = [0, 1, 2, 3].map(count => (symbols[0] ?? '').repeat(count));
	const partBytes = 12 * 40;
	let [hits, misses] = [0, 0];
	for (let round = 0; round < 1500; round++) {
		const length = 1 + random(round % 3 === 0 ? 40 : 8);
		const text = plain[random(plain.length)] ?? '';
		const from = random(Math.max(1, text.length - length));
		let needle = text.slice(from, from + length);
		if (round % 2 === 0) {
			needle = Array.from({ length }, () => symbols[random(symbols.length)]).join('');
		}

		if (needle !== '') {
			const search = new UnitNeedle(alphabet, needle);
			const whole = search.isIn(units, 0);
			const inTexts = plain.some(text => text.includes(needle));
			expect([needle, whole || !inTexts]).toEqual([needle, true]);
			// At either end what is beyond is taken to agree, and the last unit is filled up.
			const isAtAnEnd = Array.from(needle.slice(1), (_, at) => at + 1).some(
				at =>
					joined.startsWith(needle.slice(at)) ||
					fillings.some(filling => (joined + filling).endsWith(needle.slice(0, at))),
			);
			expect([needle, whole && !isAtAnEnd && !`${joined}${fillings[3]}`.includes(needle)]).toEqual([
				needle,
				false,
			]);
			hits += Number(whole);
			misses += Number(!whole);
			let inParts = false;
			for (let at = 0; at < units.length; at += partBytes) {
				const part = units.subarray(at, at + partBytes);
				inParts ||= search.isIn(part, (at * 8) / alphabet.bits);
			}

			expect([needle, inParts || !whole]).toEqual([needle, true]);
		}
	}

	expect(hits).toBeGreaterThan(400);
	expect(misses).toBeGreaterThan(200);
});
