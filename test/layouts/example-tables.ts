import { exampleGeoRanges } from '../../source/example/geo.ts';
import type { LookupPort, LookupTable } from '../../source/query/lookup-port.ts';
import type { Value } from '../../source/query/value.ts';
import { placeOf, sameAddress } from '../oracle/address.ts';
import type { OracleIndicator } from '../oracle/oracle.ts';

type Row = Readonly<Record<string, Value>>;

/** Places and indicators, found one by one: what the look-up tables must say. */
export function exampleLookups(indicators: readonly OracleIndicator[]): LookupPort {
	const tables: Readonly<Record<string, LookupTable>> = {
		'geo://location': tableOf(
			'ip',
			['latitude', 'longitude', 'country_code', 'country_name', 'city'],
			address => {
				const place = placeOf(address, exampleGeoRanges);
				return place === undefined ? undefined : { ...place };
			},
		),
		'sumo://threat/cs': tableOf('threat', ['type', 'actor', 'raw', 'threatlevel'], address => {
			const found = indicators.find(
				({ threat }) => threat === address || sameAddress(threat, address),
			);
			return found === undefined ? undefined : { ...found };
		}),
	};
	return { table: name => tables[name.toLowerCase()] ?? { missing: `there is no table ${name}` } };
}

function tableOf(
	key: string,
	columns: readonly string[],
	rowOf: (text: string) => Row | undefined,
): LookupTable {
	const known = new Map<string, Row | undefined>();
	return {
		columns,
		keyColumn: key,
		keyColumns: [key],
		version: 1,
		find: keys => {
			const text = String(keys[key] ?? '');

			if (!known.has(text)) {
				known.set(text, rowOf(text));
			}

			return known.get(text);
		},
	};
}
