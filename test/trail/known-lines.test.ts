import { expect, test } from 'vitest';
import { knownLines } from '../../source/trail/known-lines.ts';

const known = (text: string) => knownLines(Buffer.from(text));

test.each([
	[
		'VPC flow log',
		'2 111122223333 eni-0a1b2c 203.0.113.9 198.51.100.7 443 49152 6 10 840 1 2 ACCEPT OK',
	],
	['VPC flow log', 'version account-id interface-id srcaddr dstaddr\n2 111122223333 eni-0 - -'],
	[
		'load balancer',
		'https 2026-03-01T12:00:00.123456Z app/lb/50dc6c 203.0.113.9:2817 10.0.0.1:80 0.0 "GET"',
	],
	['load balancer', 'tls 2.0 2026-03-01T12:00:00 net/lb/c6e 51f 203.0.113.9:51341'],
	[
		'load balancer',
		'2026-03-01T12:00:00.123456Z my-lb 203.0.113.9:2817 10.0.0.1:80 0.000073 200 200',
	],
	['S3', `${'0a'.repeat(32)} bucket [01/Mar/2026:12:00:00 +0000] 203.0.113.9 - REST.GET.OBJECT`],
	['web server', '203.0.113.9 - ada [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5'],
	['CloudFront', '#Version: 1.0\n#Fields: date time'],
	['CloudWatch Logs', 'Permission Check Successful'],
])('a log of %s holds no records: %s', (name, line) => {
	expect(known(line)).toMatchObject({ kind: 'foreign' });
	expect(known(line)!.reason).toContain(name);
	expect(known(`\ufeff\n${line}\r\nmore`)).toEqual(known(line));
});

test.each(['eventID,eventName\n1,GetObject', '"eventID","event Name"\r\n', 'a;b;c', 'a\tb_raw\tc'])(
	'a CSV file may hold records: %j',
	text => {
		expect(known(text)).toMatchObject({ kind: 'unsupported' });
		expect(known(text)!.reason).toMatch(/^is a CSV file.*; export/);
	},
);

test.each(['', '{"a":1,"b":2}', 'hello', 'hello, world!', '1,2,3', 'x'.repeat(10_000), '[1,2]'])(
	'%j is nothing known',
	text => {
		expect(known(text)).toBeUndefined();
	},
);

test('a first line of more than four kilobytes is looked at in part', () => {
	const names = Array.from({ length: 600 }, (_, index) => `column${index}`).join(',');
	expect(known(`${names}\n1`)).toMatchObject({ kind: 'unsupported' });
	expect(known(`${names}!\n1`)).toMatchObject({ kind: 'unsupported' });
	expect(known(`a!,${names}\n1`)).toBeUndefined();
});
