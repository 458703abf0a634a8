/** A database's answer for an address; unknown parts are null. */
export interface GeoPlace {
	readonly latitude: number | null;
	readonly longitude: number | null;
	readonly country_code: string | null;
	readonly country_name: string | null;
	readonly region: string | null;
	readonly city: string | null;
	readonly postal_code: string | null;
}

export interface Network {
	readonly asn: number | null;
	readonly organization: string | null;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Reads a record of a MaxMind-format database. GeoIP2 and DB-IP nest their values, IPinfo and
 * others do not.
 *
 * @returns undefined when it has no geographic place
 */
export function placeOf(record: unknown): GeoPlace | undefined {
	const node = nodeOf(record);
	const country = nodeOf(node['country'] ?? node['registered_country']);
	const code =
		textOf(country['iso_code']) ?? textOf(node['country_code']) ?? shortText(node['country']);
	// DB-IP writes ZZ for ranges without a country.
	if (code === 'ZZ') {
		return undefined;
	}

	const location = nodeOf(node['location']);
	const subdivisions = node['subdivisions'];
	const subdivision = nodeOf(Array.isArray(subdivisions) ? subdivisions[0] : undefined);
	const place: GeoPlace = {
		latitude: numberOf(location['latitude'] ?? node['latitude'] ?? node['lat']),
		longitude: numberOf(location['longitude'] ?? node['longitude'] ?? node['lng'] ?? node['lon']),
		country_code: code ?? null,
		country_name:
			nameOf(country) ?? textOf(node['country_name']) ?? longText(node['country']) ?? null,
		region:
			nameOf(subdivision) ??
			textOf(node['region']) ??
			textOf(node['state1']) ??
			textOf(node['region_name']) ??
			null,
		city: nameOf(nodeOf(node['city'])) ?? textOf(node['city']) ?? null,
		postal_code:
			textOf(nodeOf(node['postal'])['code']) ??
			textOf(node['postcode']) ??
			textOf(node['postal_code']) ??
			null,
	};
	return Object.values(place).every(value => value === null) ? undefined : place;
}

/** @returns undefined when the record has no network */
export function networkOf(record: unknown): Network | undefined {
	const node = nodeOf(record);
	const number = node['autonomous_system_number'] ?? node['asn'];
	const asn = numberOf(typeof number === 'string' ? number.replace(/^AS/i, '') : number);
	const organization =
		textOf(node['autonomous_system_organization']) ??
		textOf(node['as_name']) ??
		textOf(node['as_organization']) ??
		textOf(node['organization']) ??
		null;
	return asn === null && organization === null ? undefined : { asn, organization };
}

function nodeOf(value: unknown): Node {
	return typeof value === 'object' && value !== null ? (value as Node) : {};
}

function nameOf(node: Node): string | undefined {
	return textOf(nodeOf(node['names'])['en']) ?? textOf(node['name']);
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A flat `country` is a code when it has two letters, else a name. */
function shortText(value: unknown): string | undefined {
	return typeof value === 'string' && value.length === 2 ? value : undefined;
}

function longText(value: unknown): string | undefined {
	return typeof value === 'string' && value.length > 2 ? value : undefined;
}

function numberOf(value: unknown): number | null {
	const number = typeof value === 'string' && value !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
