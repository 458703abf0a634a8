import type { LookupPort, LookupTable } from '../lookup.ts';
import type { Stage } from '../syntax/tree.ts';
import type { Value } from '../value.ts';

export type EnrichStage = Extract<
	Stage,
	{ readonly kind: 'lookup' | 'geoip' | 'threatip' | 'threatlookup' }
>;

/** A look-up made ready: which fields it reads, what it adds, and one call a distinct key. */
export interface Enrichment {
	/** Fields whose values are the key. */
	readonly keys: readonly string[];
	/** Names it makes, in order. */
	readonly names: readonly string[];
	/** Values under `names` for one key. */
	find(keys: readonly Value[]): readonly Value[];
	/** Names the data: results of another version are stale. */
	readonly version: string;
}

const geoColumns = [
	'latitude',
	'longitude',
	'country_code',
	'country_name',
	'city',
	'state',
] as const;
const threatColumns = [
	['actor', 'actor'],
	['threatlevel', 'malicious_confidence'],
	['raw', 'raw_threat'],
	['type', 'type'],
] as const;

const geoSource = 'geo://location';
const threatSource = 'sumo://threat/cs';

export function isEnrichStage(stage: Stage): stage is EnrichStage & Stage {
	return ['lookup', 'geoip', 'threatip', 'threatlookup'].includes(stage.kind);
}

/**
 * Finds the table of a look-up stage.
 *
 * @param warn - told when there is no such table: then every value is null, and no row is dropped
 */
export function prepareEnrichment(
	stage: EnrichStage,
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	switch (stage.kind) {
		case 'lookup':
			return prepareLookup(stage, lookups, warn);
		case 'geoip': {
			const extra = (stage.extra ?? []).map(({ name }) => name);
			const columns = [...geoColumns, ...extra];
			warnOfUnknown(geoSource, lookups.table(geoSource), extra, warn);
			return fixedKey(
				geoSource,
				stage.field.name,
				columns.map(column => ({ column, as: column })),
				lookups,
				warn,
			);
		}
		case 'threatip':
			return fixedKey(
				threatSource,
				stage.field.name,
				threatColumns.map(([column, as]) => ({ column, as })),
				lookups,
				warn,
			);
		case 'threatlookup': {
			const source =
				stage.sourceName === undefined ? threatSource : `sumo://threat/${stage.sourceName}`;
			const table = lookups.table(source);
			const columns = isTable(table) ? table.columns : threatColumns.map(([column]) => column);
			return fixedKey(
				source,
				stage.field.name,
				columns.map(column => ({ column, as: `_threatlookup.${column}` })),
				lookups,
				warn,
			);
		}
	}
}

function isTable(found: LookupTable | { readonly missing: string }): found is LookupTable {
	return !('missing' in found);
}

interface Output {
	readonly column: string;
	readonly as: string;
}

function fixedKey(
	source: string,
	field: string,
	outputs: readonly Output[],
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	const table = lookups.table(source);
	if (!isTable(table)) {
		return missing(table.missing, [field], outputs, warn);
	}

	const key = table.keyColumn ?? table.keyColumns[0] ?? 'ip';
	return enrichment(table, [field], [key], outputs);
}

function prepareLookup(
	stage: EnrichStage & { readonly kind: 'lookup' },
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	const table = lookups.table(stage.source.name);
	if (!isTable(table)) {
		const outputs = stage.outputs === 'all' ? [] : stage.outputs;
		const fields = stage.on.map(({ right }) => right.name);
		return missing(table.missing, fields, outputs, warn);
	}

	const named = stage.outputs === 'all' ? [] : stage.outputs;
	const columns = named.map(({ column }) => column);
	warnOfUnknown(stage.source.name, table, columns, warn);
	const isNamed = (column: string): boolean =>
		columns.some(name => name.toLowerCase() === column.toLowerCase());
	const rest = table.columns.filter(column => !isNamed(column));
	const open = stage.outputs === 'all' || stage.rest === true;
	const outputs = [...named, ...(open ? rest : []).map(column => ({ column, as: column }))];
	const sides = stage.on.map(({ left, right }) => keySide(table, left.name, right.name));
	return enrichment(
		table,
		sides.map(side => side.field),
		sides.map(side => side.column),
		outputs,
	);
}

/** A column that the table does not have is null everywhere, which looks like no match. */
function warnOfUnknown(
	source: string,
	table: LookupTable | { readonly missing: string },
	columns: readonly string[],
	warn: (message: string) => void,
): void {
	const known = isTable(table) ? [...new Set([...table.columns, ...table.keyColumns])] : columns;
	const lower = known.map(column => column.toLowerCase());
	for (const column of columns) {
		if (!lower.includes(column.toLowerCase())) {
			warn(`${source} has no column "${column}"; it has ${known.join(', ')}`);
		}
	}
}

/**
 * Which side of `x = y` is the table's column: the fixed key of a built-in source may stand on
 * either; of a user's table the right side if it is a column, else the left.
 */
function keySide(
	table: LookupTable,
	left: string,
	right: string,
): { readonly field: string; readonly column: string } {
	if (table.keyColumn !== undefined) {
		const key = table.keyColumn.toLowerCase();
		return right.toLowerCase() === key
			? { field: left, column: table.keyColumn }
			: { field: right, column: table.keyColumn };
	}

	const spelled = (name: string): string | undefined =>
		table.keyColumns.find(column => column.toLowerCase() === name.toLowerCase());
	const onRight = spelled(right);
	return onRight === undefined
		? { field: right, column: spelled(left) ?? left }
		: { field: left, column: onRight };
}

function enrichment(
	table: LookupTable,
	keys: readonly string[],
	columns: readonly string[],
	outputs: readonly Output[],
): Enrichment {
	const spelled = outputs.map(({ column }) => {
		const lower = column.toLowerCase();
		return table.columns.find(known => known.toLowerCase() === lower) ?? column;
	});
	return {
		keys,
		names: outputs.map(output => output.as),
		find: values => {
			const row = values.includes(null)
				? undefined
				: table.find(Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null])));
			return spelled.map(column => row?.[column] ?? null);
		},
		version: String(table.version),
	};
}

function missing(
	message: string,
	keys: readonly string[],
	outputs: readonly Output[],
	warn: (message: string) => void,
): Enrichment {
	warn(message);
	const names = outputs.map(output => output.as);
	const nothing = names.map(() => null);
	return { keys, names, find: () => nothing, version: 'missing' };
}
