import { expect, test } from 'vitest';
import { seeded } from '../../fixtures/seeded.ts';
import { findRecords } from '../../source/trail/find-records.ts';
import { listElements } from '../../store/index.ts';
import {
	elementBytesMin,
	elementsAtOnceMax,
	partBytes,
} from '../../store/kernel/kernel-elements.ts';

type Random = () => number;

const below = (random: Random, count: number): number => Math.floor(random() * count);
const oneOf = <T>(random: Random, all: readonly T[]): T => all[below(random, all.length)]!;

/** Texts whose quotes and escapes stand at every place of sixteen bytes. */
function text(random: Random): string {
	const pieces = ['"', '\\', '\\"', 'ä', '😀', '{', '}', '[', ']', ',', ':', '/', '\u007f', ' '];
	const plain = 'x'.repeat(below(random, 40));
	return plain + oneOf(random, pieces) + 'y'.repeat(below(random, 20));
}

function value(random: Random, depth: number): unknown {
	const scalars = [null, true, false, 0, -1.5e-7, 12, '', text(random), text(random)];
	if (depth === 0 || random() < 0.6) {
		return oneOf(random, scalars);
	}

	const count = below(random, 4);
	return random() < 0.4
		? Array.from({ length: count }, () => value(random, depth - 1))
		: Object.fromEntries(
				Array.from({ length: count }, (_, at) => [
					`${at}${random() < 0.2 ? text(random) : ''}`,
					value(random, depth - 1),
				]),
			);
}

function record(random: Random): string {
	const one = { eventVersion: '1.08', eventName: text(random), more: value(random, 4) };
	return JSON.stringify(one, null, random() < 0.1 ? '\t' : undefined);
}

function list(random: Random, count: number): string {
	const gaps = [',', ',', ',', ', ', '\n,\r\n', ',,', ' '];
	const records = Array.from({ length: count }, () => record(random) + oneOf(random, gaps));
	return `{"Records":[${records.join('').replace(/,?\s*$/, '')}]}`;
}

/** Compares what both find. @returns how many objects the kernel has found of it */
function differences(bytes: Uint8Array): number {
	let kernelCount = 0;
	const { bytes: _, ...alone } = findRecords(bytes);
	const { bytes: __, ...together } = findRecords(bytes, false, (all, from, spans) => {
		const before = spans.length;
		const end = listElements(all, from, spans);
		kernelCount += (spans.length - before) / 2;
		return end;
	});
	expect(together).toEqual(alone);
	return kernelCount;
}

test('the kernel finds what TypeScript finds, in sound lists of any form', () => {
	const random = seeded(21);
	let foundCount = 0;
	for (let turn = 0; turn < 150; turn++) {
		const bytes = Buffer.from(list(random, 80 + below(random, 100)));
		differences(bytes);
		const spans: number[] = [];
		const end = listElements(bytes, bytes.indexOf('[') + 1, spans);
		expect(String.fromCharCode(bytes[end]!)).toBe(']');
		foundCount += spans.length / 2;
		for (let at = 0; at < spans.length; at += 2) {
			expect(() => JSON.parse(bytes.toString('utf8', spans[at], spans[at + 1]))).not.toThrow();
		}
	}

	expect(foundCount).toBeGreaterThan(10_000);
});

test('whatever byte is another, missing or one too many, both find the same', () => {
	const random = seeded(22);
	const odd = '"\\{}[],: \n\u0000\u001fxtrue0-.\u00ff';
	let kernelCount = 0;
	for (let turn = 0; turn < 1_000; turn++) {
		const bytes = Buffer.from(list(random, 80 + below(random, 40)));
		for (let count = below(random, 4); count >= 0; count--) {
			bytes[below(random, bytes.length)] = odd.charCodeAt(below(random, odd.length));
		}

		const at = below(random, bytes.length);
		const cut = random() < 0.3 ? bytes.subarray(0, at) : bytes;
		const without =
			random() < 0.2 ? Buffer.concat([cut.subarray(0, at), cut.subarray(at + 1)]) : cut;
		kernelCount += differences(without);
	}

	// Where an early byte is odd, all is left to TypeScript.
	expect(kernelCount).toBeGreaterThan(20_000);
});

test('a quote, an escape, a control character or a cut at each place of sixteen bytes', () => {
	const padding = ` ${' '.repeat(elementBytesMin)}`;
	const sound = '{"eventVersion":"1.08","a":1}';
	for (let at = 0; at < 48; at++) {
		const before = 'x'.repeat(at);
		for (const middle of ['', '\\"', '\\\\', '\\u0022', '\t', '\u0000', '{', '}', '"', '\\']) {
			const odd = `{"eventVersion":"1.08","a":"${before}${middle}yy"}`;
			const bytes = Buffer.from(`{"Records":[${sound},${odd},${sound}${padding}]}`);
			differences(bytes);
			differences(bytes.subarray(0, bytes.indexOf('yy') + 1));
			// A part may end anywhere in it.
			const spans: number[] = [];
			const end = listElements(bytes, bytes.indexOf('[') + 1, spans);
			expect(spans.length === 6 ? bytes[end] : undefined).toBe(
				!['\t', '\u0000', '"'].includes(middle) ? 0x5d : undefined,
			);
		}
	}
});

test('objects over the ends of parts, longer than one, and more than are found at once', () => {
	const random = seeded(23);
	const long = (bytes: number) => JSON.stringify({ eventVersion: '1.08', a: 'z'.repeat(bytes) });
	const short = '{"eventVersion":"1"}';
	const many = Array.from({ length: elementsAtOnceMax * 2 + 7 }, () => short).join(',');
	const lists = [
		[many],
		[long(partBytes * 0.4), many, long(partBytes * 0.6), many, long(partBytes * 3), many],
		Array.from({ length: 60 }, () => long(below(random, partBytes / 2))),
		[long(partBytes), `${'['.repeat(600)}${']'.repeat(600)}`, many],
		[
			`{"a":${'['.repeat(511)}${']'.repeat(511)}}`,
			`{"a":${'['.repeat(512)}${']'.repeat(512)}}`,
			many,
		],
	];
	for (const parts of lists) {
		const bytes = Buffer.from(`{"Records":[${parts.join(',')}]}`);
		differences(bytes);
		differences(bytes.subarray(0, bytes.length - 1 - below(random, partBytes / 2)));
	}
});

test('in few bytes nothing is found at once, and all by TypeScript', () => {
	const bytes = Buffer.from(`[${' '.repeat(elementBytesMin - 10)}{"a":1},{"a":2}]`);
	const spans: number[] = [];
	expect(listElements(bytes.subarray(0, elementBytesMin), 1, spans)).toBe(1);
	expect(spans).toEqual([]);
	listElements(bytes, 1, spans);
	expect(spans).toHaveLength(4);
});

test('a list in which every second record is broken is looked through about once', () => {
	const sound = record(seeded(24));
	const pairs = Array.from({ length: 4_000 }, () => `${sound.slice(0, -1)},"a":x},${sound}`);
	const bytes = Buffer.from(`{"Records":[${pairs.join(',')}]}`);
	let lookedBytes = 0;
	const found = findRecords(bytes, false, (all, from, spans) => {
		lookedBytes += Math.min(all.length - from, partBytes);
		return listElements(all, from, spans);
	});
	expect(found.rejectedCount).toBeGreaterThan(3_000);
	expect(lookedBytes).toBeLessThan(bytes.length * 5);
	differences(bytes);
});
