import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Value } from '../../source/query/value.ts';
import type { NaiveFunction } from './function.ts';
import { asNumber, asText } from './value.ts';

function networks(...list: readonly string[]): BlockList {
	const block = new BlockList();

	for (const network of list) {
		const [address = '', bits] = network.split('/');
		block.addSubnet(address, Number(bits));
	}

	return block;
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const unroutedNetworks = [
	'0.0.0.0/8',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'224.0.0.0/4',
	'240.0.0.0/4',
];
/** The rest of RFC 5735. */
const specialNetworks = [
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.88.99.0/24',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
];
const isPrivate = networks(...privateNetworks);
const isNotPublic = networks(...privateNetworks, ...unroutedNetworks);
const isReserved = networks(...privateNetworks, ...unroutedNetworks, ...specialNetworks);

/** Null for what is no IPv4 address. */
const ofAddress =
	(apply: (address: string) => Value): NaiveFunction =>
	([value = null]) =>
		isIPv4(asText(value)) ? apply(asText(value)) : null;

/** The 32 digits of an address. */
function binaryOf(address: string): string {
	return address
		.split('.')
		.map(part => Number(part).toString(2).padStart(8, '0'))
		.join('');
}

function addressOf(binary: string): string {
	return binary
		.match(/.{8}/g)!
		.map(digits => parseInt(digits, 2))
		.join('.');
}

/** The length of a prefix, null when it is none. */
function bitsOf(value: Value | undefined): number | null {
	const bits = asNumber(value ?? null);
	return bits !== undefined && Array.from({ length: 33 }, (_, index) => index).includes(bits)
		? bits
		: null;
}

function isV6(text: string): boolean {
	return isIPv6(text) && !text.includes('%');
}

export const addressFunctions: Readonly<Record<string, NaiveFunction>> = {
	isPublicIP: ofAddress(address => !isNotPublic.check(address)),
	isPrivateIP: ofAddress(address => isPrivate.check(address)),
	isReservedIP: ofAddress(address => isReserved.check(address)),
	isValidIP: ([value = null]) => isIPv4(asText(value)) || isV6(asText(value)),
	isValidIPv4: ([value = null]) => isIPv4(asText(value)),
	isValidIPv6: ([value = null]) => isV6(asText(value)),
	ipv4ToNumber: ofAddress(address => parseInt(binaryOf(address), 2)),
	getCIDRPrefix([ip = null, length]) {
		const bits = bitsOf(length);
		return isIPv4(asText(ip)) && bits !== null
			? addressOf(binaryOf(asText(ip)).slice(0, bits).padEnd(32, '0'))
			: null;
	},
	compareCIDRPrefix([first = null, second = null, length]) {
		const bits = bitsOf(length);
		return isIPv4(asText(first)) && isIPv4(asText(second)) && bits !== null
			? binaryOf(asText(second)).startsWith(binaryOf(asText(first)).slice(0, bits))
			: null;
	},
	maskFromCIDR([length]) {
		const bits = bitsOf(length);
		return bits === null ? null : addressOf('1'.repeat(bits).padEnd(32, '0'));
	},
};
