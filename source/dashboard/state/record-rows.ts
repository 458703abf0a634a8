import { detailRows, isFinding } from './finding-page.ts';
import { recordFacts } from './record-facts.ts';
import type { OpenRecord } from './state.ts';

/** Lines above the details of a call: five, and one that parts them. */
export const factRows = 6;
/** With fewer rows the details are all there is. */
const rowsWithFacts = 14;

/**
 * Rows for the lines of an open record, of those inside of its border: above them stands what a person asks first.
 */
export function recordRows(record: OpenRecord, rows: number): number {
	if (isFinding(record.ref)) {
		return detailRows(rows);
	}

	return rows >= rowsWithFacts && recordFacts(record) !== undefined ? rows - factRows : rows;
}
