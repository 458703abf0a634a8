import type { Field, SortKey } from '../../source/query/syntax/tree.ts';
import type { StageOf } from './stages.ts';
import type { Value } from '../../source/query/value.ts';
import { type NaiveRow, type Rows, rowOf, setColumn } from './row.ts';
import { bySortOrder, grouped, identityOf } from './value.ts';

interface Order {
	readonly name: string;
	readonly descending: boolean;
}

/** Rows by some fields; rows that agree in all of them stay as they stand. */
export function sorted(rows: readonly NaiveRow[], orders: readonly Order[]): readonly NaiveRow[] {
	return rows.toSorted((a, b) => {
		for (const { name, descending } of orders) {
			const difference = bySortOrder(a.get(name), b.get(name));

			if (difference !== 0) {
				return descending ? -difference : difference;
			}
		}

		return 0;
	});
}

export function sortRows(state: Rows, keys: readonly SortKey[]): Rows {
	const orders = keys.map(({ field, descending }) => ({ name: field.name, descending }));
	return { ...state, rows: sorted(state.rows, orders) };
}

export function limitRows(state: Rows, count: number): Rows {
	return { ...state, rows: count < 0 ? state.rows.slice(count) : state.rows.slice(0, count) };
}

/** The largest rows of each group, with their place in it from 1. */
export function topkRows(state: Rows, stage: StageOf<'topk'>): Rows {
	const orders = stage.fields.map(({ name }) => ({ name, descending: true }));
	const groups = [...grouped(state.rows, row => row.all(stage.by)).values()].map(rows =>
		sorted(rows, orders).slice(0, stage.count),
	);
	const ranks = groups.flatMap(rows => rows.map((_row, index) => index + 1));
	return setColumn({ ...state, rows: groups.flat() }, '_rank', ranks);
}

/** The first rows of each key. Without fields the key is the record, or the whole row of a table. */
export function dedupRows(state: Rows, stage: StageOf<'dedup'>): Rows {
	const keyOf = (row: NaiveRow) => identityOf(row.all(dedupFields(state, stage.fields)));
	const rows = state.rows.filter((row, index) => {
		const before = state.rows.slice(0, index).map(keyOf);
		const key = keyOf(row);
		const other = stage.consecutive ? before.findLastIndex(one => one !== key) : -1;
		return before.filter((one, place) => place > other && one === key).length < stage.count;
	});
	return { ...state, rows };
}

function dedupFields(state: Rows, fields: readonly Field[]): readonly { readonly name: string }[] {
	if (fields.length > 0) {
		return fields;
	}

	return state.isTable ? state.columns.map(name => ({ name })) : [{ name: '_raw' }];
}

/** `fields` of a table: names that are no column are left out. */
export function fieldsOfTable(state: Rows, stage: StageOf<'fields'>): Rows {
	const named = stage.fields.map(({ name }) => ({ name, column: columnIn(state, name) }));
	const kept =
		stage.mode === 'keep'
			? named.filter(
					({ column }, index) =>
						column !== undefined && named.findIndex(other => other.column === column) === index,
				)
			: state.columns
					.filter(column => named.every(other => other.column !== column))
					.map(column => ({ name: column, column }));
	const columns = kept.map(({ name }) => name);
	const rows = state.rows.map(row =>
		rowOf(
			columns,
			kept.map(({ column }) => row.get(column!)),
		),
	);
	return { ...state, columns, rows };
}

function columnIn(state: Rows, name: string): string | undefined {
	return rowOf(state.columns, []).titleOf(name);
}

/** `fields` of records; fields that begin with `_` stay. */
export function fieldsOfRecords(state: Rows, stage: StageOf<'fields'>): Rows {
	const named = stage.fields.map(({ name }) => name.toLowerCase());

	if (stage.mode === 'drop') {
		return {
			...state,
			columns: state.columns.filter(column => !named.includes(column.toLowerCase())),
			rows: state.rows.map(row => row.hiding(lower => named.includes(lower))),
		};
	}

	const isHidden = (lower: string) => !named.includes(lower) && !lower.startsWith('_');
	const rows = state.rows.map(row => {
		const values = stage.fields.map(({ name }): [string, Value] => [name, row.get(name)]);
		return values.reduce((kept, [name, value]) => kept.with(name, value), row.hiding(isHidden));
	});
	const columns = stage.fields.map(({ name }) => name);
	const internal = state.columns.filter(
		column => column.startsWith('_') && !named.includes(column.toLowerCase()),
	);
	return { ...state, columns: [...columns, ...internal], rows };
}

/** The order of groups: by the buckets of time, else the largest first aggregate first; then by the keys. */
export function inDefaultOrder(
	rows: readonly NaiveRow[],
	keys: readonly string[],
	first: string | undefined,
	timeTitle: string | undefined,
): readonly NaiveRow[] {
	const time = keys.find(key => key.toLowerCase() === timeTitle?.toLowerCase());
	const leading = time ?? first;
	const head = leading === undefined ? [] : [{ name: leading, descending: time === undefined }];
	return sorted(rows, [...head, ...keys.map(name => ({ name, descending: false }))]);
}
