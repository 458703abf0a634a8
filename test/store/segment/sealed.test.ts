import { expect, test } from 'vitest';
import { BoundedCache } from '../../../store/bounded-cache.ts';
import { MemoryBudget } from '../../../store/memory-budget.ts';
import { openSealed } from '../../../store/segment/sealed.ts';
import type { SealedSegment } from '../../../store/segment/sealed.ts';
import { aBuilder, addText, built, noonMs } from './build.ts';
import { expectSameView, viewFacts } from './expect-view.ts';

function rows(count: number): string[] {
	return Array.from(
		{ length: count },
		(_, row) => `{"id":"${row * 7919}","kind":"k${row % 5}","list":[${row % 3}]}`,
	);
}

function open(sealed: SealedSegment, cache?: BoundedCache<unknown>) {
	const asked: string[] = [];
	const view = openSealed(
		sealed.header,
		(name, take) => {
			asked.push(name);
			return take(sealed.groups.get(name) ?? new Uint8Array(0));
		},
		...(cache ? [cache] : []),
	);
	return { view, asked };
}

test('the header alone tells rows, times and paths', () => {
	const builder = aBuilder();
	rows(10).forEach((text, row) => addText(builder, text, noonMs + row));
	const { view, asked } = open(builder.seal());
	expect(view.id).toBe('segment-1');
	expect(view.sealed).toBe(true);
	expect(view.rowCount).toBe(10);
	expect([view.minTimeMs, view.maxTimeMs]).toEqual([noonMs, noonMs + 9]);
	expect(view.paths()).toEqual(['id', 'kind', 'list[0]']);
	expect(view.column('nowhere')).toBeUndefined();
	expect(asked).toEqual([]);
});

test('a segment without rows opens', () => {
	const builder = aBuilder();
	expectSameView(open(builder.seal()).view, builder.view());
	expect(open(builder.seal()).view.rowCount).toBe(0);
});

test('groups are about a megabyte at most, and only those with the column are read', () => {
	const builder = aBuilder();
	let state = 1;
	const random = (): number => {
		state = (state * 48_271) % 0x7fffffff;
		return state;
	};

	for (let row = 0; row < 1800; row += 1) {
		const noise = Buffer.from(Array.from({ length: 900 }, random));
		addText(builder, `{"kind":"k${row % 5}","noise":"${noise.toString('base64')}"}`);
	}

	const sealed = builder.seal();
	expect(sealed.groups.size).toBeGreaterThan(1);
	for (const group of sealed.groups.values()) {
		expect(group.length).toBeLessThan(1.2 * 1024 * 1024);
	}

	const { view, asked } = open(sealed);
	const kind = view.column('kind');
	expect(kind?.value(kind.codes()[7] ?? 0)).toBe('k2');
	expect(new Set(asked).size).toBe(1);
	expectSameView(view, builder.view());
});

test('lent bytes may change as soon as they were read', () => {
	const sealed = built(...rows(500)).seal();
	const reused = Buffer.alloc(4 * 1024 * 1024);
	const view = openSealed(sealed.header, (name, take) => {
		const group = sealed.groups.get(name) ?? new Uint8Array(0);
		reused.set(group);
		const taken = take(reused.subarray(0, group.length));
		reused.fill(0xee);
		return taken;
	});
	expectSameView(view, built(...rows(500)).view());
});

test('a small cache forgets, and the view says the same', () => {
	const builder = built(...rows(200), ' {"kept":1}', '{"kept":2 }');
	const cache = new BoundedCache<unknown>(new MemoryBudget(2000));
	const { view } = open(builder.seal(), cache);
	expect(viewFacts(view)).toEqual(viewFacts(builder.view()));
	expect(cache.bytes).toBeLessThanOrEqual(2000);
});

test('a cache that has room keeps what was decoded', () => {
	const { view, asked } = open(
		built(...rows(200)).seal(),
		new BoundedCache<unknown>(new MemoryBudget(1e7)),
	);
	view.column('kind')?.codes();
	const askedOnce = asked.length;
	view.column('kind')?.codes();
	expect(view.column('kind')).toBe(view.column('kind'));
	expect(asked.length).toBe(askedOnce);
});

test('a damaged header or group is an error with a code, never a wrong value', () => {
	const sealed = built(...rows(300)).seal();
	for (let at = 0; at < sealed.header.length; at += 3) {
		const header = Uint8Array.from(sealed.header);
		header[at] = (header[at] ?? 0) ^ 0x10;
		expect(() => open({ ...sealed, header })).toThrow(
			expect.objectContaining({
				code: at >= 4 && at < 8 ? expect.stringMatching(/^format-/) : 'segment-damaged',
			}),
		);
	}

	const group = sealed.groups.get('0') ?? new Uint8Array(0);
	for (let at = 0; at < group.length; at += 211) {
		const damaged = Uint8Array.from(group);
		damaged[at] = (damaged[at] ?? 0) ^ 0x10;
		const { view } = open({ ...sealed, groups: new Map([['0', damaged]]) });
		expect(() => viewFacts(view)).toThrow(expect.objectContaining({ code: 'segment-damaged' }));
	}

	const { view } = open({ ...sealed, groups: new Map() });
	expect(() => view.raw(0)).toThrow(expect.objectContaining({ code: 'segment-damaged' }));
	expect(() => open({ ...sealed, header: new Uint8Array(3) })).toThrow(
		expect.objectContaining({ code: 'segment-damaged' }),
	);
});

test('times that are no whole seconds, and times before 1970, come back', () => {
	for (const times of [
		[noonMs, noonMs + 1],
		[-1500, 0],
		[0.5, noonMs],
		[noonMs, noonMs - 86_400_000],
	]) {
		const builder = aBuilder();
		times.forEach(time => addText(builder, '{}', time));
		expect(Array.from(open(builder.seal()).view.times())).toEqual(times);
	}
});

test('the containers of a sealed segment are in the cache that all segments share', () => {
	const cache = new BoundedCache<unknown>(new MemoryBudget(1e6));
	const builder = built(...Array.from({ length: 50 }, (_, row) => `{"a":{"n":${row},"m":1}}`));
	const { view } = open(builder.seal(), cache);
	const some = view.container('a', Uint32Array.of(3));
	expect(some?.token(some.codes()[3] as number)).toBe('{"n":3,"m":1}');
	expect(some?.codes()[4]).toBe(0);
	const before = cache.bytes;
	const all = view.container('a');
	expect(cache.bytes).toBeGreaterThan(before + 50 * 13);
	expect(view.container('a')).toBe(all);
	// One that is there serves a part as well.
	expect(view.container('a', Uint32Array.of(3))).toBe(all);
	cache.set('other', 'large', 1e6);
	expect(view.container('a')).not.toBe(all);
	expect(view.container('a')).toEqual(all);
});
