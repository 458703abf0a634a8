import { expect, test } from 'vitest';
import { looksLikeBucket, readBucketAddress } from '../../../source/app/source/bucket-address.ts';

const point = 'arn:aws:s3:eu-west-1:111122223333:accesspoint/x';

test.each([
	{ text: 's3://logs', is: { bucket: 'logs', prefix: '', region: undefined } },
	{ text: 's3://logs/a/b//', is: { bucket: 'logs', prefix: 'a/b', region: undefined } },
	{ text: `s3://${point}`, is: { bucket: point, prefix: '', region: 'eu-west-1' } },
	{ text: `s3://${point}/a/b/`, is: { bucket: point, prefix: 'a/b', region: 'eu-west-1' } },
	{
		text: 's3://x-k3jd9-s3alias/a',
		is: { bucket: 'x-k3jd9-s3alias', prefix: 'a', region: undefined },
	},
])('$text is $is', ({ text, is }) => {
	expect(readBucketAddress(text)).toEqual(is);
});

test.each([
	{
		text: 'https://logs.s3.eu-west-1.amazonaws.com/a/b/',
		right: 's3://logs/a/b --bucket-region eu-west-1',
	},
	{ text: 'https://my.logs.s3.amazonaws.com', right: 's3://my.logs' },
	{
		text: 'https://logs.s3-eu-west-1.amazonaws.com/a',
		right: 's3://logs/a --bucket-region eu-west-1',
	},
	{
		text: 'https://logs.s3.dualstack.eu-west-1.amazonaws.com/a',
		right: 's3://logs/a --bucket-region eu-west-1',
	},
	{
		text: 'https://s3.cn-north-1.amazonaws.com.cn/logs/a%20b',
		right: 's3://logs/a b --bucket-region cn-north-1',
	},
	{
		text: 'https://eu-west-1.console.aws.amazon.com/s3/buckets/logs?region=eu-west-1&prefix=a/b/',
		right: 's3://logs/a/b --bucket-region eu-west-1',
	},
	{ text: 'https://s3.console.aws.amazon.com/s3/buckets/logs/a/', right: 's3://logs/a' },
	{ text: 'arn:aws:s3:::logs/a/*', right: 's3://logs/a' },
	{ text: point, right: `s3://${point}` },
	{ text: 'S3://logs/a', right: 's3://logs/a' },
])('$text is answered with $right', ({ text, right }) => {
	expect(looksLikeBucket(text)).toBe(true);
	expect(() => readBucketAddress(text)).toThrow(`write --from ${right}; found "${text}"`);
});

test.each(['https://minio.example:9000/logs', 'http://', 'arn:aws:iam::1:role/x'])(
	'%s is answered with the form of a bucket',
	text => {
		expect(() => readBucketAddress(text)).toThrow(
			/takes s3:\/\/bucket\/prefix; for another server .* --endpoint URL/,
		);
	},
);

test('an ARN of something else than an access point is refused', () => {
	expect(() => readBucketAddress('s3://arn:aws:s3:::logs/a')).toThrow(
		/ARN of an access point.*write --from s3:\/\/logs\/a;/,
	);
	expect(() => readBucketAddress('s3:///a')).toThrow(/needs a bucket/);
});
