import { expect, test } from 'vitest';
import { parse } from '../../../source/query/language/parse.ts';
import { print } from '../../../source/query/language/print.ts';
import { queries } from '../syntax/queries.ts';

const stageText = (text: string) => print(parse(text).query).replace(/^\* \| /, '');

// The printer writes every choice out, so that one line shows what was understood.
test.each([
	['parse "a*b" as x', 'parse "a*b" as x'],
	['parse "a*b*" as (x, y) nodrop', 'parse "a*b*" as x, y nodrop'],
	['parse field=u "*@*" as x, y', 'parse field=u "*@*" as x, y'],
	['parse field = %"a b" "\\*=*\\n" as x', 'parse field=%"a b" "\\*=*\\n" as x'],
	['parse "a*" as x, "b*" as y nodrop', 'parse "a*" as x, "b*" as y nodrop'],
	[
		'parse regex field = e "(?<v>\\d+)\\"" nodrop multi',
		'parse regex field=e "(?<v>\\d+)\\"" nodrop multi',
	],
	['extract "(?P<v>x)"', 'parse regex "(?P<v>x)"'],
	['json "a.b", "c[0]"', 'json "a.b", "c[0]" as a.b, c[0]'],
	['json field=ui "a" as b nodrop', 'json field=ui "a" as b nodrop'],
	['json auto', 'json auto '],
	['split f extract a, _, b', `split f delim=',' quote='"' escape='\\' extract 1 as a, 3 as b`],
	["split f delim='|' extract 1 as a", 'split f delim="|" extract 1 as a'],
	['where a = 1 and not b or c', 'where ((a = 1) and (!b)) or c'],
	['where a=1 or b=2 or c=3', 'where ((a = 1) or (b = 2)) or (c = 3)'],
	['where !(a matches "x*")', 'where !(a matches "x*")'],
	['where a not in (1, "2") && b in ("x")', 'where (a not in (1, "2")) and (b in ("x"))'],
	['where a contains ("x")', 'where a contains "x"'],
	['where a matches /x\\/[/|]y/', 'where a matches /x\\/[/|]y/'],
	['where a matches /x/i and b', 'where (a matches /x/i) and b'],
	['where a <> b and c == d', 'where (a != b) and (c = d)'],
	['where a = 10.0.0.1', 'where a = %"10.0.0.1"'],
	['where not a matches "b"', 'where !(a matches "b")'],
	['2015-03-15 as v', '(2015 - 3) - 15 as v'],
	['1 + 2 * 3 as v', '1 + (2 * 3) as v'],
	['2k + 1Ki + 1.5s as v', '(2000 + 1024) + 1500 as v'],
	['a ? b : c ? d : e as v', 'if(a, b, if(c, d, e)) as v'],
	['IF(a,b,c) as v', 'if(a, b, c) as v'],
	['tolowercase(a)', 'toLowerCase(a) as a'],
	['concat(a, b)', 'concat(a, b) as _concat'],
	['if(a, b, c)', 'if(a, b, c) as _if'],
	['a as b', 'a as b'],
	['count / total as share', 'count / total as share'],
	['max(a, b) as c', 'max(a, b) as c'],
	['replace(a, /b|\\//, "c") as d', 'replace(a, /b|\\//, "c") as d'],
	['timeslice 5m', 'timeslice 5m as _timeslice'],
	['timeslice by 1h as t', 'timeslice 1h as t'],
	['timeslice 10 buckets', 'timeslice 10 buckets as _timeslice'],
	['timeslice', 'timeslice as _timeslice'],
	['fields a,b', 'fields a, b'],
	['fields -a, -b', 'fields - a, b'],
	['sort a, +b, -c asc', 'sort by a desc, b asc, c asc'],
	['order by a ASC', 'sort by a asc'],
	['limit -5', 'limit -5'],
	['top 3 a, b by c asc', 'top 3 a, b by c asc'],
	['topk(2, a, b) by c', 'topk(2, a, b) by c'],
	['dedup', 'dedup 1'],
	['dedup 2 consecutive by a', 'dedup consecutive 2 by a'],
	['dedup a, b', 'dedup 1 by a, b'],
	['count', 'count as _count'],
	['count(*) by a', 'count as _count by a'],
	['count a, b', 'count as _count by a, b'],
	['count as n a', 'count as n by a'],
	['COUNT BY a', 'count as _count by a'],
	['count, sum(a) as s group by b', 'count as _count, sum(a) as s by b'],
	['pct(a.b, 50, 99.9)', 'pct(a.b, 50, 99.9) as _a.b_pct_50, _a.b_pct_99.9'],
	['pct(a, 5, 6) as p', 'pct(a, 5, 6) as p_pct_5, p_pct_6'],
	['pct(a, 5, 6) as p, q, count', 'pct(a, 5, 6) as p, q, count as _count'],
	[
		'most_recent(a), count_distinct(a)',
		'most_recent(a) as _mostrecent, count_distinct(a) as _count_distinct',
	],
	['logreduce', 'logreduce'],
	['logreduce(a)', 'logreduce field=a'],
	[
		'logreduce field a by b, c limit=5, criteria=leastcommon',
		'logreduce field=a by b, c limit=5 criteria=leastcommon',
	],
	['logreduce values on a, %"b c"', 'logreduce values on a, %"b c"'],
	['rare by a, b', 'rare 5 by a, b'],
	['rare 2 by a within 30d', 'rare 2 by a within 30d'],
	['first_seen by a, b', 'first_seen by a, b'],
	['first_seen by a within 30d', 'first_seen by a within 30d'],
	['sequence by a (b) then (c)', 'sequence by a (b) then (c)'],
	[
		'sequence by a, b within 1h (c "d)") then (* | where e) then (f) without (g=h)',
		'sequence by a, b within 1h (c "d)") then (* | where e) then (f) without (g=h)',
	],
	['baseline a', 'baseline a within 8w'],
	['baseline a by b, c within 28d', 'baseline a by b, c within 4w'],
	['follow', 'follow within 36h'],
	['follow within 3d', 'follow within 3d'],
	['logcompare', 'logcompare timeshift -24h'],
	[
		'logcompare timeshift 1d baseline (a OR "b)" | where c)',
		'logcompare timeshift -1d baseline (a OR "b)" | where c)',
	],
	[
		'logcompare field=a start_time 2026-03-01 end_time 2026-03-01T12:00:00+01:00',
		'logcompare field=a start_time 2026-03-01T00:00:00.000Z end_time 2026-03-01T11:00:00.000Z',
	],
	['transactionize a, b', 'transactionize a, b as _group'],
	['merge', 'merge _raw join with "\\n" as _raw'],
	[
		'merge a, b takeFirst as c, d join with "--"',
		'merge a join with "\\n" as a, b takeFirst as c, d join with "--" as d',
	],
	['bin a width=10.0, min = -1.5 max=500', 'bin a width=10, min=-1.5, max=500'],
	[
		String.raw`sessionize ("x=\*$ *,") as (a), "$A y * z" as b, "c=$b"`,
		String.raw`sessionize "x=\*$ *," as (a), "$a y * z" as (b), "c=$b"`,
	],
	[
		'transactionize a as t maxSpan=1h, maxLogs = 10 startsWith="x";strict keepOrphans=false (merge a takefirst, b join with "; " as c, d)',
		'transactionize a as t maxSpan=1h maxLogs=10 startsWith="x";strict keepOrphans=false (merge a takeFirst as a, b join with "; " as c, d join with "\\n" as d)',
	],
	[
		'transaction on a, b fringe=10m with "x*" as s, with "y" in c as t',
		'transaction on a, b fringe=10m with "x*" as s, with "y" in c as t results by transactions',
	],
	[
		'transaction on a with states p as q, %"r s" in c results by flow',
		'transaction on a with "p" in c as q, with "r s" in c as %"r s" results by flow',
	],
	['transpose row a column b as c, *', 'transpose row a column b as c, *'],
	['outlier a', 'outlier a window=10, threshold=3, consecutive=1, direction=+-'],
	[
		'outlier a by b, window=5 direction="-"',
		'outlier a by b window=5, threshold=3, consecutive=1, direction=-',
	],
	['total a', 'total a as _total'],
	['total a as t by k', 'total a as t by k'],
	['backshift a, 3 by k as x', 'backshift a, 3 as x by k'],
	['smooth a', 'smooth a, 10 as _smooth'],
	['fillmissing timeslice', 'fillmissing timeslice'],
	[
		'fillmissing timeslice(1h) in t, values("a",1) in g with 0 for _count takelast',
		'fillmissing timeslice(1h) in t, values("a", 1) in g with 0 for _count takeLast',
	],
	['compare timeshift 1d 7 avg as x, 2w', 'compare with timeshift 1d 7 avg as x, timeshift 2w 1'],
	['predict a by 90s', 'predict a by 90s forecast=3'],
	['lookup a from geo://location on ip', 'lookup a as a from geo://location on ip = ip'],
	['lookup * from path://"/a b" on k=x and l=y', 'lookup * from path://"/a b" on k = x and l = y'],
	['lookup a, * from /shared/a//b on k=x', 'lookup a as a, * from path://"/shared/a//b" on k = x'],
	['threatlookup singleIndicator source="s" ip', 'threatlookup singleIndicator source="s" ip'],
	[
		'join (where a | count) as t, (count) as u on t.a = u.b timewindow 10m',
		'join (where a | count as _count) as t, (count as _count) as u on t.a = u.b timewindow 10m',
	],
])('| %s', (text, printed) => {
	const faults = parse(`| ${text}`).faults.filter(fault => fault.severity === 'fault');
	// `10.0.0.1` and the division sign of a pasted path are judged by `check`, not here.
	expect(faults).toEqual([]);
	expect(stageText(`| ${text}`)).toBe(printed);
});

test.each(queries)('printing %j and reading it gives the same tree', text => {
	const first = parse(text).query;
	expect(parse(text).faults.filter(fault => fault.severity === 'fault')).toEqual([]);
	const second = parse(print(first)).query;
	expect(bare(second.search)).toEqual(bare(first.search));
	expect(bare(second.stages)).toEqual(bare(first.stages));
});

/** The tree without its spans. */
function bare(node: unknown): unknown {
	if (Array.isArray(node)) {
		return node.map(bare);
	}

	if (typeof node !== 'object' || node === null) {
		return node;
	}

	const kept = Object.entries(node).filter(([key]) => !/span$/i.test(key));
	return Object.fromEntries(kept.map(([key, value]) => [key, bare(value)]));
}

test('stages hide their pipes in strings, regexes, comments, and join', () => {
	const kinds = (text: string) => parse(text).query.stages.map(stage => stage.kind);
	expect(kinds('a | where x = "a|b" | count')).toEqual(['where', 'aggregate']);
	expect(kinds('a | where x matches /a|b/ | count')).toEqual(['where', 'aggregate']);
	expect(kinds('a | replace(x, /a|b/, "") as y | count')).toEqual(['assign', 'aggregate']);
	expect(kinds('a | where x / y > 1 | z / 2 as w')).toEqual(['where', 'assign']);
	expect(kinds('a // b | c\n| count /* | sort */ | limit 1')).toEqual(['aggregate', 'limit']);
	expect(kinds('a | where x || y | | count |')).toEqual(['where', 'aggregate']);
	expect(kinds('a | where (x | count')).toEqual(['broken', 'aggregate']);
});

test('one broken stage leaves the others whole', () => {
	const { query, faults } = parse('a | limt 5 | where b = | count by c | sort by | limit 3');
	expect(query.stages.map(stage => stage.kind)).toEqual([
		...['broken', 'broken', 'aggregate', 'broken', 'limit'],
	]);
	expect(faults.map(fault => fault.message)).toEqual([
		'Expected an operator, not "limt"',
		'Expected an expression',
		'Expected a field name',
	]);
});

test('parameters are filled in, and spans stay where the person typed', () => {
	const text = '{{scope}} | where r matches "{{region}}" and n > {{least}} | limt 5';
	const { query, faults } = parse(text, { scope: 'ada bob', region: 'us"-\\east', least: '7' });
	expect(query.text).toBe(text);
	expect(print(query)).toBe('ada bob | where (r matches "us\\"-\\\\east") and (n > 7) | limt 5');
	const [fault] = faults;
	expect(text.slice(fault?.span.start, fault?.span.end)).toBe('limt');
	const stage = query.stages[0];
	expect(text.slice(stage?.span.start, stage?.span.end)).toBe(
		'where r matches "{{region}}" and n > {{least}}',
	);
});

test('a long chain stays shallow or is a fault', () => {
	const terms = Array.from({ length: 20_000 }, (_, index) => `a=${index}`).join(' or ');
	const { query, faults } = parse(`| where ${terms}`);
	expect(faults).toEqual([]);
	expect(print(query).length).toBeGreaterThan(200_000);
	expect(parse(`| ${'1+'.repeat(5000)}1 as x`).faults[0]?.message).toMatch(/operators in a row/);
	expect(parse(`| where ${'!'.repeat(5000)}a`).faults[0]?.message).toMatch(/nested deeper/);
	expect(parse(`| where ${'('.repeat(5000)}a`).faults[0]?.message).toMatch(/nested deeper/);
	expect(parse(`| where ${'f('.repeat(5000)}a`).faults[0]?.message).toMatch(/nested deeper/);
	expect(parse(`| where ${'a ? '.repeat(5000)}a`).faults[0]?.message).toMatch(/nested deeper/);
});

test('the stages of one query have an end', () => {
	const { query, faults } = parse('| limit 1 '.repeat(501));
	expect(query.stages.length).toBe(500);
	expect(faults.map(fault => fault.message)).toEqual([
		'more than 500 stages: the rest is not read',
	]);
});

test('a list of names has an end', () => {
	const by = (count: number) =>
		parse(`* | count by ${Array.from({ length: count }, (_, at) => `f${at}`).join(', ')}`).faults;
	expect(by(1_000)).toEqual([]);
	expect(by(1_001).map(fault => fault.message)).toEqual(['more than 1000 names in a list']);
});
