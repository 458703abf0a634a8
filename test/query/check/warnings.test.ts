import { describe, expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import type { Known } from '../../../source/query/check/check.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { seenOf } from './seen-of.ts';

const seen = seenOf(
	[
		...['eventName', 'errorCode', 'awsRegion', 'sourceIPAddress', '_user', 'bytes', 'userAgent'],
		...['userIdentity.userName', 'requestParameters.instanceId', 'requestParameters.bucketName'],
	],
	{
		isKnown: path => ['recipientaccountid', 'useridentity.invokedby'].includes(path),
		isInOpenObject: path => path.startsWith('requestparameters.'),
		isText: path => ['eventname', 'awsregion', 'errorcode'].includes(path),
	},
);

/** Each warning as `what is underlined: message`, and the text that its repair makes. */
function warningsOf(text: string, known: Known = { seen }) {
	const { query, faults } = parse(text);
	expect(faults.filter(({ severity }) => severity === 'fault')).toEqual([]);
	return check(query, known).map(({ severity, span, message, repair }) => {
		expect(severity).toBe('warning');
		const repaired =
			repair === undefined ? undefined : text.slice(0, span.start) + repair + text.slice(span.end);
		return { line: `${text.slice(span.start, span.end)}: ${message}`, repaired };
	});
}

/** What warns as query, line and the query repaired; and what is near to it and right. */
const kinds: Readonly<
	Record<
		string,
		{
			readonly warns: readonly (readonly [query: string, line: RegExp, repaired?: string])[];
			readonly misses: readonly string[];
		}
	>
> = {
	'a field that no event has': {
		warns: [
			['| count by evntName', /^evntName: no event has/, '| count by eventName'],
			['| where usrAgent != "x"', /^usrAgent: no event has/, '| where userAgent != "x"'],
			['evntName=x', /^evntName: no event has/, 'eventName=x'],
			['| where userIdentity.usrName = "a"', /no event/, '| where userIdentity.userName = "a"'],
			[
				'| where requestParameters.instnaceId = "a"',
				/^requestParameters.instnaceId: no event has/,
				'| where requestParameters.instanceId = "a"',
			],
			['| count by user', /^user: no event has/, '| count by _user'],
			['| count by userName', /^userName: /, '| count by userIdentity.userName'],
			['| count by whatever', /^whatever: no event has/],
		],
		misses: [
			'| count by eventname, ERRORCODE',
			'| where recipientAccountId = "1" | count by userIdentity.invokedBy',
			'| where requestParameters.instanceIds = "a" | count by requestParameters.logGroupName',
			'| where userIdentity != "" and isNull(requestParameters.roleName)',
			'| parse "x*" as evntName nodrop | count by evntName',
			'| json auto | count by anything',
		],
	},
	'a word without quotes': {
		warns: [
			[
				'| where errorcode = AccessDenied | count',
				/^AccessDenied: AccessDenied without quotes is a field/,
				'| where errorcode = "AccessDenied" | count',
			],
			['| where errorCode != Throttled', /^Throttled: /, '| where errorCode != "Throttled"'],
			[
				'| where eventName in (ConsoleLogin, "x")',
				/^ConsoleLogin: /,
				'| where eventName in ("ConsoleLogin", "x")',
			],
			[
				'| if(errorCode = Denied, 1, 0) as denied',
				/^Denied: /,
				'| if(errorCode = "Denied", 1, 0) as denied',
			],
			['| where errorCode contains Denied', /^Denied: /, '| where errorCode contains "Denied"'],
			['| where errorCode = %"Access Denied"', /^%"Access Denied": no event has/],
			[
				'| where awsRegion = us-east-1',
				/^us-east-1: us-east-1 without quotes is computed/,
				'| where awsRegion = "us-east-1"',
			],
			[
				'| where awsRegion in ("x", us-west-2)',
				/^us-west-2: /,
				'| where awsRegion in ("x", "us-west-2")',
			],
			[
				'| where errorCode > 2017-01-31',
				/^2017-01-31: .* is computed/,
				'| where errorCode > "2017-01-31"',
			],
			['| where _user = recipientAccountId', /^recipientAccountId: no record of this time/],
		],
		misses: [
			'| where errorCode = eventName',
			'| where errorCode = null or errorCode != true',
			'| "x" as Denied | where errorCode = Denied',
			'| where eventName in (errorCode, userIdentity.userName)',
			'| where bytes > bytes-1 and bytes = 10-3 and bytes < errorCode / 2',
			'| 1 as a | 2 as b | where bytes > a-b',
			'| json auto | where errorCode = anything',
		],
	},
	'a comparison that holds for no row, or for every one': {
		warns: [
			['| where errorCode = "a" and errorCode = "b"', /: no row has errorCode = "a" and/],
			['| where bytes < 1 and eventName = "x" and bytes > 2', /no row has bytes < 1 and bytes > 2/],
			['| where bytes = 1 and bytes != 1', /no row has/],
			['| where 5 < bytes and bytes <= 5', /no row has bytes > 5 and bytes <= 5/],
			['| where bytes = 3 and bytes >= 4', /no row has/],
			['| where isNull(_user) or (awsRegion = "a" and awsRegion = "b")', /no row has awsRegion/],
			['| where errorCode > "m" and errorCode < "c"', /no row has/],
			['| where errorCode != "a" or errorCode != "b"', /: every row has errorCode != "a" or/],
			['| where bytes != 1 or eventName = "x" or bytes != 2', /every row has/],
			['| where "a" = "b"', /^"a" = "b": two texts are compared: this holds for no row/],
			['| where "errorCode" != "AccessDenied"', /this holds for every row/],
			['| where eventName = EventName', /is compared with itself: this holds for every row/],
			['| if(bytes < bytes, 1, 0) as x', /is compared with itself: this holds for no row/],
			['| where errorCode > null', /^errorCode > null: > null holds for no row/],
			['| count by eventName | where _count > "abc"', /_count is a number, and "abc" is none/],
			['| avg(bytes) as mean by _user | where mean = "high"', /mean is a number.* no row/],
			['| where _messageTime != true', /_messageTime is a number, and true is none.* every row/],
			['| count | sort _count | limit 3 | where "many" < _count', /_count is a number/],
		],
		misses: [
			'| where errorCode = "a" or errorCode = "b"',
			'| where errorCode != "a" and errorCode != "b"',
			'| where bytes > 1 and bytes < 2 and bytes >= 1 and bytes <= 1.5',
			'| where bytes >= 5 and bytes <= 5 and bytes != 6',
			'| where bytes = 1 and bytes = "1"',
			'| where bytes < 1 or bytes > 2',
			'| where (errorCode = "a" and bytes = 1) or (errorCode = "b" and bytes = 2)',
			'| where !(errorCode = "a") and errorCode = "b"',
			'| where errorCode = null and errorCode != "a"',
			'| where bytes > "m" and bytes < 2',
			'| where bytes > "10" and bytes < "9"',
			'| where eventName = errorCode or eventName = _user',
			'| where 1 = 1',
			'| count by eventName | where _count > "3" and _count != ""',
			'| count by eventName | concat(_count, "x") as _count | where _count > "abc"',
			'| values(eventName) as names by _user | where names = "abc"',
			'| first(eventName) as name by _user | where name != "abc"',
			'| count by eventName, awsRegion | transpose row eventName column awsRegion | where _count = "x"',
		],
	},
	'a condition that no row passes which stages before leave': {
		warns: [
			[
				'eventName = "A" | where eventName = "B"',
				/^eventName = "B": no row has eventName = "B": those left have eventName="A"/,
			],
			['eventName=Get* | where eventName = "PutObject"', /those left have eventName=Get\*/],
			['eventName!=A bytes=1 | where eventName = "a"', /those left have eventName!=A/],
			['| where bytes > 5 | sort by bytes | where bytes < 3', /bytes < 3: .* bytes > 5/],
			['| where bytes > 5 | 1 as x | where bytes = 5 and x = 1', /^bytes = 5: /],
			['| count by eventName | where _count > 5 | where _count = 1', /left have _count > 5/],
		],
		misses: [
			'eventName=get* | where eventName = "GetObject"',
			'eventName=A OR eventName=B | where eventName = "C"',
			'NOT eventName=A | where eventName = "A"',
			'bytes=5 | where bytes = 5 and bytes = "5.0"',
			'| where bytes > 5 | bytes - 4 as bytes | where bytes < 3',
			'| where errorCode = "a" | parse "e=*," as errorCode nodrop | where errorCode = "b"',
			'| where errorCode = "a" | lookup errorCode from path://"/t" on b = _user | where errorCode = "b"',
			'| where bytes > 5 | count by eventName | max(_count) as bytes | where bytes < 3',
			'| where errorCode = "a" or bytes = 1 | where errorCode = "b"',
			'| where if ("*" = "*", true, errorCode = "a") | where errorCode = "b"',
			'errorCode="{{code}}" | where errorCode = "b"',
		],
	},
	'a pattern that is compared as it is': {
		warns: [
			[
				'| where eventName = "Describe*"',
				/^eventName = "Describe\*": = takes \* as a star/,
				'| where eventName matches "Describe*"',
			],
			[
				'| where eventName != "Describe*" and bytes > 1',
				/^eventName != "Describe\*": != takes/,
				'| where !(eventName matches "Describe*") and bytes > 1',
			],
			[
				'| where eventName in ("Get*", "List*", "PutItem")',
				/^eventName in \(.*\): in takes \* as a star/,
				'| where (eventName matches "Get*" or eventName matches "List*" or eventName in ("PutItem"))',
			],
			[
				'| where eventName not in ("Get*")',
				/in takes \* as a star/,
				'| where !(eventName matches "Get*")',
			],
			['| where "Get*" = eventName', /= takes \* as a star/, '| where eventName matches "Get*"'],
			[
				'| where errorCode = "*"',
				/= "\*" finds a star, not any value/,
				'| where !isEmpty(errorCode)',
			],
			[
				'| if(errorCode != "*", 1, 0) as x',
				/!= "\*" finds a star/,
				'| if(isEmpty(errorCode), 1, 0) as x',
			],
		],
		misses: [
			'eventName=Describe* errorCode=* | where eventName matches "Get*"',
			'| where eventName in ("GetObject", "PutObject") and awsRegion in ("*")',
			'| where "a" in ("*", "b")',
			'| where concat(eventName, "*") = errorCode',
		],
	},
	'a group of what is not there': {
		warns: [
			['| count by eventName | count by awsRegion', /^awsRegion: no column "awsRegion" after/],
			['| fields eventName, _user | count by awsRegion', /^awsRegion: fields has dropped/],
			['| fields - awsRegion | where awsRegion = "x" | count', /^awsRegion: fields has dropped/],
			['| fields eventName | "x" as y | sum(bytes) by y', /^bytes: fields has dropped/],
			['| sum(eventName)', /^eventName: eventName is text, and sum takes numbers/],
			['| avg(awsRegion), count by _user', /^awsRegion: awsRegion is text, and avg/],
			['| max(ERRORCODE) as worst', /^ERRORCODE: ERRORCODE is text, and max/],
		],
		misses: [
			'| count by eventName, awsRegion | sum(_count) by awsRegion',
			'| fields eventName, awsRegion | count by awsRegion, _user',
			'| fields - bytes | count by awsRegion',
			'| fields eventName | "x" as bytes | count by bytes',
			'| fields - awsRegion | eventName as awsRegion | count by awsRegion',
			'| sum(bytes) by eventName',
			'| length(eventName) as eventName | sum(eventName)',
			'| count_distinct(eventName), first(awsRegion) by _user',
		],
	},
	'a pipe that was forgotten': {
		warns: [
			['count by eventName', /^count: count is looked for as a word/, '* | count by eventName'],
			['sum(bytes) by _user', /^sum: /, '* | sum(bytes) by _user'],
			[
				'errorCode=AccessDenied count by _user | sort _count',
				/^count: /,
				'errorCode=AccessDenied | count by _user | sort _count',
			],
			['_sourceCategory=x (count by eventName)', /^count: /],
			['top 5 eventName', /^top: /, '* | top 5 eventName'],
			['where errorCode = "x" | count', /^where: /, '* | where errorCode = "x" | count'],
		],
		misses: [
			'count',
			'"count" by eventName',
			'count errors | count by eventName',
			'error count eventName=x | count',
			'top secret',
			'* | count by eventName',
			'fields missing',
		],
	},
};

describe.each(Object.entries(kinds))('%s', (_kind, { warns, misses }) => {
	const told = warns.map(([text, line, repaired]) => ({ text, line, repaired }));
	test.each(told)('is told of in $text', ({ text, line, repaired }) => {
		const found = warningsOf(text);
		expect(found.map(one => one.line)).toEqual([expect.stringMatching(line)]);
		expect(found[0]?.repaired).toBe(repaired);
		if (repaired !== undefined) {
			expect(warningsOf(repaired)).toEqual([]);
		}
	});

	test.each(misses)('is not told of in %s', text => {
		expect(warningsOf(text)).toEqual([]);
	});

	test('has three that warn and three that do not', () => {
		expect(Math.min(warns.length, misses.length)).toBeGreaterThanOrEqual(3);
	});
});

const idioms = [
	'| where "{{x}}" = "*" or awsRegion = "{{x}}"',
	'| if ("{{x}}" = "*", true, if (awsRegion matches "{{x}}", true, false)) as ok | where ok',
	'| where ("{{x}}" = "*" or awsRegion in ("{{x}}", "other")) and ("{{x}}" = "*" or errorCode != "{{x}}")',
	'| where "{{x}}" in ("*") or awsRegion contains "{{x}}"',
	'| where if ("*" = "{{x}}", true, awsRegion = "{{x}}") and awsRegion = "b"',
];

describe.each(idioms)('the filter of a dashboard warns nowhere: %s', idiom => {
	test.each(['*', 'us-east-1', 'us-*', 'a, b'])('filled with %s', value => {
		const filled = idiom.replaceAll('{{x}}', value);
		expect(warningsOf(idiom)).toEqual([]);
		expect(warningsOf(filled)).toEqual([]);
	});
});

test('what a variable was filled with was not written by the user', () => {
	const text = '| where eventName matches "Create" and awsRegion = "us-*"';
	expect(warningsOf(text)).toHaveLength(2);
	expect(warningsOf(text, { seen, filled: ['us-*', ''] })).toHaveLength(1);
	expect(warningsOf(text, { seen, filled: ['us-*', 'Create'] })).toEqual([]);
	expect(warningsOf(text, { seen, filled: ['*'] })).toHaveLength(2);
	expect(warningsOf('| where awsRegion = "*"', { seen, filled: ['*'] })).toEqual([]);
});

test('without records only what is wrong of itself is told', () => {
	expect(warningsOf('| where evntName = AccessDenied', {})).toEqual([]);
	expect(warningsOf('count by evntName', {})).toHaveLength(1);
	expect(warningsOf('count evntName', {})).toEqual([]);
});

test('eight words of a search are tried as the first of a stage', () => {
	const many = (count: number) => `${'limit '.repeat(count)} count by eventName`;
	expect(warningsOf(many(7))).toHaveLength(1);
	expect(warningsOf(many(8))).toEqual([]);
});

describe('paths across lists', () => {
	const listed = seenOf(['eventName', 'r.items', 'r.items[0].port', 'r.items[1].ranges[0].cidr']);
	const linesOf = (text: string) => warningsOf(text, { seen: listed });

	test.each([
		'| where r.items.port = 22 and r.items.ranges.cidr = "x"',
		'| where any(r.items, port = 22 and ranges.cidr = "x")',
		'| where any(r.items, any(ranges, cidr = "x"))',
		'| where r.items.port = 22 and r.items.port = 80',
		'| where r.items.port != 22 or r.items.port != 80',
		'| where any(r.items, ranges.cidr = "a" and ranges.cidr = "b")',
	])('nothing is wrong with %s', text => {
		expect(linesOf(text)).toEqual([]);
	});

	test.each([
		['| where r.items.prot = 22', /^r.items.prot: no event has/, '| where r.items.port = 22'],
		['| where any(r.itms, port = 22)', /^r.itms: no event has/, '| where any(r.items, port = 22)'],
		[
			'| where any(r.items, any(ranges, cdir = "x"))',
			/^cdir: no element of r.items.ranges has/,
			'| where any(r.items, any(ranges, cidr = "x"))',
		],
		[
			'| where any(r.items, port = 22 and port = 80)',
			/no row has port = 22 and port = 80/,
			undefined,
		],
	])('%s is told', (text, line, repaired) => {
		const [warning, ...others] = linesOf(text);
		expect(others).toEqual([]);
		expect(warning?.line).toMatch(line);
		expect(warning?.repaired).toBe(repaired);
	});
});

describe('texts in other capitals', () => {
	const spelled: Readonly<Record<string, readonly string[]>> = {
		errorcode: ['AccessDenied', 'Throttled'],
		'r.items.protocol': ['tcp'],
		readonly: ['true'],
	};
	const records = seenOf(['errorCode', 'awsRegion', 'readOnly', 'r.items[0].protocol'], {
		otherCapitals: (path, text) => {
			const values = spelled[path] ?? [];
			const other = values.find(value => value.toLowerCase() === text.toLowerCase());
			return other === undefined || values.includes(text)
				? undefined
				: { value: other, recordCount: path === 'errorcode' ? 7 : 1 };
		},
	});
	const linesOf = (text: string, filled: readonly string[] = []) =>
		warningsOf(text, { seen: records, filled });
	const line =
		'"accessdenied": no record has errorCode = "accessdenied"; they have "AccessDenied" (7 records)';

	test.each([
		['| where errorCode = "_"'],
		['| where errorCode != "_"'],
		['| where "_" = errorCode'],
		['| where errorCode in ("Throttled", "_")'],
		['| where errorCode not in ("_")'],
		['| where not (awsRegion = "x" or errorCode = "_")'],
		['| if(errorCode = "_", 1, 0) as denied | sum(denied)'],
		['| where awsRegion = "x" ? errorCode = "_" : true'],
		['| where [subquery: * | where errorCode = "_" | count by awsRegion | compose awsRegion]'],
	])('%s is told, and repaired', text => {
		const at = (value: string) => text.replace('_', value);
		expect(linesOf(at('accessdenied'))).toEqual([{ line, repaired: at('AccessDenied') }]);
		expect(linesOf(at('AccessDenied'))).toEqual([]);
	});

	test('a member of an element, and a boolean by its word', () => {
		expect(linesOf('| where any(r.items, protocol = "TCP")')).toEqual([
			{
				line: '"TCP": no record has protocol = "TCP"; they have "tcp" (1 record)',
				repaired: '| where any(r.items, protocol = "tcp")',
			},
		]);
		expect(linesOf('| where r.items.protocol = "TCP"')).toHaveLength(1);
		expect(linesOf('| where readOnly = "True"')).toHaveLength(1);
	});

	test.each([
		'errorCode=accessdenied',
		'| where errorCode matches "accessdenied*"',
		'| where toLowerCase(errorCode) = "accessdenied"',
		'| toLowerCase(errorCode) as errorCode | where errorCode = "accessdenied"',
		'| json "x" as r | where r.items.protocol = "TCP"',
		'| json "x" as r | where any(r.items, protocol = "TCP")',
		'| json auto | where errorCode = "accessdenied"',
		'| count by errorCode | where errorCode = "accessdenied"',
		'| where errorCode = "{{code}}"',
		'| where "{{code}}" = "*" or errorCode = "{{code}}"',
		'| where [subquery from=(-7d): * | where errorCode = "accessdenied" | count by awsRegion | compose awsRegion]',
	])('nothing is told of %s', text => {
		expect(linesOf(text)).toEqual([]);
	});

	test('what a variable was filled with was not written by the user', () => {
		expect(linesOf('| where errorCode = "accessdenied"', ['accessdenied'])).toEqual([]);
	});

	test('twenty texts of a query are looked up', () => {
		const many = (count: number) =>
			`| where errorCode in (${'"x", '.repeat(count)}"accessdenied") | count`;
		expect(linesOf(many(19))).toHaveLength(1);
		expect(linesOf(many(20))).toEqual([]);
	});
});

test('a hundred conditions are held against those of later stages', () => {
	const text = (count: number) =>
		`${'| where bytes != 1'.repeat(count)} | where bytes = 7 | where bytes = 8`;

	expect(warningsOf(text(99))).toHaveLength(1);
	expect(warningsOf(text(100))).toEqual([]);
});
