import type { LookupPort, LookupTable } from '../../source/query/lookup-port.ts';
import type { Value } from '../../source/query/value.ts';

type Rows = readonly Readonly<Record<string, Value>>[];

const fixedKeys: ReadonlyMap<string, string> = new Map([
	['geo://location', 'ip'],
	['asn://default', 'ip'],
]);

/** Look-up tables from the rows of a case. */
export function lookupsOf(tables: Readonly<Record<string, Rows>>): LookupPort {
	const known = new Map(
		Object.entries(tables).map(([name, rows]) => [bare(name), tableOf(bare(name), rows)]),
	);
	return {
		table: name => known.get(bare(name)) ?? { missing: `there is no look-up table ${name}` },
	};
}

function bare(name: string): string {
	return name.replace(/^path:\/\//, '').replaceAll('"', '');
}

function tableOf(name: string, rows: Rows): LookupTable {
	const keyColumn = name.startsWith('sumo://threat/') ? 'threat' : fixedKeys.get(name);
	const all = [...new Set(rows.flatMap(row => Object.keys(row)))];
	return {
		columns: all.filter(column => column !== keyColumn),
		keyColumn,
		keyColumns: keyColumn === undefined ? all : [keyColumn],
		find: keys =>
			rows.find(row =>
				Object.entries(keys).every(
					([column, value]) =>
						value !== null &&
						String(read(row, column)).toLowerCase() === String(value).toLowerCase(),
				),
			),
		version: 1,
		stamp: 'given',
	};
}

function read(row: Rows[number], column: string): Value {
	const spelled = Object.keys(row).find(name => name.toLowerCase() === column.toLowerCase());
	return spelled === undefined ? null : (row[spelled] ?? null);
}
