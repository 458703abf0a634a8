import type { Cell } from './json.ts';
import type { Panel } from './shapes.ts';

/** A panel as `trailtop show --format json` prints it. */
export interface ShownPanel {
	readonly id: string;
	readonly columns: readonly string[];
	readonly rows: readonly Readonly<Record<string, Cell | undefined>>[];
}

const tolerance = 1e-9;
/** Differences that are told of one panel. */
const differencesMax = 5;

/**
 * How a shown panel differs from the oracle's, in sentences; none when it is right. Rows whose order
 * is open are compared as a multiset; numbers of an outlier within 1e-9; a missing cell is null, and
 * a time bucket may be ms or ISO text.
 */
export function differences(shown: ShownPanel, expected: Panel): readonly string[] {
	const found: string[] = [];
	const say = (text: string) => found.push(`${shown.id}: ${text}`);

	if (shown.columns.join() !== expected.columns.join()) {
		say(`columns ${shown.columns.join()} instead of ${expected.columns.join()}`);
	}

	if (shown.rows.length !== expected.rows.length) {
		say(`${shown.rows.length} rows instead of ${expected.rows.length}`);
	}

	const rows = shown.rows.map(row => cellsOf(row, expected.columns));
	const wanted = expected.rows.map(row => cellsOf(row, expected.columns));

	if (expected.order === 'as-is') {
		for (const [index, row] of wanted.entries()) {
			const own = rows[index];

			if (own !== undefined && !row.every((value, column) => isSame(own[column], value))) {
				say(`row ${index} is ${JSON.stringify(own)} instead of ${JSON.stringify(row)}`);
			}
		}
	} else {
		for (const text of multisetDifferences(rows, wanted)) {
			say(text);
		}
	}

	if (expected.order === 'newest-first') {
		const rises = shown.rows.findIndex(
			(row, index) =>
				index > 0 && timeOf(row['eventTime']) > timeOf(shown.rows[index - 1]?.['eventTime']),
		);

		if (rises >= 0) {
			say(`row ${rises} is newer than the row before it`);
		}
	}

	return found.length <= differencesMax
		? found
		: [...found.slice(0, differencesMax), `${shown.id}: ${found.length - differencesMax} more`];
}

function cellsOf(
	row: Readonly<Record<string, Cell | undefined>>,
	columns: readonly string[],
): readonly Cell[] {
	return columns.map(column => {
		const value = row[column] ?? null;
		return column === '_timeslice' && typeof value === 'string' ? Date.parse(value) : value;
	});
}

function timeOf(value: Cell | undefined): number {
	return typeof value === 'string' ? Date.parse(value) : Number(value);
}

function isSame(a: Cell | undefined, b: Cell): boolean {
	if (typeof a === 'number' && typeof b === 'number') {
		return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
	}

	return a === b;
}

function multisetDifferences(
	rows: readonly (readonly Cell[])[],
	wanted: readonly (readonly Cell[])[],
): readonly string[] {
	const left = new Map<string, number>();

	for (const row of wanted) {
		const key = JSON.stringify(row);
		left.set(key, (left.get(key) ?? 0) + 1);
	}

	const surplus: string[] = [];

	for (const row of rows) {
		const key = JSON.stringify(row);
		const count = left.get(key) ?? 0;

		if (count === 0) {
			surplus.push(`has ${key}, which is not expected`);
		} else {
			left.set(key, count - 1);
		}
	}

	const missing = [...left]
		.filter(([, count]) => count > 0)
		.map(([key, count]) => `lacks ${count > 1 ? `${count} times ` : ''}${key}`);
	return [...missing, ...surplus];
}
