import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnyCaseNeedle } from '../../../store/column/any-case-needle.ts';
import { openSealed } from '../../../store/segment/sealed.ts';
import type { SealedSegment } from '../../../store/segment/sealed.ts';
import type { SegmentView } from '../../../store/segment/view.ts';
import { addText, aBuilder, built } from './build.ts';
import { viewFacts } from './expect-view.ts';
import { records, spell } from './json-texts.ts';

function open({ header, groups }: SealedSegment) {
	const asked: string[] = [];
	const view = openSealed(header, (name, take) => {
		asked.push(name);
		return take(groups.get(name) ?? new Uint8Array(0));
	});
	return { view, asked };
}

function ofFormat(format: number) {
	const file = new URL(`../../../fixtures/segment-of-format-${format}.json`, import.meta.url);
	const { texts, header, groups } = JSON.parse(readFileSync(file, 'utf8')) as {
		readonly texts: readonly string[];
		readonly header: string;
		readonly groups: Readonly<Record<string, string>>;
	};
	const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
	const sealed = {
		header: bytes(header),
		groups: new Map(Object.entries(groups).map(([name, text]) => [name, bytes(text)])),
	};
	return { texts, view: open(sealed).view };
}

/** What the shapes and columns themselves say. */
function told(view: SegmentView) {
	const shapes = view.shapes();
	const ids = view.shapeIds();
	const tokens = (path: string): string[] => {
		const column = view.column(path);
		return Array.from({ length: column?.valueCount ?? 0 }, (_, at) => column?.token(at + 1) ?? '');
	};

	return {
		unrebuilt: Array.from({ length: view.rowCount }, (_, row) => row).filter(
			row => shapes[ids[row] as number]?.rebuilds === false,
		),
		containers: view
			.paths()
			.filter(path => tokens(path).some(token => /^[{[]/.test(token) && token.length > 2)),
		tokens,
	};
}

const jsonTexts = fc.sample(records, { seed: 20260301, numRuns: 150 }).map(value => spell(value));
const long = JSON.stringify(Array.from({ length: 80 }, (_, n) => ({ n })));
const odd = ['{"a":1,"a":2}', 'no json', `{"items":${long}}`, '{"a":{},"b":[]}', '{"a":"x"}'];

test('which rows do not rebuild and which paths hold containers is known without a group', () => {
	const { view, asked } = open(built('{"a":"x"}', '{"b":[1]}').seal());
	expect(view.unrebuiltRows()).toEqual([]);
	expect(view.paths().map(path => view.holdsContainers(path))).toEqual([false, false]);
	expect(view.holdsContainers('nowhere')).toBe(false);
	expect(asked).toEqual([]);
});

test.each([
	['odd records', odd],
	['records of every kind', jsonTexts],
])('the facts of %s are what shapes and columns say', (_, texts) => {
	const builder = built(...texts);
	for (const view of [open(builder.seal()).view, builder.view()]) {
		const { unrebuilt, containers } = told(view);
		expect(view.unrebuiltRows()).toEqual(unrebuilt);
		const held = view.paths().filter(path => view.holdsContainers(path));
		expect(held).toEqual(view.sealed ? containers : []);
	}
});

test.each([
	['odd records', odd],
	['records of every kind', jsonTexts],
])('which shapes of %s have a literal that passes is what the shapes say', (_, texts) => {
	const builder = built(...texts, '{"nowhere":{"else":1}}');
	for (const view of [open(builder.seal()).view, builder.view()]) {
		for (const wanted of ['a', '"items"', 'nowhere', ':', 'qqq']) {
			const marks = view.shapes().map(({ literals }) => literals.some(one => one.includes(wanted)));
			const found = view.shapesWith(literal => literal.includes(wanted));
			expect(found && Array.from(found, mark => mark === 1)).toEqual(
				marks.includes(true) ? marks : undefined,
			);
		}
	}
});

test('an open segment does not say which paths hold containers: they still grow', () => {
	const view = built(...odd).view();
	expect(view.holdsContainers('items')).toBeUndefined();
});

test('a column that cannot hold a text is not read, and one that holds it is never left out', () => {
	const builder = built(
		...jsonTexts,
		'{"hex":"00ff00ffee","uuid":"0f0e0d0c-0b0a-4908-a706-050403020100"}',
		'{"word":"SecurityGroup","at":"2026-03-01T12:00:00Z","short":"ab"}',
		'{"word":"Sécurité \\"quoted\\"","at":"2026-03-01T12:00:01Z"}',
	);
	const { view, asked } = open(builder.seal());
	expect(view.mayHold('hex', new AnyCaseNeedle('security'))).toBe(false);
	expect(view.mayHold('short', new AnyCaseNeedle('abc'.repeat(9)))).toBe(false);
	expect(asked).toEqual([]);
	expect(view.mayHold('word', new AnyCaseNeedle('security'))).toBe(true);
	expect(asked).not.toEqual([]);
	const { tokens } = told(view);
	for (const path of view.paths()) {
		for (const token of tokens(path)) {
			for (const needle of piecesOf(token.toLowerCase())) {
				expect([path, needle, view.mayHold(path, new AnyCaseNeedle(needle))]).toEqual([
					path,
					needle,
					true,
				]);
			}
		}
	}
});

/** Texts inside a token that can be looked for without decoding. */
function piecesOf(token: string): string[] {
	const lengths = [2, 3, 7, token.length];
	const pieces = lengths.flatMap(length =>
		Array.from({ length: Math.max(0, token.length - length + 1) }, (_, at) =>
			token.slice(at, at + length),
		),
	);
	return pieces.slice(0, 60).filter(piece => AnyCaseNeedle.isNeedle(piece));
}

test.each([1, 3])(
	'a segment of format %i says the same as it does when it is sealed anew',
	format => {
		const { texts, view } = ofFormat(format);
		const builder = aBuilder();
		texts.forEach((text, row) => addText(builder, text, view.times()[row]));
		const sealed = open(builder.seal()).view;
		expect(viewFacts(view)).toEqual(viewFacts(sealed));
		expect(view.unrebuiltRows()).toEqual(sealed.unrebuiltRows());
		expect(view.unrebuiltRows().length).toBeGreaterThan(0);
		expect(view.holdsContainers('items')).toBe(format === 1 ? undefined : true);
		expect(sealed.holdsContainers('items')).toBe(true);
		for (const path of view.paths()) {
			for (const text of ['security', 'sécur', '0f0e', '12:00', 'zz', 'ab', 'qwertz']) {
				const needle = new AnyCaseNeedle(text);
				// What is known at seal only rules more out.
				expect(view.mayHold(path, needle) || !sealed.mayHold(path, needle)).toBe(true);
			}
		}
	},
);

const base64 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].join('');

/** Records with values that look random in one way each, and with words. */
function randomLooking(count: number): string[] {
	let state = 20261130;
	const random = (below: number): number => {
		state = (state * 48_271) % 0x7fffffff;
		return state % below;
	};

	const of = (alphabet: string, length: number): string =>
		Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
	const words = ['Security', 'Group', 'Rule', 'Kelvin', 'straße', '\u212a', 'İstanbul', 'naïve'];
	const word = () => words[random(words.length)] ?? '';
	return Array.from({ length: count }, () =>
		JSON.stringify({
			token: of(base64, 60 + random(90)) + '='.repeat(random(3)),
			key: `AKIA${of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
			digest: of('0123456789abcdef', 64),
			request: random(2) === 0 ? of('0123456789ABCDEF', 16) : of('0123456789abcdef', 16),
			path: `/${word()}/${word()}-${random(9999)}/${word()}`,
			mixed: random(3) === 0 ? random(9) : `${word()} "${of(base64, 20)}"`,
		}),
	);
}

test('a text in values that look random is found without inflating them, and none is missed', () => {
	const texts = randomLooking(1500);
	const sealed = built(...texts).seal();
	const { view, asked } = open(sealed);
	const { tokens } = told(open(sealed).view);
	const ruledOut = new Map<string, number>();
	for (const path of view.paths()) {
		// Only ASCII letters are searched in any case.
		const lower = tokens(path).map(token => token.replace(/[A-Z]/g, one => one.toLowerCase()));
		for (let at = 0; at < lower.length; at += 37) {
			const token = lower[at] ?? '';
			for (const needle of [...piecesOf(token), token.slice(5, 21), token.slice(-9, -1)]) {
				if (AnyCaseNeedle.isNeedle(needle)) {
					expect([path, needle, view.mayHold(path, new AnyCaseNeedle(needle))]).toEqual([
						path,
						needle,
						true,
					]);
				}
			}
		}

		for (const needle of ['zqxj', 'security', 'terraform', 'console', 'deadbeefbad', 'xyzzy77']) {
			const held = view.mayHold(path, new AnyCaseNeedle(needle));
			const isThere = lower.some(token => token.includes(needle));
			expect(held || !isThere).toBe(true);
			ruledOut.set(path, (ruledOut.get(path) ?? 0) + Number(!held));
		}
	}

	expect(ruledOut.get('token')).toBe(6);
	expect(ruledOut.get('digest')).toBe(6);
	expect(ruledOut.get('key')).toBe(6);
	expect(asked.length).toBeGreaterThan(0);
	// What is unpacked is searched at once.
	expect(view.column('token')?.token(1)).toBe(tokens('token')[0]);
	asked.length = 0;
	expect(view.mayHold('token', new AnyCaseNeedle('security'))).toBe(true);
	expect(asked).toEqual([]);
});
