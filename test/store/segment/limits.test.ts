import { expect, test, vi } from 'vitest';
import { BoundedCache } from '../../../store/bounded-cache.ts';
import { MemoryBudget } from '../../../store/memory-budget.ts';
import { tokensOfTexts, valuesKeptMax } from '../../../store/column/tokens.ts';
import { TokenColumn } from '../../../store/column/token-column.ts';
import { deflate } from '../../../store/column/codec.ts';
import { BlockReader } from '../../../store/segment/block-reader.ts';
import { BlockWriter } from '../../../store/segment/block-writer.ts';
import { SegmentBuilder } from '../../../store/segment/segment-builder.ts';
import { coarseLeavesMax, segmentRowsMax } from '../../../store/shred/limits.ts';
import { aBuilder, addText, built, noonMs, schema } from './build.ts';

test('a segment is full when it has its memory, and takes records all the same', () => {
	const builder = new SegmentBuilder({ id: 's', schema, bytesMax: 400_000 });
	addText(builder, '{"id":"a"}');
	expect(builder.full).toBe(false);
	for (let row = 0; row < 50; row++) {
		addText(builder, `{"id":"i${row}","pad":"${row}${'x'.repeat(20_000)}"}`);
	}

	expect(builder.full).toBe(true);
	expect(builder.view().raw(50)).toContain('"id":"i49"');
	expect(builder.rowCount).toBe(51);
});

test('blocks are remembered while the budget has room; others are read again', () => {
	const writer = new BlockWriter(deflate);
	const payloads = Array.from({ length: 15 }, (_item, index) =>
		new Uint8Array(30_000).map((_byte, at) => (at * (index + 7)) & 0xff),
	);
	const refs = payloads.map(payload => writer.add(payload));
	writer.flush();
	const groups = writer.groups.map(blocks => Buffer.concat(blocks));
	let reads = 0;
	const cache = new BoundedCache<unknown>(new MemoryBudget(4 * 91_000));
	const readGroup = <T>(name: string, take: (bytes: Uint8Array) => T): T => {
		reads++;
		return take(groups[Number(name)] ?? new Uint8Array(0));
	};

	const reader = new BlockReader(writer.directory, deflate, readGroup, cache, 'block ');
	expect(new Set(refs.map(([block]) => block)).size).toBe(5);
	const read = (index: number) => {
		const before = reads;
		expect(Buffer.from(payloads[index]!).equals(reader.read(refs[index]!))).toBe(true);
		return reads - before;
	};

	refs.forEach((_ref, index) => read(index));
	expect(reads).toBe(5);
	expect([read(14), read(3), read(0), read(14)]).toEqual([0, 0, 1, 0]);
});

test('four containers are remembered; of more the oldest is put together again', () => {
	const names = ['a', 'b', 'c', 'd', 'e'];
	const view = built(`{${names.map(name => `"${name}":{"x":1}`).join()}}`).view();
	const first = view.container('a');
	const second = view.container('b');
	view.container('c');
	view.container('d');
	expect(view.container('a')).toBe(first);
	view.container('e');
	expect(view.container('b')).toBe(second);
	expect(view.container('a')).not.toBe(first);
	expect(view.container('a')?.token(1)).toBe('{"x":1}');
});

test('decoded values are remembered for the first sixteen thousand of a column', () => {
	const texts = Array.from({ length: valuesKeptMax + 1 }, (_item, index) => `"\\u0061${index}"`);
	const column = new TokenColumn({
		path: 'a',
		rowCount: 0,
		valueCount: 0,
		distinct: true,
		readTokens: () => tokensOfTexts(texts),
		readCodes: () => new Uint32Array(0),
	});
	const parse = vi.spyOn(JSON, 'parse');
	try {
		const decodings = (code: number) => {
			parse.mockClear();
			expect([column.value(code), column.value(code)]).toEqual([`a${code - 1}`, `a${code - 1}`]);
			return parse.mock.calls.length;
		};

		expect(decodings(valuesKeptMax)).toBe(1);
		expect(decodings(valuesKeptMax + 1)).toBe(2);
	} finally {
		parse.mockRestore();
	}
});

test('in a record of very many values containers of up to 64 are taken apart', () => {
	const members = (name: string, count: number) =>
		`"${name}":{${Array.from({ length: count }, (_item, at) => `"k${at}":${at}`).join()}}`;
	const text = `{${members('small', coarseLeavesMax)},${members('large', coarseLeavesMax + 1)},${members('most', 1_000)}}`;
	const view = built(text).view();
	expect(view.column('small.k63')).toBeDefined();
	expect(view.column('large.k0')).toBeUndefined();
	expect(view.column('large')).toBeDefined();
	expect(view.raw(0)).toBe(text);
});

test('a key of 512 bytes makes a path, of a longer one the object around it is kept whole', () => {
	const [fits, long] = ['k'.repeat(512), 'k'.repeat(513)];
	const view = built(`{"a":{"${fits}":1},"b":{"${long}":1}}`).view();
	expect(view.column(`a.${fits}`)).toBeDefined();
	expect(view.column('b')).toBeDefined();
	expect(view.paths()).toHaveLength(2);
	expect(view.raw(0)).toContain(long);
});

test('a container is taken apart up to 32 levels deep', () => {
	const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
	const paths = (depth: number) => built(nested(depth)).view().paths();
	expect(paths(32)).toEqual([Array.from({ length: 32 }, () => 'a').join('.')]);
	expect(paths(34)[0]?.split('.').length).toBeLessThan(34);
	expect(built(nested(34)).view().raw(0)).toBe(nested(34));
});

test('when there is no room for paths, records with very many new containers are whole all the same', () => {
	const builder = aBuilder();
	for (let row = 0; row < 850; row++) {
		const members = Array.from({ length: 20 }, (_item, at) => `"r${row}k${at}":${at}`);
		addText(builder, `{"id":"i${row}","deep":{${members.join()}}}`);
	}

	const containers = (count: number) =>
		`{"id":"x",${Array.from({ length: count }, (_item, at) => `"n${count}-${at}":{"m":${at}}`).join()}}`;
	const texts = [containers(10), containers(16), containers(17), containers(40)];
	texts.forEach(text => addText(builder, text));
	const view = builder.view();
	expect(texts.map((_text, index) => view.raw(850 + index))).toEqual(texts);
	expect(view.paths().length).toBeLessThanOrEqual(16_384);
});

test('more continuations than are tried at once, and stretches of any length, come back', () => {
	const texts = Array.from(
		{ length: 40 },
		(_item, index) => `{"id":"i","k${index % 20}":${index},"pad":"${'p'.repeat(80 + index)}"}`,
	);
	const view = built(...texts).view();
	expect(texts.map((_text, row) => view.raw(row))).toEqual(texts);
});

test('a segment is full at 65,536 rows', () => {
	const builder = aBuilder();
	const bytes = Buffer.from('{}');
	for (let row = 1; row < segmentRowsMax; row++) {
		builder.addRecord(bytes, 0, bytes.length, {}, noonMs);
	}

	expect(builder.full).toBe(false);
	builder.addRecord(bytes, 0, bytes.length, {}, noonMs);
	expect(builder.full).toBe(true);
});
