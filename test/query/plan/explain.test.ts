import { expect, test } from 'vitest';
import { explainPlan } from '../../../source/query/plan/explain.ts';
import { plan } from '../../../source/query/plan/plan.ts';
import { parse } from '../../../source/query/language/parse.ts';

function explained(text: string): string {
	const fromMs = Date.UTC(2026, 2, 1);
	const toMs = Date.UTC(2026, 2, 2);
	const request = { text, fromMs, toMs, nowMs: toMs, timeZone: 'UTC' };
	return explainPlan(plan(parse(text).query), request);
}

test('a dashboard query shows its order of tests, its columns and what is kept', () => {
	const text = [
		'*Security* _sourceCategory=*cloud* "\\"eventSource\\":\\"ec2.amazonaws.com\\""',
		'parse "\\"userName\\":\\"*\\"" as user',
		'where (event_type in ("Create", "Delete") or isNull(user)) and eventName matches "*Group*"',
		'timeslice 24 buckets',
		'count by _timeslice, user',
		'transpose row _timeslice column user',
	].join(' | ');
	expect(explained(text)).toBe(
		`time            2026-03-01T00:00:00.000Z to 2026-03-02T00:00:00.000Z  -- segments outside are skipped by their zone map
search          _sourceCategory=*cloud*  -- column, asked once a value; a segment without such a value is skipped
search          "\\"eventSource\\":\\"ec2.amazonaws.com\\""  -- columns under that key, asked once a value
search          *Security*  -- shapes and values, asked once each
1 parse         "\\"userName\\":\\"*\\"" as user  -- read from columns
2 where         eventName matches "*Group*"  -- once a value or combination
2 where         (event_type in ("Create", "Delete")) or isNull(user)  -- once a value or combination
3 timeslice     24 buckets as _timeslice  -- 1h buckets, UTC
4 count by      count as _count by _timeslice, user  -- a partial a segment, kept where it is sealed
5 transpose     row _timeslice column user  -- on the table
columns         _sourceCategory, event_type, eventName
keys            username
text            not read
`,
	);
});

test('records without an aggregate come newest first, and a regex on them reads their text', () => {
	expect(explained('| parse regex "(?<id>i-\\\\d+)" | sort by id asc | limit 5')).toBe(
		`time            2026-03-01T00:00:00.000Z to 2026-03-02T00:00:00.000Z  -- segments outside are skipped by their zone map
search          *  -- every record
1 parse regex   "(?<id>i-\\\\\\\\d+)"  -- once a segment
2 sort          by id asc  -- records in order
3 limit         5  -- records in order
rows            in the order of the sort
text            of the records left at that point
`,
	);
});

test('top on records is a count with a limit', () => {
	expect(explained('* | top 3 eventName')).toContain(
		'1 top           count as _count by eventName  -- a partial a segment, kept where it is sealed\nlimit           3\n',
	);
});
