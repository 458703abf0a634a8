/** A range of addresses with its invented location. */
export interface ExampleGeoRange {
	/** `192.0.2.0/27` or `2001:db8:10::/48`; ranges do not overlap. */
	readonly cidr: string;
	readonly latitude: number;
	readonly longitude: number;
	/** Two capital letters. */
	readonly country_code: string;
	readonly country_name: string;
	readonly region: string;
	readonly city: string;
	readonly postal_code: string;
	readonly asn: number;
	readonly organization: string;
}

type ExamplePlace = Omit<ExampleGeoRange, 'cidr' | 'asn' | 'organization'>;

function place(
	city: string,
	region: string,
	country_code: string,
	country_name: string,
	postal_code: string,
	latitude: number,
	longitude: number,
): ExamplePlace {
	return { latitude, longitude, country_code, country_name, region, city, postal_code };
}

const dublin = place('Dublin', 'Leinster', 'IE', 'Ireland', 'D02', 53.3331, -6.2489);
const berlin = place('Berlin', 'Land Berlin', 'DE', 'Germany', '10115', 52.5244, 13.4105);
const lisbon = place('Lisbon', 'Lisbon', 'PT', 'Portugal', '1100', 38.7167, -9.1333);
const warsaw = place('Warsaw', 'Mazovia', 'PL', 'Poland', '00-002', 52.2298, 21.0118);
const seattle = place('Seattle', 'Washington', 'US', 'United States', '98101', 47.6062, -122.3321);
const denver = place('Denver', 'Colorado', 'US', 'United States', '80202', 39.7392, -104.9847);
const toronto = place('Toronto', 'Ontario', 'CA', 'Canada', 'M5H', 43.7001, -79.4163);
const sydney = place('Sydney', 'New South Wales', 'AU', 'Australia', '2000', -33.8679, 151.2073);
const tokyo = place('東京', 'Tokyo', 'JP', 'Japan', '100-0001', 35.6895, 139.6917);
const saoPaulo = place('São Paulo', 'São Paulo', 'BR', 'Brazil', '01000', -23.5475, -46.6361);
const lagos = place('Lagos', 'Lagos', 'NG', 'Nigeria', '101233', 6.4541, 3.3947);
const cairo = place('Cairo', 'Cairo', 'EG', 'Egypt', '11511', 30.0626, 31.2497);
const mumbai = place('Mumbai', 'Maharashtra', 'IN', 'India', '400001', 19.0728, 72.8826);
const auckland = place('Auckland', 'Auckland', 'NZ', 'New Zealand', '1010', -36.8485, 174.7635);
const helsinki = place('Helsinki', 'Uusimaa', 'FI', 'Finland', '00100', 60.1695, 24.9354);
const santiago = place(
	'Santiago',
	'Santiago Metropolitan',
	'CL',
	'Chile',
	'8320000',
	-33.4569,
	-70.6483,
);
const nairobi = place('Nairobi', 'Nairobi', 'KE', 'Kenya', '00100', -1.2833, 36.8167);

const corp = { asn: 64_496, organization: 'Example Corp' };
const home = { asn: 64_500, organization: 'Example Broadband' };
const cloud = { asn: 64_503, organization: 'Example Hosting' };
const bullet = { asn: 65_536, organization: 'Example Offshore Hosting' };
const proxy = { asn: 65_541, organization: 'Example Anonymous Proxies' };

/**
 * Locations of the example's addresses. The ranges are those reserved for documentation and
 * benchmarks; the locations are invented.
 */
export const exampleGeoRanges: readonly ExampleGeoRange[] = [
	{ cidr: '198.51.100.0/27', ...dublin, ...corp },
	{ cidr: '198.51.100.32/27', ...berlin, ...corp },
	{ cidr: '198.51.100.64/26', ...seattle, ...corp },
	{ cidr: '198.51.100.128/25', ...denver, ...corp },
	{ cidr: '203.0.113.0/26', ...lisbon, ...home },
	{ cidr: '203.0.113.64/27', ...cairo, ...bullet },
	{ cidr: '203.0.113.96/27', ...saoPaulo, ...bullet },
	{ cidr: '203.0.113.128/25', ...warsaw, ...home },
	{ cidr: '192.0.2.0/26', ...toronto, ...home },
	{ cidr: '192.0.2.64/26', ...lagos, ...bullet },
	{ cidr: '192.0.2.128/26', ...santiago, ...bullet },
	{ cidr: '192.0.2.192/27', ...nairobi, ...proxy },
	{ cidr: '192.0.2.224/27', ...mumbai, ...proxy },
	{ cidr: '198.18.0.0/20', ...sydney, ...home },
	{ cidr: '198.18.16.0/20', ...berlin, ...cloud },
	{ cidr: '198.18.64.0/18', ...tokyo, ...home },
	{ cidr: '198.18.192.0/20', ...helsinki, ...proxy },
	{ cidr: '198.19.0.0/16', ...auckland, ...home },
	{ cidr: '2001:db8:10::/48', ...dublin, ...home },
	{ cidr: '2001:db8:20::/48', ...seattle, ...home },
	{ cidr: '2001:db8:30::/44', ...tokyo, ...home },
	{ cidr: '2001:db8:bad::/48', ...mumbai, ...proxy },
];
