import { expect, test } from 'vitest';
import { mayStraddle, phraseTest, wordTest } from '../../../source/query/engine/search/term.ts';
import { eachTokenWith } from '../../../source/query/frame/token-search.ts';
import { AnyCaseNeedle } from '../../../store/index.ts';
import { randomOf } from './hostile-records.ts';

const raw = '{"eventName":"CreateSecurityGroup","ip":"10.0.0.1","n":12,"who":"Ada_1 é"}';

test.each([
	{ word: 'Security', text: raw, found: false },
	{ word: '*security*', text: raw, found: true },
	{ word: 'eventname', text: raw, found: true },
	{ word: 'Create*', text: raw, found: true },
	{ word: '*Group', text: raw, found: true },
	{ word: '*Grou', text: raw, found: false },
	{ word: 'ada_?', text: raw, found: true },
	{ word: 'ada?', text: raw, found: false },
	{ word: '10.0.0.1', text: raw, found: true },
	{ word: '0.0.0.1', text: raw, found: false },
	{ word: '10.*.0.1', text: raw, found: true },
	{ word: '1', text: raw, found: true },
	{ word: '2', text: raw, found: false },
	{ word: 'É', text: raw, found: true },
	{ word: 'com*services', text: 'com.test.services', found: false },
	{ word: 'com.*.services', text: 'com.test.services', found: true },
	{ word: 'x', text: 'xé x', found: true },
	{ word: 'x', text: 'xé', found: false },
	{ word: 'x', text: 'x\u{1d7d9}', found: false },
])('word $word in $text: $found', ({ word, text, found }) => {
	expect(wordTest(word).test(text)).toBe(found);
});

test.each([
	{ phrase: 'Failed  auth', text: 'x: failed\tauth!', found: true },
	{ phrase: 'Failed auth', text: 'failed authentication', found: false },
	{ phrase: '"eventname":"createsecuritygroup"', text: raw, found: true },
	{ phrase: 'a*b', text: 'xa*b', found: false },
	{ phrase: 'a*b', text: 'x a*b', found: true },
])('phrase $phrase in $text: $found', ({ phrase, text, found }) => {
	expect(phraseTest(phrase).test(text)).toBe(found);
});

test.each([
	{ text: 'arn:aws:iam::1:root', straddles: false },
	{ text: 'a,b', straddles: false },
	{ text: '"name":', straddles: false },
	{ text: '"name":"x', straddles: true },
	{ text: ':"x', straddles: true },
	{ text: '","', straddles: true },
	{ text: '1,2', straddles: true },
	{ text: '"}', straddles: true },
	{ text: '"x"', straddles: false },
	// The object behind a colon may be one that the store keeps whole.
	{ text: '{"a":{"b"', straddles: true },
])('$text can cross from one value to another: $straddles', ({ text, straddles }) => {
	expect(mayStraddle(text)).toBe(straddles);
});

test('tokens that hold a text in any case are found in their bytes', () => {
	const random = randomOf(3);
	for (let round = 0; round < 200; round++) {
		const tokens = Array.from({ length: Math.floor(random() * 40) }, () =>
			Array.from(
				{ length: Math.floor(random() * 12) },
				() => 'aAbB"x'[Math.floor(random() * 6)],
			).join(''),
		);
		const needle = Array.from(
			{ length: 2 + Math.floor(random() * 3) },
			() => 'ab'[Math.floor(random() * 2)],
		).join('');
		const offsets = new Uint32Array(tokens.length + 1);
		tokens.forEach((token, index) => {
			offsets[index + 1] = (offsets[index] as number) + token.length;
		});
		const found: number[] = [];
		eachTokenWith(
			{ bytes: Buffer.from(tokens.join('')), offsets },
			tokens.length,
			new AnyCaseNeedle(needle),
			code => {
				found.push(code);
			},
		);
		const expected = tokens.flatMap((token, index) =>
			token.toLowerCase().includes(needle) ? [index + 1] : [],
		);
		expect(found).toEqual(expected);
	}

	expect(['a', 'é', '', 'ok'].map(text => AnyCaseNeedle.isNeedle(text))).toEqual([
		false,
		false,
		false,
		true,
	]);
});
