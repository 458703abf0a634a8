import { messageOf } from '../errors.ts';
import { checkSealed } from '../segment/sealed.ts';
import type { LedgerRow } from '../store.ts';
import { readCatalogue } from './catalogue.ts';
import type { CatalogueRow } from './catalogue.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { aside, asideKey, catalogueKey, doomedKey, headerKey } from './keys.ts';
import { putLedgerRow } from './ledger.ts';
import type { Drop } from './retention.ts';
import { decodeJson, encodeJson } from './rows.ts';
import { groupReader } from './sealed-segments.ts';
import { readState, stateKey } from './state.ts';

interface ProofParts {
	readonly environment: LmdbEnvironment;
	/** Called first in every transaction; throws when the lease is lost. */
	readonly holdLease: (batch: Batch) => void;
	/** Called after each commit that changed the segments. */
	readonly changed: () => void;
}

/**
 * Proves the sealed segments of a store while it is written. A damaged one is set aside: no reader
 * sees it, and its bytes stay until its records were fetched again.
 */
export class SegmentProof {
	readonly #parts: ProofParts;

	constructor(parts: ProofParts) {
		this.#parts = parts;
	}

	/** Every sealed segment, in order of number. */
	segments(): readonly CatalogueRow[] {
		return readCatalogue(this.#parts.environment);
	}

	/** Reads all blocks of a segment; what is wrong with it. Empty when it is gone by now. */
	faultsOf(segment: number): readonly string[] {
		const { environment } = this.#parts;
		if (environment.read(catalogueKey(segment), () => true) === undefined) {
			return [];
		}

		const header = environment.copy(headerKey(segment));
		if (header === undefined) {
			return ['it has no header'];
		}

		try {
			return checkSealed(header, groupReader(environment, segment)).faults;
		} catch (error) {
			return [messageOf(error)];
		}
	}

	/** Segments that are set aside. */
	aside(): readonly CatalogueRow[] {
		return this.#parts.environment
			.page(aside, Infinity)
			.map(({ value }) => decodeJson(value) as CatalogueRow);
	}

	/** @param ledgerRows - of the objects that are to be fetched again, in the same transaction */
	setAside(rows: readonly CatalogueRow[], ledgerRows: readonly LedgerRow[]): void {
		this.#commit(batch => {
			const state = readState(batch);
			for (const row of rows) {
				batch.remove(catalogueKey(row.segment));
				batch.put(asideKey(row.segment), encodeJson(row));
			}

			const recordCount = rows.reduce((count, row) => count - row.rowCount, state.recordCount);
			const { version, catalogueVersion } = state;
			batch.put(
				stateKey,
				encodeJson({
					...state,
					recordCount,
					version: version + 1,
					catalogueVersion: catalogueVersion + 1,
				}),
			);
			for (const row of ledgerRows) {
				putLedgerRow(batch, row);
			}
		});
	}

	/** Frees the bytes of what is set aside, as those of dropped segments. */
	discardAside(nowMs: number): void {
		const rows = this.aside();
		this.#commit(batch => {
			for (const { segment, minTimeMs, maxTimeMs, rowCount, byteCount } of rows) {
				const times = { droppedMs: nowMs, minTimeMs, maxTimeMs };
				const drop: Drop = { segment, reason: 'damaged', ...times, rowCount, byteCount };
				batch.remove(asideKey(segment));
				batch.put(doomedKey(segment), encodeJson(drop));
			}
		});
	}

	#commit(write: (batch: Batch) => void): void {
		const { environment, holdLease, changed } = this.#parts;
		environment.commit(batch => {
			holdLease(batch);
			write(batch);
		});
		changed();
	}
}
