import { expect, test } from 'vitest';
import { plan } from '../../../source/query/plan/plan.ts';
import { conjuncts } from '../../../source/query/stage/conjuncts.ts';
import { explainExpression } from '../../../source/query/syntax/explain-text.ts';
import { parse } from '../../../source/query/language/parse.ts';

const planOf = (text: string) => plan(parse(text).query);

function drawn(text: string): string {
	const { stream, ordered, aggregate, table } = planOf(text);
	const kinds = (stages: typeof stream) => stages.map(({ stage }) => stage.kind).join(' ');
	const by = aggregate === undefined ? '-' : aggregate.by.map(({ name }) => name).join(' ') || '()';
	return [kinds(stream), kinds(ordered), by, kinds(table)].join(' / ');
}

test.each([
	{ text: '*', cut: ' /  / - / ' },
	{
		text: '| where a=1 | timeslice 1h | count by a | where _count > 1',
		cut: 'where timeslice /  / a / where',
	},
	{ text: '| limit 5 | where a=1 | count', cut: ' / limit where / () / ' },
	{ text: '| sort by a | where a=1 | count by b', cut: 'where /  / b / ' },
	{ text: '| sort by a | first(b)', cut: ' / sort / () / ' },
	{ text: '| sort by a | limit 3 | count by b', cut: ' / sort limit / b / ' },
	{ text: '| where a=1 | total a', cut: 'where /  / - / total' },
	{ text: '| top 2 a | where _count > 1', cut: ' /  / a / where' },
	{ text: '| count_frequent a, b', cut: ' /  / a b / ' },
])('$text is cut into $cut', ({ text, cut }) => {
	expect(drawn(text)).toBe(cut);
});

test.each([
	{ text: '| parse "a*" as x nodrop | parse "b*" as y', noted: [true, false] },
	{ text: '| parse "a*" as x nodrop | 1 as z | parse "b*" as y', noted: [false, false, false] },
	{ text: '| parse "a*" as x nodrop | parse "b*" as y nodrop', noted: [false, false] },
	{ text: '| json "a" nodrop | parse "a*" as x nodrop | json "b"', noted: [true, true, false] },
])('$text notes what a later strict stage asks for', ({ text, noted }) => {
	expect(planOf(text).stream.map(planned => planned.noted)).toEqual(noted);
});

test('conjuncts come apart, those with fewer fields first', () => {
	const stage = parse('| where a = b and c = 1 and (d = 1 or e = 2) and f').query.stages[0];
	const condition = stage?.kind === 'where' ? stage.condition : undefined;
	expect(condition && conjuncts(condition).map(explainExpression)).toEqual([
		'c = 1',
		'f',
		'a = b',
		'(d = 1) or (e = 2)',
	]);
});
