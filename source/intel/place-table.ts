import type { LookupTable } from '../query/lookup-port.ts';
import type { Value } from '../query/value.ts';
import type { Address } from './address.ts';
import { formatAddress, parseAddress, parseRange } from './address.ts';
import type { Network, GeoPlace } from './geo/geo-place.ts';
import type { PlaceDatabase } from './geo/place-database.ts';
import type { RangeEntry } from './range-table.ts';
import { RangeTable } from './range-table.ts';
import { specialUse } from './special.ts';

/** A range of addresses with its geographic place and its network. */
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
const networkColumns = ['asn', 'organization'] as const;

/** Addresses whose answers are cached; a trail has a few thousand that repeat. */
const rememberedMax = 10_000;

/** The sources of places: given ranges first, then databases in order. */
export interface PlaceSources {
	readonly ranges: readonly PlaceRange[];
	readonly databases: readonly PlaceDatabase[];
}

export interface PlaceTables {
	/** The table `geo://location`; undefined without data. */
	readonly geo: LookupTable | undefined;
	/** The table `asn://default`; undefined without data. */
	readonly asn: LookupTable | undefined;
}

/**
 * The tables of places and networks. Texts that are not addresses (names of AWS services, `AWS
 * Internal`) and addresses that are not public have no place, and no database is asked.
 */
export function placeTables(
	{ ranges, databases }: PlaceSources,
	version: number,
	stamp?: string,
): PlaceTables {
	const given = rangesTable(ranges);
	const placeDatabases = databases.filter(database => database.hasPlaces);
	const networkDatabases = databases.filter(database => database.hasNetworks);
	const geo = addressTable(geoColumns, { version, stamp }, address => {
		const place: GeoPlace | undefined =
			given.find(address) ?? ask(placeDatabases, address, (database, text) => database.place(text));
		return place === undefined ? undefined : geoRow(place);
	});
	const asn = addressTable(networkColumns, { version, stamp }, address => {
		const network: Network | undefined =
			given.find(address) ??
			ask(networkDatabases, address, (database, text) => database.network(text));
		return network === undefined
			? undefined
			: { asn: network.asn, organization: network.organization };
	});
	return {
		geo: ranges.length > 0 || placeDatabases.length > 0 ? geo : undefined,
		asn: ranges.length > 0 || networkDatabases.length > 0 ? asn : undefined,
	};
}

function rangesTable(places: readonly PlaceRange[]): RangeTable<PlaceRange> {
	const entries = function* (): Generator<RangeEntry<PlaceRange>> {
		for (const place of places) {
			const range = parseRange(place.cidr);
			if (range !== undefined) {
				yield { range, payload: place };
			}
		}
	};

	return new RangeTable(entries());
}

/**
 * The answer of the first database that has one. Addresses outside the public internet are not
 * looked up.
 */
function ask<Answer>(
	databases: readonly PlaceDatabase[],
	address: Address,
	question: (database: PlaceDatabase, text: string) => Answer | undefined,
): Answer | undefined {
	if (databases.length === 0 || specialUse({ from: address, to: address }) !== undefined) {
		return undefined;
	}

	const text = formatAddress(address);
	for (const database of databases) {
		const answer = question(database, text);
		if (answer !== undefined) {
			return answer;
		}
	}

	return undefined;
}

function geoRow(place: GeoPlace): Readonly<Record<(typeof geoColumns)[number], Value>> {
	return {
		latitude: place.latitude,
		longitude: place.longitude,
		country_code: place.country_code,
		country_name: place.country_name,
		region: place.region,
		state: place.region,
		city: place.city,
		postal_code: place.postal_code,
	};
}

type Row = Readonly<Record<string, Value>>;

/** A table whose key is an address; any other key finds nothing. */
function addressTable(
	columns: readonly string[],
	{ version, stamp }: { readonly version: number; readonly stamp: string | undefined },
	find: (address: Address) => Row | undefined,
): LookupTable {
	const remembered = new Map<string, Row | undefined>();
	return {
		columns,
		keyColumn: 'ip',
		keyColumns: ['ip'],
		version,
		stamp,
		find: keys => {
			const key = keys['ip'];
			if (typeof key !== 'string') {
				return undefined;
			}

			if (remembered.has(key)) {
				return remembered.get(key);
			}

			const address = parseAddress(key);
			const row = address === undefined ? undefined : find(address);
			if (remembered.size >= rememberedMax) {
				remembered.clear();
			}

			remembered.set(key, row);
			return row;
		},
	};
}
