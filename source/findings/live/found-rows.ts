import type { LedgerRow } from '../../../store/index.ts';
import { dayMs } from '../../text/duration.ts';
import { severities, type Severity } from '../rule.ts';
import type { KeyedFinding } from './live-book.ts';
import { shortHash } from './meaning.ts';
import { findingId, findingRow, foundPrefix, type FindingRow } from './rows.ts';

interface Written {
	/** Of what it says. */
	readonly hash: string;
	readonly foundMs: number;
	readonly severity: Severity;
	readonly lastMs: number;
}

/** Rows of findings that are to be written, and what of them is new. */
export interface FoundChanges {
	readonly rows: readonly LedgerRow[];
	/** Those that were not there, were less severe, or happened again within a day. */
	readonly found: readonly FindingRow[];
}

/** Knows which findings stand in the store, so that only what differs is written. */
export class FoundRows {
	/** At most as many as findings. */
	readonly #written = new Map<string, Written>();
	/** Ids that this process has made. */
	readonly #made = new Set<string>();

	constructor(rows: Iterable<LedgerRow>) {
		for (const { value } of rows) {
			const row = value as FindingRow;
			this.#written.set(row.id, writtenOf(row));
		}
	}

	/** @param nowMs - when it is found, for those that were not there */
	changes(findings: readonly KeyedFinding[], nowMs: number): FoundChanges {
		const rows: LedgerRow[] = [];
		const found: FindingRow[] = [];
		for (const { key, finding } of findings) {
			const id = findingId(key);
			const written = this.#written.get(id);
			if (finding === undefined) {
				this.#made.delete(id);
				rows.push(...this.#removal(id));
				continue;
			}

			this.#made.add(id);
			const row = findingRow(key, finding, written?.foundMs ?? nowMs);
			const now = writtenOf(row);
			if (now.hash !== written?.hash) {
				rows.push({ key: foundPrefix + id, value: row });
				this.#written.set(id, now);
			}

			if (written === undefined || isNews(now, written, nowMs)) {
				found.push(row);
			}
		}

		return { rows, found };
	}

	/** All findings are made anew from here on. */
	unmakeAll(): void {
		this.#made.clear();
	}

	/**
	 * Rows of findings that nobody makes any more. To be asked when all records were looked at.
	 *
	 * @param findings - that are made now
	 */
	strays(findings: readonly KeyedFinding[]): readonly LedgerRow[] {
		const made = new Set(findings.map(({ key }) => findingId(key)));
		return [...this.#written.keys()]
			.filter(id => !this.#made.has(id) && !made.has(id))
			.flatMap(id => this.#removal(id));
	}

	#removal(id: string): readonly LedgerRow[] {
		return this.#written.delete(id) ? [{ key: foundPrefix + id, value: undefined }] : [];
	}
}

function writtenOf(row: FindingRow): Written {
	const { foundMs, severity, lastMs } = row;
	return { hash: hashOf(row), foundMs, severity, lastMs };
}

/** What was history when it was found is news when it happens again. */
function isNews(now: Written, before: Written, nowMs: number): boolean {
	const isWorse = severities.indexOf(now.severity) > severities.indexOf(before.severity);
	return isWorse || (now.lastMs > before.lastMs && nowMs - now.lastMs <= dayMs);
}

function hashOf(row: FindingRow): string {
	return shortHash(JSON.stringify({ ...row, foundMs: 0 }));
}
