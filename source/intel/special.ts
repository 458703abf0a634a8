import type { AddressRange } from './address.ts';
import { parseRange } from './address.ts';
import { RangeTable } from './range-table.ts';

/** The use of an address range that is not part of the public internet. */
export type SpecialUse =
	| 'this network'
	| 'private'
	| 'shared by a carrier'
	| 'loopback'
	| 'link-local'
	| 'protocol assignments'
	| 'benchmarks'
	| 'multicast'
	| 'reserved'
	| 'documentation';

const uses: readonly (readonly [block: string, use: SpecialUse])[] = [
	['0.0.0.0/8', 'this network'],
	['10.0.0.0/8', 'private'],
	['100.64.0.0/10', 'shared by a carrier'],
	['127.0.0.0/8', 'loopback'],
	['169.254.0.0/16', 'link-local'],
	['172.16.0.0/12', 'private'],
	['192.0.0.0/24', 'protocol assignments'],
	['192.0.2.0/24', 'documentation'],
	['192.168.0.0/16', 'private'],
	['198.18.0.0/15', 'benchmarks'],
	['198.51.100.0/24', 'documentation'],
	['203.0.113.0/24', 'documentation'],
	['224.0.0.0/4', 'multicast'],
	['240.0.0.0/4', 'reserved'],
	// Lists combine multicast and reserved addresses in one entry.
	['224.0.0.0/3', 'reserved'],
	['::/127', 'loopback'],
	['100::/64', 'reserved'],
	['2001:db8::/32', 'documentation'],
	['3fff::/20', 'documentation'],
	['fc00::/7', 'private'],
	['fe80::/10', 'link-local'],
	['ff00::/8', 'multicast'],
];

const table = new RangeTable(
	uses.flatMap(([block, use]) => {
		const range = parseRange(block);
		return range === undefined ? [] : [{ range, payload: use }];
	}),
);

/** The use of a range, when all of it has the same use. */
export function specialUse(range: AddressRange): SpecialUse | undefined {
	// Of nested blocks, only the wider one may contain the whole range.
	return table
		.findAll(range.from, uses.length)
		.find(entry => range.to.value <= entry.range.to.value)?.payload;
}

/**
 * Whether an indicator on this range would match the user’s own network. Some threat lists contain
 * unrouted addresses. Addresses for documentation are not bogons here: no real record has one, and
 * examples need them.
 */
export function isBogon(range: AddressRange): boolean {
	const use = specialUse(range);
	return use !== undefined && use !== 'documentation';
}
