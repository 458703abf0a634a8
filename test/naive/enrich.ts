import type { LookupPort, LookupTable } from '../../source/query/lookup-port.ts';
import type { NaiveRow } from './row.ts';
import type { StageOf } from './stages.ts';

export type EnrichStage = StageOf<'lookup' | 'geoip' | 'threatip' | 'threatlookup'>;

interface Plan {
	readonly source: string;
	/** Field of the row, column of the table. */
	readonly on: (table: LookupTable) => readonly (readonly [field: string, column: string])[];
	readonly outputs: (table: LookupTable) => readonly (readonly [column: string, title: string])[];
}

/** The columns that a look-up makes; of a missing table those that the stage names. */
export function enrichedColumns(stage: EnrichStage, lookups: LookupPort): readonly string[] {
	const { source, outputs } = planOf(stage);
	const table = lookups.table(source);

	if ('missing' in table) {
		return stage.kind === 'lookup' && stage.outputs !== 'all'
			? stage.outputs.map(({ as }) => as)
			: [];
	}

	return outputs(table).map(([, title]) => title);
}

/** Adds a table's columns to a row; without a partner they are null. */
export function enriched(row: NaiveRow, stage: EnrichStage, lookups: LookupPort): NaiveRow {
	const { source, on, outputs } = planOf(stage);
	const table = lookups.table(source);

	if ('missing' in table) {
		return enrichedColumns(stage, lookups).reduce((made, title) => made.with(title, null), row);
	}

	const keys = on(table).map(([field, column]) => [column, row.get(field)] as const);
	const found = keys.some(([, value]) => value === null)
		? undefined
		: table.find(Object.fromEntries(keys));
	return outputs(table).reduce((made, [column, title]) => {
		const spelled = table.columns.find(known => known.toLowerCase() === column.toLowerCase());
		return made.with(title, found?.[spelled ?? column] ?? null);
	}, row);
}

function planOf(stage: EnrichStage): Plan {
	switch (stage.kind) {
		case 'lookup':
			return {
				source: stage.source.name,
				on: table => stage.on.map(({ left, right }) => sides(table, left.name, right.name)),
				outputs: table => {
					const named = stage.outputs === 'all' ? [] : stage.outputs;
					const taken = named.map(({ column }) => column.toLowerCase());
					const rest = table.columns.filter(column => !taken.includes(column.toLowerCase()));
					return [
						...named.map(({ column, as }) => [column, as] as const),
						...(stage.outputs === 'all' || stage.rest === true ? rest : []).map(
							column => [column, column] as const,
						),
					];
				},
			};
		case 'geoip': {
			const columns = 'latitude longitude country_code country_name city state'.split(' ');
			const extra = (stage.extra ?? []).map(({ name }) => name);
			return fixed('geo://location', stage.field.name, () =>
				[...columns, ...extra].map(column => [column, column]),
			);
		}
		case 'threatip':
			return fixed('sumo://threat/cs', stage.field.name, () => [
				['actor', 'actor'],
				['threatlevel', 'malicious_confidence'],
				['raw', 'raw_threat'],
				['type', 'type'],
			]);
		case 'threatlookup':
			return fixed(`sumo://threat/${stage.sourceName ?? 'cs'}`, stage.field.name, table =>
				table.columns.map(column => [column, `_threatlookup.${column}`]),
			);
	}
}

function fixed(source: string, field: string, outputs: Plan['outputs']): Plan {
	return { source, on: table => [[field, table.keyColumn ?? 'ip']], outputs };
}

function sides(table: LookupTable, left: string, right: string): readonly [string, string] {
	const columns = table.keyColumn === undefined ? table.keyColumns : [table.keyColumn];
	const spelled = (name: string) =>
		columns.find(column => column.toLowerCase() === name.toLowerCase());
	const rightColumn = spelled(right);

	if (rightColumn !== undefined) {
		return [left, rightColumn];
	}

	return [right, spelled(left) ?? left];
}
