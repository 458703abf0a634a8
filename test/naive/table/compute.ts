import { compileExpression, holds } from '../../../source/query/evaluate.ts';
import type { Expression } from '../../../source/query/syntax/tree.ts';
import { reader, type Row, withColumn } from './columns.ts';
import type { Table, TableContext } from './table.ts';

/** `where` over a table. */
export function whereTable(table: Table, condition: Expression, context: TableContext): Table {
	const compiled = compileExpression(condition, context);
	const read = valuesReader(table, compiled.fields);
	return {
		columns: table.columns,
		rows: table.rows.filter(row => holds(compiled, read(row))),
	};
}

/** `expression as name` over a table. */
export function assignTable(
	table: Table,
	stage: { readonly name: string; readonly expression: Expression },
	context: TableContext,
): Table {
	const compiled = compileExpression(stage.expression, context);
	const read = valuesReader(table, compiled.fields);
	return withColumn(
		table,
		stage.name,
		table.rows.map(row => compiled.evaluate(read(row))),
	);
}

function valuesReader(table: Table, fields: readonly string[]): (row: Row) => Row {
	const reads = fields.map(name => reader(table.columns, name));
	return row => reads.map(read => read(row));
}
