import { describe, expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import {
	addFilter,
	countBy,
	drill,
	transposedFields,
} from '../../../source/query/language/drill.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { queries } from '../syntax/queries.ts';

describe('drill takes the stages before the first aggregate and adds the keys', () => {
	test.each([
		{
			name: 'one key',
			text: 'ada | where x = 1 | count by user | sort _count',
			keys: [{ field: 'user', value: 'bob' }],
			drilled: 'ada | where x = 1 | where user = "bob"',
		},
		{
			name: 'several keys of every type',
			text: '| count by a, b, c, d, userIdentity.arn, %"odd name"',
			keys: [
				{ field: 'a', value: null },
				{ field: 'b', value: '' },
				{ field: 'c', value: 5 },
				{ field: 'd', value: false },
				{ field: 'userIdentity.arn', value: 'x\\y "z"' },
				{ field: 'odd name', value: 'v' },
			],
			drilled:
				'| where isNull(a) | where b = "" and !isNull(b) | where c = 5 | where d = false' +
				' | where userIdentity.arn = "x\\\\y \\"z\\"" | where %"odd name" = "v"',
		},
		{
			name: 'a key that the aggregate computes is computed before',
			text: 'a | count as n by toLowerCase(x), if(y > 1, "b", "c") as z | sort n',
			keys: [
				{ field: 'toLowerCase(x)', value: 'q' },
				{ field: 'z', value: 'b' },
			],
			drilled:
				'a | toLowerCase(x) as %"toLowerCase(x)" | if(y > 1, "b", "c") as z' +
				' | where %"toLowerCase(x)" = "q" | where z = "b"',
		},
		{
			name: 'an unused timeslice goes, a used one stays',
			text: 'a | timeslice 1h | where x | count by _timeslice | sort _timeslice',
			keys: [],
			drilled: 'a | where x',
		},
		{
			name: 'a timeslice that a stage reads',
			text: 'a | timeslice 1h | _timeslice / 2 as half | count by half',
			keys: [{ field: 'half', value: 7 }],
			drilled: 'a | timeslice 1h | _timeslice / 2 as half | where half = 7',
		},
		{
			name: 'a bucket without its range is a number like others',
			text: 'a | timeslice 1h | count by _timeslice',
			keys: [{ field: '_timeslice', value: 3_600_000 }],
			drilled: 'a | timeslice 1h | where _timeslice = 3600000',
		},
		{
			name: 'top and count_frequent are aggregates',
			text: 'a | top 5 eventName',
			keys: [{ field: 'eventName', value: 'PutObject' }],
			drilled: 'a | where eventName = "PutObject"',
		},
		{
			name: 'no aggregate: the whole query',
			text: 'a | where b',
			keys: [{ field: 'c', value: 1 }],
			drilled: 'a | where b | where c = 1',
		},
		{
			name: 'a trailing pipe',
			text: 'a |',
			keys: [{ field: 'c', value: 1 }],
			drilled: 'a | where c = 1',
		},
		{
			name: 'a comment at the end',
			text: 'a // why\n| count by c',
			keys: [{ field: 'c', value: 1 }],
			drilled: 'a // why\n| where c = 1',
		},
		{
			name: 'pipes in strings and parameters stay',
			text: '{{scope}} "a|b" | where r matches "{{region}}" | count by c',
			keys: [{ field: 'c', value: 'x' }],
			drilled: '{{scope}} "a|b" | where r matches "{{region}}" | where c = "x"',
		},
		{
			name: 'a value that looks like a parameter',
			text: '| count by c',
			keys: [{ field: 'c', value: 'a{{b}}' }],
			drilled: '| where c = concat("a{", "{b}}")',
		},
		{
			name: 'the transposed column',
			text: '| timeslice 1h | count by _timeslice, error | transpose row _timeslice column error',
			keys: [{ field: 'error', value: 'AccessDenied' }],
			drilled: '| where error = "AccessDenied"',
		},
	])('$name', ({ text, keys, drilled }) => {
		const result = drill(text, keys);
		expect(result).toEqual({ text: drilled, range: undefined, skipped: [] });
		expect(parse(result.text).faults).toEqual([]);
	});

	test('a bucket of time becomes the time range', () => {
		const slice = { field: '_timeslice', fromMs: 1000, toMs: 2000 };
		const keys = [
			{ field: '_TimeSlice', value: 1000 },
			{ field: 'user', value: 'ada' },
		];
		expect(drill('a | timeslice 1s | count by _timeslice, user', keys, slice)).toEqual({
			text: 'a | where user = "ada"',
			range: { fromMs: 1000, toMs: 2000 },
			skipped: [],
		});
	});

	test('keys that the aggregate made are skipped and named', () => {
		const text = '| count by a | if(_count > 5, "many", "few") as size | count by size';
		const keys = [
			{ field: 'size', value: 'many' },
			{ field: '_count', value: 3 },
		];
		expect(drill(text, keys)).toEqual({ text: '', range: undefined, skipped: ['size', '_count'] });
	});

	test.each(queries)('what was made of %j can be read', text => {
		const drilled = drill(text, [{ field: 'some field', value: 'a"b' }]).text;
		const { query, faults } = parse(drilled);
		expect(faults.filter(fault => fault.severity === 'fault')).toEqual([]);
		expect(check(query).filter(fault => fault.severity === 'fault')).toEqual([]);
		expect(query.stages.at(-1)?.kind).toBe('where');
		expect(query.stages.some(stage => stage.kind === 'aggregate')).toBe(false);
	});
});

test.each([
	['a | count by b', 'b', 'x', 'and', 'a | where b = "x" | count by b'],
	['a | count by b', 'b', 'x', 'not', 'a | where b != "x" | count by b'],
	['a | count by b', 'b', null, 'and', 'a | where isNull(b) | count by b'],
	['a | count by b', 'b', null, 'not', 'a | where !isNull(b) | count by b'],
	['a | count by b', 'b', '', 'not', 'a | where !(b = "" and !isNull(b)) | count by b'],
	['a | count by b', '_count', 5, 'and', 'a | count by b | where _count = 5'],
	['a | count by floor(b)', 'floor(b)', 2, 'and', 'a | count by floor(b) | where %"floor(b)" = 2'],
	['', 'b', 1, 'and', '| where b = 1'],
	['| count', 'b', 1, 'and', '| where b = 1 | count'],
	['a | where b = 1 | count', 'b', 1, 'and', 'a | where b = 1 | count'],
	['a | where b = 1 | count', 'b', 2, 'not', 'a | where b = 1 | where b != 2 | count'],
] as const)('addFilter(%j, %j, %j, %j)', (text, field, value, mode, filtered) => {
	expect(addFilter(text, field, value, mode)).toBe(filtered);
});

test.each([
	['a', 'a | count by b.c | sort by _count'],
	[
		'a | where x | timeslice 1h | count by y | limit 3',
		'a | where x | count by b.c | sort by _count',
	],
])('countBy(%j)', (text, counted) => {
	expect(countBy(text, 'b.c')).toBe(counted);
});

test('transposedFields names what a cell stands for', () => {
	const text = '| count by a, b | transpose row a column b';
	expect(transposedFields(text)).toEqual({ rows: ['a'], columns: ['b'] });
	expect(transposedFields('| count by a')).toBeUndefined();
});
