import { columnIndex } from './columns.ts';
import type { FrameSource } from './frame-source.ts';
import type { Rows } from './rows.ts';
import type { Table } from './table.ts';
import { noTies, type Ties } from './ties.ts';
import { constantVector, rowVector, type Vector } from './vector.ts';

/** A table as the source of a frame, so that the row stages can run on it. */
export class TableSource implements FrameSource {
	readonly rowCount: number;
	readonly #table: Table;

	constructor(table: Table) {
		this.#table = table;
		this.rowCount = table.rows.length;
	}

	/** A table is small, and what is computed for each of its rows tells of itself. */
	work(): void {}

	/** Rows that were records have their record's time. */
	times(): Float64Array {
		const index = columnIndex(this.#table.columns, '_messageTime');
		return Float64Array.from(this.#table.rows, row => {
			const time = row[index];
			return typeof time === 'number' ? time : NaN;
		});
	}

	/** Its rows have an order already. */
	ties(): Ties {
		return noTies;
	}

	field(name: string): Vector {
		const { columns, rows } = this.#table;
		const index = columnIndex(columns, name);
		return index < 0
			? this.#nothing()
			: rowVector(this.rowCount, row => rows[row]?.[index] ?? null);
	}

	/** Its values have no tokens. */
	needle(): undefined {
		return undefined;
	}

	rowsWithElements(_need: unknown, rows: Rows): Rows {
		return rows;
	}

	has(name: string): boolean {
		return columnIndex(this.#table.columns, name) >= 0;
	}

	path(): Vector {
		return this.#nothing();
	}

	anchor(): Vector {
		return this.#nothing();
	}

	timeslice(): Vector {
		return this.#nothing();
	}

	cached<T>(_what: string, _bytes: unknown, compute: () => T): T {
		return compute();
	}

	peek(): undefined {
		return undefined;
	}

	ref(): undefined {
		return undefined;
	}

	#nothing(): Vector {
		return constantVector(null, this.rowCount);
	}
}
