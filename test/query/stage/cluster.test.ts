import { expect, test } from 'vitest';
import {
	clusteredTextsMax,
	clusterTexts,
	comparedWordsMax,
	leafClustersMax,
} from '../../../source/query/stage/cluster/cluster.ts';
import { clusterCharactersMax, maskParameters } from '../../../source/query/stage/cluster/mask.ts';
import { namingKeys } from '../../../source/query/stage/cluster/words-of.ts';
import { Spending } from '../../../source/query/spending.ts';
import { resultOf } from './result-of.ts';

const span = { start: 0, end: 0 };
const clustered = (texts: readonly string[], weight = 1) =>
	clusterTexts(
		texts.map(text => ({ text, weight })),
		namingKeys,
		new Spending(),
		span,
	);

test.each([
	['request 4c1f2d3e-0000-4111-8222-333344445555 took 12.5 ms', 'request * took * ms'],
	['at 2026-03-01T12:00:00Z from 10.0.0.1', 'at * from *'],
	['2026-03-01 fe80:0:0::1 AKIAIOSFODNN7EXAMPLE', '* * *'],
	['i-0abc12345def67890 in us-east-1', 'i-* in us-east-1'],
	['deadbeef decade ec2 s3 v2', 'deadbeef decade ec2 s3 v2'],
	['0x1f2e3d4c 123456789012', '* *'],
])('%s', (text, masked) => {
	expect(maskParameters(text)).toBe(masked);
});

test('the order of texts does not matter', () => {
	const texts = ['a b c d', 'a b c e', 'a x y z', 'a b y z', 'q "one two" r', 'q "three" r'];
	const there = clustered(texts).signatures;
	const back = clustered(texts.toReversed()).signatures;

	expect(texts.map(text => back.get(text))).toEqual(texts.map(text => there.get(text)));
	expect(there.get('q "three" r')?.text).toBe('q "*" r');
});

test('of more texts than fit those with the most events are clustered', () => {
	const many = Array.from({ length: clusteredTextsMax + 1 }, (_, index) => ({
		text: `word w${index}x`,
		weight: index === 7 ? 1 : 2,
	}));
	const { left, signatures } = clusterTexts(many, namingKeys, new Spending(), span);

	expect(left).toEqual({ texts: 1, events: 1 });
	expect(signatures.has('word w7x')).toBe(false);
});

test('a leaf holds a hundred clusters, and what fits none is counted', () => {
	const texts = Array.from(
		{ length: leafClustersMax + 2 },
		(_, index) => `one a${index}a b${index}b`,
	);

	expect(clustered(texts, 3).left).toEqual({ texts: 2, events: 6 });
});

test('so many words are compared, and the texts behind them are counted', () => {
	const wordCount = 20_000;
	// A first word with a digit leads nowhere, so that all are in one leaf.
	const repeated = (word: string, last: string) => `${`${word} `.repeat(wordCount - 1)}${last}`;
	const alone = Array.from({ length: leafClustersMax - 1 }, (_, index) =>
		repeated(`w${index}`, `w${index}`),
	);
	const alike = Array.from({ length: 60 }, (_, index) => repeated('z9', `z${index}`));
	// The n-th cluster was compared with those before it, and each text since then with all of them.
	const toBuild = (leafClustersMax * (leafClustersMax - 1) * wordCount) / 2;
	const joined = Math.floor((comparedWordsMax - toBuild) / (leafClustersMax * wordCount));

	expect(clustered([...alone, ...alike]).left.texts).toBe(alike.length - 1 - joined);
});

test('clusters are counted as what the query makes', () => {
	const texts = Array.from({ length: 90 }, (_, index) => `one a${index}a b${index}b`);

	expect(() =>
		clusterTexts(
			texts.map(text => ({ text, weight: 1 })),
			namingKeys,
			new Spending(2_000),
			span,
		),
	).toThrow('more than');
});

test('a text is compared up to its 65,536th character, and it is said', async () => {
	const long = 'x'.repeat(clusterCharactersMax);
	const { rows, warnings } = await resultOf('| logreduce field=m | fields _count', [
		{ m: `${long}a` },
		{ m: `${long}b` },
	]);

	expect(rows).toEqual([[2]]);
	expect(warnings).toEqual([
		`of a text the first ${clusterCharactersMax} characters are compared; some have more`,
	]);
});
