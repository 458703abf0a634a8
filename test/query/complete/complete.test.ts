import { expect, test } from 'vitest';
import { complete } from '../../../source/query/complete/complete.ts';
import type { CompletionSources } from '../../../source/query/stage/stage-completion.ts';
import { itemsMax } from '../../../source/query/complete/completion.ts';

const values: Readonly<Record<string, readonly string[]>> = {
	eventname: ['ConsoleLogin', 'CreateUser', 'AssumeRole'],
	_sourcecategory: ['AWS_EAGLE', 'other trail'],
	awsregion: ['us-east-1', 'eu-west-1'],
};

export const sources: CompletionSources = {
	fields: [
		{ name: 'eventName', count: 1200 },
		{ name: 'awsRegion', count: 1100 },
		{ name: 'userIdentity.arn', count: 900 },
		{ name: 'odd name', count: 1 },
	],
	values: field =>
		(values[field.toLowerCase()] ?? []).map((value, index) => ({ value, count: 100 - index })),
	keys: ['eventName', 'userIdentity.userName'],
	saved: ['ConsoleLogin | count by awsRegion'],
	derived: [{ name: '_user', help: 'who did it' }],
	tables: ['admins'],
};

/** The labels offered at `▏`, and what the text would be with the first one. */
function at(marked: string): { labels: string[]; first: string } {
	const cursor = marked.indexOf('▏');
	const text = marked.replace('▏', '');
	const { from, to, items } = complete(text, cursor, sources);
	const first = items[0];
	return {
		labels: items.map(item => item.label),
		first: first === undefined ? text : text.slice(0, from) + first.insert + text.slice(to),
	};
}

test.each([
	['▏', ['ConsoleLogin | count by awsRegion', '_sourceCategory', 'ConsoleLogin', 'eventName']],
	['_sou▏', ['_sourceCategory', '_sourceName', '_sourceHost', '_source']],
	['Cons▏', ['ConsoleLogin']],
	['a ▏', ['AND', 'OR', 'NOT', '|']],
	['a o▏', ['OR', 'ConsoleLogin']],
	['(a) ▏', ['AND', '|']],
	['a AND ▏', ['_sourceCategory', 'CreateUser']],
	['eventName=▏', ['ConsoleLogin', 'CreateUser', 'AssumeRole', '*']],
	['eventName = Cr▏', ['CreateUser']],
	['_sourceCategory="o▏', ['other trail']],
	['awsRegion!=eu▏', ['eu-west-1']],
	['a | ▏', ['where', 'parse', 'count', 'if', 'isNull']],
	['a | wh▏', ['where']],
	['a | count by x | ▏', ['where', 'transpose', 'outlier']],
	['a | where ▏', ['eventName', 'awsRegion', '_raw', 'if', 'isNull']],
	['a | where arn▏', ['userIdentity.arn']],
	['a | where eventName ▏', ['=', 'matches', 'in (', 'and', '|']],
	['a | where eventName = "▏', ['ConsoleLogin', 'CreateUser']],
	['a | where eventName == "Cr▏', ['CreateUser']],
	['a | where eventName != "Cr▏', ['CreateUser']],
	['a | where eventName matches "As▏', ['AssumeRole']],
	['a | where x and awsRegion not in ("us-east-1", "▏', ['us-east-1', 'eu-west-1']],
	['a | where isNull(▏', ['eventName', 'concat']],
	['a | parse "x*" as mine | where ▏', ['mine', 'eventName']],
	['a | count by awsRegion | sort by ▏', ['_count', 'awsRegion']],
	['a | count ▏', ['by', 'as', '|']],
	['a | count by ▏', ['eventName']],
	['a | count by eventName, ▏', ['awsRegion']],
	['a | count as ▏', ['eventCount']],
	['a | json "userIdentity.arn" as ▏', ['arn']],
	['a | json "▏', ['eventName', 'userIdentity.arn']],
	['a | parse "user▏', ['userName']],
	['a | parse ▏', ['regex', 'field=', '"']],
	['a | parse field=▏', ['eventName']],
	['a | timeslice ▏', ['5m', '1h']],
	['a | lookup city from ▏', ['geo://location']],
	['a | lookup city from geo://location on ip = ▏', ['eventName']],
	['a | count by a, b | transpose ▏', ['row']],
	['a | count by a, b | transpose row ▏', ['a', 'b']],
	['a | limt 5 | where ev▏', ['eventName']],
	['a | timeslice 2▏', ['2m', '2h', '2d']],
	['a | count by x | compare timeshift 7▏', ['7d']],
])('%s offers %j', (marked, labels) => {
	const offered = at(marked).labels;
	expect(offered).toEqual(expect.arrayContaining(labels));
});

test.each([
	['a | where eventName = "Cons▏"', 'a | where eventName = "ConsoleLogin"'],
	['a | where eventName = "Cons▏oleLog" | count', 'a | where eventName = "ConsoleLogin" | count'],
	['a | where eventName = "Cons▏ | count', 'a | where eventName = "ConsoleLogin" | count'],
	['a | where x in ("y", "Cons▏, "z")', 'a | where x in ("y", "Cons, "z")'],
	['eventName="Cons▏" | count', 'eventName="ConsoleLogin" | count'],
	['a | json "userIdentity.ar▏"', 'a | json "userIdentity.arn"'],
])('in %s the closing quote is that of what is taken', (marked, taken) => {
	expect(at(marked).first).toBe(taken);
});

test.each([
	['a // ▏'],
	['a | where x /* ▏'],
	['{{▏'.replace('{{', '{{p}}')],
	['"some ▏'],
	['a | where x = 1 | count by x | where eventN▏'],
])('%s offers nothing', marked => {
	expect(at(marked).labels).toEqual([]);
});

test.each([
	['_sourceC▏', '_sourceCategory='],
	['Cons▏ | count', 'ConsoleLogin | count'],
	['Cons▏', 'ConsoleLogin | count by awsRegion'],
	['!Cons▏', '!ConsoleLogin'],
	['_sourceCategory=oth▏', '_sourceCategory="other trail"'],
	['a | whe▏', 'a | where eventName = "ConsoleLogin"'],
	['a | where eventName = "Cr▏', 'a | where eventName = "CreateUser"'],
	['a | where odd▏', 'a | where %"odd name"'],
	['a | where even▏ame = 1', 'a | where eventName = 1'],
	['a | toLow▏', 'a | toLowerCase('],
	['a | parse "userN▏', 'a | parse "\\"userName\\":\\"*\\""'],
	['a | json "useri▏', 'a | json "userIdentity.arn"'],
	['a | where ▏', 'a | where _user'],
	['a | count by ▏', 'a | count by _user'],
	['_us▏', '_user='],
	['a | where eventName = ▏', 'a | where eventName = "ConsoleLogin"'],
	['a | where eventName = Cr▏', 'a | where eventName = "CreateUser"'],
	['a | where awsRegion in (▏', 'a | where awsRegion in ("us-east-1"'],
	['a | where eventName = "x" ▏', 'a | where eventName = "x" and'],
	['a | where x > 5 ▏', 'a | where x > 5 and'],
	['a | timeslice 3▏', 'a | timeslice 3m'],
	['a | lookup x from ▏', 'a | lookup x from path://"/admins"'],
	['_sourceCategory=▏', '_sourceCategory=AWS_EAGLE'],
])('the first offer at %s gives %s', (marked, text) => {
	expect(at(marked).first).toBe(text);
});

test('ten thousand fields give a short list', () => {
	const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `field${index}`, count: 1 }));
	const { items } = complete('| where f', 9, { ...sources, fields: many });
	expect(items.length).toBe(itemsMax);
});

test('each offer says what it is', () => {
	const { items } = complete('| where ', 8, sources);
	expect(items.find(item => item.label === 'eventName')?.detail).toBe('1,200 events');
	expect(items.every(item => item.detail !== '')).toBe(true);
});

test('inside of any the members of its list are offered', () => {
	const names = ['eventName', 'r.items.port', 'r.items.ranges.cidr', 'r.items[0].port'];
	const fields = names.map(name => ({ name, count: 1 }));
	const labelsAfter = (text: string) =>
		complete(text, text.length, { ...sources, fields }).items.map(({ label }) => label);

	expect(labelsAfter('| where any(r.items, p').slice(0, 1)).toEqual(['port']);
	expect(labelsAfter('| where any(R.Items, port = 1 and ran').slice(0, 1)).toEqual(['ranges.cidr']);
	expect(labelsAfter('| where any(r.items, any(ranges, c').slice(0, 1)).toEqual(['cidr']);
	expect(labelsAfter('| where any(r.items, port = 1) and event').slice(0, 1)).toEqual([
		'eventName',
	]);
});

test.each([
	['a | concat(▏', 'concat(a, b, …)', 0],
	['a | where x and concat(y, toLowerCase(z), ▏', 'concat(a, b, …)', 2],
	['a | where concat(y, toLowerCase(▏', 'toLowerCase(s)', 0],
	['a | if(x = "a", (1), ▏', 'if(condition, a, b)', 2],
	['a | count by x, max(▏', undefined, 0],
	['a | where (x ▏', undefined, 0],
	['a | concat(y) ▏', undefined, 0],
])('%s is in a call of %s, at argument %i', (marked, syntax, argument) => {
	const { signature } = complete(marked.replace('▏', ''), marked.indexOf('▏'), sources);
	expect(signature?.syntax.replace(/ \[.*/, '')).toBe(
		syntax ?? (marked.includes('max') ? 'max(f)' : undefined),
	);
	expect(signature?.argument ?? 0).toBe(argument);
});

test('what is typed in full is offered first, then what begins with it, then beginnings of words', () => {
	const more: CompletionSources = {
		...sources,
		values: () =>
			['SSO_x/heidi', 'sheidi', 'heidi-cli', 'heidi'].map(value => ({ value, count: 1 })),
	};
	const text = 'userName=heidi';
	const labels = complete(text, text.length, more).items.map(({ label }) => label);
	expect(labels).toEqual(['heidi', 'heidi-cli', 'SSO_x/heidi', 'sheidi']);
});

test.each([
	['* | ▏cou by x', undefined],
	['* | c▏ou by x', undefined],
	['eventName=Con▏xyz', 'eventName=ConsoleLogin'],
	['eventName=▏ConsoleLog', 'eventName=ConsoleLogin'],
	['* | ▏cout by x', '* | ▏cout by x'],
	['eventName=▏', 'eventName=ConsoleLogin'],
])('the whole word at the cursor is replaced in %s', (marked, wanted) => {
	const { first } = at(marked);
	const text = marked.replace('▏', '');
	expect(first.endsWith('ou by x') ? '' : first).not.toMatch(/cou by|Loginxyz|LoginConsole/);
	expect(wanted === undefined ? first : wanted.replace('▏', '')).toBe(first);
	expect(first.startsWith(text.slice(0, 4))).toBe(true);
});
