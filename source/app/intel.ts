import { fieldsOf, addFields } from '../intel/format/named-fields.ts';
import { judgementOf } from '../intel/indicator.ts';
import type { KeptIndicator } from '../intel/indicator.ts';
import { IndicatorList } from '../intel/indicator-list.ts';
import { LiveTables } from '../intel/live-tables.ts';
import type { PlaceRange } from '../intel/place-table.ts';
import { UsageError } from './arguments.ts';
import { checkGivenFiles } from './given-files.ts';
import type { GivenFiles } from './given-files.ts';

/**
 * Where indicators, places and a user’s tables come from. Plain data, so that it can be posted to a
 * worker.
 */
export interface IntelSpec extends GivenFiles {
	/** The example trail has indicators and places of its own. */
	readonly example: boolean;
	/** Folder with the indicators of feeds and imports. Undefined: none are read. */
	readonly threatsDir?: string;
	/** Folder that is searched for databases of places. Undefined: none is searched. */
	readonly geoDir?: string;
	/** The user’s CSV and JSON tables for `lookup`. */
	readonly tablesDir: string;
}

/**
 * Opens what the specification names. A file is read when a query first asks for it. Files of the
 * command line are read now, so that a mistake in them is reported at once.
 *
 * @throws UsageError when a file of the command line is not there or holds nothing that can be used
 */
export async function openTables(spec: IntelSpec): Promise<LiveTables> {
	await checkGivenFiles(spec);
	const tables = new LiveTables({
		indicators: spec.example ? await exampleIndicators() : [],
		places: spec.example ? await examplePlaces() : [],
		threatFiles: spec.threatFiles,
		threatsDir: spec.threatsDir,
		geoFiles: spec.geoFiles,
		geoDir: spec.geoDir,
		tablesDir: spec.tablesDir,
	});
	const [unusable] = tables.checkGiven();
	if (unusable !== undefined) {
		throw new UsageError(unusable);
	}

	return tables;
}

/** The example’s indicators, in the columns of the reference product’s table. */
async function exampleIndicators(): Promise<readonly KeptIndicator[]> {
	const { exampleIndicators: rows } = await import('../example/intel.ts');
	const list = new IndicatorList();
	for (const row of rows) {
		const why = addFields(fieldsOf(Object.entries(row)), judgementOf('example'), list);
		if (why !== undefined) {
			throw new Error(`the example’s indicator ${row.threat}: ${why}`);
		}
	}

	return list.indicators.map(indicator => {
		const importedMs = indicator.about.updatedMs ?? 0;
		return {
			...indicator,
			firstImportedMs: importedMs,
			lastSeenMs: importedMs,
			withdrawnMs: undefined,
		};
	});
}

async function examplePlaces(): Promise<readonly PlaceRange[]> {
	const { exampleGeoRanges } = await import('../example/geo.ts');
	return exampleGeoRanges;
}
