import { expect, test } from 'vitest';
import type { Kernel } from '../../../store/kernel/kernel.ts';
import {
	giveBackKernel,
	instanceBytesKeptMax,
	takeKernel,
} from '../../../store/kernel/kernel-pool.ts';
import { aBuilder, addText } from '../segment/build.ts';
import { viewFacts } from '../segment/expect-view.ts';
import { aKernel, Both, collidingTexts, realRecords } from './both.ts';

const records = realRecords(3_000);

test.each([9, 10, 12, 16, 24, 32, 40].map(pages => ({ pages })))(
	'a kernel whose memory is full gives way, at the same bytes: $pages pages',
	({ pages }) => {
		const both = new Both(aKernel(pages));
		const view = both.withKernel.view();
		records.slice(0, 200).forEach(bytes => both.add(bytes));
		const early = both.withKernel.view();
		const facts = viewFacts(early);
		const lazy = both.withKernel.view();
		records.slice(200).forEach(bytes => both.add(bytes));
		expect(both.kernel.isFull).toBe(true);
		expect(both.kernel.byteLength).toBeLessThanOrEqual(pages * 65_536);
		both.expectSame();
		expect(view.rowCount).toBe(0);
		expect(viewFacts(early)).toEqual(facts);
		expect(viewFacts(lazy)).toEqual(facts);
	},
);

test('a kernel gives way to one long record, to many shapes and to many columns', () => {
	const both = [1, 2, 3].map(() => new Both(aKernel(10)));
	both[0]?.addText(`{"id":"x","a":"${'long '.repeat(200_000)}"}`);
	for (let row = 0; row < 2_000; row += 1) {
		both[1]?.addText(`{"id":"x","a":{"${'k'.repeat(row % 500)}${row}":${row}}}`);
		both[2]?.addText(`{"id":"x","k${row}":1}`);
	}

	for (const one of both) {
		expect(one.kernel.isFull).toBe(true);
		one.expectSame();
	}
});

test('a memory that is too small to begin with is not used', () => {
	const both = new Both(aKernel(8));
	records.slice(0, 50).forEach(bytes => both.add(bytes));
	both.expectSame();
	const closed = aKernel();
	closed.close();
	expect(closed.isFull).toBe(true);
	const alone = new Both(closed);
	records.slice(0, 50).forEach(bytes => alone.add(bytes));
	alone.expectSame();
});

test('a view stays as it was while the memory grows and when the segment is sealed', () => {
	const both = new Both();
	records.slice(0, 300).forEach(bytes => both.add(bytes));
	const [eager, lazy] = [both.withKernel.view(), both.alone.view()];
	const column = eager.column('eventName');
	const facts = viewFacts(eager);
	const before = both.kernel.byteLength;
	records.forEach(bytes => both.add(bytes));
	expect(both.kernel.byteLength).toBeGreaterThan(before * 2);
	both.expectSame();
	both.withKernel.release();
	expect(viewFacts(eager)).toEqual(facts);
	expect(viewFacts(lazy)).toEqual(facts);
	expect(column?.token(1)).toBe(eager.column('eventName')?.token(1));
});

test('the memory of a released segment serves the next one, unless a view may read it', () => {
	const grown = (withView: boolean): void => {
		const builder = aBuilder();
		for (let row = 0; row < 2_000; row += 1) {
			addText(builder, `{"id":"${row}","a":"${'x'.repeat(1_000)}${row}"}`);
		}

		if (withView) {
			builder.view();
		}

		builder.seal();
		builder.release();
	};

	grown(true);
	const fresh = takeKernel();
	expect(fresh?.byteLength).toBe(8 * 65_536);
	grown(false);
	const used = takeKernel();
	expect(used?.byteLength).toBeGreaterThan(2_000_000);
	expect(takeKernel()?.byteLength).toBe(8 * 65_536);
});

test('one memory waits for the next segment, and none that is large', () => {
	const kernels = [takeKernel(), takeKernel(), takeKernel()] as Kernel[];
	const [first, second, large] = kernels as [Kernel, Kernel, Kernel];
	const bytes = Buffer.alloc(1 << 20, ' ');
	first.begin(bytes, 0, bytes.length);
	second.begin(bytes, 0, bytes.length);
	expect(first.byteLength).toBeGreaterThan(8 * 65_536);
	giveBackKernel(first);
	giveBackKernel(second);
	expect(takeKernel()?.byteLength).toBeGreaterThan(8 * 65_536);
	expect(takeKernel()?.byteLength).toBe(8 * 65_536);
	const huge = new Uint8Array(instanceBytesKeptMax);
	large.begin(huge, 0, huge.length);
	expect(large.byteLength).toBeGreaterThan(instanceBytesKeptMax);
	giveBackKernel(large);
	expect(takeKernel()?.byteLength).toBe(8 * 65_536);
});

test('after the kernel, what is known of the structure is tried in the order that it had there', () => {
	const both = new Both(aKernel(10));
	const addKeys = (from: number, to: number): void => {
		for (let key = from; key < to; key += 1) {
			both.addText(`{"k${key}":1}`);
		}
	};

	both.addText('{"l":[1]}');
	addKeys(0, 10);
	// Still among those that are tried, so it is tried first again.
	both.addText('{"l":[1]}');
	addKeys(10, 20);
	both.addText(`{"k0":"${'long '.repeat(200_000)}"}`);
	expect(both.kernel.isFull).toBe(true);
	// Its second item is parsed before it is known to be too long.
	both.addText(`{"l":[1,{"fresh":1}${',2'.repeat(20)}]}`);
	both.expectSame();
});

test('a record that is read loosely may be the one that fills the memory', () => {
	const both = new Both(aKernel(10));
	const texts = collidingTexts(1, 140);
	texts.slice(0, 129).forEach(text => both.addText(`{"scope":"${text}"}`));
	const keys = Array.from({ length: 1_000 }, (_, key) => `"k${key}":1`);
	// It is looked up and not added, as a duplicate is. Its scope collides once too often.
	const loose = Buffer.from(`{"scope":"${texts[139]}","a":1,"a":2,${keys.join()}}`);
	expect(both.kernel.isFull).toBe(false);
	both.withKernel.peek(loose, 0, loose.length);
	both.alone.peek(loose, 0, loose.length);
	expect(both.kernel.isFull).toBe(true);
	texts.slice(0, 3).forEach(text => both.addText(`{"scope":"${text}"}`));
	expect(both.alone.view().column('scope')?.distinct).toBe(false);
	both.expectSame();
});

test('after the kernel, a record of ASCII is known to be that', () => {
	const both = new Both(aKernel(10));
	both.addText('{"a":"é"}');
	both.addText(`{"b":"${'long '.repeat(200_000)}"}`);
	expect(both.kernel.isFull).toBe(true);
	both.addText('{"a":"e","b":"short"}');
	expect(both.kernel.leaves.beyondAscii).toBe(false);
});

test('a longer record needs no more memory as long as it fits where the one before was', () => {
	const kernel = aKernel();
	const bytes = Buffer.alloc(5 << 20, ' ');
	kernel.begin(bytes, 0, (4 << 20) + 1);
	const before = kernel.byteLength;
	kernel.begin(bytes, 0, bytes.length);
	expect(kernel.byteLength).toBe(before);
});

test('a builder whose memory was given back says so, and nothing false', () => {
	const builder = aBuilder();
	addText(builder, '{"id":"x","a":1}');
	builder.release();
	expect(() => builder.seal()).toThrow('the kernel was closed');
	expect(() => builder.view()).toThrow('the kernel was closed');
	expect(() => builder.full).toThrow('the kernel was closed');
});
