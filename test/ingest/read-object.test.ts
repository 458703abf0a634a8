import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { recordsEvery } from '../../fixtures/records.ts';
import { emptyBytesMax, readObject } from '../../source/ingest/read-object.ts';
import type { ReadObject } from '../../source/ingest/read-object.ts';

const meta = { sourceCategory: 'c', source: 's', sourceHost: 'h', collector: 'trailtop' };
const records = recordsEvery(1000, 3).map(record => JSON.stringify(record));
const wrapped = (lines: readonly string[]): string => `{"Records":[${lines.join(',')}]}`;

function read(body: Buffer | string, key = 'x.json.gz'): ReadObject {
	const bytes = Buffer.from(body);
	const object = {
		key,
		etag: 'e',
		sizeBytes: bytes.length,
		lastModifiedMs: 0,
		storageClass: undefined,
	};
	return readObject(object, bytes, { meta, receiptTimeMs: 0, inflatedMax: 1 << 20 });
}

const countOf = ({ delivered }: ReadObject): number => (delivered?.spans.length ?? 0) / 2;

test('the records of all gzip members are read, and the object says how many it has', () => {
	const first = wrapped(records.slice(0, 1));
	const found = read(Buffer.concat([gzipSync(first), gzipSync(wrapped(records.slice(1)))]));
	expect(countOf(found)).toBe(3);
	expect(found).toMatchObject({ state: 'ok', reason: '2 gzip members', hasTrailing: false });
	expect(Buffer.from(found.inflated).toString()).toBe(first);
	expect(found.delivered).toMatchObject({ encoding: 'identity' });
});

test('a later member that is damaged leaves what is whole, with words', () => {
	const bytes = Buffer.concat([gzipSync(wrapped(records.slice(0, 1))), gzipSync(wrapped(records))]);
	const found = read(bytes.subarray(0, -20));
	expect(countOf(found)).toBeGreaterThan(0);
	expect(found).toMatchObject({ state: 'partial', isDamaged: true });
	expect(found.reason).toMatch(/^2 gzip members; its gzip is truncated/);
});

test('a later member that is too large leaves those before it, with words', () => {
	const found = read(Buffer.concat([gzipSync(wrapped(records)), gzipSync(Buffer.alloc(2 << 20))]));
	expect(countOf(found)).toBe(3);
	expect(found).toMatchObject({ state: 'partial', isDamaged: false });
	expect(found.reason).toMatch(/a later gzip member inflates to more than is allowed/);
});

test('zeros that follow the last member are padding', () => {
	const found = read(Buffer.concat([gzipSync(wrapped(records)), Buffer.alloc(7)]));
	expect(found).toMatchObject({ state: 'ok', hasTrailing: false });
	expect(found.reason).toBe('7 zeros follow its gzip stream, as padding');
});

test.each([
	['records that are not compressed', Buffer.from(wrapped(records))],
	['a member behind padding', Buffer.concat([Buffer.alloc(9), gzipSync(wrapped(records))])],
])('%s behind the last member are not read, so the object is read in part', (_, rest) => {
	for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
		const found = read(pack(Buffer.concat([gzipSync(wrapped(records)), rest])));
		expect(countOf(found)).toBe(3);
		expect(found).toMatchObject({ state: 'partial', hasTrailing: true, isDamaged: false });
		expect(found.reason).toContain(`${rest.length} bytes follow its gzip stream`);
	}
});

test('UTF-16 is read, and pieces that are left out are told by their place in UTF-8', () => {
	const text = wrapped([records[0]!, '{"a":1}']);
	const found = read(gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le')));
	expect(countOf(found)).toBe(1);
	expect(found.state).toBe('partial');
	const { start, end } = found.rejected[0]!;
	expect(Buffer.from(found.searched.subarray(start, end)).toString()).toBe('{"a":1}');
});

test.each([
	['a format that is not read', Buffer.from('PAR1xxxx'), 'unsupported', /Parquet/],
	['one in gzip', gzipSync('BZh91AY&SY'), 'unsupported', /bzip2.*bunzip2/],
	['a table', gzipSync('eventID,eventName\n1,GetObject'), 'unsupported', /CSV/],
	['another log', '2 111122223333 eni-0a1b2c 203.0.113.9 - 443 1 6 1 1 1 2 OK', 'foreign', /VPC/],
	['a notification', '{"Records":[{"eventSource":"aws:s3","s3":{}}]}', 'foreign', /aws:s3/],
	['a snapshot', '{"configurationItems":[]}', 'foreign', /Config/],
	['something else', '{"hello":"world"}', undefined, /its keys: hello/],
	['no JSON', 'this is not JSON', undefined, /neither gzip nor JSON/],
	['a cut one', gzipSync('{"configurationItems":[]}').subarray(0, -6), undefined, /Config/],
] as const)('%s is quarantined with words', (_name, body, kind, reason) => {
	const found = read(Buffer.from(body));
	expect(found).toMatchObject({ state: 'quarantined', kind, delivered: undefined });
	expect(found.reason).toMatch(reason);
});

test('a log that is whole has no words', () => {
	expect(read(gzipSync(wrapped(records)))).toMatchObject({
		state: 'ok',
		kind: undefined,
		reason: undefined,
		rejectedCount: 0,
	});
});

test('an object of more bytes than an empty log has no business without records', () => {
	const empty = gzipSync('{"Records":[]}');
	const padded = gzipSync(`{"Records":[],"x":"${'0123456789abcdef'.repeat(2)}"}`, { level: 0 });
	const large = Buffer.from(`{"Records":[]${' '.repeat(emptyBytesMax)}}`);
	const atLimit = Buffer.from('{"Records":[]}'.padEnd(emptyBytesMax));
	for (const body of [empty, padded, atLimit]) {
		expect(read(body)).toMatchObject({ state: 'ok', isDamaged: false });
	}

	expect(read(large)).toMatchObject({
		state: 'quarantined',
		isDamaged: true,
		kind: undefined,
		reason: `no record found in ${large.length} bytes`,
	});
});
