import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordsEvery } from '../../fixtures/records.ts';
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
const [one = '', two = '', three = ''] = lines;
const json = (value: unknown): string => JSON.stringify(value);
const bridge = (line: string): string => `{"version":"0","detail-type":"x","detail":${line}}`;

const wrappers: Readonly<Record<string, string>> = {
	'jq -s over files': `[{"Records":[${one}]},{"Records":[${two},${three}]}]`,
	'jq -s over lists': `[[${one}],[${two},${three}]]`,
	'files one behind the other': `{"Records":[${one}]}{"Records":[${two},${three}]}`,
	'`Records` of one object each': lines.map(line => `{"Records":${line}}`).join('\n'),
	'objects without a line end between': lines.join(''),
	'objects with commas between': lines.join(',\n'),
	'a subscription of CloudWatch Logs': json({
		messageType: 'DATA_MESSAGE',
		logEvents: lines.map(message => ({ id: '1', timestamp: 1, message })),
	}),
	'subscriptions through Firehose': `{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL CONTROL MESSAGE"}]}${lines
		.map(message => json({ messageType: 'DATA_MESSAGE', logEvents: [{ message }] }))
		.join('')}`,
	'an export of CloudWatch Logs': lines.map(line => `2026-03-01T12:00:00.000Z ${line}\n`).join(''),
	'aws logs tail': lines
		.map(line => `2026-03-01T12:00:00.123000+00:00 a-stream_1 ${line}`)
		.join('\n'),
	syslog: lines.map(line => `<134>Mar  1 12:00:00 host trail: ${line}`).join('\n'),
	'aws logs get-log-events': json({ events: lines.map(message => ({ timestamp: 1, message })) }),
	'Logs Insights': json({
		results: lines.map(value => [
			{ field: '@timestamp', value: '2026-03-01 12:00:00.000' },
			{ field: '@message', value },
			{ field: '@ptr', value: 'CmAK' },
		]),
	}),
	'Splunk, line by line': lines
		.map(_raw => json({ preview: false, result: { _raw, eventName: 'x', eventTime: 'y' } }))
		.join('\n'),
	'Splunk, as a list': json({ results: lines.map(_raw => ({ _raw })) }),
	'Elastic, nested': json({
		hits: { hits: lines.map(original => ({ _source: { event: { original } } })) },
	}),
	'Elastic, flat': lines.map(line => json({ _source: { 'event.original': line } })).join('\n'),
	'fields of Kibana': json(lines.map(line => ({ fields: { 'event.original': [line] } }))),
	Filebeat: lines.map(message => json({ '@timestamp': 'x', message })).join('\n'),
	EventBridge: lines.map(bridge).join('\n'),
	'EventBridge through SNS': lines
		.map(line => json({ Type: 'Notification', MessageId: '1', Message: bridge(line) }))
		.join('\n'),
	'EventBridge through SNS and SQS': json({
		Messages: lines.map(line => ({ MessageId: '1', Body: json({ Message: bridge(line) }) })),
	}),
	'SQS to a function': json({
		Records: lines.map(line => ({ eventSource: 'aws:sqs', body: bridge(line) })),
	}),
	LookupEvents: json({
		Events: lines.map(CloudTrailEvent => ({ EventId: '1', EventName: 'x', CloudTrailEvent })),
	}),
	'records as text in a list': json(lines),
	'records as text in lines': lines.map(json).join('\n'),
};

test.each(Object.entries(wrappers))('finds the records of %s', (_name, text) => {
	const found = find(text);
	expect(texts(found)).toEqual(lines);
	expect(found).toMatchObject({ rejectedCount: 0, refused: undefined, cut: false });
});

test.each(Object.entries(wrappers))('a record beside the records of %s is found too', (_, text) => {
	const more = one.replace('DescribeInstances', 'More');
	const found = find(`${more}\n${text}\n${more}`);
	expect(texts(found)).toEqual([more, ...lines, more]);
	expect(found.rejectedCount).toBe(0);
});

test('records in other keys beside `Records` are found too, before it and behind it', () => {
	const found = find(`{"Older":[${one}],"Records":[${two}],"count":3,"Late":${three}}`);
	expect(texts(found)).toEqual(lines);
	expect(found.rejectedCount).toBe(0);
	const odd = find(`{"Records":[${one}],"Other":[{"eventVersion":"1.08"}]}`);
	expect(texts(odd)).toEqual([one]);
	expect(odd.rejectedCount).toBe(1);
});

test('a message whose payload is encoded may hold records, so it is not said to hold none', () => {
	const data = Buffer.from(one).toString('base64');
	const found = find(json({ Records: [{ eventSource: 'aws:kinesis', kinesis: { data } }] }));
	expect(found).toMatchObject({ kind: undefined, rejectedCount: 1 });
	expect(found.refused).toContain('a message of aws:kinesis, whose kinesis is not read');
});

test.each([
	['{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL CONTROL MESSAGE"}]}'],
	['{"Records":[]}{"Records":null}'],
])('nothing is wrong with %s, which holds none', text => {
	expect(find(text)).toMatchObject({ rejectedCount: 0, refused: undefined, cut: false });
	expect(find(text).spans).toHaveLength(0);
});

describe('what is no record among records is left out and counted:', () => {
	const junk = ['{"a":1}', '5', 'null', '"x"', `[${two}]`, '"{\\"a\\":1}"', '{}', 'true'];
	test.each(junk)('%s', piece => {
		const found = find(`{"Records":[${one},${piece},${three}]}`);
		expect(texts(found)).toEqual([one, three]);
		expect(found).toMatchObject({ rejectedCount: 1, cut: false });
		expect(found.rejected[0]).toMatchObject({
			start: one.length + 13,
			end: one.length + 13 + piece.length,
		});
		expect(found.rejected[0]!.reason).toMatch(/^is .*(record|object|JSON)/);
	});

	test('all of them, at the start too', () => {
		const found = find(`{"Records":[${[...junk, one, ...junk, three, ...junk].join(',')}]}`);
		expect(texts(found)).toEqual([one, three]);
		expect(found.rejectedCount).toBe(3 * junk.length);
	});

	test('inside a wrapper', () => {
		const events = [one, 'not JSON', '{"a":1}'].map(message => ({ message }));
		const found = find(json({ messageType: 'DATA_MESSAGE', logEvents: events }));
		expect(texts(found)).toEqual([one]);
		expect(found.rejectedCount).toBe(2);
	});

	test('a text before a record that no log tool puts there', () => {
		const found = find(`${one}\nwhat is this ${two}\n${three}`);
		expect(texts(found)).toEqual(lines);
		expect(found.rejectedCount).toBe(1);
	});
});

describe('one bad document without a line end does not cost the others:', () => {
	const broken: Readonly<Record<string, string>> = {
		NaN: two.replace('"readOnly":true', '"readOnly":NaN'),
		'a raw line end in a text': two.replace('aws-cli', 'aws\ncli'),
		'a comma at the end': two.replace('{"maxResults":5}', '{"maxResults":5,}'),
		'a quote that is missing': two.replace('"aws-cli', 'aws-cli'),
		'a brace that is missing': two.replace('{"maxResults":5}', '{"maxResults":5'),
		'a brace too many': `${two}}`,
	};
	test.each(Object.entries(broken))('%s', (name, bad) => {
		for (const between of ['', ' ', '\n']) {
			const found = find([one, bad, three].join(between));
			expect(texts(found), between).toEqual(name === 'a brace too many' ? lines : [one, three]);
			expect(found.rejectedCount, between).toBe(1);
			expect(found.cut, between).toBe(false);
		}
	});
});

describe('a record that is nested 5,000 levels deep', () => {
	const deep = `${two.slice(0, -1)},"deep":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`;
	test.each([
		['between others', `{"Records":[${one},${deep},${three}]}`, [one, three]],
		['at the end', `{"Records":[${one},${deep}]}`, [one]],
		['alone in front', `{"Records":[${deep},${one}]}`, [one]],
		['one document of many', `${one}${deep}${three}`, [one, three]],
		['the last line', `${one}\n${deep}`, [one]],
	])('is left out and said, %s', (_, text, wanted) => {
		const found = find(text);
		expect(texts(found)).toEqual(wanted);
		expect(found).toMatchObject({ rejectedCount: 1, cut: false });
		expect(found.rejected[0]!.reason).toBe('is nested deeper than the 512 levels that are read');
		expect(text.slice(found.rejected[0]!.start, found.rejected[0]!.end)).toBe(deep);
	});
});

describe('a file of something else is told from one that may miss records:', () => {
	const notification =
		'{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"x"}]}';
	test.each([
		['a notification of S3', notification],
		['one through SNS', json({ Type: 'Notification', Message: notification })],
		['a notification of a log', json({ Message: '{"s3Bucket":"b","s3ObjectKey":["k"]}' })],
		['a signature of CloudTrail Lake', '{"version":"1.0","files":[],"hashSignature":"0a"}'],
		['a Config snapshot', '{"fileVersion":"1.0","configurationItems":[]}'],
		['a digest', '{"digestS3Object":"x","logFiles":[]}'],
		['a summary', '[{"timeWindow":{},"summary":{}}]'],
	])('%s', (_, text) => {
		expect(find(text)).toMatchObject({ kind: 'foreign' });
		expect(find(`${text}\n${one}`)).toMatchObject({ kind: undefined, rejectedCount: 1 });
	});

	test.each(['{"a":1}', `{"a":1}${notification}`, 'text', '5', `${notification} and more`])(
		'%s may hold anything',
		text => {
			expect(find(text)).toMatchObject({ kind: undefined });
		},
	);
});

test('a bad line behind a prefix does not cost the others', () => {
	const at = '2026-03-01T12:00:00.000Z';
	const found = find(`${at} ${one}\n${at} ${two.slice(0, -90)}\n${at} ${three}\n`);
	expect(texts(found)).toEqual([one, three]);
	expect(found.rejectedCount).toBe(1);
});

test('a wrapper of more than twelve layers is left out', () => {
	const wrapped = (layers: number): string => {
		let text = one;
		for (let layer = 0; layer < layers; layer++) {
			text = `{"detail":${text}}`;
		}

		return text;
	};

	expect(texts(find(wrapped(12)))).toEqual([one]);
	expect(find(wrapped(13))).toMatchObject({ rejectedCount: 1 });
	expect(find(wrapped(13)).spans).toHaveLength(0);
});

test('a prefix of more than 512 bytes is no prefix', () => {
	const found = find(`2026-03-01T12:00:00Z ${'x'.repeat(512)} ${one}\n${two}`);
	expect(texts(found)).toEqual([two]);
	expect(found.rejectedCount).toBe(1);
});

test('a long file of bad lines is read in one go', () => {
	const bad = 'not a record at all {"eventVersion":nope,"a":"b\n';
	const found = find(`${bad.repeat(30_000)}${one}`);
	expect(texts(found)).toEqual([one]);
	expect(found.rejectedCount).toBeGreaterThan(0);
	const packed = find(`${'{"eventVersion":nope,"a":"b'.repeat(30_000)}\n${one}`);
	expect(texts(packed)).toEqual([one]);
});

test('never throws on pieces of wrappers, and gives JSON objects alone', () => {
	const pieces = Object.values(wrappers).flatMap(text => [text, text.slice(0, 200), text.slice(9)]);
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.constantFrom(...pieces, '"', '{', ']', '\n'), fc.string())),
			parts => {
				for (const text of texts(find(parts.join('')))) {
					expect(text.startsWith('{') && text.endsWith('}')).toBe(true);
				}
			},
		),
		{ numRuns: 60 },
	);
});
