import { expect, test } from 'vitest';
import { readOwnRules } from '../../source/app/rules.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { RuleSet, rulesMax } from '../../source/findings/rule-set.ts';
import { meaningOf } from '../../source/findings/live/meaning.ts';
import { printExpression } from '../../source/query/syntax/print-expression.ts';

const shipped = await readOwnRules();

function loadedWith(...texts: readonly string[]) {
	const set = new RuleSet(shipped);
	texts.forEach((text, index) => set.add(readRuleFile(text, `f${index}`), `f${index}`));
	return set.loaded();
}

const ruleOf = ({ rules }: ReturnType<typeof loadedWith>, id: string) =>
	rules.find(rule => rule.id === id)!;

test('a file adds exceptions to a rule that goes on as the program has it', () => {
	const before = ruleOf(loadedWith(), 'CT01');
	const loaded = loadedWith(
		`extends: CT01\nunless: ['_user = "ada"']\n---\nextends: CT02\nunless: ['_user = "b"']\n`,
		`extends: CT01\nunless: ['userAgent = "robot"', '_account = "1"']\n`,
	);
	const rule = ruleOf(loaded, 'CT01');
	expect(loaded.faults).toEqual([]);
	expect({ ...rule, unless: before.unless, added: undefined }).toEqual({
		...before,
		added: undefined,
	});
	expect(rule.unless.slice(before.unless.length).map(printExpression)).toEqual([
		'_user = "ada"',
		'userAgent = "robot"',
		'_account = "1"',
	]);
	expect(rule.added?.map(({ file, unless }) => [file, unless.length])).toEqual([
		['f0', 1],
		['f1', 2],
	]);
	expect(meaningOf(rule)).not.toBe(meaningOf(before));
});

test('exceptions may be read before the rule, and are those of the rule that takes its place', () => {
	const own = 'id: CT01\ntitle: mine\nseverity: low\nwhen: eventName = "x"\n';
	const rule = ruleOf(loadedWith(`extends: CT01\nunless: ['_user = "ada"']\n`, own), 'CT01');
	expect(rule.title).toBe('mine');
	expect(rule.unless.map(printExpression)).toEqual(['_user = "ada"']);
});

test.each([
	['an unknown rule', 'unless: [a = 1]\nextends: CT1x', /^f0:2: extends: there is no rule "CT1x"/],
	['a near name', `extends: ct01\nunless: [a = 1]`, /did you mean "CT01"\?$/],
	['no exceptions', 'extends: CT01', /^f0:1: unless: this key is missing; write unless: /],
	['an empty list', 'extends: CT01\nunless: []', /^f0:2: unless: name at least one exception/],
	['no list', 'extends: CT01\nunless: yes', /^f0:2: unless: this must be a list/],
	['no condition', 'extends: CT01\nunless:\n  - a = 1\n  - "foo("', /^f0:4: unless\[1\]: /],
	['a stage', `extends: CT01\nunless: ['a = 1 | count']`, /^f0:2: unless\[0\]: .*further stages/],
	['an id that is none', 'extends: [CT01]\nunless: [a = 1]', /^f0:1: extends: this must be a text/],
	[
		'a key of a rule',
		'extends: CT01\nunless: [a = 1]\nseverity: low',
		/^f0:3: severity: there is no key "severity" here; the keys here are extends, unless|did you mean/,
	],
	[
		'a nasty name',
		'extends: "\\e[2J__proto__"\nunless: [a = 1]',
		/^f0:1: extends: there is no rule/,
	],
])('of a file that extends a rule, %s is told with its line', (_name, text, told) => {
	const { rules, faults, refusedCount } = loadedWith(text);
	expect(faults).toHaveLength(refusedCount);
	expect(faults[0]).toMatch(told);
	expect(faults.join('')).not.toContain('\u001b');
	expect(rules.flatMap(({ added = [] }) => added)).toEqual([]);
});

test('what only correlations look at has no exceptions of its own', () => {
	const sigma = `title: A list\nname: made\nid: made-id\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: x }, condition: s }\n---\ntitle: Lists\nid: lists\nlevel: low\ncorrelation: { type: event_count, rules: [made], timespan: 1h, condition: { gte: 2 } }\n`;
	const extension = (id: string) => `extends: ${id}\nunless: ['_user = "ada"']\n`;
	const loaded = loadedWith(sigma, extension('made-id'), extension('lists'));
	expect(loaded.faults).toEqual([
		expect.stringMatching(/^f1:1: extends: only correlations look .*; extend the correlation$/),
	]);
	expect(ruleOf(loaded, 'lists').unless.map(printExpression)).toEqual(['_user = "ada"']);
});

test('of ten thousand extensions no more are read, and that is told', () => {
	const [one] = readRuleFile(`extends: CT01\nunless: ['_user = "ada"']\n`, 'f').extensions;
	const extensions = Array.from({ length: rulesMax + 1 }, () => ({ ...one!, of: 'none' }));
	const set = new RuleSet(shipped);
	set.add({ rules: [], correlations: [], extensions, faults: [], refusedCount: 0 }, 'f');
	expect(set.loaded().faults[0]).toMatch(/10000 .*are read at most/);
});
