import { describe, expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import { schemasOf } from '../../../source/query/stage/index.ts';
import { seenOf } from './seen-of.ts';
import { parse } from '../../../source/query/language/parse.ts';

const fields = [
	...['eventName', 'eventSource', 'awsRegion', 'errorCode', 'sourceIPAddress', '_user'],
	...['userIdentity.userName', 'userIdentity.arn', 'resources[0].ARN', 'bytes', "tags['my key']"],
];

/** Each fault as `severity at: message > next`. */
function found(text: string, known: { fields?: readonly string[] } = { fields }): string[] {
	const { query, faults } = parse(text);
	const seen = known.fields === undefined ? undefined : seenOf(known.fields);
	const all = [...faults, ...check(query, { seen })];
	return all.map(({ severity, span, message, next }) => {
		const mark = severity === 'fault' ? '✗' : '?';
		return `${mark} ${text.slice(span.start, span.end)}: ${message} > ${next}`;
	});
}

test.each([
	'* | count, count(errorCode) as errors by awsRegion | sort _count',
	'| where eventName matches "Create*" or isEmpty(errorCode)',
	'| where USERIDENTITY.username = "ada" and resources[3].arn != null and userIdentity != ""',
	'| parse "x*" as y | where y = eventName | timeslice 5m | count by _timeslice',
	'| timeslice 1h | count by _timeslice, awsRegion | transpose row _timeslice column awsRegion | where %"us-east-1" > 3',
	'| lookup country_code as cc from geo://location on ip = sourceIPAddress | count by cc | total _count',
	'| lookup team from path://"/users" on userIdentity.userName = ID | count by team',
	'| where awsRegion matches "{{region}}" and eventName = "{{name}}"',
	'| count by eventName | outlier _count | where _count_violation = 1 | fields _count, _count_upper',
	'| json auto | where whatever = 1',
	'| parse regex "(?<n>\\d+)" | num(n) | sort n',
	'| geoip sourceIPAddress | threatip sourceIPAddress | count by city, actor',
	'| withtime eventName | most_recent(eventName_withtime) by awsRegion',
	'| count by awsRegion, eventName | topk(1, _count) by awsRegion | where _rank = 1',
	'_user=ada eventName=* %"tags.my key"=1 | where %"tags[\'my key\']" > 0',
	'| top 3 eventName | where _count > 1',
	'| top 3 eventName by bytes | where bytes > 1',
	'| json auto field=errorCode keys "a", "b" as x, y | where x = y',
	'| lookup actor from sumo://threat/my-feed on threat = sourceIPAddress | count by actor',
	'| bytes + "1" as next | count by next',
	'| where eventName matches /Create|Delete/ // create | delete\n',
])('nothing is wrong with %s', text => {
	const wrong = found(text);
	// A comment that holds a pipe behind text is the one thing doubted here.
	expect(wrong.filter(line => !line.includes('hides the rest'))).toEqual([]);
});

describe('each fault has its place, its message and its repair', () => {
	test.each([
		[
			'* | count, count by a',
			'✗ count: two columns are named _count > write as _count_2 behind one of them',
		],
		[
			'| count as EVENTNAME by eventName',
			'✗ count as EVENTNAME: two columns are named EVENTNAME > write as EVENTNAME_2 behind one of them',
		],
		[
			'| concatt(errorCode) as b',
			'✗ concatt: Expected an operator, not "concatt" > did you mean "concat"?',
		],
		['| where isEmty(errorCode)', '✗ isEmty: unknown function "isEmty" > did you mean "isEmpty"?'],
		[
			'| where sum(bytes) > 3',
			'✗ sum: unknown function "sum" > sum is an aggregate: it makes a stage of its own, | sum(f) by k',
		],
		[
			'| where isNull(errorCode, 1)',
			'✗ isNull(errorCode, 1): isNull takes 1 argument, not 2 > write isNull(x)',
		],
		[
			'| substring(errorCode, 3, 1) as x',
			'✗ substring(errorCode, 3, 1): substring: these positions are out of order > positions start at 0, and the end is not before the start',
		],
		[
			'| substring(errorCode, -1) as x',
			'✗ substring(errorCode, -1): substring: these positions are out of order > positions start at 0, and the end is not before the start',
		],
		['| where errorCode matches /a(?<=b*)/', /^✗ \/a\(\?<=b\*\)\/: .*look/],
		[
			'| where errorCode matches /(/',
			'✗ /(/: the regex has a "(" without a ")" > write a regex of the RE2 kind; \\ before a mark makes it literal',
		],
		[
			'| parse regex "(?<a>x)(b)"',
			'? "(?<a>x)(b)": 1 group(s) without a name are not taken > write (?<name>…) to take it or (?:…) to group only',
		],
		[
			'| where userNme = "root"',
			'? userNme: no event has "userNme" > check the spelling; JSON paths are written a.b',
		],
		[
			'| where evntName = "root"',
			'? evntName: no event has "evntName" > did you mean "eventName"?',
		],
		[
			'| count by _timeslice',
			'? _timeslice: no event has "_timeslice" > put | timeslice 5m before it',
		],
		[
			'| count by eventName | where awsRegion = "x"',
			'? awsRegion: no column "awsRegion" after the aggregate > add it to the aggregate\'s by, or write one of eventName, _count',
		],
		[
			'| count by eventName | sort by _cout',
			'? _cout: no column "_cout" after the aggregate > did you mean "_count"?',
		],
		[
			'| where eventName = ConsoleLogin',
			'? ConsoleLogin: ConsoleLogin without quotes is a field, and no event has it > write "ConsoleLogin" for the text',
		],
		[
			'| where sourceIPAddress in (10.0.0.1)',
			'? 10.0.0.1: 10.0.0.1 without quotes is a field, and no event has it > write "10.0.0.1" for the text',
		],
		[
			'| where eventName = *',
			'✗ *: "*" is no value here > write !isEmpty(field) for any value, or field matches "glob*"',
		],
		[
			'| where eventName = "*"',
			'? eventName = "*": = "*" finds a star, not any value > write !isEmpty(eventName) for any value',
		],
		[
			'| where eventName = "Create*"',
			'? eventName = "Create*": = takes * as a star, not as a pattern > write matches instead of = for a pattern',
		],
		[
			'| where eventName matches "Create"',
			'? "Create": matches without * compares the whole text > write *Create* to find it anywhere, or = for the whole text',
		],
		[
			'| timeslice 5m | count by eventName',
			'? timeslice: nothing uses _timeslice > count by it: | count by _timeslice',
		],
		['| timeslice 5m as slot', '? timeslice: nothing uses slot > count by it: | count by slot'],
		[
			'| transpose row eventName column awsRegion',
			'✗ transpose: transpose needs an aggregate before it > put an aggregate such as | count by f before | transpose',
		],
		[
			'| outlier bytes',
			'✗ outlier: outlier needs an aggregate before it > put an aggregate such as | count by f before | outlier',
		],
		[
			'| count by eventName | timeslice 5m',
			'✗ timeslice: timeslice needs a time, and no column of the table is one > put _messageTime behind by, or timeslice before the aggregate',
		],
		[
			'| count by eventName | parse regex "(?<x>a)"',
			'✗ parse regex: parse regex reads the event, and an aggregate took it > put | parse regex before the first aggregate, or name a column: parse regex field=f',
		],
		[
			'| count by eventName | dedup',
			'✗ dedup: dedup needs fields after an aggregate > write dedup by f',
		],
		[
			'| parse "took *ms" as duration_ms | sort duration_ms',
			'? duration_ms: duration_ms is text, and sorts as text: 10 before 9 > put | num(duration_ms) before it',
		],
		[
			'| parse regex "(?<n>\\d+)" | sort +n',
			'? n: n is text, and sorts as text: 10 before 9 > put | num(n) before it',
		],
		[
			'| lookup city from geo://locatoin on ip = sourceIPAddress',
			'✗ geo://locatoin: no table is named geo://locatoin > did you mean "geo://location"?',
		],
		['evntName=x', '? evntName: no event has "evntName" > did you mean "eventName"?'],
		[
			'a //b | count',
			'? //b | count: // hides the rest of this line, stages too > put the text in double quotes, or end the comment with a line break',
		],
		[
			'| join (where evntName = 1) as a, (count) as b on a.x = b.y',
			'? evntName: no event has "evntName" > did you mean "eventName"?',
		],
		[
			'| stats count by x',
			'✗ stats: Expected an operator, not "stats" > use count by f, sum(f), avg(f) … by k',
		],
		[
			'| summarize n=count() by x',
			'✗ summarize: Expected an operator, not "summarize" > use count by f, sum(f), avg(f) … by k',
		],
		['| head 10', '✗ head: Expected an operator, not "head" > use limit 10'],
		['| take 10', '✗ take: Expected an operator, not "take" > use limit 10'],
		[
			'| rename a as b',
			'✗ rename: Expected an operator, not "rename" > use old as new | fields - old',
		],
		[
			'| eval x = 1',
			'✗ eval: Expected an operator, not "eval" > use expression as name, such as concat(a, b) as c',
		],
		[
			'| logexplain',
			'✗ logexplain: logexplain is not supported yet > use count by the fields in question',
		],
		[
			'| where [subquery: a | count]',
			'✗ [subquery: a | count]: a subquery ends with compose and the fields that it gives > write [subquery: search | count by field | compose field]',
		],
		[
			'| parse "a**" as x, y',
			'✗ "a**": parse: ** is no anchor > put text between the stars, or use one *',
		],
		[
			'| parse "a*b*" as x',
			'✗ "a*b*" as x: parse: 2 wildcard(s) but 1 name(s) > give as many names after as as there are * in the anchor',
		],
		[
			'| json "a[" as x',
			'✗ "a[": "a[" is no JSON path > write a.b, a[0], a[*].b or [\'key.with.dots\']',
		],
		['| sum by bytes', '✗ sum: Expecting an expression to sum > write sum(f) [as x] [by k, …]'],
		[
			'| count, foo(bytes)',
			'✗ foo: "foo" is not an aggregate > aggregates are count, count_distinct, sum, avg, min, max, pct, median, stddev, first, last, most_recent, least_recent, values; keys follow by',
		],
		['| count, medain(bytes)', '✗ medain: "medain" is not an aggregate > did you mean "median"?'],
		['| bytes ^ 2 as x', '✗ ^: there is no operator ^ > write pow(x, y) for a power'],
		[
			'| awsRegion + "-" as x | count by x',
			'? "-": + adds numbers, and this text is none: the result is null > write concat(a, b) to join texts',
		],
		[
			'| where lookupContains("t", awsRegion)',
			/^✗ lookupContains: unknown function "lookupContains" > use lookup c from/,
		],
		[
			'| top 3 eventName by bytes | where _count > 1',
			/^\? _count: no column "_count" after the aggregate/,
		],
		['| timeslice 1M', '✗ 1M: timeslice: "M" is no unit of time > write 1m for minutes'],
		['| timeslice 5', '✗ 5: timeslice: 5 has no unit > write 5m, 5h, or 5 buckets'],
		['| bytes + 1', '✗ : Expected "as" and a name > write expression as name'],
		[
			'| where errorCode is null',
			'✗ is: "is" is no operator here > write isNull(field) or isEmpty(field)',
		],
		[
			"| where errorCode = 'x'",
			'✗ \'x\': Expected an expression > text stands in double quotes: "…"',
		],
		[
			'| where eventName matches "Get*" or "List*"',
			'? "List*": text alone is no condition > repeat the field: f matches "a*" or f matches "b*", or write f in ("a", "b")',
		],
		[
			'| count by x-amz',
			'✗ -: Unexpected "-" > start a new stage with |; a name with other characters is written %"a-b"',
		],
		['| where (errorCode = "x"', '✗ : Expected ")" > close the parenthesis with )'],
		[
			'| json auto | transpose row eventName column awsRegion',
			'✗ transpose: transpose needs an aggregate before it > put an aggregate such as | count by f before | transpose',
		],
		['| limit 5 count', '✗ count: Unexpected "count" > put | before count'],
	])('%s', (text, line) => {
		const lines = found(text);
		expect(lines.filter(one => !/^\? (?:a|x|b|bytes):/.test(one))).toEqual([
			typeof line === 'string' ? line : expect.stringMatching(line),
		]);
	});
});

test('without a sample no field of an event is called unknown', () => {
	expect(found('| where anything = other and a.b.c > 1', {})).toEqual([]);
	expect(found('| count by a | where b = 1', {})).toEqual([
		'? b: no column "b" after the aggregate > add it to the aggregate\'s by, or write one of a, _count',
	]);
});

test.each([
	['', 'rows+ '],
	['| parse "*" as a | 1 as b', 'rows+ a b'],
	['| timeslice 5m as t', 'rows+ t t_end'],
	['| count by A, b | fields b', 'table b'],
	['| count by a | total _count as t | fields - a', 'table _count t'],
	['| count by a, b | transpose row a column b as x, y', 'table a x y'],
	['| count by a, b | transpose row a column b', 'table a …'],
	['| count by a | compare with timeshift 1d 2', 'table a _count a_1d a_2d _count_1d _count_2d …'],
	['| count by a | predict _count by 1h', 'table a _count _count_predicted _count_error'],
	['| json auto', 'rows+ …'],
	['| lookup a as b, * from geo://location on ip=c', 'rows+ b …'],
	['| limt 3 | count_frequent a', 'table a _approxcount'],
])('the schema of %j is %s', (text, drawn) => {
	const schema = schemasOf(parse(text).query.stages).at(-1);
	const names = [...(schema?.fields.values() ?? [])].join(' ');
	const kind = `${schema?.kind}${schema?.auto === true ? '+' : ''}`;
	expect([kind, names, ...(schema?.open === true ? ['…'] : [])].filter(Boolean).join(' ')).toBe(
		drawn.trim(),
	);
});

test('columns that multiply leave the schema open', () => {
	const text = `| count by a ${'| compare with timeshift 1d 7 '.repeat(20)}`;
	const schema = schemasOf(parse(text).query.stages).at(-1);
	expect(schema?.open).toBe(true);
	expect(schema?.fields.size).toBeLessThan(2000);
});

test('one query has twenty suggestions, sought among five thousand fields', () => {
	const slips = [...'abcdfghijklmnopqrstuv'].map(letter => `eventNam${letter} = 1`);
	const suggested = found(`| where ${slips.join(' and ')}`).filter(fault =>
		fault.includes('"eventName"'),
	);
	expect(slips).toHaveLength(21);
	expect(suggested).toHaveLength(20);

	const others = Array.from({ length: 5_000 }, (_item, index) => `other${index}`);
	const text = '| where zebrra = 1';
	expect(found(text, { fields: ['zebra', ...others] })[0]).toContain('"zebra"');
	expect(found(text, { fields: [...others, 'zebra'] })[0]).not.toContain('"zebra"');
});
