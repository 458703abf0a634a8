import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Kernel } from '../../../store/kernel/kernel.ts';
import { hashBytes, viewOf } from '../../../store/shred/bytes.ts';
import { records, spell } from '../segment/json-texts.ts';
import { aKernel, Both, collidingTexts, numbersFrom, realRecords } from './both.ts';

const seed = 20261129;
const spaces = fc.infiniteStream(fc.constantFrom('', '', '', '', ' ', '\n\t'));

test('any records give the same segment with the kernel and without it', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(records, spaces), { maxLength: 20 }), batch => {
			const both = new Both();
			const texts = batch.map(([record, space]) => spell(record, () => space.next().value));
			[...texts, ...texts].forEach(text => both.addText(text));
			both.expectSame();
		}),
		{ seed, numRuns: 150 },
	);
});

test('records that were damaged at random give the same segment', () => {
	const number = numbersFrom(seed);
	const pieces = ['"', '\\', '{', '}', '[', ']', ',', ':', '[]', '{}', '0', '\\u00e9', '\x01', ' '];
	const both = new Both();
	for (const [index, record] of realRecords(4_000).entries()) {
		const copy = Buffer.concat([record, Buffer.from(', {"behind":[1')]);
		let end = record.length;
		for (let change = index % 4; change > 0; change -= 1) {
			const at = number(end);
			if (change === 1) {
				copy[at] = number(256);
			} else if (change === 2) {
				copy.write(pieces[number(pieces.length)] ?? '', at);
			} else {
				end -= number(20);
			}
		}

		both.add(copy, 0, end);
	}

	both.expectSame();
});

test('many megabytes of records give the same segment, again and again in the same memory', () => {
	const texts = realRecords(12_000);
	const instance = aKernel().close();
	for (const part of [texts, texts.slice(5_000), texts.slice(0, 9_000).reverse()]) {
		const kernel = new Kernel(instance);
		const both = new Both(kernel);
		part.forEach(bytes => both.add(bytes));
		both.expectSame();
		expect(kernel.byteLength).toBeGreaterThan(8 * 2 ** 20);
		expect(kernel.isFull).toBe(false);
		kernel.close();
	}
});

test('the kernel reads records of known shapes without TypeScript', () => {
	const both = new Both();
	const texts = realRecords(5_000);
	texts.forEach(bytes => both.add(bytes));
	const before = both.kernel.aloneCount;
	expect(before).toBeGreaterThan(3_000);
	texts.slice(-100).forEach(bytes => both.add(bytes));
	expect(both.kernel.aloneCount - before).toBeGreaterThan(90);
});

const deep = (depth: number, open: string, close: string) =>
	`{"top":${open.repeat(depth)}1${close.repeat(depth)},"id":"x"}`;
const list = (length: number) => `[${Array.from({ length }, (_, at) => at).join()}]`;
const flat = (count: number, name = 'k') =>
	Array.from({ length: count }, (_, at) => `"${name}${at}":${at}`).join();
const odd: readonly { readonly name: string; readonly texts: readonly string[] }[] = [
	{ name: 'nothing', texts: ['', '{}', '', '{}', '[]', '{', '"'] },
	{ name: 'deep objects', texts: [deep(31, '{"a":', '}'), deep(200, '{"a":', '}')] },
	{ name: 'deep lists', texts: [deep(31, '[', ']'), deep(20_000, '[', ']')] },
	{ name: 'more than 1,024 values', texts: [`{${flat(1_024)}}`, `{${flat(1_025)},"id":"x"}`] },
	{ name: 'large containers', texts: [`{"id":"x","l":{${flat(1_500)}}}`, `{"l":{${flat(64)}}}`] },
	{
		name: 'keys that come twice',
		texts: ['{"a":1,"b":{"c":1,"c":2}}', '{"a":1,"a":2}', '{"a":1}'],
	},
	{ name: 'long lists', texts: [15, 16, 17, 40].map(length => `{"l":${list(length)},"z":1}`) },
	{ name: 'empty lists and objects', texts: ['{"a":[1]}', '{"a":[]}', '{"a":{}}', '{"a":[{}]}'] },
	{
		name: 'numbers that begin alike',
		texts: ['12', '123', '1', '-0', '1.5', '1e9', '01', '1.', '-'].map(n => `{"a":${n}}`),
	},
	{
		name: 'words',
		texts: ['true', 'false', 'null', 'nul', 'truex', 'fals'].map(w => `{"a":${w}}`),
	},
	{
		name: 'strings of every length',
		texts: Array.from(
			{ length: 70 },
			(_, n) => `{"a":"${'é'.repeat(n % 3)}${'x'.repeat(n)}","b":"\\u00e9${'\\n'.repeat(n)}"}`,
		),
	},
	{
		name: 'bad escapes',
		texts: ['\\x', '\\u12', '\\', '\\u123g', 'a\u0001'].map(t => `{"a":"${t}"}`),
	},
	{
		name: 'more continuations than are tried',
		texts: Array.from({ length: 60 }, (_, n) => `{"id":"i","k${n % 20}":${n}}`),
	},
	{
		name: 'keys that never repeat',
		texts: Array.from(
			{ length: 900 },
			(_, row) => `{"id":"i${row}","deep":{${flat(20, `r${row}k`)}}}`,
		),
	},
	{
		name: 'ten thousand shapes',
		texts: Array.from(
			{ length: 10_000 },
			(_, n) =>
				`{${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
					.filter(bit => (n >> bit) & 1)
					.map(bit => `"k${bit}":${n}`)
					.join()}}`,
		),
	},
	{
		name: 'a value of megabytes',
		texts: [`{"a":"${'ab'.repeat(3_000_000)}","b":1}`, '{"a":"ab","b":1}'],
	},
];

test.each(odd)('odd records give the same segment: $name', ({ texts }) => {
	const both = new Both();
	[...texts, ...texts].forEach(text => both.addText(text));
	both.expectSame();
});

test('bytes that are not UTF-8 give the same segment', () => {
	const both = new Both();
	const texts = ['{"a":"x\xff\xfe","b":1}', '{"k\xe9":1}', '{"a":"x","b":1}', '\xff\xff{'];
	[...texts, ...texts].forEach(text => both.add(Buffer.from(text, 'latin1')));
	both.add(Buffer.from(`{"a":"${'x'.repeat(30)}\xc3`, 'latin1'));
	both.expectSame();
});

test('spans that cut a record, or hold nothing, give the same segment', () => {
	const both = new Both();
	const bytes = Buffer.from('{"a":"x","b":12},{"a":"y","b":3},');
	const spans = [0, 16, 17, 32, 17, 33, 0, 15, 0, 14, 0, 7, 17, 31, 5, 5, 30, 20, 33, 33];
	for (const from of [0, 1, 2]) {
		for (let at = from * 2; at < spans.length; at += 2) {
			both.add(bytes, spans[at], spans[at + 1]);
		}
	}

	both.expectSame();
});

test('a span beyond the bytes does the kernel no harm', () => {
	const both = new Both();
	const bytes = Buffer.from('{"a":"x","b":12}');
	both.add(bytes);
	both.kernel.begin(bytes, 8, 90_000);
	both.kernel.begin(bytes, 60_000, 60_010);
	both.add(bytes);
	both.expectSame();
});

test('values made to collide end the looking up at the same value', () => {
	const texts = collidingTexts(seed, 300);
	const hashes = texts.map(text => hashBytes(viewOf(Buffer.from(text)), 0, 8));
	expect(new Set(hashes).size).toBe(1);
	const both = new Both();
	texts.forEach(text => {
		both.addText(`{"id":"same","a":"${text}"}`);
		both.addText('{"id":"same","a":"again"}');
	});
	expect(both.withKernel.view().column('a')?.distinct).toBe(false);
	both.expectSame();
});
