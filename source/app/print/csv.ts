import type { Value } from '../../query/value.ts';

/** A spreadsheet treats a cell that starts with one of these as a formula. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * One line of CSV (RFC 4180), without its line end. Text that a spreadsheet would run as a formula
 * gets a leading apostrophe; numbers stay numbers.
 */
export function csvLine(values: readonly Value[]): string {
	return values.map(csvCell).join(',');
}

function csvCell(value: Value): string {
	if (value === null) {
		return '';
	}

	if (typeof value !== 'string') {
		return String(value);
	}

	const safe = formulaStart.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
