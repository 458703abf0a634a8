import type { Engine, QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';

/** One record on its way out. */
export interface ExportedRecord {
	/** The record in one line: as delivered, or without its line breaks. */
	readonly line: string;
	/** The delivered text had line breaks, which a line of NDJSON cannot hold. */
	readonly isCompacted: boolean;
	readonly delivered: string;
	readonly meta: Readonly<Record<string, Value>>;
	/** Of the result’s columns. */
	readonly row: readonly Value[];
}

/** What an export ran into; every one is said. */
export interface ExportCounts {
	records: number;
	compacted: number;
	/** Found, but dropped from the store before they could be read. */
	lost: number;
}

/** The records of a page, oldest first. */
export function* recordsOf(
	page: QueryResult,
	engine: Engine,
	counts: ExportCounts,
): Iterable<ExportedRecord> {
	for (let index = page.rows.length - 1; index >= 0; index--) {
		const ref = page.refs?.[index];
		const record = ref === undefined ? undefined : engine.record(ref);
		if (record === undefined) {
			counts.lost++;
			continue;
		}

		const isCompacted = /[\r\n]/.test(record.delivered);
		counts.records++;
		counts.compacted += isCompacted ? 1 : 0;
		yield {
			line: isCompacted ? record.raw : record.delivered,
			isCompacted,
			delivered: record.delivered,
			meta: record.meta,
			row: page.rows[index] ?? [],
		};
	}
}
