import { expect, test } from 'vitest';
import { readNotification } from '../../source/ingest/notification.ts';

const time = '2026-03-01T12:00:00.000Z';
const s3 = {
	Records: [
		{
			eventVersion: '2.1',
			eventSource: 'aws:s3',
			eventName: 'ObjectCreated:Put',
			eventTime: time,
			s3: { bucket: { name: 'logs' }, object: { key: 'a+b%2Bc%C3%BC', size: 7, eTag: 'abc' } },
		},
	],
};
const bridge = {
	source: 'aws.s3',
	'detail-type': 'Object Created',
	time,
	detail: { bucket: { name: 'logs' }, object: { key: 'a+b', size: 7, etag: 'abc' } },
};
const trail = { s3Bucket: 'logs', s3ObjectKey: ['x/1.json.gz', 'x/2.json.gz'] };
const described = { bucket: 'logs', etag: '"abc"', sizeBytes: 7, writtenMs: Date.parse(time) };
const named = { bucket: 'logs', etag: undefined, sizeBytes: undefined, writtenMs: undefined };
const sns = (message: unknown): object => ({
	Type: 'Notification',
	Message: typeof message === 'string' ? message : JSON.stringify(message),
});

const restored = { ...named, isRestored: true };

test.each([
	{
		name: 'S3’s of a restored object, whose time is another',
		body: { Records: [{ ...s3.Records[0], eventName: 'ObjectRestore:Completed' }] },
		objects: [{ ...restored, key: 'a b+cü' }],
	},
	{
		name: 'EventBridge’s of a restored object',
		body: { ...bridge, 'detail-type': 'Object Restore Completed' },
		objects: [{ ...restored, key: 'a+b' }],
	},
	{
		name: 'S3’s own, with the key as in a form',
		body: s3,
		objects: [{ ...described, key: 'a b+cü' }],
	},
	{ name: 'S3’s through SNS', body: sns(s3), objects: [{ ...described, key: 'a b+cü' }] },
	{
		name: 'EventBridge’s, with the key as it is',
		body: bridge,
		objects: [{ ...described, key: 'a+b' }],
	},
	{
		name: 'CloudTrail’s, with several keys',
		body: sns(trail),
		objects: [
			{ ...named, key: 'x/1.json.gz' },
			{ ...named, key: 'x/2.json.gz' },
		],
	},
])('reads $name', ({ body, objects }) => {
	expect(readNotification(JSON.stringify(body))).toEqual({ kind: 'objects', objects });
});

test.each([
	{ name: 'a test event', body: { Event: 's3:TestEvent' } },
	{ name: 'a confirmation', body: { Type: 'SubscriptionConfirmation' } },
	{ name: 'CloudTrail’s test', body: sns('CloudTrail validation message.') },
	{ name: 'a deletion', body: { ...bridge, 'detail-type': 'Object Deleted' } },
	{
		name: 'a deletion of S3',
		body: { Records: [{ ...s3.Records[0], eventName: 'ObjectRemoved:Delete' }] },
	},
])('ignores $name', ({ body }) => {
	expect(readNotification(JSON.stringify(body)).kind).toBe('ignored');
});

test.each([
	'',
	'hello',
	'[]',
	'null',
	'{}',
	'{"Records":[{"eventSource":"aws:sqs"}]}',
	'{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"x"},"object":{"key":"%"}}}]}',
	'{"source":"aws.s3","detail-type":"Object Created"}',
])('leaves alone what it does not know: %s', body => {
	expect(readNotification(body).kind).toBe('unknown');
});
