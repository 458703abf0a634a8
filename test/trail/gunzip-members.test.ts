import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gunzipMembers } from '../../source/trail/gunzip-members.ts';

const max = 1 << 20;
const texts = ['first\n', 'second, which is longer\n'.repeat(900), '', 'last\n'];
const members = texts.map(text => gzipSync(text));
const read = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('all members of a file are read, and the first is told apart', () => {
	const inflated = gunzipMembers(Buffer.concat(members), max);
	expect(inflated).toMatchObject({ state: 'whole', memberCount: 4, trailingBytes: 0 });
	expect(read(inflated.bytes)).toBe(texts.join(''));
	expect(read(inflated.first.bytes)).toBe(texts[0]);
});

test('a file of one member is not copied, and neither is one that is not compressed', () => {
	const one = gunzipMembers(members[1]!, max);
	expect(one).toMatchObject({ state: 'whole', memberCount: 1 });
	expect(one.bytes).toBe(one.first.bytes);
	const plain = Buffer.from('{}');
	expect(gunzipMembers(plain, max)).toMatchObject({ state: 'plain', bytes: plain });
});

test('what follows the members and is no gzip is trailing', () => {
	const inflated = gunzipMembers(Buffer.concat([...members, Buffer.alloc(512)]), max);
	expect(inflated).toMatchObject({ state: 'trailing', memberCount: 4, trailingBytes: 512 });
	expect(read(inflated.bytes)).toBe(texts.join(''));
	const odd = Buffer.concat([members[0]!, Buffer.from([0x1f, 0x8b, 0x55, 1, 2])]);
	expect(gunzipMembers(odd, max)).toMatchObject({ state: 'trailing', memberCount: 1 });
});

test('a later member that is cut or damaged gives what is whole', () => {
	const whole = Buffer.concat(members.slice(0, 2));
	const cut = gunzipMembers(whole.subarray(0, whole.length - 12), max);
	expect(cut).toMatchObject({ state: 'truncated', memberCount: 2 });
	expect(read(cut.bytes).startsWith(`${texts[0]}second`)).toBe(true);
	expect((texts[0]! + texts[1]!).startsWith(read(cut.bytes))).toBe(true);

	const flipped = Buffer.from(Buffer.concat(members));
	flipped[members[0]!.length + members[1]!.length - 6]! ^= 1;
	const corrupt = gunzipMembers(flipped, max);
	expect(corrupt).toMatchObject({ state: 'corrupt', memberCount: 4 });
	expect(read(corrupt.bytes)).toBe(texts.join(''));
});

test('a later member that is too large leaves those before it', () => {
	const bomb = Buffer.concat([members[0]!, gzipSync(Buffer.alloc(8 << 20))]);
	const inflated = gunzipMembers(bomb, max);
	expect(inflated).toMatchObject({ state: 'too-large', memberCount: 1 });
	expect(read(inflated.bytes)).toBe(texts[0]);
});

test('a hundred thousand members are read, and the rest is told as trailing', () => {
	const one = gzipSync('');
	const many = Buffer.concat(Array.from({ length: 100_003 }, () => one));
	expect(gunzipMembers(many, max)).toMatchObject({
		state: 'trailing',
		memberCount: 100_000,
		trailingBytes: 3 * one.length,
	});
});

test('a small member before a large one', () => {
	const bytes = Buffer.concat([members[0]!, gzipSync('x'.repeat(3 << 20))]);
	const inflated = gunzipMembers(bytes, 4 << 20);
	expect(inflated).toMatchObject({ state: 'whole', memberCount: 2 });
	expect(inflated.bytes.length).toBe(6 + (3 << 20));
});

test('any bytes behind a member, and members damaged anywhere, never throw', () => {
	const bytes = Buffer.concat(members);
	fc.assert(
		fc.property(fc.uint8Array(), fc.nat(bytes.length - 1), fc.nat(255), (tail, at, mask) => {
			const odd = Buffer.concat([bytes, tail]);
			odd[at]! ^= mask;
			const inflated = gunzipMembers(odd, max);
			expect(inflated.bytes.length).toBeLessThanOrEqual(max);
			expect(inflated.memberCount).toBeGreaterThan(0);
		}),
		{ numRuns: 100 },
	);
});
