import { isIPv6 } from 'node:net';

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
/** Bits of an IPv6 prefix that come before an embedded IPv4 address. */
const embeddingBits = 96;

const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

/**
 * Parses one address.
 *
 * @returns undefined when the text is not an address, as a service name, `AWS Internal`, or leading
 *   zeros
 */
export function parseAddress(text: string): Address | undefined {
	const value = parseIpv4(text);
	if (value !== undefined) {
		return { family: 4, value };
	}

	// Most texts that are not IPv4 addresses are names of services, which have no colon.
	return text.includes(':') && isIPv6(text)
		? fromBits(ipv6Bits(text.replace(/%.*$/, '')))
		: undefined;
}

/**
 * Written by hand for speed: it runs for every distinct address of a query and every line of a
 * feed.
 */
function parseIpv4(text: string): number | undefined {
	let value = 0;
	let part = 0;
	let digitCount = 0;
	let dotCount = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code >= zero && code <= nine) {
			// `010` is eight to some programs and ten to others, so it is not accepted.
			if (digitCount > 0 && part === 0) {
				return undefined;
			}

			part = part * 10 + code - zero;
			digitCount++;
			if (part > 255) {
				return undefined;
			}
		} else if (code === dot && digitCount > 0 && dotCount < 3) {
			value = value * 256 + part;
			part = 0;
			digitCount = 0;
			dotCount++;
		} else {
			return undefined;
		}
	}

	return dotCount === 3 && digitCount > 0 ? value * 256 + part : undefined;
}

function fromBits(value: bigint): Address {
	return embedsIpv4(value) ? { family: 4, value: Number(value & lowBits) } : { family: 6, value };
}

function embedsIpv4(value: bigint): boolean {
	const high = value & ~lowBits;
	return high === mappedPrefix || high === translatedPrefix;
}

/** Parses `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.1-192.0.2.9`, or a single address. */
export function parseRange(text: string): AddressRange | undefined {
	const trimmed = text.trim();
	const dash = trimmed.indexOf('-');
	if (dash >= 0) {
		const from = parseAddress(trimmed.slice(0, dash).trim());
		const to = parseAddress(trimmed.slice(dash + 1).trim());
		return from !== undefined &&
			to !== undefined &&
			from.family === to.family &&
			from.value <= to.value
			? { from, to }
			: undefined;
	}

	const slash = trimmed.indexOf('/');
	const base = slash < 0 ? trimmed : trimmed.slice(0, slash);
	const address = parseAddress(base);
	if (address === undefined || slash < 0) {
		return address === undefined ? undefined : { from: address, to: address };
	}

	const bits = trimmed.slice(slash + 1);
	if (!/^(?:0|[1-9]\d{0,2})$/.test(bits)) {
		return undefined;
	}

	return address.family === 4 && base.includes(':')
		? embeddedBlock(address, Number(bits))
		: blockOf(address, Number(bits));
}

/**
 * `::ffff:192.0.2.0/120` is the block 192.0.2.0/24; a wider block also contains non-IPv4 addresses.
 */
function embeddedBlock(address: Address, bits: number): AddressRange | undefined {
	return bits < embeddingBits ? undefined : blockOf(address, bits - embeddingBits);
}

/**
 * The block of the first `bits` bits that contains an address; undefined when it has fewer bits.
 */
export function blockOf(address: Address, bits: number): AddressRange | undefined {
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

function ipv6Bits(text: string): bigint {
	const lastColon = text.lastIndexOf(':');
	const embedded = parseIpv4(text.slice(lastColon + 1));
	const plain =
		embedded === undefined
			? text
			: `${text.slice(0, lastColon + 1)}${(embedded >>> 16).toString(16)}:${(embedded & 0xffff).toString(16)}`;
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

/** Prints a range as people write it: an address, a block, or both ends. */
export function formatRange({ from, to }: AddressRange): string {
	if (from.value === to.value) {
		return formatAddress(from);
	}

	const width = from.family === 4 ? 32 : 128;
	const sizeBits = (BigInt(to.value) - BigInt(from.value)).toString(2).length;
	const block = blockOf(from, width - sizeBits);
	return block?.from.value === from.value && block.to.value === to.value
		? `${formatAddress(from)}/${width - sizeBits}`
		: `${formatAddress(from)}-${formatAddress(to)}`;
}

export function formatAddress(address: Address): string {
	if (address.family === 4) {
		const { value } = address;
		return [24, 16, 8, 0].map(shift => (value >>> shift) & 0xff).join('.');
	}

	const groups = Array.from({ length: 8 }, (_, index) =>
		((address.value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
	);
	// The longest run of zero groups is printed as `::` (RFC 5952).
	let best = { start: 0, length: 0 };
	for (let start = 0; start < 8; start++) {
		let end = start;
		while (end < 8 && groups[end] === '0') {
			end++;
		}

		best = end - start > best.length ? { start, length: end - start } : best;
	}

	return best.length < 2
		? groups.join(':')
		: `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
