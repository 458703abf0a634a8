import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileRecords } from '../../fixtures/hostile-records.ts';
import { aRecord, recordsEvery } from '../../fixtures/records.ts';
import type { AnyRecord } from '../../fixtures/records.ts';
import { findRecords } from '../../source/trail/find-records.ts';
import type { FoundRecords } from '../../source/trail/found-records.ts';

const find = (text: string): FoundRecords => findRecords(Buffer.from(text));

function texts({ bytes, spans }: FoundRecords): readonly string[] {
	return Array.from({ length: spans.length / 2 }, (_, index) =>
		Buffer.from(bytes.subarray(spans[index * 2], spans[index * 2 + 1])).toString(),
	);
}

const records = recordsEvery(1000, 3);
const lines = records.map(record => JSON.stringify(record));
const wrapped = JSON.stringify({ Records: records });

describe('finds the records of', () => {
	test.each([
		{ name: 'the usual file', text: wrapped, wrapper: 'Records' },
		{
			name: 'a file with other keys around',
			text: `{"a":[1,{"Records":2}],"Records":[${lines.join(',')}],"b":null}`,
			wrapper: 'Records',
		},
		{ name: 'a bare list', text: JSON.stringify(records), wrapper: 'list' },
		{ name: 'lines', text: lines.join('\n'), wrapper: 'ndjson' },
		{ name: 'lines with Windows ends', text: `${lines.join('\r\n')}\r\n\r\n`, wrapper: 'ndjson' },
		{
			name: 'pretty-printed objects one after the other',
			text: records.map(record => JSON.stringify(record, null, 2)).join('\n'),
			wrapper: 'ndjson',
		},
		{
			name: 'a pretty-printed file',
			text: JSON.stringify({ Records: records }, null, '\t'),
			wrapper: 'Records',
		},
		{ name: 'a file with a byte order mark', text: `\ufeff${wrapped}`, wrapper: 'Records' },
		{
			name: 'two files in one',
			text: `{"Records":[${lines[0]}]}\n{"Records":[${lines[1]},${lines[2]}]}`,
			wrapper: 'Records',
		},
		{
			name: 'a file that has the key twice',
			text: `{"Records":[${lines[0]}],"a":1,"Records":[${lines[1]},${lines[2]}],"b":2}`,
			wrapper: 'Records',
		},
	])('$name', ({ text, wrapper }) => {
		const found = find(text);
		expect(texts(found).map(record => JSON.parse(record) as AnyRecord)).toEqual(records);
		expect(found).toMatchObject({ wrapper, rejectedCount: 0, cut: false, refused: undefined });
	});

	test('a bare record', () => {
		expect(find(lines[0]!)).toMatchObject({ wrapper: 'object', rejectedCount: 0 });
		expect(texts(find(lines[0]!))).toEqual([lines[0]]);
	});

	test.each(['{"Records":[]}', '{"Records":null}', '[]', '', ' \n '])('nothing: %j', text => {
		const found = find(text);
		expect(found.spans).toHaveLength(0);
		expect(found).toMatchObject({ rejectedCount: 0, refused: undefined, cut: false });
	});
});

test('unwraps LookupEvents, EventBridge and log shippers', () => {
	const lookup = { Events: records.map(record => ({ CloudTrailEvent: JSON.stringify(record) })) };
	expect(texts(find(JSON.stringify(lookup)))).toEqual(lines);
	const bridge = `{"version":"0","detail-type":"AWS API Call via CloudTrail","detail": ${lines[0]} ,"id":"x"}`;
	expect(texts(find(bridge))).toEqual([lines[0]]);
	expect(texts(find(`${bridge}\n${lines[1]}`))).toEqual([lines[0], lines[1]]);
	expect(texts(find(JSON.stringify({ _raw: lines[0] })))).toEqual([lines[0]]);
});

test('what is inside a wrapper keeps its bytes', () => {
	const exact = '{"eventVersion":"1.08","eventName":"A","n":1.50e2,"big":12345678901234567890}';
	expect(texts(find(`{"detail":${exact}}`))).toEqual([exact]);
});

test.each(Object.entries(hostileRecords))('hostile but valid: %s', (_, record) => {
	const text = JSON.stringify({ Records: [aRecord(), record, aRecord()] });
	const found = find(text);
	expect(found.rejectedCount).toBe(0);
	expect(texts(found)[1]).toBe(JSON.stringify(record));
});

describe('one bad record does not cost the others:', () => {
	const cases: Readonly<Record<string, string>> = {
		'a bare NaN': lines[1]!.replace('{"eventVersion"', '{"x":NaN,"eventVersion"'),
		'a quote that opens no string': lines[1]!.replace('"aws-cli', '"aw"s-cli'),
		'a quote that is missing': lines[1]!.replace('"aws-cli', 'aws-cli'),
		'a brace that is missing': lines[1]!.replace('{"maxResults":5}', '{"maxResults":5'),
		'a brace too many': lines[1]!.replace('{"maxResults":5}', '{"maxResults":5}}'),
		'a control character in a string': lines[1]!.replace('aws-cli', 'aws\u0001cli'),
		'a comma before the end': lines[1]!.replace('{"maxResults":5}', '{"maxResults":5,}'),
		'a key without quotes': lines[1]!.replace('"maxResults":5', 'maxResults:5'),
		'a value without a key': lines[1]!.replace('"maxResults":5', '"a":1,5'),
		'a key without a value': lines[1]!.replace('"maxResults":5', '"maxResults"'),
		'a list closed as an object': lines[1]!.replace('{"maxResults":5}', '[1}'),
		'a string in its place': '"text"',
		'a number in its place': '17',
		'nothing but an open brace': '{',
	};
	test.each(Object.entries(cases))('%s', (_, bad) => {
		const found = find(`{"Records":[${lines[0]},${bad},${lines[2]}]}`);
		expect(texts(found)).toEqual([lines[0], lines[2]]);
		expect(found.rejectedCount).toBeGreaterThan(0);
		expect(found.rejected[0]!.start).toBeGreaterThanOrEqual(lines[0]!.length);
	});
	test.each(Object.entries(cases))('in a pretty-printed file: %s', (_, bad) => {
		const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 2);
		const found = find(
			`{\n "Records": [\n${pretty(lines[0]!)},\n${bad},\n${pretty(lines[2]!)}\n]\n}`,
		);
		expect(texts(found)).toEqual([pretty(lines[0]!), pretty(lines[2]!)]);
	});
	test.each(Object.entries(cases))('between lines: %s', (_, bad) => {
		const found = find([lines[0], bad, lines[2]].join('\n'));
		expect(texts(found)).toContain(lines[0]);
		expect(texts(found)).toContain(lines[2]);
		expect(found.rejectedCount).toBeGreaterThan(0);
	});
});

test('takes every whole record of a file that is cut, wherever it is cut', () => {
	const ends = lines.map(line => wrapped.indexOf(line) + line.length);
	for (let at = 0; at < wrapped.length; at += 13) {
		const found = find(wrapped.slice(0, at));
		const whole = ends.filter(end => end <= at).length;
		expect(texts(found), `cut at ${at}`).toEqual(lines.slice(0, whole));
		expect(found.cut, `cut at ${at}`).toBe(at > 0);
	}
});

test('records around which the file is no JSON are still found', () => {
	expect(texts(find(`garbage {"Records":[${lines[0]}]} more`))).toEqual([lines[0]]);
	expect(texts(find(`{"a":nope,"Records":[${lines[0]}]}`))).toEqual([lines[0]]);
});

test.each([
	{
		name: 'a notification of S3',
		body: {
			Records: [
				{
					eventVersion: '2.1',
					eventSource: 'aws:s3',
					eventTime: '2026-03-01T12:00:00Z',
					eventName: 'ObjectCreated:Put',
					s3: {},
				},
			],
		},
		reason: /aws:s3/,
	},
	{
		name: 'a stream of DynamoDB',
		body: {
			Records: [
				{ eventID: '1', eventVersion: '1.1', eventSource: 'aws:dynamodb', eventName: 'INSERT' },
			],
		},
		reason: /aws:dynamodb/,
	},
	{
		name: 'a digest',
		body: { awsAccountId: '111122223333', digestS3Object: 'x', logFiles: [] },
		reason: /digest/,
	},
	{
		name: 'a summary',
		body: [{ accountId: '1', eventId: 'x', timeWindow: {}, summary: {} }],
		reason: /aggregated/,
	},
	{ name: 'an empty lookup', body: { Events: [] }, reason: /its keys: Events/ },
	{ name: 'something else', body: { hello: 'world' }, reason: /its keys: hello/ },
])('refuses $name as not CloudTrail’s', ({ body, reason }) => {
	const found = find(JSON.stringify(body));
	expect(found.spans).toHaveLength(0);
	expect(found.refused).toMatch(reason);
});

test('never throws, and only JSON objects come out', () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.oneof(
					fc.constantFrom(
						'{',
						'}',
						'[',
						']',
						'"',
						',',
						':',
						'\\',
						'\n',
						' ',
						'null',
						'1',
						'\u0000',
					),
					fc.constantFrom('"Records":', '{"Records":[', ...lines),
					fc.string(),
				),
			),
			pieces => {
				for (const text of texts(find(pieces.join('')))) {
					expect(text.startsWith('{') && text.endsWith('}')).toBe(true);
				}
			},
		),
	);
});

test('a file of nothing but bad records is read in one go', () => {
	const bad = '{"eventVersion":nope,"a":"b';
	const found = find(`{"Records":[${Array.from({ length: 50_000 }, () => bad).join(',')}]}`);
	expect(found.spans).toHaveLength(0);
	expect(found.rejectedCount).toBe(50_000);
	expect(found.rejected.length).toBeLessThanOrEqual(100);
});

test('a record is as deep as 512 brackets; what is deeper is left out and counted', () => {
	const nested = (depth: number) =>
		`${lines[1]!.slice(0, -1)},"deep":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
	expect(find(nested(512))).toMatchObject({ rejectedCount: 0 });
	expect(texts(find(nested(512)))).toEqual([nested(512)]);
	expect(texts(find(`${nested(513)}\n${lines[0]}`))).toEqual([lines[0]]);
	expect(find(`${nested(513)}\n${lines[0]}`).rejectedCount).toBe(1);
});

test('a broken record with nothing behind it is looked through for a megabyte', () => {
	const file = (length: number) =>
		find(`{"Records":[${lines[0]},{"eventVersion":oops,"p":"${'x'.repeat(length)}"}]}`);
	expect(file(1_000)).toMatchObject({ cut: false, rejectedCount: 1 });
	expect(file(1 << 20)).toMatchObject({ cut: true, rejectedCount: 1 });
	expect(texts(file(1 << 20))).toEqual([lines[0]]);
});

test('of records that are none a hundred are described, and all are counted', () => {
	const others = Array.from({ length: 103 }, () => '{"a":1}').join(',');
	const found = find(`[${others},${lines[0]}]`);
	expect(texts(found)).toEqual([lines[0]]);
	expect(found.rejectedCount).toBe(103);
	expect(found.rejected).toHaveLength(100);
});
