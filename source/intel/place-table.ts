import type { LookupTable } from '../query/lookup.ts';
import type { Value } from '../query/value.ts';
import { parseAddress, parseRange } from './address.ts';
import type { RangeEntry } from './range-table.ts';
import { RangeTable } from './range-table.ts';

/** Where a range of addresses is, and whose it is. */
export interface PlaceRange {
	readonly cidr: string;
	readonly latitude: number;
	readonly longitude: number;
	readonly country_code: string;
	readonly country_name: string;
	readonly region: string;
	readonly city: string;
	readonly postal_code: string;
	readonly asn: number;
	readonly organization: string;
}

const geoColumns = [
	'latitude',
	'longitude',
	'country_code',
	'country_name',
	'region',
	'state',
	'city',
	'postal_code',
] as const;

/** `geo://location` and `asn://default` over a list of ranges. */
export function placeTables(
	ranges: readonly PlaceRange[],
	version: number,
): { readonly geo: LookupTable; readonly asn: LookupTable } {
	const entries = ranges.flatMap((place): RangeEntry<PlaceRange>[] => {
		const range = parseRange(place.cidr);
		return range === undefined ? [] : [{ range, payload: place }];
	});
	const table = new RangeTable(entries);
	return {
		geo: addressTable(geoColumns, version, address => {
			const place = table.find(address);
			return place === undefined
				? undefined
				: {
						latitude: place.latitude,
						longitude: place.longitude,
						country_code: place.country_code,
						country_name: place.country_name,
						region: place.region,
						state: place.region,
						city: place.city,
						postal_code: place.postal_code,
					};
		}),
		asn: addressTable(['asn', 'organization'], version, address => {
			const place = table.find(address);
			return place === undefined ? undefined : { asn: place.asn, organization: place.organization };
		}),
	};
}

type Find = (
	address: NonNullable<ReturnType<typeof parseAddress>>,
	text: string,
) => Readonly<Record<string, Value>> | undefined;

/** A table whose key is an address; what is none finds nothing. */
export function addressTable(columns: readonly string[], version: number, find: Find): LookupTable {
	return {
		columns,
		keyColumn: 'ip',
		keyColumns: ['ip'],
		version,
		find: keys => {
			const key = keys['ip'];
			const address = typeof key === 'string' ? parseAddress(key) : undefined;
			return address === undefined ? undefined : find(address, String(key));
		},
	};
}
