import { numberOf, textOf } from '../comparison.ts';
import type { Value } from '../value.ts';
import { define, defineText } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

/** The number of an IPv4 address without leading zeros; undefined for any other text. */
export function ipv4Number(text: string): number | undefined {
	const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);

	if (!match) {
		return undefined;
	}

	let address = 0;

	for (const part of match.slice(1)) {
		if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) {
			return undefined;
		}

		address = address * 256 + Number(part);
	}

	return address;
}

type Network = readonly [address: number, bits: number];

function networks(text: string): readonly Network[] {
	return text.split(' ').map(part => {
		const [address = '', bits] = part.split('/');
		return [ipv4Number(address) ?? 0, Number(bits)];
	});
}

const privateNetworks = networks('10.0.0.0/8 172.16.0.0/12 192.168.0.0/16');
const unroutedNetworks = networks('0.0.0.0/8 127.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4');
/** RFC 5735, "special use". */
const reservedNetworks = [
	...privateNetworks,
	...unroutedNetworks,
	...networks(
		'192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24',
	),
];

function within(address: number, list: readonly Network[]): boolean {
	return list.some(([network, bits]) => prefixOf(address, bits) === network);
}

/** The address with only its first bits kept. */
function prefixOf(address: number, bits: number): number {
	const size = 2 ** (32 - bits);
	return Math.floor(address / size) * size;
}

function addressText(address: number): string {
	return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function isIpv6(text: string): boolean {
	const [head = '', tail, ...more] = text.split('::');

	if (more.length > 0 || !/^[0-9a-f:.]+$/i.test(text)) {
		return false;
	}

	const groups = [...groupsOf(head), ...groupsOf(tail ?? '')];
	const last = groups.at(-1) ?? '';
	const embedded = last.includes('.');

	if (embedded && ipv4Number(last) === undefined) {
		return false;
	}

	const plain = embedded ? groups.slice(0, -1) : groups;
	const count = plain.length + (embedded ? 2 : 0);
	const countFits = tail === undefined ? count === 8 : count < 8;
	return countFits && plain.every(group => /^[0-9a-f]{1,4}$/i.test(group));
}

function groupsOf(text: string): readonly string[] {
	return text === '' ? [] : text.split(':');
}

function prefixBits(value: Value): number | undefined {
	const bits = numberOf(value);
	return bits !== null && Number.isInteger(bits) && bits >= 0 && bits <= 32 ? bits : undefined;
}

/** A function of one IPv4 address; null for anything else, which `where` drops like false. */
function addressTest(name: string, help: string, test: (address: number) => boolean): FunctionSpec {
	return defineText(
		name,
		{ syntax: `${name}(ip)`, help: `${help}; null when ip is no IPv4 address`, gives: 'test' },
		text => {
			const address = ipv4Number(text);
			return address === undefined ? null : test(address);
		},
	);
}

/** IPv4 addresses, networks, and the shape of IPv6 addresses. */
export const addressFunctions: readonly FunctionSpec[] = [
	addressTest(
		'isPublicIP',
		'true for an address of the internet',
		address => !within(address, privateNetworks) && !within(address, unroutedNetworks),
	),
	addressTest('isPrivateIP', 'true in 10/8, 172.16/12 and 192.168/16', address =>
		within(address, privateNetworks),
	),
	addressTest('isReservedIP', 'true for special use addresses (RFC 5735)', address =>
		within(address, reservedNetworks),
	),
	defineText(
		'isValidIP',
		{ syntax: 'isValidIP(s)', help: 'true when s is an IPv4 or IPv6 address', gives: 'test' },
		text => ipv4Number(text) !== undefined || isIpv6(text),
	),
	defineText(
		'isValidIPv4',
		{ syntax: 'isValidIPv4(s)', help: 'true when s is an IPv4 address', gives: 'test' },
		text => ipv4Number(text) !== undefined,
	),
	defineText(
		'isValidIPv6',
		{ syntax: 'isValidIPv6(s)', help: 'true when s is an IPv6 address', gives: 'test' },
		isIpv6,
	),
	defineText(
		'ipv4ToNumber',
		{ syntax: 'ipv4ToNumber(ip)', help: 'an IPv4 address as a number' },
		text => ipv4Number(text) ?? null,
	),
	define(
		'getCIDRPrefix',
		2,
		{ syntax: 'getCIDRPrefix(ip, bits)', help: 'the network that ip is in' },
		([ip, bits]) => {
			const address = ipv4Number(textOf(ip ?? null));
			const length = prefixBits(bits ?? null);
			return address === undefined || length === undefined
				? null
				: addressText(prefixOf(address, length));
		},
	),
	define(
		'compareCIDRPrefix',
		3,
		{
			syntax: 'compareCIDRPrefix(ip1, ip2, bits)',
			help: 'true when both are in one network',
			gives: 'test',
		},
		([ip1, ip2, bits]) => {
			const first = ipv4Number(textOf(ip1 ?? null));
			const second = ipv4Number(textOf(ip2 ?? null));
			const length = prefixBits(bits ?? null);
			return first === undefined || second === undefined || length === undefined
				? null
				: prefixOf(first, length) === prefixOf(second, length);
		},
	),
	define(
		'maskFromCIDR',
		1,
		{ syntax: 'maskFromCIDR(bits)', help: 'the subnet mask of a prefix length' },
		([bits]) => {
			const length = prefixBits(bits ?? null);
			return length === undefined ? null : addressText(prefixOf(2 ** 32 - 1, length));
		},
	),
];
