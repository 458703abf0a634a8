import { compareText, keyOfAll, textOf } from '../comparison.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { columnIndex, readers, type Row } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { rowBytes } from '../spending.ts';
import { quoteName } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import { words } from './stage-completion.ts';
import { tableOf } from './schema.ts';
import type { Body, StageSpec } from './stage-spec.ts';
import { listFields, plainNames } from './stage-text.ts';

/** Columns that a transpose makes. */
const transposeColumnsMax = 300;

/** Title of the column whose value is null. */
const noneTitle = '(none)';

export interface TransposeStage extends StageNode {
	readonly kind: 'transpose';
	readonly rows: readonly Field[];
	readonly columns: readonly Field[];
	/** `*` stands for those that are not named; undefined: all. */
	readonly titles: readonly string[] | undefined;
}

export const transpose: StageSpec<TransposeStage> = {
	kind: 'transpose',
	help: {
		name: 'transpose',
		group: 'table',
		takes: 'table',
		tier: 'must',
		syntax: 'transpose row r[, …] column c[, …] [as a, b, *]',
		help: 'makes the values of a column into columns, for a chart with a series each',
		snippet: 'transpose row _timeslice column eventName',
		keywords: ['row', 'column'],
		example:
			'| timeslice 1h | count by _timeslice, eventName | transpose row _timeslice column eventName',
	},
	read: readTranspose,
	print: stage => {
		const titles = stage.titles?.map(title => (title === '*' ? title : quoteName(title)));
		const as = titles === undefined ? '' : ` as ${titles.join(', ')}`;
		return `transpose row ${listFields(stage.rows)} column ${listFields(stage.columns)}${as}`;
	},
	name: () => 'transpose',
	explain: stage => `row ${plainNames(stage.rows)} column ${plainNames(stage.columns)}`,
	reads: stage => [...stage.rows, ...stage.columns],
	makes: stage => {
		const titles = (stage.titles ?? []).filter(title => title !== '*');
		const open = stage.titles === undefined || stage.titles.includes('*');
		return { ...tableOf([...stage.rows.map(row => row.name), ...titles]), open };
	},
	run: {
		class: 'table',
		run: transposeTable,
		keys: stage => stage.rows.map(({ name }) => name),
		transposes: true,
	},
	complete: {
		operands: 'fields',
		opens: ['row', 'column'],
		follows: words(['column', 'as']),
		offers: point => (point.isFirst ? words(['row']) : undefined),
	},
	drill: { made: () => [], dropsRows: false },
};

function readTranspose(reader: Reader): Body<TransposeStage> {
	const syntax = 'write transpose row r column c';
	reader.expectWord('row', syntax);
	const rows = reader.fields();
	reader.expectWord('column', syntax);
	const columns = reader.fields();
	if (reader.takeWord('as') === undefined) {
		return { kind: 'transpose', rows, columns, titles: undefined };
	}

	const open = reader.takeSymbol('(') !== undefined;
	const titles: string[] = [];
	do {
		titles.push(reader.takeSymbol('*') === undefined ? reader.field().name : '*');
	} while (reader.takeSymbol(',') !== undefined);

	if (open) {
		reader.expectSymbol(')', 'close the list of names with )');
	}

	return { kind: 'transpose', rows, columns, titles };
}

/** Bytes of a cell. */
const cellBytes = 48;

/** One cell of the result, before the titles are chosen. */
interface Cell {
	readonly rowKey: string;
	readonly title: string;
	readonly value: Value;
}

/**
 * Turns the values of some columns into column titles, by code point. The cell is the one remaining
 * column; with several, each gives a column `title name`.
 */
function transposeTable(table: Table, stage: TransposeStage, context: TableContext): Table {
	const rowReads = readers(table.columns, stage.rows);
	const cells: Cell[] = [];
	const rowKeys = new Map<string, Row>();
	const split = cellSplitter(table, stage);
	context.spending.add(table.rows.length * cellBytes * table.columns.length, stage.span);

	for (const row of table.rows) {
		const keys = rowReads.map(read => read(row));
		const rowKey = keyOfAll(keys);
		rowKeys.set(rowKey, rowKeys.get(rowKey) ?? keys);
		cells.push(...split(row).map(cell => ({ ...cell, rowKey })));
	}

	const titles = chooseTitles(cells, stage.titles, context);
	const indexes = new Map(titles.map((title, index) => [title, index]));
	context.spending.add(rowKeys.size * rowBytes(titles.length), stage.span);
	const rows = new Map(
		[...rowKeys].map(([key, values]) => [key, { values, cells: titles.map((): Value => null) }]),
	);

	for (const { rowKey, title, value } of cells) {
		const at = indexes.get(title);

		if (at !== undefined) {
			rows.get(rowKey)!.cells[at] ??= value;
		}
	}

	const keys = stage.rows.map(({ name }) => name);
	return {
		columns: [...keys, ...titles.map(title => apartFrom(keys, title, context))],
		rows: [...rows.values()].map(row => [...row.values, ...row.cells]),
	};
}

/** A value that is spelled as the column of the rows gets a title of its own. */
function apartFrom(keys: readonly string[], title: string, context: TableContext): string {
	if (!keys.some(key => key.toLowerCase() === title.toLowerCase())) {
		return title;
	}

	context.warn(
		`transpose titles the column of ${title} ${title}_2, because ${title} names its rows`,
	);
	return `${title}_2`;
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
