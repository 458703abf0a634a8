import { Reader } from 'maxmind';
import { IntelError } from '../errors.ts';
import { inflated } from '../format/inflate.ts';
import type { Network, GeoPlace } from './geo-place.ts';
import { networkOf, placeOf } from './geo-place.ts';

/** Bytes of a database, which is kept in memory whole. The largest free one has about 130 MB. */
export const databaseBytesMax = 1024 * 1024 * 1024;

/** An open database of geographic places or networks. */
export interface PlaceDatabase {
	/** `DBIP-City-Lite`, `GeoLite2-ASN`. */
	readonly type: string;
	readonly builtMs: number;
	/** Whether its records may have a geographic place. */
	readonly hasPlaces: boolean;
	readonly hasNetworks: boolean;
	place(address: string): GeoPlace | undefined;
	network(address: string): Network | undefined;
}

/**
 * Opens a MaxMind-format database.
 *
 * @param bytes - owned by the database from now on
 * @param name - for errors
 * @throws IntelError when it is not such a database
 */
export function openPlaceDatabase(bytes: Uint8Array, name: string): PlaceDatabase {
	const plain = inflated(bytes, databaseBytesMax);
	let reader: Reader<never>;
	try {
		reader = new Reader<never>(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
	} catch (error) {
		throw new IntelError(
			'place-data-unusable',
			`${name} is no MaxMind-format database: ${(error as Error).message}`,
			'give an .mmdb file, or run `trailtop geo update`',
			{ cause: error },
		);
	}

	const { databaseType: type, buildEpoch, ipVersion, nodeCount } = reader.metadata;
	if (nodeCount === 0) {
		throw new IntelError(
			'place-data-unusable',
			`${name} is empty`,
			'fetch it again with `trailtop geo update`',
		);
	}

	const get = (address: string): unknown => {
		// A database with only IPv4 throws for an IPv6 address.
		return ipVersion === 4 && address.includes(':') ? null : reader.get(address);
	};

	// The type says what a database contains; one of an unknown type may contain both.
	const isNetworkOnly =
		/asn|isp|domain|connection/i.test(type) && !/city|country|location/i.test(type);
	const isPlaceOnly =
		/city|country|location|enterprise/i.test(type) && !/asn|isp|ipinfo/i.test(type);
	return {
		type,
		builtMs: Number.isNaN(buildEpoch.getTime()) ? 0 : buildEpoch.getTime(),
		hasPlaces: !isNetworkOnly,
		hasNetworks: !isPlaceOnly,
		place: address => placeOf(get(address)),
		network: address => networkOf(get(address)),
	};
}
