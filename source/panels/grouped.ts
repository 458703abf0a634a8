import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { accountName } from './account-name.ts';
import type { Aliases } from './account-name.ts';
import { labelText, numberOf } from './value-text.ts';

/** One row of a result as a name and a number. */
export interface Group {
	readonly row: number;
	readonly label: string;
	readonly value: number;
}

/** Index of the column with the figure: the last column with numbers that is not a group key. */
export function figureIndex(result: QueryResult): number {
	const keys = new Set(result.keys.map(key => key.toLowerCase()));

	for (let index = result.columns.length - 1; index >= 0; index--) {
		const isKey = keys.has((result.columns[index] ?? '').toLowerCase());
		const isNumber = result.rows.every(
			row => row[index] === null || Number.isFinite(numberOf(row[index])),
		);

		if (!isKey && isNumber) {
			return index;
		}
	}

	return result.columns.length - 1;
}

/** Reads `name, count` rows; several names are joined with ` · `. */
export function toGroups(result: QueryResult, aliases?: Aliases): Group[] {
	const figure = figureIndex(result);
	return result.rows.map((row, index) => ({
		row: index,
		label:
			row
				.map((value: Value, column) => nameOf(value, result.columns[column], aliases))
				.filter((_, column) => column !== figure)
				.join(' · ') || labelText(result.columns[figure]),
		value: finiteOr0(numberOf(row[figure])),
	}));
}

function nameOf(value: Value | undefined, title = '', aliases: Aliases | undefined): string {
	return accountName(value, title, aliases) ?? labelText(value);
}

function finiteOr0(value: number): number {
	return Number.isFinite(value) ? value : 0;
}

/** A row with several figures: `user, AccessDenied, UnauthorizedOperation`. */
export interface StackedGroup {
	readonly row: number;
	readonly label: string;
	/** One per series. */
	readonly values: readonly number[];
	readonly total: number;
}

export interface StackedTable {
	/** Titles of the columns that are series. */
	readonly columns: readonly string[];
	readonly groups: readonly StackedGroup[];
}

/** Reads the first column as the row's name, and every other column as a series. */
export function toStackedTable(result: QueryResult, aliases?: Aliases): StackedTable {
	const columns = result.columns.slice(1);
	const groups = result.rows.map((row, index): StackedGroup => {
		const values = columns.map((_, column) => finiteOr0(numberOf(row[column + 1])));
		return {
			row: index,
			label: nameOf(row[0], result.columns[0], aliases),
			values,
			total: values.reduce((sum, value) => sum + value, 0),
		};
	});
	return { columns, groups };
}
