import type { Address, AddressRange } from './address.ts';

/** Whether a range is a single block, such as one address or all of 192.0.2.0/24. */
export function isBlock({ from, to }: AddressRange): boolean {
	if (from.family === 4) {
		const size = Number(to.value) - from.value + 1;
		return Number.isInteger(Math.log2(size)) && from.value % size === 0;
	}

	const size = BigInt(to.value) - from.value + 1n;
	return (size & (size - 1n)) === 0n && from.value % size === 0n;
}

/**
 * Splits a range into CIDR blocks, at most 62 of IPv4 and 254 of IPv6. Two blocks are nested or
 * disjoint and never overlap in part, which the range table depends on.
 */
export function blocksOf(range: AddressRange): readonly AddressRange[] {
	if (range.from.value === range.to.value) {
		return [range];
	}

	const { family } = range.from;
	const to = BigInt(range.to.value);
	const width = BigInt(family === 4 ? 32 : 128);
	const blocks: AddressRange[] = [];
	let from = BigInt(range.from.value);
	while (from <= to) {
		let bits = 0n;
		while (
			bits < width &&
			from % (1n << (bits + 1n)) === 0n &&
			from + (1n << (bits + 1n)) - 1n <= to
		) {
			bits++;
		}

		const end = from + (1n << bits) - 1n;
		blocks.push({ from: addressOf(family, from), to: addressOf(family, end) });
		from = end + 1n;
	}

	return blocks;
}

function addressOf(family: 4 | 6, value: bigint): Address {
	return family === 4 ? { family, value: Number(value) } : { family, value };
}
