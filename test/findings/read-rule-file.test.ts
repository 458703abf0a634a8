import { expect, test } from 'vitest';
import { detect } from '../../source/findings/detect.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { formatRuleFault } from '../../source/findings/rule-fault.ts';
import { RuleSet, rulesMax } from '../../source/findings/rule-set.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import { printExpression } from '../../source/query/syntax/print-expression.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { recordFields } from '../../source/trail/record-fields.ts';
import { aRecord, startMs } from '../../fixtures/records.ts';
import { segmentOf, snapshotOf } from '../query/engine/segments.ts';

const own = (more: string) => `id: X\ntitle: x\nseverity: high\n${more}\n`;
const asked = own('when: eventName = "x"');
const form = (more: string) => `${asked}${more}\n`;
const windows = (second: string) =>
	form(`any:\n  - { name: a, count: { at_least: 3, within: 5m } }\n  - { ${second} }`);
const sigma = (detection: string, more = '') =>
	`title: x\nlogsource: { product: aws, service: cloudtrail }\n${more}detection:\n${detection}\n`;
const entry = (text: string) => sigma(`  s: { ${text} }\n  condition: s`);
const condition = (text: string) => sigma(`  s: { a: b }\n  t_1: { a: c }\n  condition: ${text}`);
const correlation = (text: string) => `title: x\ncorrelation: { ${text} }\n`;
const counted = (more: string) =>
	correlation(`type: event_count, rules: [a], timespan: 5m, ${more}`);

const wrong: readonly (readonly [name: string, text: string, told: RegExp])[] = [
	['no YAML', 'a: [1\nb: }', /^f:2: this is no YAML: .*; text with .* needs quotes/],
	['a key twice', form('id: Y'), /^f:5: this is no YAML: Map keys must be unique; /],
	['an empty file', '', /^f:1: there is no rule in this file; write a rule/],
	['only dashes', '---\n---\n', /^f:1: there is no rule in this file; /],
	['a comment', '# nothing\n', /^f:1: there is no rule in this file; /],
	['a word', 'hello', /^f:1: a rule is keys with values; write id/],
	['a list', '- a\n- b', /^f:1: a rule is keys with values; write id/],
	[
		'lists 10,000 deep',
		`a: ${'['.repeat(10_000)}`,
		/^f:1: this is no YAML: .* deeper than 200 levels; /,
	],
	[
		'lists 10,000 deep in Sigma',
		sigma(`  s: ${'['.repeat(10_000)}${']'.repeat(10_000)}`),
		/deeper than 200/,
	],
	[
		'lists 20 deep',
		sigma(`  s: ${'['.repeat(20)}x${']'.repeat(20)}\n  condition: s`),
		/^f:4: detection\.s\[0\].*deeper than 8/,
	],
	['aliases that multiply', bomb(), /^f:1: this is no YAML: its aliases cannot be resolved/],
	[
		'3 MB',
		`${asked}#${'x'.repeat(3_000_000)}`,
		/^f:1: this has 3000\d+ characters; 2000000 are read at most; make several/,
	],
	// Our own form.
	[
		'a title that is a list',
		asked.replace('title: x', 'title: [1]'),
		/^f:2: title: this must be a text; write title: /,
	],
	[
		'an id that is a number',
		asked.replace('id: X', 'id: 5'),
		/^f:1: id: this must be a text; put it between quotes$/,
	],
	['no id', asked.replace('id: X\n', ''), /^f:1: id: this key is missing; write id: /],
	[
		'no such severity',
		asked.replace('high', 'hihg'),
		/^f:3: severity: there is no "hihg" here; did you mean "high"\?$/,
	],
	[
		'an unknown key',
		form('seqence: 1'),
		/^f:5: seqence: there is no key "seqence" here; did you mean "sequence"\?$/,
	],
	[
		'an unknown key inside',
		form('count: { at_least: 3, within: 5m, withn: 2 }'),
		/^f:5: count\.withn: .*; did you mean "within"\?$/,
	],
	[
		'windows beside a count',
		form('count: { at_least: 3, within: 5m }\nany: [{ name: a }, { name: b }]'),
		/^f:6: any: .*found count and any; make two rules of it, or windows of any$/,
	],
	[
		'one window',
		form('any: [{ name: a, count: { at_least: 3, within: 5m } }]'),
		/^f:5: any: any is of two windows at least; write any: /,
	],
	[
		'nine windows',
		form(`any: [${'{ name: a, count: { at_least: 3, within: 5m } }, '.repeat(9)}]`),
		/^f:5: any: any is of 8 windows at most; /,
	],
	[
		'a window without a name',
		windows('count: { at_least: 3, within: 5m }'),
		/^f:7: any\[1\]\.name: this key is missing; write name: /,
	],
	[
		'a window that counts nothing',
		windows('name: b'),
		/^f:7: any\[1\]: a window has one of count, distinct, sequence; found none; write count/,
	],
	[
		'a window of two forms',
		windows('name: b, count: { at_least: 3, within: 5m }, sequence: { steps: [a, b], within: 5m }'),
		/^f:7: any\[1\]\.sequence: .*found count and sequence; make two windows of it$/,
	],
	[
		'an unknown key of a window',
		windows('name: b, whn: a = 1, count: { at_least: 3, within: 5m }'),
		/^f:7: any\[1\]\.whn: there is no key "whn" here; did you mean "when"\?$/,
	],
	[
		'an unknown key in a part of a window',
		windows('name: b, count: { at_least: 3, withn: 5m, within: 5m }'),
		/^f:7: any\[1\]\.count\.withn: .*did you mean "within"\?$/,
	],
	[
		'a condition of a window that is none',
		windows('name: b, when: "a ====", count: { at_least: 3, within: 5m }'),
		/^f:7: any\[1\]\.when: Expected an expression/,
	],
	[
		'a window with nothing to look for',
		own(
			'any:\n  - { name: a, count: { at_least: 3, within: 5m } }\n  - { name: b, when: b = 1, count: { at_least: 3, within: 5m } }',
		),
		/^f:5: any\[0\]\.when: there is nothing to look for; /,
	],
	['nothing to look for', own(''), /^f:1: when: there is nothing to look for; write a condition/],
	[
		'two forms',
		form('count: { at_least: 3, within: 5m }\ndistinct: { field: a, at_least: 3, within: 5m }'),
		/^f:6: distinct: .*found count and distinct; make two rules/,
	],
	[
		'an unknown function',
		own('when: isPublcIP(sourceIPAddress)'),
		/^f:4: when: unknown function "isPublcIP"; did you mean "isPublicIP"\?$/,
	],
	[
		'a further stage',
		own('when: eventName = "x" | count'),
		/^f:4: when: a condition has no further stages.*; write what may stand behind/,
	],
	[
		'no expression',
		own('when: "eventName ="'),
		/^f:4: when: Expected an expression; write a field/,
	],
	[
		'parentheses 10,000 deep',
		own(`when: ${'('.repeat(10_000)}x`),
		/^f:4: when: nested deeper than 100/,
	],
	['a regex that is none', own('when: a matches /(/'), /^f:4: when: .*regex.*; /],
	[
		'no length of time',
		form('count: { at_least: 3, within: soon }'),
		/^f:5: count\.within: "soon" is no length of time: write 5m/,
	],
	[
		'a count of one',
		form('count: { at_least: 1, within: 5m }'),
		/^f:5: count\.at_least: a window counts at least 2; write at_least: 5/,
	],
	[
		'a part of a count',
		form('count: { at_least: 2.5, within: 5m }'),
		/^f:5: count\.at_least: this must be a whole number/,
	],
	[
		'a count in words',
		form('count: { at_least: many, within: 5m }'),
		/^f:5: count\.at_least: this must be a number/,
	],
	[
		'one step',
		own('sequence: { steps: [a = 1], within: 5m }'),
		/^f:4: sequence\.steps: a sequence has at least two steps; write steps/,
	],
	[
		'a step that is none',
		own('sequence: { steps: [a = 1, a ==== 3], within: 5m }'),
		/^f:4: sequence\.steps\[1\]: Expected an expression/,
	],
	['an exception that is none', form("unless: ['foo(']"), /^f:5: unless\[0\]: /],
	[
		'exceptions that are no list',
		form('unless: yes'),
		/^f:5: unless: this must be a list; write unless: \[/,
	],
	['nobody', form('by: []'), /^f:5: by: name at least one field; write by: \[/],
	['no outcome', form('outcome: succes'), /^f:5: outcome: .*did you mean "success"\?$/],
	[
		'a test without records',
		form('tests: [{ finds: 1 }]'),
		/^f:5: tests\[0\]\.records: this key is missing; write records: /,
	],
	[
		'new without an end',
		form('new: { fields: [a], learn: 7d }'),
		/^f:5: new\.forget: this key is missing; write forget: 90d$/,
	],
	// Sigma.
	[
		'another logsource',
		asked.replace(
			/[\s\S]*/,
			'title: x\nlogsource: { product: windows, category: process_creation }\ndetection: { s: { a: b }, condition: s }',
		),
		/^f:2: logsource: it looks into windows\/process_creation, and not into CloudTrail; product: aws/,
	],
	[
		'no service',
		'title: x\nlogsource: { product: aws }\ndetection: { s: { a: b }, condition: s }',
		/^f:2: logsource: it looks into aws, /,
	],
	[
		'a logsource that is a word',
		'title: x\nlogsource: aws\ndetection: { s: { a: b }, condition: s }',
		/^f:2: logsource: it looks into nothing/,
	],
	[
		'no name at all',
		'logsource: { product: aws, service: cloudtrail }\ndetection: { s: { a: b }, condition: s }',
		/^f:1: the rule has no id.*; give it an id$/,
	],
	[
		'no level',
		sigma('  s: { a: b }\n  condition: s', 'level: hgih\n'),
		/^f:3: level: there is no level "hgih"; one of /,
	],
	[
		'no detection',
		'title: x\nlogsource: { product: aws, service: cloudtrail }\ndetection: null',
		/^f:3: detection: there is no detection; write selections/,
	],
	[
		'an unknown modifier',
		entry('a|containz: b'),
		/^f:4: detection\.s\.a\|containz: the modifier "containz" is not known; did you mean "contains"\?$/,
	],
	[
		'a modifier of JavaScript',
		entry('a|__proto__: b'),
		/the modifier "__proto__" is not known; known are/,
	],
	[
		'placeholders',
		entry("a|expand: '%x%'"),
		/^f:4: .*placeholders have no values here; write the values/,
	],
	[
		'two manners',
		entry('a|contains|re: b'),
		/contains and re exclude each other; make two entries/,
	],
	['a flag without its regex', entry('a|i: b'), /i belongs to re; write re\|i$/],
	[
		'exists perhaps',
		entry('a|exists: perhaps'),
		/exists is asked with "perhaps"; write true or false$/,
	],
	['a field that is none', entry('a|fieldref: 5'), /"5" is no field; write the name/],
	[
		'a network that is none',
		entry('a|cidr: 999.0.0.0/8'),
		/"999\.0\.0\.0\/8" is no network; write it as 10\.0\.0\.0\/8$/,
	],
	['a network of 99 bits', entry('a|cidr: 10.0.0.0/99'), /is no network; /],
	['a number that is none', entry('a|lt: x'), /"x" is no number; lt/],
	['the hour 25', entry('a|hour: 25'), /"25" is no hour; compare/],
	['weeks', entry('a|week: 3'), /weeks are not compared; compare/],
	['wildcards in Base64', entry("a|base64: 'x*'"), /a text with wildcards cannot be encoded; /],
	[
		'dashes in Base64',
		entry("a|windash|base64: '-a -b -c -d -e'"),
		/5 dashes; 4 are encoded .*; make several values/,
	],
	[
		'a regex without an end',
		entry("a|re: '(a'"),
		/^f:4: detection\.s\.a\|re: the regex has a "\(" without/,
	],
	['a back-reference', entry("a|re: '(a)\\1'"), /back-reference .* linear time; /],
	['a long regex', entry(`a|re: '${'a'.repeat(50_000)}'`), /longer than 4096 characters; /],
	[
		'an empty selection',
		sigma('  s: {}\n  condition: s'),
		/^f:4: detection\.s: this selection is empty; name/,
	],
	[
		'a selection that is a truth',
		sigma('  s: true\n  condition: s'),
		/^f:4: detection\.s: a selection is a map.*; write eventName/,
	],
	['no values', entry('a: []'), /the list has no values; name at least one/],
	['too many values', entry(`a: [${'a,'.repeat(20_001)}]`), /20001 values; 20000 are read at most/],
	[
		'no condition',
		sigma('  s: { a: b }'),
		/^f:3: detection\.condition: there is no condition; write condition: selection$/,
	],
	[
		'an unknown selection',
		condition('t_2'),
		/^f:6: detection\.condition: there is no selection "t_2"; did you mean "t_1"\?$/,
	],
	[
		'no selection of that kind',
		condition('1 of u*'),
		/no selection is called u\*; selections are s, t_1$/,
	],
	['2 of', condition('2 of t*'), /"2 of" is not known; write 1 of/],
	[
		'an end too early',
		condition('s and'),
		/the condition ends where a selection is expected; selections are/,
	],
	['an open parenthesis', condition('(s'), /a parenthesis is not closed; close it/],
	['near', condition('s near t_1'), /"near" is not expected here; join parts/],
	[
		'a condition that counts',
		condition('s | count() > 5'),
		/a condition with \| counts.*; write a correlation/,
	],
	[
		'a timeframe',
		condition('s\n  timeframe: 5m'),
		/^f:7: detection\.timeframe: .*; write a correlation/,
	],
	[
		'a long condition',
		condition(Array.from({ length: 1_001 }, () => 's').join(' or ')),
		/more than 2000 words/,
	],
	[
		'a deep condition',
		condition(`${'('.repeat(101)}s${')'.repeat(101)}`),
		/nested deeper than 100 levels/,
	],
	// Correlations.
	[
		'another type',
		correlation('type: value_sum, rules: [a], timespan: 5m'),
		/^f:2: correlation\.type: correlations of the type "value_sum".*; known are/,
	],
	[
		'no rules',
		correlation('type: temporal, timespan: 5m'),
		/correlation\.rules: it names no rules; name/,
	],
	[
		'no timespan',
		correlation('type: temporal, rules: [a]'),
		/correlation\.timespan: "" is no length of time; write 5m/,
	],
	[
		'less than',
		counted('condition: { lt: 3 }'),
		/correlation\.condition\.lt: windows are not looked for that have "lt 3"; gte and gt/,
	],
	['equal to', counted('condition: { eq: 3 }'), /have "eq 3"; gte and gt/],
	[
		'a range',
		counted('condition: { gt: 3, lte: 9 }'),
		/it has not one number to compare with; write gte/,
	],
	['none or more', counted('condition: { gte: 0 }'), /have "gte 0"; /],
	['a member of JavaScript', counted('condition: { constructor: 3 }'), /have "constructor 3"; /],
	[
		'values of nothing',
		correlation('type: value_count, rules: [a], timespan: 5m, condition: { gte: 3 }'),
		/condition\.field: .*; name it$/,
	],
	[
		'three of two rules',
		correlation('type: temporal, rules: [a, b], timespan: 5m, condition: { gte: 3 }'),
		/3 of 2 rules are not looked for; /,
	],
	[
		'an order of some',
		correlation('type: temporal_ordered, rules: [a, b], timespan: 5m, condition: { gte: 1 }'),
		/1 of 2 rules .*leave the condition out$/,
	],
	[
		'aliases that are a word',
		correlation('type: temporal, rules: [a], timespan: 5m, aliases: who'),
		/correlation\.aliases: this is no map/,
	],
	[
		'an alias of nothing',
		correlation('type: temporal, rules: [a], timespan: 5m, aliases: { who: { a: [] } }'),
		/correlation\.aliases\.who\.a: this names no field; write/,
	],
	[
		'groups that are a map',
		counted('group-by: { a: b }, condition: { gte: 3 }'),
		/correlation\.group-by: this is no list of fields; write/,
	],
	[
		'generate perhaps',
		counted('generate: perhaps, condition: { gte: 3 }'),
		/correlation\.generate: .*; write true or false$/,
	],
];

function bomb(): string {
	const letters = [...'abcdefghi'];
	return letters
		.map((letter, index) => {
			const before = letters[index - 1];
			const items = Array.from({ length: 9 }, () => (before === undefined ? 'x' : `*${before}`));
			return `${letter}: &${letter} [${items.join(', ')}]`;
		})
		.join('\n');
}

test.each(wrong)('%s is told with its place and a next step', (_name, text, told) => {
	const { rules, correlations, faults, refusedCount } = readRuleFile(text, 'f');
	expect([rules, correlations]).toEqual([[], []]);
	expect(refusedCount).toBe(1);
	expect(faults.map(formatRuleFault)).toEqual([expect.stringMatching(told)]);
});

test('a wrong document stops no other, and a line of dashes is none', () => {
	const right = entry('eventName: x');
	const { rules, refusedCount } = readRuleFile(
		`---\n${right}---\n${entry('a|lt: x')}---\n${asked}---\n`,
		'f',
	);
	expect(rules.map(({ rule }) => rule.id)).toEqual(['x', 'X']);
	expect(refusedCount).toBe(1);
});

const unjoined: readonly (readonly [name: string, rules: readonly string[], told: RegExp])[] = [
	[
		'an unknown rule',
		[correlation('type: temporal, rules: [nobody], timespan: 5m')],
		/^f:1: correlation x: there is no rule "nobody"; name the id/,
	],
	[
		'a rule that counts',
		[
			form('count: { at_least: 3, within: 5m }'),
			correlation('type: temporal, rules: [X], timespan: 5m'),
		],
		/^f:1: correlation x: "X" counts already; a correlation of correlations/,
	],
	[
		'a correlation',
		[
			'title: y\ncorrelation: { type: temporal, rules: [x], timespan: 5m }',
			correlation('type: temporal, rules: [y], timespan: 5m'),
		],
		/^f:1: correlation [xy]: /,
	],
];

test.each(unjoined)('a correlation of %s is refused', (_name, texts, told) => {
	const set = new RuleSet([]);
	set.add(readRuleFile(texts.join('\n---\n'), 'f'), 'f');
	const { rules, faults, refusedCount } = set.loaded();
	expect(rules.filter(({ id }) => id !== 'X')).toEqual([]);
	expect(faults.length).toBe(refusedCount);
	expect(faults).toContainEqual(expect.stringMatching(told));
});

test('ten thousand rules are read, and more are told', () => {
	const set = new RuleSet([]);
	const { rules } = readRuleFile(asked, 'f');
	const [named] = rules;
	const many = Array.from({ length: rulesMax + 2 }, (_, index) => ({
		name: undefined,
		rule: { ...named!.rule, id: `R${index}` },
	}));
	set.add({ rules: many, correlations: [], extensions: [], faults: [], refusedCount: 0 }, 'f');
	const loaded = set.loaded();
	expect(loaded.rules).toHaveLength(rulesMax);
	expect(loaded.refusedCount).toBe(2);
	expect(loaded.faults[0]).toMatch(/10000 rules are read at most; R10000 is left out/);
});

const values = Array.from({ length: 10_000 }, (_, index) => `Name${index}`);
const heavy: Readonly<Record<string, string>> = {
	'ten thousand values': sigma(`  s: { eventName: [${values.join(', ')}] }\n  condition: s`),
	'ten thousand patterns': entry(`userAgent|contains: [${values.join(', ')}]`),
	'ten thousand texts, all of them': entry(`userAgent|all: [${values.join(', ')}]`),
	'ten thousand fields': entry(values.map(name => `${name}: x`).join(', ')),
	'ten thousand regexes': entry(`userAgent|re: [${values.join(', ')}]`),
	'five hundred selections': condition(Array.from({ length: 500 }, () => 's').join(' and ')),
	'ten thousand words in a condition of ours': own(
		`when: eventName in (${values.map(name => `"${name}"`).join(', ')})`,
	),
	'a regex that backtracks': entry("userAgent|re: '(a+)+$'"),
	'repeats of repeats': entry("userAgent|re: '(a{30}){30}'"),
	'a look-ahead': entry("userAgent|re: '(?=a)b'"),
	'a field of odd marks': entry(`"a'b.c[": b`),
	'names of JavaScript': sigma(
		'  __proto__: { a: b }\n  constructor: { toString: b }\n  condition: 1 of them',
	),
};

test.each(Object.entries(heavy))(
	'%s are read and looked for, or refused',
	async (_name, text) => {
		const { rules, faults } = readRuleFile(text, 'f');
		expect(rules.length + faults.length).toBe(1);
		const records = [
			aRecord({ userAgent: `${'a'.repeat(50_000)}!` }),
			aRecord({ eventName: 'Name7', userAgent: 'xName9999x' }),
		];
		const snapshot = snapshotOf([segmentOf('s', records)]);
		const engine = createLocalEngine(() => snapshot, {
			derived: derivedFields,
			recordFields,
			lookups: { table: name => ({ missing: `no table ${name}` }) },
		});
		const range = { fromMs: startMs, toMs: startMs + 1, nowMs: startMs, timeZone: 'UTC' };
		const other = readRuleFile(entry('eventName: name7'), 'f').rules;
		const outcome = await detect(
			engine,
			[...rules, ...other].map(({ rule }) => rule),
			range,
		);
		expect(outcome).toMatchObject({ ok: true, recordCount: 2 });
		rules.forEach(({ rule }) => {
			expect(printExpression(rule.probes[0]!.condition).length).toBeGreaterThan(5);
		});
	},
	20_000,
);
