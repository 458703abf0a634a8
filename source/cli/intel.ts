import type { PlaceRange } from '../intel/place-table.ts';
import { placeTables } from '../intel/place-table.ts';
import type { Tables } from '../intel/lookups.ts';
import { threatTable } from '../intel/threat-table.ts';
import type { Indicator } from '../intel/threat-table.ts';

/** Where indicators, places and a user’s tables come from; can be posted to a worker. */
export interface IntelSpec {
	/** The example trail brings indicators and places of its own. */
	readonly example: boolean;
	readonly threatFiles: readonly string[];
	readonly geoFiles: readonly string[];
	/** The user’s CSV and JSON tables for `lookup`. */
	readonly tablesDir: string;
}

/** Reads what the specification names. */
export async function openTables(spec: IntelSpec): Promise<Tables> {
	const indicators: Indicator[] = [];
	const places: PlaceRange[] = [];
	if (spec.example) {
		const { exampleIndicators } = await import('../example/intel.ts');
		const { exampleGeoRanges } = await import('../example/geo.ts');
		indicators.push(...exampleIndicators);
		places.push(...exampleGeoRanges);
	}

	const placed = placeTables(places, 1);
	return {
		threats: indicators.length === 0 ? undefined : threatTable(indicators, 1),
		geo: places.length === 0 ? undefined : placed.geo,
		asn: places.length === 0 ? undefined : placed.asn,
		user: path => ({ missing: `there is no table "${path}" in ${spec.tablesDir}` }),
	};
}
