import { expect, test } from 'vitest';
import { AnyCaseNeedle } from '../../../store/column/any-case-needle.ts';
import { KernelNeedle, kernelBytesMin } from '../../../store/kernel/kernel-needle.ts';
import { compileKernel } from '../../../store/kernel/module.ts';
import { numbersFrom } from './both.ts';

/** Larger than what the kernel searches at a time. */
const length = 700_000;

function allOf(needle: AnyCaseNeedle, bytes: Uint8Array, end = bytes.length, from = 0): number[] {
	const found: number[] = [];
	for (let at = needle.find(bytes, from, end); at >= 0; at = needle.find(bytes, at + 1, end)) {
		found.push(at);
	}

	return found;
}

const alphabets = [
	'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
	'aAbB\n',
	'@`[{AZaz\u0000\u00ff\u00c1\u00e1 ~^\u0040\u0060',
];

test('the kernel is there to be tested', () => {
	expect(compileKernel()).toBeDefined();
});

test.each(alphabets)(
	'the kernel finds what TypeScript finds, at the same offsets: %j',
	alphabet => {
		const number = numbersFrom(20261130);
		const bytes = Uint8Array.from({ length }, () => alphabet.charCodeAt(number(alphabet.length)));
		for (let round = 0; round < 40; round++) {
			const size = 2 + number(round % 4 === 0 ? 253 : 9);
			const from = number(length - size);
			const piece = Buffer.from(bytes.subarray(from, from + size)).toString('latin1');
			const text = piece.replace(/[^\x20-\x7e]/g, 'a').replace(/[A-Z]/g, one => one.toLowerCase());
			if (AnyCaseNeedle.isNeedle(text)) {
				const start = number(1000);
				const end = length - number(1000);
				const expected = allOf(new AnyCaseNeedle(text), bytes, end, start);
				// The dense ones are many, and their first thousand are enough to differ.
				const found = allOf(new KernelNeedle(text), bytes, end, start);
				expect([text, found.length, found.slice(0, 1000)]).toEqual([
					text,
					expected.length,
					expected.slice(0, 1000),
				]);
			}
		}
	},
);

test('a match at either end, across two parts and in the last bytes is found', () => {
	const bytes = new Uint8Array(length).fill(0x78);
	const text = 'security';
	const part = 256 * 1024;
	const places = [0, 9, part - 8, part - 4, part + 20, part * 2 - 1, length - 100, length - 8];
	for (const place of places) {
		bytes.set(Buffer.from('SeCuRiTy'), place);
	}

	const found = allOf(new KernelNeedle(text), bytes);
	expect(found).toEqual(allOf(new AnyCaseNeedle(text), bytes));
	// What overwrote the one before it is not counted.
	expect(found).toEqual(places.filter(place => place !== part - 8));
	expect(allOf(new KernelNeedle(text), bytes, length - 1)).toEqual(found.slice(0, -1));
});

test('two searches take turns, and few bytes are searched without the kernel', () => {
	const one = new Uint8Array(length).fill(0x61);
	const other = new Uint8Array(length).fill(0x62);
	one.set(Buffer.from('needle'), 500_000);
	other.set(Buffer.from('NEEDLE'), 600_000);
	other.set(Buffer.from('thread'), 300_000);
	const needle = new KernelNeedle('needle');
	const thread = new KernelNeedle('thread');
	expect(needle.find(one, 0, length)).toBe(500_000);
	expect(thread.find(other, 0, length)).toBe(300_000);
	expect(needle.find(other, 1, length)).toBe(600_000);
	expect(needle.find(one, 400_000, length)).toBe(500_000);
	expect(thread.find(one, 0, length)).toBe(-1);
	expect(needle.find(one, 500_001, length)).toBe(-1);
	expect(needle.find(one.subarray(499_990), 0, kernelBytesMin - 1)).toBe(10);
});
