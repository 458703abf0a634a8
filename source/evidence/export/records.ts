import { exactText } from './exact-text.ts';
import { formatPlural } from '../../text/number.ts';
import type { Engine, QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';

/** One record of an export. */
export interface ExportedRecord {
	/**
	 * The record as one line: as delivered, or with its line breaks removed. Bytes that are no UTF-8
	 * stand in it as `exactText` has them.
	 */
	readonly line: string;
	/** The delivered text had line breaks, which a line of NDJSON cannot hold. */
	readonly isCompacted: boolean;
	readonly delivered: string;
	readonly meta: Readonly<Record<string, Value>>;
	/** Values of the result’s columns. */
	readonly row: readonly Value[];
}

/** Counts of an export; each one that is not zero is reported. */
export interface ExportCounts {
	records: number;
	compacted: number;
	/** Found, but dropped from the store by retention before they could be read. */
	lost: number;
}

/** That lines were made of several; undefined when none was. */
export function compactedWords({ compacted }: ExportCounts): string | undefined {
	return compacted === 0
		? undefined
		: `${formatPlural(compacted, 'record')} ${compacted === 1 ? 'was' : 'were'} delivered on several lines and ${compacted === 1 ? 'stands' : 'stand'} in one here`;
}

/** The compact form has U+FFFD for bytes that are no UTF-8, so there only the line breaks go. */
function oneLine(delivered: string, compact: string, isOdd: boolean): string {
	return isOdd ? delivered.replaceAll(/[\r\n]/g, ' ') : compact;
}

/** The records of a page, oldest first. */
export async function* recordsOf(
	page: QueryResult,
	engine: Engine,
	counts: ExportCounts,
): AsyncIterable<ExportedRecord> {
	for (let index = page.rows.length - 1; index >= 0; index--) {
		const ref = page.refs?.[index];
		const record = ref === undefined ? undefined : await engine.record(ref);
		if (record === undefined) {
			counts.lost++;
			continue;
		}

		const { deliveredBytes } = record;
		const delivered = deliveredBytes === undefined ? record.delivered : exactText(deliveredBytes);
		const isCompacted = /[\r\n]/.test(record.delivered);
		counts.records++;
		counts.compacted += isCompacted ? 1 : 0;
		yield {
			line: isCompacted ? oneLine(delivered, record.raw, deliveredBytes !== undefined) : delivered,
			isCompacted,
			delivered,
			meta: record.meta,
			row: page.rows[index] ?? [],
		};
	}
}
