import { compareText, keyOfAll, textOf } from '../../../source/query/comparison.ts';
import type { Field } from '../../../source/query/syntax/tree.ts';
import type { Value } from '../../../source/query/value.ts';
import { columnIndex, readers, type Row } from './columns.ts';
import type { Table, TableContext } from './table.ts';

/** Columns that a transpose makes. */
const transposeColumnsMax = 300;

/** Title of the column whose value is null. */
const noneTitle = '(none)';

interface TransposeStage {
	readonly rows: readonly Field[];
	readonly columns: readonly Field[];
	readonly titles: readonly string[] | undefined;
}

/** One cell of the result, before the titles are chosen. */
interface Cell {
	readonly rowKey: string;
	readonly title: string;
	readonly value: Value;
}

/**
 * Turns the values of some columns into column titles, by code point. The cell is the one column
 * left over; of several, each gives a column `title name`.
 */
export function transposeTable(table: Table, stage: TransposeStage, context: TableContext): Table {
	const rowReads = readers(table.columns, stage.rows);
	const cells: Cell[] = [];
	const rowKeys = new Map<string, Row>();
	const split = cellSplitter(table, stage);

	for (const row of table.rows) {
		const keys = rowReads.map(read => read(row));
		const rowKey = keyOfAll(keys);
		rowKeys.set(rowKey, rowKeys.get(rowKey) ?? keys);
		cells.push(...split(row).map(cell => ({ ...cell, rowKey })));
	}

	const titles = chooseTitles(cells, stage.titles, context);
	const places = new Map(titles.map((title, index) => [title, index]));
	const rows = new Map(
		[...rowKeys].map(([key, values]) => [key, { values, cells: titles.map((): Value => null) }]),
	);

	for (const { rowKey, title, value } of cells) {
		const place = places.get(title);

		if (place !== undefined) {
			rows.get(rowKey)!.cells[place] ??= value;
		}
	}

	return {
		columns: [...stage.rows.map(({ name }) => name), ...titles],
		rows: [...rows.values()].map(row => [...row.values, ...row.cells]),
	};
}

function cellSplitter(
	table: Table,
	stage: TransposeStage,
): (row: Row) => readonly Omit<Cell, 'rowKey'>[] {
	const columnReads = readers(table.columns, stage.columns);
	const used = new Set(
		[...stage.rows, ...stage.columns].map(({ name }) => columnIndex(table.columns, name)),
	);
	const rest = table.columns
		.map((name, index) => ({ name, index }))
		.filter(({ index }) => !used.has(index));
	return row => {
		const title = columnReads.map(read => titleOf(read(row))).join(', ');
		return rest.map(({ name, index }) => ({
			title: rest.length === 1 ? title : `${title} ${name}`,
			value: row[index] ?? null,
		}));
	};
}

function titleOf(value: Value): string {
	return value === null ? noneTitle : textOf(value);
}

function chooseTitles(
	cells: readonly Cell[],
	wanted: readonly string[] | undefined,
	context: TableContext,
): readonly string[] {
	const found = [...new Set(cells.map(({ title }) => title))].sort(compareText);
	const listed = wanted?.filter(title => title !== '*') ?? [];
	const rest = found.filter(title => !listed.includes(title));
	const titles =
		wanted === undefined ? found : wanted.flatMap(title => (title === '*' ? rest : [title]));

	if (titles.length > transposeColumnsMax) {
		context.warn(
			`transpose made ${titles.length} columns; the first ${transposeColumnsMax} are kept`,
		);
	}

	return titles.slice(0, transposeColumnsMax);
}
