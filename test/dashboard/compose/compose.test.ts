import { expect, test } from 'vitest';
import {
	bucketsMax,
	composePanel,
	composeQuery,
	fitTimeslice,
	splitSearch,
} from '../../../source/dashboard/compose/compose.ts';
import { noVariables } from '../../../source/dashboard/compose/variables.ts';
import type { Variables } from '../../../source/dashboard/compose/variables.ts';
import { parse } from '../../../source/query/language/parse.ts';

const scope = { key: '_sourceCategory', value: 'prod' };
const filters = (change: Variables['filters']): Variables => ({ ...noVariables, filters: change });

test.each([
	{ name: 'nothing to add', query: '* | count', options: {}, text: '*\n| count' },
	{ name: 'an empty search', query: '| count', options: {}, text: '*\n| count' },
	{
		name: 'a scope',
		query: '* | count',
		options: { scope },
		text: '_sourceCategory=prod\n| count',
	},
	{
		name: 'a scope beside a search with OR',
		query: 'ada OR bob | count',
		options: { scope },
		text: '_sourceCategory=prod (ada OR bob)\n| count',
	},
	{
		name: 'a scope with a pattern stays one',
		query: 'ada',
		options: { scope: { key: '_sourceCategory', value: '*cloud*' } },
		text: '_sourceCategory=*cloud* (ada)',
	},
	{
		name: 'a scope that is no word',
		query: 'ada',
		options: { scope: { key: '_sourceName', value: 'Http "Input"' } },
		text: '_sourceName="Http \\"Input\\"" (ada)',
	},
	{
		name: 'a filter',
		query: 'ada | count',
		options: { variables: filters({ account: { include: ['111122223333'], exclude: [] } }) },
		text: 'ada\n| where _account = "111122223333"\n| count',
	},
	{
		name: 'a star lets missing values pass',
		query: 'ada | count',
		options: { variables: filters({ account: { include: ['*'], exclude: [] } }) },
		text: 'ada\n| count',
	},
	{
		name: 'several values, patterns, and some left out',
		query: '* | count',
		options: {
			variables: filters({
				user: { include: ['ada', 'bob', 'ci-*'], exclude: ['root'] },
				region: { include: [], exclude: ['us-*', 'eu-west-1'] },
			}),
		},
		text:
			'*\n| where !((awsRegion matches "us-*" or awsRegion = "eu-west-1")) and ' +
			'(_user matches "ci-*" or _user in ("ada", "bob")) and !(_user = "root")\n| count',
	},
	{
		name: 'a free search',
		query: 'ada | count',
		options: { scope, variables: { ...noVariables, text: 'Delete* OR Put*' } },
		text: '_sourceCategory=prod (Delete* OR Put*) (ada)\n| count',
	},
	{
		name: 'a parameter, in a string and outside',
		query: '{{what}} | where level = "{{level}}" | count',
		options: { variables: { ...noVariables, params: { what: 'ada', level: 'h"i' } } },
		text: 'ada\n| where level = "h\\"i" | count',
	},
	{
		name: 'a value that would end its string',
		query: '*',
		options: { variables: filters({ user: { include: ['a" or "b'], exclude: [] } }) },
		text: '*\n| where _user = "a\\" or \\"b"',
	},
	{
		name: 'a comment at the end of the search',
		query: 'ada // who\n| count',
		options: { scope },
		text: '_sourceCategory=prod (ada // who\n)\n| count',
	},
])('$name', ({ query, options, text }) => {
	expect(composeQuery(query, options)).toBe(text);
	expect(parse(composeQuery(query, options)).faults).toEqual([]);
});

test('a pipe in a string is no end of the search', () => {
	expect(splitSearch('"a | b" c | count')).toEqual({ search: '"a | b" c', stages: '| count' });
});

test.each([
	{ days: 1, width: '15m' },
	{ days: 3, width: '15m' },
	{ days: 7, width: '30m' },
	{ days: 14, width: '1h' },
	{ days: 400, width: '1d' },
])('over $days days buckets are $width', ({ days, width }) => {
	const query =
		'"timeslice 15m" | timeslice 15m | count by _timeslice | fillmissing timeslice(15m)';
	const { text } = fitTimeslice(query, days * 86_400_000);
	expect(text).toBe(
		`"timeslice 15m" | timeslice ${width} | count by _timeslice | fillmissing timeslice(${width})`,
	);
});

test('there are never more buckets than can be shown', () => {
	expect((14 * 86_400_000) / 3_600_000).toBeLessThanOrEqual(bucketsMax);
});

test('a panel’s variables have their defaults, and the widened bucket is told', () => {
	const layout = { variables: { level: { default: 'high', help: '' } } };
	const panel = { query: '* | where l = "{{level}}" | timeslice 15m | count by _timeslice' };
	expect(composePanel(layout, panel, { rangeMs: 14 * 86_400_000 })).toEqual({
		text: '*\n| where l = "high" | timeslice 1h | count by _timeslice',
		note: 'buckets of 1h',
	});
	expect(
		composePanel(layout, panel, {
			rangeMs: 3_600_000,
			variables: { ...noVariables, params: { level: 'low' } },
		}),
	).toMatchObject({ note: '', text: expect.stringContaining('l = "low"') });
});
