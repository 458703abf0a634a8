import { expect, test } from 'vitest';
import { byRank, fitsWords, rankOf } from '../../source/text/match-rank.ts';

const names = [
	'AWSReservedSSO_PowerUser_0123/heidi@example.com',
	'sheidia',
	'heidi-cli',
	'heidi',
	'Heidi',
	'arn:aws:iam::111122223333:user/heidi',
	'heidi.two',
];

test('what is typed in full is first, then beginnings, then beginnings of words, then the rest', () => {
	expect(byRank(names, name => rankOf(name, 'heidi'))).toEqual([
		'heidi',
		'Heidi',
		'heidi-cli',
		'heidi.two',
		'AWSReservedSSO_PowerUser_0123/heidi@example.com',
		'arn:aws:iam::111122223333:user/heidi',
		'sheidia',
	]);
	expect(byRank(names, name => rankOf(name, ' HEIDI '))[0]).toBe('heidi');
});

test.each(['a/x', 'a:x', 'a@x', 'a.x', 'a-x', 'a_x', 'a x', 'a(x'])(
	'in %s x begins a word',
	text => {
		expect(rankOf(text, 'x')).toBeLessThan(rankOf('ax', 'x'));
	},
);

test('of several words each counts, in any order', () => {
	const texts = ['recount by users', 'by user, a count', 'count by user'];
	expect(texts.filter(text => fitsWords(text, 'count user'))).toEqual(texts);
	expect(byRank(texts, text => rankOf(text, 'user count'))).toEqual([
		'by user, a count',
		'count by user',
		'recount by users',
	]);
	expect(byRank(texts, text => rankOf(text, 'count by'))[0]).toBe('count by user');
});

test('hostile texts are compared as they are', () => {
	expect(rankOf('$(x).*', '$(x).*')).toBe(rankOf('a', 'a'));
	expect(rankOf('__proto__', '__PROTO__')).toBe(rankOf('a', 'A'));
	expect(rankOf('\u001b[31mx'.repeat(100_000), 'x')).toBeGreaterThan(rankOf('x', 'x'));
	expect(fitsWords('', 'x')).toBe(false);
});
