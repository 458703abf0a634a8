import { expect, test } from 'vitest';
import { seeded } from '../../fixtures/seeded.ts';
import { compileCondition } from '../../source/query/evaluate.ts';
import { parse } from '../../source/query/language/parse.ts';
import { needleTextOf } from '../../source/query/needle-text.ts';
import { Spending } from '../../source/query/spending.ts';
import { truthy } from '../../source/query/comparison.ts';
import type { WhereStage } from '../../source/query/stage/where.ts';
import type { Expression } from '../../source/query/syntax/tree.ts';

function conditionOf(text: string): Expression {
	const [stage] = parse(`* | where ${text}`).query.stages;
	return (stage as WhereStage).condition;
}

test.each([
	['arn = "arn:aws:iam::1:user/Ada"', 'arn:aws:iam::1:user/ada'],
	['"Root" = type', 'root'],
	['key matches "AKIA*"', 'akia'],
	['agent matches "aws-*/boto3*x"', '/boto3'],
	['agent contains "Mozilla"', 'mozilla'],
	[String.raw`arn matches /\/i-[0-9a-z]{8,17}$/`, '/i-'],
	[String.raw`arn matches /^(arn:)(aws|cn):sts(::\d+)+:assumed/`, 'arn:'],
	['agent matches /(?i)Kiosk/', 'kiosk'],
	['agent matches /abc(?=def)defg/', 'abcdefg'],
	['agent contains "abc" and agent contains "defg"', 'defg'],
])('a value for which %s holds contains %s', (condition, needle) => {
	expect(needleTextOf(conditionOf(condition))).toBe(needle);
});

test.each([
	'count = "1e3"',
	'count contains "1000"',
	'count contains "inity"',
	'agent = "ab"',
	'agent != "abcdef"',
	'agent = ""',
	'!(agent = "abcdef")',
	'agent = "abcdef" or agent = "abcxyz"',
	'agent in ("abcdef", "abcdeg")',
	'agent matches "*"',
	'agent matches /abc|def/',
	'agent matches /(abc|def)?/',
	'agent = "Zoë the first"',
	String.raw`agent contains "a\"bcdef"`,
	'agent contains "abc,def"',
	'agent contains ":true"',
	'toLowerCase(agent) = "abcdef"',
	'"haystack" contains agent',
])('of %s no text is known', condition => {
	expect(needleTextOf(conditionOf(condition))).toBeUndefined();
});

test('a rule of Sigma asks with a call', () => {
	const span = { start: 0, end: 0 };
	const agent: Expression = { kind: 'field', field: { name: 'agent', span }, span };
	const text: Expression = { kind: 'literal', value: 'Pacu', span };
	const call = (name: string, args: readonly Expression[]) =>
		needleTextOf({ kind: 'call', name, nameSpan: span, args, span });
	expect(call('contains', [agent, text])).toBe('pacu');
	expect(call('contains', [text, agent])).toBeUndefined();
	expect(call('replace', [agent, text])).toBeUndefined();
});

test('whatever a condition is, each value for which it holds contains its text', () => {
	const random = seeded(7);
	const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
	const pieces = [
		'abc',
		'ABC',
		'k',
		'K',
		'\u212a',
		's',
		'ſ',
		'e1',
		'1',
		'.',
		':',
		'/',
		'é',
		' ',
		'xyz',
	];
	const word = () =>
		Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(pieces)).join('');
	const conditions = [
		(text: string) => `f = "${text}"`,
		(text: string) => `f contains "${text}"`,
		(text: string) => `f matches "*${text}*${word()}"`,
		(text: string) => `f matches "${text}*"`,
		(text: string) => `f matches /${text.replaceAll('/', String.raw`\/`)}/i`,
		(text: string) =>
			`f matches /(${text.replaceAll('/', String.raw`\/`)})+${pick(['', '$', 'a?', '.*'])}/`,
		(text: string) => `f contains "${text}" and f matches "*${word()}*"`,
	];
	let heldCount = 0;
	let needleCount = 0;
	for (let round = 0; round < 3_000; round++) {
		const text = word();
		const condition = conditionOf(pick(conditions)(text));
		const compiled = compileCondition(
			condition,
			{ nowMs: 0, timeZone: 'UTC', lookups: {} } as never,
			new Spending(),
		);
		needleCount += compiled.needle === undefined ? 0 : 1;
		for (const value of [
			text,
			word() + text,
			text + word(),
			text.toUpperCase(),
			text + text,
			1,
			1e21,
			true,
		]) {
			if (!truthy(compiled.evaluate([value]))) {
				continue;
			}

			heldCount++;
			expect(String(value).toLowerCase()).toContain(compiled.needle ?? '');
		}
	}

	expect(heldCount).toBeGreaterThan(3_000);
	expect(needleCount).toBeGreaterThan(1_000);
});
