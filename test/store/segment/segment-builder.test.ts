import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell } from '../../../store/column/column.ts';
import { openSealed } from '../../../store/segment/sealed.ts';
import type { SegmentBuilder } from '../../../store/segment/segment-builder.ts';
import type { SegmentView } from '../../../store/segment/view.ts';
import { parsePath } from '../../../store/shred/path.ts';
import { aBuilder, addText, built, noonMs } from './build.ts';
import { expectSameView, viewFacts } from './expect-view.ts';
import { records, repeatsKeys, spell } from './json-texts.ts';
import type { Spelled } from './json-texts.ts';

const seed = 20260301;

function sealedView(builder: SegmentBuilder): SegmentView {
	const { header, groups } = builder.seal();
	return openSealed(header, (name, take) => take(groups.get(name) ?? new Uint8Array(0)));
}

/** What JSON.parse finds at a path; undefined is absent. */
function parsedAt(json: string, path: string): unknown {
	return (parsePath(path) ?? []).reduce<unknown>(
		(value, step) =>
			typeof value === 'object' &&
			value !== null &&
			Array.isArray(value) === (typeof step === 'number') &&
			Object.hasOwn(value, step)
				? (value as Record<string | number, unknown>)[step]
				: undefined,
		JSON.parse(json),
	);
}

function cellAt(view: SegmentView, path: string, row: number): Cell | undefined {
	const column = view.column(path);
	const code = column?.codes()[row] ?? 0;
	return code > 0 ? column?.value(code) : undefined;
}

/** Paths of every scalar and empty container that JSON.parse finds. */
function leafPaths(value: unknown, at: (string | number)[] = []): (string | number)[][] {
	if (typeof value !== 'object' || value === null) {
		return [at];
	}

	const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
	return entries.flatMap(([step, item]) => leafPaths(item, [...at, step]));
}

const spaces = fc.infiniteStream(fc.constantFrom('', '', '', ' ', '\n\t', '\r\n  '));

test('any record comes back in its compact form, and as delivered', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(records, spaces), { maxLength: 12 }), batch => {
			const builder = aBuilder();
			const texts = batch.map(([record, space]) => spell(record, () => space.next().value));
			texts.forEach(text => addText(builder, text));
			const view = builder.view();
			batch.forEach(([record], row) => {
				expect(view.raw(row)).toBe(spell(record));
				expect(Buffer.from(view.delivered(row)).toString()).toBe(texts[row]);
				const shape = view.shapes()[view.shapeIds()[row] ?? -1];
				expect(shape?.rebuilds).toBe(!repeatsKeys(record));
			});
		}),
		{ seed, numRuns: 100 },
	);
});

test('shape literals and tokens are the compact form', () => {
	fc.assert(
		fc.property(fc.array(records, { maxLength: 12 }), batch => {
			const view = built(...batch.map(record => spell(record))).view();
			batch.forEach((record, row) => {
				const shape = view.shapes()[view.shapeIds()[row] ?? -1];
				if (shape?.rebuilds) {
					const pieces = shape.leafPaths.map((path, leaf) => {
						const column = view.column(path);
						return `${column?.token(column.codes()[row] ?? 0)}${shape.literals[leaf + 1]}`;
					});
					expect([shape.literals[0], ...pieces].join('')).toBe(spell(record));
				}
			});
		}),
		{ seed, numRuns: 60 },
	);
});

function expectParsed(view: SegmentView, path: string, row: number, json: string): void {
	const cell = cellAt(view, path, row);
	const parsed = parsedAt(json, path);
	if (cell === undefined) {
		// A container is no value of its own, unless it is kept whole.
		expect(parsed === undefined || (typeof parsed === 'object' && parsed !== null)).toBe(true);
	} else if (typeof parsed === 'object' && parsed !== null) {
		expect(JSON.parse(String(cell))).toEqual(parsed);
	} else if (typeof parsed === 'number' && typeof cell === 'string') {
		// The text of a number that a double cannot hold.
		expect(Number(cell)).toBe(parsed);
		expect(cell).not.toBe(String(parsed));
	} else {
		expect(cell).toBe(parsed);
	}
}

test('every column holds what JSON.parse finds at its path', () => {
	fc.assert(
		fc.property(fc.array(records, { maxLength: 8 }), batch => {
			const texts = batch.map(record => spell(record));
			const view = built(...texts).view();
			for (const path of view.paths()) {
				texts.forEach((text, row) => expectParsed(view, path, row, text));
			}
		}),
		{ seed, numRuns: 60 },
	);
});

test('every value that JSON.parse finds is in a column, or in a container kept whole above it', () => {
	fc.assert(
		fc.property(records, record => {
			const json = spell(record);
			const view = built(json).view();
			const paths = new Map(view.paths().map(path => [JSON.stringify(parsePath(path)), path]));
			for (const steps of leafPaths(JSON.parse(json))) {
				const found = steps.some((_, length) =>
					paths.has(JSON.stringify(steps.slice(0, length + 1))),
				);
				expect(found).toBe(true);
			}
		}),
		{ seed, numRuns: 60 },
	);
});

test('containers are the compact text at their path', () => {
	fc.assert(
		fc.property(
			fc.array(
				records.filter(record => !repeatsKeys(record)),
				{ maxLength: 8 },
			),
			fc.constantFrom('a', 'b', 'c', 'a.b', "['a.b']", 'a[0]', 'a.c', ''),
			(batch, path) => {
				const texts = batch.map(record => spell(record));
				const container = built(...texts)
					.view()
					.container(path);
				batch.forEach((record, row) => {
					const code = container?.codes()[row] ?? 0;
					const text = spelledAt(record, path);
					expect(code > 0 ? container?.token(code) : undefined).toBe(text);
				});
			},
		),
		{ seed, numRuns: 60 },
	);
});

function spelledAt(record: Spelled, path: string): string | undefined {
	let at: Spelled | undefined = record;
	for (const step of parsePath(path) ?? []) {
		at =
			at?.kind === 'object'
				? at.members.find(([key]) => JSON.parse(key) === step)?.[1]
				: at?.kind === 'array' && typeof step === 'number'
					? at.items[step]
					: undefined;
	}

	return at === undefined || at.kind === 'token' ? undefined : spell(at);
}

test('a sealed segment says what the open one said', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(records, spaces), { maxLength: 20 }), batch => {
			const builder = aBuilder();
			batch.forEach(([record, space], index) => {
				const bytes = Buffer.from(spell(record, () => space.next().value));
				const meta = { _object: `o${index % 3}`, ...(index > 4 && { _size: index }) };
				builder.addRecord(bytes, 0, bytes.length, meta, noonMs + index * 1500);
			});
			expectSameView(sealedView(builder), builder.view());
		}),
		{ seed, numRuns: 30 },
	);
});

test('a snapshot stays the same when rows are added and the segment is sealed', () => {
	fc.assert(
		fc.property(fc.array(records, { maxLength: 10 }), fc.array(records), (before, after) => {
			const builder = built(...before.map(record => spell(record)));
			const lazy = builder.view();
			const eager = builder.view();
			const expected = viewFacts(eager);
			after.forEach(record => addText(builder, spell(record)));
			expect(viewFacts(builder.view()).rowCount).toBe(before.length + after.length);
			builder.seal();
			expect(viewFacts(eager)).toEqual(expected);
			expect(viewFacts(lazy)).toEqual(expected);
		}),
		{ seed, numRuns: 30 },
	);
});

test('a snapshot taken first and read later shows its own moment', () => {
	const builder = built('{"a":1}', '{"a":2,"b":true}');
	const view = builder.view();
	for (let more = 0; more < 1000; more += 1) {
		addText(builder, `{"a":${more},"c":"${more}"}`);
	}

	expect(view.paths()).toEqual(['a', 'b']);
	expect(view.column('a')?.valueCount).toBe(2);
	expect(view.column('c')).toBeUndefined();
	expect(Array.from(view.column('b')?.codes() ?? [])).toEqual([0, 1]);
	expect(view.raw(1)).toBe('{"a":2,"b":true}');
	expect(() => view.raw(2)).toThrow(RangeError);
});

test.each([
	{ name: 'cut off', text: '{"a":1' },
	{ name: 'two records', text: '{"a":1}{"a":2}' },
	{ name: 'no object', text: '[1,2]' },
	{ name: 'a word', text: 'hello "world"' },
	{ name: 'nothing', text: '' },
	{ name: 'a leading zero', text: '{"a":01}' },
	{ name: 'a bare fraction', text: '{"a":1.}' },
	{ name: 'a bare exponent', text: '{"a":1e}' },
	{ name: 'a plus', text: '{"a":+1}' },
	{ name: 'two numbers', text: '{"a":1 2}' },
	{ name: 'a broken word', text: '{"a":t rue}' },
	{ name: 'a bad escape', text: '{"a":"\\x"}' },
	{ name: 'a short unicode escape', text: '{"a":"\\u12"}' },
	{ name: 'a control character', text: '{"a":"x\u0001y"}' },
	{ name: 'a trailing comma', text: '{"a":1,}' },
	{ name: 'a trailing comma in an array', text: '{"a":[1,]}' },
	{ name: 'a missing colon', text: '{"a" 1}' },
	{ name: 'a wrong bracket', text: '{"a":[1}' },
	{ name: 'a byte order mark', text: '\ufeff{"a":1}' },
	{ name: 'NaN', text: '{"a":NaN}' },
	{ name: 'a string after a string', text: '{"a":"b""c"}' },
])('what is no JSON object is kept as it is: $name', ({ text }) => {
	const before = '{"a":"known","b":1}';
	const builder = built(before, text, before);
	for (const view of [builder.view(), sealedView(builder)]) {
		expect(view.raw(1)).toBe(text);
		expect(Buffer.from(view.delivered(1)).toString()).toBe(text);
		expect(view.shapes()[view.shapeIds()[1] ?? -1]).toEqual({
			rebuilds: false,
			literals: [],
			leafPaths: [],
		});
		expect(view.raw(2)).toBe(before);
		expect(cellAt(view, 'a', 1)).toBeUndefined();
		expect(cellAt(view, 'a', 2)).toBe('known');
	}
});

test('bytes that are not UTF-8 are kept, and replaced in columns', () => {
	const builder = aBuilder();
	const odd = Buffer.from('{"a":"x\xff\xfe","k\xe9":1}', 'latin1');
	addText(builder, odd);
	addText(builder, Buffer.from('\xff\xff{', 'latin1'));
	for (const view of [builder.view(), sealedView(builder)]) {
		expect(Buffer.from(view.delivered(0)).equals(odd)).toBe(true);
		expect(view.raw(0)).toBe('{"a":"x\ufffd\ufffd","k\ufffd":1}');
		expect(cellAt(view, 'a', 0)).toBe('x\ufffd\ufffd');
		expect(view.raw(1)).toBe('\ufffd\ufffd{');
	}
});

test('of a key that comes twice the last value counts, and the record is kept whole', () => {
	const text = '{"a":{"x":1,"z":3},"b":1,"a":{"y":2},"b":{"c":4},"\\u0062":5}';
	const builder = built(text);
	for (const view of [builder.view(), sealedView(builder)]) {
		expect(view.raw(0)).toBe(text);
		expect(view.paths().map(path => [path, cellAt(view, path, 0)])).toEqual([
			['b', 5],
			['a.y', 2],
		]);
		expect(view.container('a')?.token(1)).toBe('{"y":2}');
	}
});

test('an array is taken apart up to sixteen elements, and kept whole from seventeen on', () => {
	const list = (length: number) =>
		`{"list":[${Array.from({ length }, (_, at) => at).join()}],"z":1}`;
	const view = built(list(16), list(17), list(3), list(40)).view();
	expect(cellAt(view, 'list[15]', 0)).toBe(15);
	expect(cellAt(view, 'list', 0)).toBeUndefined();
	expect(cellAt(view, 'list', 1)).toBe(`[${Array.from({ length: 17 }, (_, at) => at).join()}]`);
	expect(cellAt(view, 'list[0]', 1)).toBeUndefined();
	expect(cellAt(view, 'list[2]', 2)).toBe(2);
	expect(view.raw(3)).toBe(list(40));
	expect(cellAt(view, 'z', 3)).toBe(1);
});

test.each([
	{ name: '200 objects deep', depth: 200, open: '{"a":', close: '}' },
	{ name: '200 arrays deep', depth: 200, open: '[', close: ']' },
	{ name: '100,000 arrays deep', depth: 100_000, open: '[', close: ']' },
])('deep nesting is kept whole: $name', ({ depth, open, close }) => {
	const text = `{"top":${open.repeat(depth)}1${close.repeat(depth)},"id":"x"}`;
	const view = sealedView(built(text));
	expect(view.raw(0)).toBe(text);
	expect(cellAt(view, 'id', 0)).toBe('x');
});

test('ten megabytes of text are one value', () => {
	const long = 'ab'.repeat(5_000_000);
	const view = sealedView(built(`{"a":"${long}","b":"short"}`, '{"b":"short"}'));
	expect(cellAt(view, 'a', 0) === long).toBe(true);
	expect(cellAt(view, 'b', 1)).toBe('short');
});

test('a record with very many values has its large containers kept whole', () => {
	const many = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`k${at}`, at]));
	const record = { id: 'x', small: { a: 1 }, large: many };
	const view = sealedView(built(JSON.stringify(record)));
	expect(view.raw(0)).toBe(JSON.stringify(record));
	expect(view.paths()).toEqual(['id', 'small.a', 'large']);
	expect(JSON.parse(String(cellAt(view, 'large', 0)))).toEqual(many);
});

test('a flat record with more values than a record may have keeps its identity and all its bytes', () => {
	const record = {
		...Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`k${at}`, at])),
		id: 'x',
		time: '2026-03-01T12:00:00Z',
	};
	const view = sealedView(built(JSON.stringify(record)));
	expect(view.raw(0)).toBe(JSON.stringify(record));
	expect(cellAt(view, 'id', 0)).toBe('x');
	expect(cellAt(view, 'k0', 0)).toBe(0);
});

test('keys that never repeat do not grow the segment without end', () => {
	const builder = aBuilder();
	const texts = Array.from({ length: 850 }, (_, row) => {
		const members = Array.from({ length: 20 }, (_unused, at) => `"r${row}k${at}":${at}`);
		return `{"id":"i${row}","time":"2026-03-01T12:00:00Z","deep":{${members.join()}}}`;
	});
	texts.forEach(text => addText(builder, text));
	const view = sealedView(builder);
	expect(builder.full).toBe(true);
	expect(view.paths().length).toBeLessThanOrEqual(16_384);
	texts.forEach((text, row) => {
		expect(view.raw(row)).toBe(text);
		expect(cellAt(view, 'id', row)).toBe(`i${row}`);
	});
	expect(cellAt(view, 'deep', 849)).toContain('"r849k19":19');
});

test('a list that is empty after one that was not is a value', () => {
	const texts = ['{"a":[1]}', '{"a":[]}', '{"a":[[2]]}', '{"a":[[]]}', '{"a":[1,[]]}'];
	const view = built(...texts).view();
	expect(texts.map((_, row) => view.raw(row))).toEqual(texts);
	expect(view.shapes().filter(shape => !shape.rebuilds)).toEqual([]);
	expect(view.column('a')?.value(1)).toBe('[]');
});

test('numbers keep their text, and one is not taken for the beginning of another', () => {
	const texts = ['{"a":12}', '{"a":123}', '{"a":1.10}', '{"a":-0}', '{"a":1e400}', '{"a":12}'];
	const view = built(...texts).view();
	texts.forEach((text, row) => expect(view.raw(row)).toBe(text));
	expect(texts.map((_, row) => cellAt(view, 'a', row))).toEqual([12, 123, 1.1, -0, Infinity, 12]);
});

test('ordinary keys: __proto__, constructor, the empty one', () => {
	const text = '{"__proto__":{"x":1},"constructor":2,"":3,"a.b":4}';
	const view = built(text).view();
	expect(view.raw(0)).toBe(text);
	expect(view.paths()).toEqual(['__proto__.x', 'constructor', "['']", "['a.b']"]);
});

test('records stand anywhere in a larger buffer, up to its last byte', () => {
	const records_ = ['{"a":"first","n":1}', '{"a":"second","n":22}', '{"a":"first","n":1}'];
	const bytes = Buffer.from(`[${records_.join(',')}`);
	const builder = aBuilder();
	let at = 1;
	for (const record of records_) {
		builder.addRecord(bytes, at, at + record.length, {}, noonMs);
		at += record.length + 1;
	}

	records_.forEach((record, row) => expect(builder.view().raw(row)).toBe(record));
});

test('peeking tells who a record is and adds nothing', () => {
	const builder = built('{"time":"2026-03-01T12:00:00Z","id":"one","scope":"111122223333"}');
	const bytes = Buffer.from('{"id":"t\\u0077o","time":"2026-03-01T12:00:01Z","new":[]}');
	const { timeMs, id, scope } = builder.peek(bytes, 0, bytes.length);
	expect({ timeMs, id, scope }).toEqual({ timeMs: noonMs + 1000, id: 'two', scope: undefined });
	expect(builder.peekedRaw()).toBe(bytes.toString());
	expect(builder.rowCount).toBe(1);
	expect(builder.view().paths()).toEqual(['time', 'id', 'scope']);
	expectSameView(sealedView(builder), builder.view());
});

test.each([
	{ name: 'no time', text: '{"id":"x"}', expected: NaN },
	{ name: 'an unreadable time', text: '{"time":"soon"}', expected: NaN },
	{ name: 'a null time', text: '{"time":null}', expected: NaN },
	{ name: 'a container as time', text: '{"time":{"a":1}}', expected: NaN },
	{ name: 'a number as time', text: '{"time":2026}', expected: Date.UTC(2026, 0) },
])('time of a record with $name', ({ text, expected }) => {
	const bytes = Buffer.from(text);
	expect(aBuilder().peek(bytes, 0, bytes.length).timeMs).toBe(expected);
});

test('metadata is a column: constant for an object, absent where an object has none', () => {
	const builder = aBuilder();
	const bytes = Buffer.from('{"a":1}');
	const add = (meta: Record<string, string | number>) =>
		builder.addRecord(bytes, 0, bytes.length, meta, noonMs);
	const first = { _object: 'one', _size: 5 };
	add(first);
	add(first);
	add({ _object: 'two' });
	add({ _object: 'one', _size: 5 });
	for (const view of [builder.view(), sealedView(builder)]) {
		expect(view.metaNames()).toEqual(['_object', '_size']);
		expect(Array.from(view.meta('_object')?.codes() ?? [])).toEqual([1, 1, 2, 1]);
		expect(Array.from(view.meta('_size')?.codes() ?? [])).toEqual([1, 1, 0, 1]);
		expect(view.meta('_size')?.value(1)).toBe(5);
		expect(view.meta('_object')?.value(2)).toBe('two');
		expect(view.meta('a')).toBeUndefined();
	}
});
