import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { formatQuery } from '../../../source/query/language/format.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { print } from '../../../source/query/language/print.ts';
import { toggleComment } from '../../../source/query/language/toggle-comment.ts';

test.each([
	['a   b |count   by f|sort by  _count', 'a b\n| count by f\n| sort by _count'],
	['| count', '| count'],
	['  "a   |  b"\t| where x = "y  z"', '"a   |  b"\n| where x = "y  z"'],
	['a | where x // why\n and y |count', 'a\n| where x // why\n  and y\n| count'],
	['a /* one\n two */ | count', 'a /* one\n two */\n| count'],
	[
		'a | where [subquery: b | count by c | compose c]',
		'a\n| where [subquery: b | count by c | compose c]',
	],
	['', ''],
])('%j becomes %j', (text, formatted) => {
	expect(formatQuery(text)).toBe(formatted);
	expect(formatQuery(formatted)).toBe(formatted);
});

test('a formatted query means what it meant', () => {
	const cases = ['search', 'stages', 'functions', 'lists'].flatMap(
		name =>
			parseYaml(readFileSync(`test/cases/${name}.yaml`, 'utf8')) as readonly { query: string }[],
	);
	const meant = (text: string) => {
		const { query, faults } = parse(text);
		// What could not be read is printed as it was written.
		return [faults.length === 0 ? print(query) : '', faults.map(({ message }) => message)];
	};

	expect(cases.length).toBeGreaterThan(250);
	for (const { query } of cases) {
		expect(meant(formatQuery(query)), query).toEqual(meant(query));
	}
});

const at = (marked: string) => ({ text: marked.replace('▏', ''), cursor: marked.indexOf('▏') });

test.each([
	['a | where x▏ = 1 | count', 'a /* | where x = 1 */▏ | count'],
	['a /* | where x = 1 */▏ | count', 'a | where x = 1▏ | count'],
	['a | count▏', 'a /* | count */▏'],
	['a | count // why▏\n', 'a | count why▏\n'],
])('%s becomes %s', (before, after) => {
	const toggled = toggleComment(at(before));
	expect(
		toggled && `${toggled.text.slice(0, toggled.cursor)}▏${toggled.text.slice(toggled.cursor)}`,
	).toBe(after);
});

test.each(['a▏ | count', '▏', 'a | where x /* why */ and y▏', 'a | where x = "*/2.0"▏'])(
	'%s stays',
	text => {
		expect(toggleComment(at(text))).toBeUndefined();
	},
);
