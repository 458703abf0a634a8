import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { accountName } from './account-name.ts';
import type { Aliases } from './account-name.ts';
import { labelText, numberOf } from './value-text.ts';

/** One row of a result, as a name and a number. */
export interface Group {
	readonly row: number;
	readonly label: string;
	readonly value: number;
}

/** Index of the column with the figure: the last one that holds numbers and is no group key. */
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

/** Rows of several figures under one name: `user, AccessDenied, UnauthorizedOperation`. */
export interface StackedGroup {
	readonly row: number;
	readonly label: string;
	/** One a series. */
	readonly values: readonly number[];
	readonly total: number;
}

export interface StackedTable {
	/** Titles of the result's columns that are series. */
	readonly columns: readonly string[];
	readonly groups: readonly StackedGroup[];
}

/** The first column names the row, every other one is a series. */
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
