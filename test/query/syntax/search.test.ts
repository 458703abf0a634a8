import { expect, test } from 'vitest';
import { parse } from '../../../source/query/language/parse.ts';
import type { Search } from '../../../source/query/syntax/tree.ts';

/** The search as one line: `[a b]` is and, `(a | b)` or, `-a` not, `'…'` a phrase. */
function draw(search: Search): string {
	switch (search.kind) {
		case 'all':
			return '*';
		case 'and':
			return `[${search.items.map(draw).join(' ')}]`;
		case 'or':
			return `(${search.items.map(draw).join(' | ')})`;
		case 'not':
			return `-${draw(search.item)}`;
		case 'word':
			return search.text;
		case 'subquery':
			return `{${draw(search.subquery.search)} > ${search.subquery.fields.map(({ name }) => name).join(',')}}`;
		case 'phrase':
			return `'${search.text}'`;
		case 'field': {
			const value = search.quoted ? `'${search.value}'` : search.value;
			return `<${search.field.name}${search.negated ? '≠' : '='}${value}>`;
		}
	}
}

test.each([
	['', '*'],
	['  \n', '*'],
	['*', '*'],
	['a', 'a'],
	['a b', '[a b]'],
	['a AND b', '[a b]'],
	['a or b c', '(a | [b c])'],
	['a OR b OR c', '(a | b | c)'],
	['(a OR b) c', '[(a | b) c]'],
	['NOT a b', '[-a b]'],
	['!a not b', '[-a -b]'],
	['NOT (a b)', '-[a b]'],
	['a AND NOT b', '[a -b]'],
	['android oracle nothing', '[android oracle nothing]'],
	['k=v', '<k=v>'],
	['k = v', '<k=v>'],
	['k == "v w"', "<k='v w'>"],
	['k!=v', '<k≠v>'],
	['k != *v*', '<k≠*v*>'],
	['k!="v"', "<k≠'v'>"],
	['not=1', '<not=1>'],
	['%"a b"=c', '<a b=c>'],
	['%"a b"', "'a b'"],
	['"x \\"y\\" | z"', `'x "y" | z'`],
	['_sourceName=/var/log/* a', '[<_sourceName=/var/log/*> a]'],
	['http://x/y a', '[http://x/y a]'],
	['a // b | c', 'a'],
	['a /* b | c */ d', '[a d]'],
	['/* a */// b', '*'],
	['arn:aws:iam::111122223333:user/ada', 'arn:aws:iam::111122223333:user/ada'],
	['{{p}}', '*'],
	['k={{p}}', '<k=*>'],
])('%j reads as %s', (text, drawn) => {
	const { query, faults } = parse(text);
	expect(faults).toEqual([]);
	expect(draw(query.search)).toBe(drawn);
});

test.each([
	['a AND', 'AND', 'Expected a term after AND', 'a'],
	['AND a', 'AND', 'Expected a term before AND', 'a'],
	['OR a', 'OR', 'Expected a term before OR', 'a'],
	['a OR | count', 'OR', 'Expected a term after OR', 'a'],
	['NOT', 'NOT', 'Expected a term after NOT', '*'],
	['(a b', '(', 'Expected ")"', '[a b]'],
	['a ) b', ')', 'Unexpected ")" in the search', '[a b]'],
	['a [b', '[', 'Unexpected "[" in the search', '[a b]'],
	['= a', '=', 'Unexpected "=" in the search', 'a'],
	['k= | count', 'k=', 'Expected a value after =', '<k=*>'],
	['k=(a OR b)', 'k=', 'Expected a value after =', '[<k=*> (a | b)]'],
	['"abc', '"abc', 'unterminated double quoted string', "'abc'"],
	[
		'[subquery: a | count] b',
		'[subquery: a | count]',
		'a subquery ends with compose and the fields that it gives',
		'[* b]',
	],
])('%j is faulty at %j', (text, at, message, drawn) => {
	const { query, faults } = parse(text);
	const [fault] = faults;
	expect(fault?.message).toBe(message);
	expect(text.slice(fault?.span.start).trimEnd().startsWith(at)).toBe(true);
	expect(draw(query.search)).toBe(drawn);
});

test('a search nested without end is a fault and leaves the stages alone', () => {
	const { query, faults } = parse(`${'('.repeat(50_000)}a | count`);
	expect(faults.map(fault => fault.message)).toEqual(['nested deeper than 100 levels']);
	expect(query.stages.map(stage => stage.kind)).toEqual(['aggregate']);
});
