import fc from 'fast-check';
import { isIP } from 'node:net';
import { expect, test } from 'vitest';
import {
	formatAddress,
	formatRange,
	parseAddress,
	parseRange,
} from '../../source/intel/address.ts';

const v4 = (text: string) => parseAddress(text);

test.each([
	{ text: '192.0.2.1', is: { family: 4, value: 0xc0_00_02_01 } },
	{ text: '255.255.255.255', is: { family: 4, value: 0xff_ff_ff_ff } },
	{ text: '0.0.0.0', is: { family: 4, value: 0 } },
	{ text: '::1', is: { family: 6, value: 1n } },
	{ text: '::', is: { family: 6, value: 0n } },
	{ text: '2001:db8::', is: { family: 6, value: 0x2001_0db8n << 96n } },
	{ text: '2001:DB8:0:0:0:0:0:1', is: { family: 6, value: (0x2001_0db8n << 96n) + 1n } },
	{ text: 'fe80::1%eth0', is: { family: 6, value: (0xfe80n << 112n) + 1n } },
	{ text: '1::2:192.0.2.1', is: { family: 6, value: (1n << 112n) + (2n << 32n) + 0xc000_0201n } },
])('$text is an address', ({ text, is }) => {
	expect(parseAddress(text)).toEqual(is);
});

test.each(['::ffff:192.0.2.1', '::FFFF:c000:201', '64:ff9b::192.0.2.1', '64:ff9b::c000:201'])(
	'%s is the IPv4 address 192.0.2.1',
	text => {
		expect(parseAddress(text)).toEqual(v4('192.0.2.1'));
	},
);

test.each([
	...['192.0.02.1', '192.0.2.010', '00.0.0.0', '192.0.2', '192.0.2.1.5', '192.0.2.256', '192.0.2.'],
	...['.192.0.2.1', '192..2.1', ' 192.0.2.1', '192.0.2.1 ', '1e2.0.0.1', '+1.2.3.4', '٣.0.0.1'],
	...['AWS Internal', 'cloudtrail.amazonaws.com', '', ':', '1:2:3', '1::2::3', '12345::', 'g::'],
])('"%s" is none', text => {
	expect(parseAddress(text)).toBeUndefined();
});

test('an address is one exactly when node says so', () => {
	const part = fc.oneof(
		fc.integer({ min: 0, max: 300 }).map(String),
		fc.constantFrom('', '00', '01'),
	);
	const text = fc.array(part, { minLength: 3, maxLength: 5 }).map(parts => parts.join('.'));
	fc.assert(
		fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), candidate => {
			expect(parseAddress(candidate) !== undefined).toBe(isIP(candidate) !== 0);
		}),
		{ seed: 1, numRuns: 2_000 },
	);
});

test('what is written is read again as the same', () => {
	fc.assert(
		fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), text => {
			const address = parseAddress(text);
			expect(address).toBeDefined();
			if (address !== undefined) {
				expect(parseAddress(formatAddress(address))).toEqual(address);
			}
		}),
		{ seed: 2 },
	);
});

test.each([
	{ text: '192.0.2.77/24', from: '192.0.2.0', to: '192.0.2.255', written: '192.0.2.0/24' },
	{ text: '192.0.2.1/32', from: '192.0.2.1', to: '192.0.2.1', written: '192.0.2.1' },
	{ text: '0.0.0.0/0', from: '0.0.0.0', to: '255.255.255.255', written: '0.0.0.0/0' },
	{
		text: '192.0.2.3 - 192.0.2.9',
		from: '192.0.2.3',
		to: '192.0.2.9',
		written: '192.0.2.3-192.0.2.9',
	},
	{ text: '192.0.2.0-192.0.2.127', from: '192.0.2.0', to: '192.0.2.127', written: '192.0.2.0/25' },
	{
		text: '2001:db8:1::/48',
		from: '2001:db8:1::',
		to: '2001:db8:1:ffff:ffff:ffff:ffff:ffff',
		written: '2001:db8:1::/48',
	},
	{ text: '::/0', from: '::', to: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', written: '::/0' },
	{ text: '::ffff:192.0.2.0/120', from: '192.0.2.0', to: '192.0.2.255', written: '192.0.2.0/24' },
	{ text: '64:ff9b::/96', from: '0.0.0.0', to: '255.255.255.255', written: '0.0.0.0/0' },
])('$text is a range', ({ text, from, to, written }) => {
	const range = parseRange(text);
	expect(range).toBeDefined();
	if (range !== undefined) {
		expect([formatAddress(range.from), formatAddress(range.to)]).toEqual([from, to]);
		expect(formatRange(range)).toBe(written);
	}
});

test.each([
	...['192.0.2.0/33', '192.0.2.0/', '192.0.2.0/-1', '192.0.2.0/024', '192.0.2.0/24/8', '/24'],
	...['192.0.2.9-192.0.2.3', '192.0.2.1-::1', '192.0.2.1-', 'a-b', '2001:db8::/129'],
	...['::ffff:192.0.2.0/95', 'bad.example', 'bad-host'],
])('"%s" is no range', text => {
	expect(parseRange(text)).toBeUndefined();
});
