import type { Field } from '../../../source/query/syntax/tree.ts';
import { columnIndex } from './columns.ts';
import type { Table } from './table.ts';

/** Keeps the named columns in the named order, or drops them; names without a column are left out. */
export function fieldsTable(
	table: Table,
	stage: { readonly mode: 'keep' | 'drop'; readonly fields: readonly Field[] },
): Table {
	const named = stage.fields.map(({ name }) => columnIndex(table.columns, name));
	const places =
		stage.mode === 'keep'
			? stage.fields.map(({ name }, at) => ({ title: name, index: named[at] ?? -1 }))
			: table.columns
					.map((title, index) => ({ title, index }))
					.filter(({ index }) => !named.includes(index));
	const kept = places.filter(
		({ index }, at) => index >= 0 && places.findIndex(place => place.index === index) === at,
	);
	return {
		columns: kept.map(({ title }) => title),
		rows: table.rows.map(row => kept.map(({ index }) => row[index] ?? null)),
	};
}
