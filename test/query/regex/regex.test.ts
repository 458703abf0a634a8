import { expect, test } from 'vitest';
import { TooLarge } from '../../../source/query/spending.ts';
import type { CompiledRegex } from '../../../source/query/regex/compiled.ts';
import { compileRegex, isRegexFault, regexLengthMax } from '../../../source/query/regex/compile.ts';
import { compileGlob } from '../../../source/query/glob.ts';
import { nativeTextMax } from '../../../source/query/regex/cost.ts';
import { parseRegex } from '../../../source/query/regex/parse-pattern.ts';

function compiled(source: string, flags = ''): CompiledRegex {
	const regex = compileRegex(source, flags);

	if (isRegexFault(regex)) {
		throw new Error(regex.fault);
	}

	return regex;
}

test.each<[source: string, flags: string, text: string, match: string | undefined]>([
	['\\d+', '', 'a12b', '12'],
	['\\AX\\z', '', 'X', 'X'],
	['X\\Z', '', 'X\n', 'X'],
	['X$', '', 'X\n', undefined],
	['(?m)^b$', '', 'a\nb\nc', 'b'],
	['(?m)^b$', '', 'a\rb\rc', undefined],
	['a.b', '', 'a\nb', undefined],
	['a.b', 's', 'a\nb', 'a\nb'],
	['a.b', '', 'a\rb', 'a\rb'],
	['(?i)STRASSE ü', '', 'strasse Ü', 'strasse Ü'],
	['ab', 'i', 'xAB', 'AB'],
	['a(?i)b', '', 'aB', 'aB'],
	['a(?i)b', '', 'AB', undefined],
	['(?i:a)b', '', 'AB', undefined],
	['(?i)a(?-i)b|c', '', 'C', undefined],
	['\\Qa.b*\\E+', '', 'a.b**', 'a.b**'],
	['[[:alpha:]]+', '', '12ab', 'ab'],
	['[[:^digit:]]+', '', '12ab', 'ab'],
	['\\p{Lu}+', '', 'aÄÖb', 'ÄÖ'],
	['\\p{Alpha}+', '', 'äbc', 'bc'],
	['\\p{Greek}+', '', 'aβγ', 'βγ'],
	['[^\\W\\d]+', '', '1_a', '_a'],
	['\\h+', '', 'a \tb', ' \t'],
	['a++b', '', 'aaab', 'aaab'],
	['[]a]+', '', 'x]a', ']a'],
	['[a-]+', '', '-a', '-a'],
	['x{2}', '', 'xxx', 'xx'],
	['x{,2}', '', 'x{,2}', 'x{,2}'],
	['\\x41\\x{1F600}\\u0042', '', 'A😀B', 'A😀B'],
	['.', '', '😀', '😀'],
	['(?x) a  b # tail', '', 'ab', 'ab'],
	['a|', '', 'b', ''],
	['(a+)+$', '', 'caa', 'aa'],
	['a(?=b)', '', 'acab', 'a'],
	['a(?!b).', '', 'abac', 'ac'],
	['(?<=a)b', '', 'bab', 'b'],
	['(?<!a)b', '', 'abcb', 'b'],
	['(?<=😀)b', '', '😀b', 'b'],
	['(?<=^|,)[^,]*(?=,|$)', '', 'x,y', 'x'],
	['^(?=.*\\d)(?=.*[a-z])\\w+$', '', 'a1', 'a1'],
	['^(?=.*\\d)(?=.*[a-z])\\w+$', '', 'aa', undefined],
	['(?i)(?<=user=)[A-Z]+(?!-)', '', 'USER=ada-', 'ad'],
	['(?=(a*))\\w', '', 'ab', 'a'],
])('%s (%s) on %j finds %j', (source, flags, text, match) => {
	const found = compiled(source, flags).exec(text);
	expect(found && text.slice(found.index, found.end)).toBe(match);
	expect(compiled(source, flags).test(text)).toBe(match !== undefined);
});

test.each<[source: string, part: string]>([
	['(?<=a+)b', 'no longest text'],
	['(?<!a|b*)c', 'no longest text'],
	['(?=a', '"(" without'],
	['(?=x)(?:(?:a{1000}){1000}){1000}', 'repeats too much'],
	['(?=x)(?:(?:(?:){1000}){1000}){1000}', 'repeats too much'],
	['(?>a)', 'atomic'],
	['(a)\\1', 'back-reference'],
	['(?<n>a)\\k<n>', 'back-reference'],
	['(a', '"(" without'],
	['a)', '")" without'],
	['[a', '"[" without'],
	['*a', 'nothing before'],
	['a**', 'repeats a repetition'],
	['a{3,2}', 'smaller first'],
	['a{2000}', '1000'],
	['(?<n>a)(?<n>b)', 'two groups'],
	['(?<1>a)', 'group name'],
	['\\y', 'escape'],
	['\\p{Nope}', 'property'],
	['[[:nope:]]', 'class'],
	['[b-a]', 'backwards'],
	['a\\', 'lone'],
	['(?U)a', 'group'],
	['('.repeat(200) + ')'.repeat(200), 'deeper'],
	['a'.repeat(regexLengthMax + 1), 'longer'],
])('%s is a fault that says why', (source, part) => {
	const regex = compileRegex(source, '');
	expect(isRegexFault(regex) ? regex.fault : 'no fault').toContain(part);
});

test('a group in a look-ahead keeps what it found, and one in a negated look-ahead nothing', () => {
	const regex = compiled('(?=(?<all>\\w+))(?!(x))(\\w)');
	const match = regex.exec('-abc');

	expect([0, 'all', 2, 3].map(key => match?.group(key))).toEqual(['a', 'abc', null, 'a']);
	expect(regex.replaceAll('ab x', '<$1>')).toBe('<ab><b> x');
});

test('a pattern with look-around ends with a fault where it takes ten million steps', () => {
	const span = { start: 3, end: 9 };
	const regex = compileRegex('(?=(?:.*a){3}z)a', '', { span });
	const steps = (length: number) => () => isRegexFault(regex) || regex.test('a'.repeat(length));

	expect(steps(100)()).toBe(false);
	expect(steps(20_000)).toThrow(
		new TooLarge(
			'this pattern with look-around takes more than 10 million steps on one text',
			span,
		),
	);
});

test('groups: by index, by either spelling of a name, null for one that took no part', () => {
	const regex = compiled('(?<a>x)|(?P<b>y)(z)?');
	const match = regex.exec('..y');
	expect(regex.groupNames).toEqual(['a', 'b']);
	expect(match).toMatchObject({ index: 2, end: 3 });
	expect(['a', 'b', 0, 3, 'nope', 9].map(key => match?.group(key))).toEqual([
		null,
		'y',
		'y',
		null,
		null,
		null,
	]);
});

test.each([
	['a', 'banana', '[$0]', 'b[a]n[a]n[a]'],
	['(\\w)(?<two>\\w)', 'abcd', '${two}$1', 'badc'],
	['a', 'aa', '\\$1\\\\', '$1\\$1\\'],
	['a', 'a', '$9${nope}$', '$9${nope}$'],
	['(a)', 'a', '$10', 'a0'],
	['x*', 'a😀', '-', '-a-😀-'],
	['(b)?a', 'a', '<$1>', '<>'],
	['(a*)*b', 'aab', 'x', 'x'],
])('replacing %s in %s by %s gives %s', (source, text, replacement, result) => {
	expect(compiled(source).replaceAll(text, replacement)).toBe(result);
});

test.each<[source: string, engine: 'always native' | 'native for short texts' | 're2js']>([
	['\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}', 'always native'],
	['^(?<verb>[A-Z][a-z]+?)[A-Z]', 'always native'],
	['^(?<url>[^?]+)(?<query>\\?.+)?$', 'always native'],
	['"eventName":"(?<e>[^"]+)"', 'native for short texts'],
	['"a":"(?<x>[^"]+)".*"b":"(?<y>[^"]+)"', 'native for short texts'],
	['(?i)user/(?<u>\\w+)', 'native for short texts'],
	['(?:[a-z]+\\.)+com', 'native for short texts'],
	['^(a+)+$', 're2js'],
	['(a|a)*b', 're2js'],
	['(a*)*', 're2js'],
	['(.*)(.*)(.*)(.*)x', 're2js'],
	['(\\w+\\s?)*$', 're2js'],
	['(a{1,9}){1,9}b', 're2js'],
	['(?:(a)|b)*', 're2js'],
])('%s runs %s', (source, engine) => {
	const textMax = nativeTextMax(parseRegex(source, '').root);
	const expected =
		textMax === Infinity ? 'always native' : textMax >= 256 ? 'native for short texts' : 're2js';
	expect(expected).toBe(engine);
});

test('a text too long for the native engine gives the same answer', () => {
	const regex = compiled('"k":"(?<v>[^"]+)"');
	const padding = 'x'.repeat(100_000);
	const match = regex.exec(`${padding}"k":"v"`);
	expect([match?.index, match?.group('v')]).toEqual([100_000, 'v']);
	expect(regex.exec(padding)).toBeUndefined();
});

test.each<[pattern: string, text: string, hit: boolean]>([
	['abc', 'abc', true],
	['abc', 'abcd', false],
	['', '', true],
	['*', '', true],
	['*', 'a\nb', true],
	['a*', 'ba', false],
	['*a', 'ba', true],
	['a*a', 'a', false],
	['a*a', 'aa', true],
	['*b*', 'abc', true],
	['a?', 'ab', false],
	['a?', 'a?', true],
	['a**c', 'abc', true],
	['*ab*ba*', 'aba', false],
	['*ab*ba*', 'abba', true],
	['x*ab*b', 'xab', false],
	['A*', 'abc', false],
	['.*', 'abc', false],
])('the glob %s on %j: %j', (pattern, text, hit) => {
	expect(compileGlob(pattern).test(text)).toBe(hit);
});

test('case is folded in sets of up to a thousand characters a range, and in wider ones for ASCII', () => {
	const folds = (last: number) =>
		compiled(`[\\x{430}-\\x{${last.toString(16)}}]`, 'i').test('\u0410');
	expect([folds(0x430 + 1_023), folds(0x430 + 1_024)]).toEqual([true, false]);
	expect(compiled('[\\x{61}-\\x{1000}]', 'i').test('A')).toBe(true);
});

test('a text is as long for the native engine as a hundred million steps allow', () => {
	const textMax = (source: string) => nativeTextMax(parseRegex(source, '').root);
	// From each place of the text to its end: half the square of its length.
	expect(textMax('a*b')).toBe(Math.floor(Math.sqrt(2 * 100_000_000)));
	expect(textMax('[ab]{0,30}[bc]{0,30}c')).toBeGreaterThan(0);
	expect(textMax('[ab]{0,31}[bc]{0,31}c')).toBe(0);
});
