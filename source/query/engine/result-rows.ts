import { columnIndex } from '../frame/columns.ts';
import { inOrder, rowsToTable, tableToFrame } from '../frame/rows-table.ts';
import type { OrderedRows } from '../frame/ordered-rows.ts';
import type { Table } from '../frame/table.ts';
import type { Choice } from '../stage/stage-spec.ts';

/** The rows after an aggregate, as a table or as columns: whichever the next stage needs. */
export class ResultRows {
	readonly columns: readonly string[];
	#table: Table | undefined;
	#ordered: OrderedRows | undefined;

	private constructor(
		columns: readonly string[],
		table: Table | undefined,
		ordered: OrderedRows | undefined,
	) {
		this.columns = columns;
		this.#table = table;
		this.#ordered = ordered;
	}

	static ofTable(table: Table): ResultRows {
		return new ResultRows(table.columns, table, undefined);
	}

	/**
	 * @param made - names that a stage set: new columns, or existing ones in the stage's spelling
	 */
	static ofOrdered(
		ordered: OrderedRows,
		before: readonly string[],
		made: readonly string[],
	): ResultRows {
		const columns = [...before];
		for (const name of made) {
			const index = columnIndex(columns, name);
			columns[index < 0 ? columns.length : index] = name;
		}

		return new ResultRows(columns, undefined, ordered);
	}

	get rowCount(): number {
		return this.#table?.rows.length ?? this.#ordered?.frameOf.length ?? 0;
	}

	table(): Table {
		return (this.#table ??= rowsToTable(this.ordered(), this.columns));
	}

	ordered(): OrderedRows {
		return this.#ordered ?? inOrder(tableToFrame(this.table()));
	}

	/** The existing columns of a choice, each once. */
	choose({ mode, names }: Choice): ResultRows {
		const { columns, rows } = this.table();
		const named = names.map(name => columnIndex(columns, name));
		const all =
			mode === 'keep'
				? names.map((title, at) => ({ title, index: named[at] as number }))
				: columns
						.map((title, index) => ({ title, index }))
						.filter(({ index }) => !named.includes(index));
		const kept = all.filter(
			({ index }, at) => index >= 0 && all.findIndex(one => one.index === index) === at,
		);
		return ResultRows.ofTable({
			columns: kept.map(({ title }) => title),
			rows: rows.map(row => kept.map(({ index }) => row[index] ?? null)),
		});
	}
}
