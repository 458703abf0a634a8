import { isIP } from 'node:net';

/**
 * An address as a number that sorts: IPv4 in the low 32 bits, IPv6 as 128 bits. An IPv4 address
 * written as IPv6 (`::ffff:192.0.2.1`, `64:ff9b::192.0.2.1`) is the IPv4 address.
 */
export type Address =
	{ readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

/** A range of addresses of one family, both ends included. */
export interface AddressRange {
	readonly from: Address;
	readonly to: Address;
}

const mappedPrefix = 0xffffn << 32n;
const translatedPrefix = 0x64_ff9bn << 96n;
const lowBits = 0xffff_ffffn;

/**
 * Reads one address.
 *
 * @returns undefined for what is none: a service name, `AWS Internal`, leading zeros
 */
export function parseAddress(text: string): Address | undefined {
	switch (isIP(text)) {
		case 4: {
			return { family: 4, value: ipv4Number(text) };
		}

		case 6: {
			return fromBits(ipv6Bits(text.replace(/%.*$/, '')));
		}

		default: {
			return undefined;
		}
	}
}

function fromBits(value: bigint): Address {
	const high = value & ~lowBits;
	return high === mappedPrefix || high === translatedPrefix
		? { family: 4, value: Number(value & lowBits) }
		: { family: 6, value };
}

/** Reads `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.1-192.0.2.9`, or a single address. */
export function parseRange(text: string): AddressRange | undefined {
	const trimmed = text.trim();
	const [left = '', right, ...rest] = trimmed.split(/\s*-\s*/);
	if (right !== undefined && rest.length === 0) {
		const from = parseAddress(left);
		const to = parseAddress(right);
		return from !== undefined &&
			to !== undefined &&
			from.family === to.family &&
			from.value <= to.value
			? { from, to }
			: undefined;
	}

	const [base = '', bits] = trimmed.split('/');
	const address = parseAddress(base);
	if (address === undefined || bits === undefined) {
		return address === undefined ? undefined : { from: address, to: address };
	}

	return /^\d{1,3}$/.test(bits) ? blockOf(address, Number(bits)) : undefined;
}

function blockOf(address: Address, bits: number): AddressRange | undefined {
	if (address.family === 4) {
		if (bits > 32) {
			return undefined;
		}

		const size = 2 ** (32 - bits);
		const from = Math.floor(address.value / size) * size;
		return { from: { family: 4, value: from }, to: { family: 4, value: from + size - 1 } };
	}

	if (bits > 128) {
		return undefined;
	}

	const size = 1n << BigInt(128 - bits);
	const from = (address.value / size) * size;
	return { from: { family: 6, value: from }, to: { family: 6, value: from + size - 1n } };
}

function ipv4Number(text: string): number {
	return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function ipv6Bits(text: string): bigint {
	const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
	const plain =
		dotted === null
			? text
			: `${dotted[1]}${(ipv4Number(dotted[2] ?? '') >>> 16).toString(16)}:${(ipv4Number(dotted[2] ?? '') & 0xffff).toString(16)}`;
	const [head = '', tail] = plain.split('::');
	const groups = (part: string) => (part === '' ? [] : part.split(':'));
	const before = groups(head);
	const after = tail === undefined ? [] : groups(tail);
	const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
	return [...before, ...zeros, ...after].reduce(
		(sum, group) => (sum << 16n) | BigInt(Number.parseInt(group, 16)),
		0n,
	);
}
