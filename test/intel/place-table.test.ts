import { expect, test } from 'vitest';
import { anMmdb } from '../../fixtures/mmdb.ts';
import { openPlaceDatabase } from '../../source/intel/geo/place-database.ts';
import { networkOf, placeOf } from '../../source/intel/geo/geo-place.ts';
import { placeTables } from '../../source/intel/place-table.ts';

const berlin = {
	country: { iso_code: 'DE', names: { en: 'Germany', de: 'Deutschland' } },
	subdivisions: [{ iso_code: 'BE', names: { en: 'Land Berlin' } }],
	city: { names: { en: 'Berlin' } },
	location: { latitude: 52.5244, longitude: 13.4105 },
	postal: { code: '10115' },
};
const city = anMmdb('DBIP-City-Lite', {
	'11.0.0.0/8': berlin,
	'11.1.2.0/24': { country: { iso_code: 'FR', names: { en: 'France' } } },
	'12.0.0.0/8': { country: { iso_code: 'ZZ' } },
	'10.0.0.0/8': berlin,
	'2a00::/16': berlin,
});
const asn = anMmdb('DBIP-ASN-Lite (compat=GeoLite2-ASN)', {
	'11.0.0.0/8': { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Net' },
});
const flat = anMmdb('ipinfo lite.mmdb', {
	'13.0.0.0/8': {
		country: 'Portugal',
		country_code: 'PT',
		asn: 'AS64501',
		as_name: 'Exemplo',
		latitude: '38.7',
		longitude: '-9.1',
	},
});

const tables = placeTables(
	{
		ranges: [],
		databases: [city, asn, flat].map((bytes, index) => openPlaceDatabase(bytes, `${index}.mmdb`)),
	},
	7,
);
const placeAt = (ip: string) => tables.geo?.find({ ip });
const networkAt = (ip: string) => tables.asn?.find({ ip });

test('places and networks come from the database that has them', () => {
	expect(placeAt('11.9.9.9')).toEqual({
		latitude: 52.5244,
		longitude: 13.4105,
		country_code: 'DE',
		country_name: 'Germany',
		region: 'Land Berlin',
		state: 'Land Berlin',
		city: 'Berlin',
		postal_code: '10115',
	});
	expect(placeAt('11.1.2.3')).toMatchObject({ country_code: 'FR', latitude: null, city: null });
	expect(placeAt('2a00::1')).toMatchObject({ city: 'Berlin' });
	expect(placeAt('::ffff:11.9.9.9')).toMatchObject({ city: 'Berlin' });
	expect(placeAt('13.1.1.1')).toMatchObject({
		country_code: 'PT',
		country_name: 'Portugal',
		latitude: 38.7,
		longitude: -9.1,
	});
	expect(networkAt('11.9.9.9')).toEqual({ asn: 64_500, organization: 'Example Net' });
	expect(networkAt('13.1.1.1')).toEqual({ asn: 64_501, organization: 'Exemplo' });
	expect(tables.geo?.version).toBe(7);
});

test.each([
	...['cloudtrail.amazonaws.com', 'AWS Internal', '', '10.1.2.3', '127.0.0.1', '169.254.169.254'],
	...['100.64.0.1', '192.0.2.1', 'fe80::1', '2001:db8::1', '12.1.1.1', '14.1.1.1'],
])('"%s" has no place, and that is no error', ip => {
	expect(placeAt(ip)).toBeUndefined();
	expect(networkAt(ip)).toBeUndefined();
});

test('ranges that are given come before databases, also for documentation addresses', () => {
	const given = {
		cidr: '192.0.2.0/25',
		latitude: 1,
		longitude: 2,
		country_code: 'IE',
		country_name: 'Ireland',
		region: 'Leinster',
		city: 'Dublin',
		postal_code: 'D02',
		asn: 64_502,
		organization: 'Given',
	};
	const both = placeTables(
		{ ranges: [given], databases: [openPlaceDatabase(city, 'city.mmdb')] },
		1,
	);
	expect(both.geo?.find({ ip: '192.0.2.1' })).toMatchObject({ city: 'Dublin' });
	expect(both.geo?.find({ ip: '11.9.9.9' })).toMatchObject({ city: 'Berlin' });
	expect(both.asn?.find({ ip: '192.0.2.1' })).toEqual({ asn: 64_502, organization: 'Given' });
});

test('a table without data is none', () => {
	expect(placeTables({ ranges: [], databases: [] }, 1)).toEqual({ geo: undefined, asn: undefined });
	const onlyAsn = placeTables({ ranges: [], databases: [openPlaceDatabase(asn, 'asn.mmdb')] }, 1);
	expect(onlyAsn.geo).toBeUndefined();
	expect(onlyAsn.asn).toBeDefined();
	const onlyCity = placeTables(
		{ ranges: [], databases: [openPlaceDatabase(city, 'city.mmdb')] },
		1,
	);
	expect(onlyCity.asn).toBeUndefined();
});

test('what is no database says so', () => {
	expect(() => openPlaceDatabase(Buffer.from('<html>'), 'x.mmdb')).toThrow(
		/x\.mmdb is no MaxMind-format database/,
	);
	expect(() => openPlaceDatabase(city.subarray(0, 50), 'x.mmdb')).toThrow(/is no MaxMind-format/);
});

test('records that name nothing are none', () => {
	expect(placeOf({ traits: {} })).toBeUndefined();
	expect(placeOf(null)).toBeUndefined();
	expect(networkOf({ country: { iso_code: 'DE' } })).toBeUndefined();
});

test('ten thousand answers are remembered; then each is found anew', () => {
	let asked = 0;
	const lookup = placeTables(
		{
			ranges: [],
			databases: [
				{
					...openPlaceDatabase(city, 'city.mmdb'),
					place: () => {
						asked++;
						return placeOf(berlin);
					},
				},
			],
		},
		7,
	).geo;
	const askAll = (from: number, to: number) => {
		asked = 0;
		for (let index = from; index < to; index++) {
			expect(lookup?.find({ ip: `11.0.${index >> 8}.${index & 255}` })?.['city']).toBe('Berlin');
		}

		return asked;
	};

	expect(askAll(0, 10_000)).toBe(10_000);
	expect(askAll(0, 10_000)).toBe(0);
	expect(askAll(10_000, 10_001)).toBe(1);
	expect(askAll(0, 1)).toBe(1);
});
