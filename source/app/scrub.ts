import type { StoreKeeper } from '../../store/index.ts';
import { damagedStates, ledgerObjects } from '../ingest/damaged.ts';
import type { LedgerObject, LedgerPort } from '../ingest/damaged.ts';
import { changedRows } from '../ingest/ledger-index.ts';
import type { ObjectState } from '../ingest/ledger.ts';

type Segment = ReturnType<StoreKeeper['proof']['segments']>[number];

/** How far the reading of a whole store has come, as it stands in the ledger. */
export interface ScrubProgress {
	/** Ms since the epoch; `endedMs` is absent as long as it goes on. */
	readonly startedMs: number;
	readonly endedMs?: number;
	/** Segments up to this number were read. */
	readonly segment: number;
	readonly checkedCount: number;
	/** Segments that were damaged and set aside, and the records in them. */
	readonly damagedCount: number;
	readonly recordCount: number;
}

const progressKey = 'scrub';

/** Undefined when the store was never read through. */
export function scrubProgress(ledger: Pick<LedgerPort, 'ledger'>): ScrubProgress | undefined {
	return ledger.ledger(progressKey) as ScrubProgress | undefined;
}

/** Why an object is fetched again. */
const reason = 'its records are in a damaged segment of the store';

/**
 * Reads a store through, one segment a step. A damaged segment is set aside, and the objects of its
 * records are to be fetched again, in one transaction. The progress outlives the process.
 */
export class Scrub {
	readonly #writer: StoreKeeper;
	readonly #nowMs: () => number;

	/** @param nowMs - ms since the epoch */
	constructor(writer: StoreKeeper, nowMs: () => number) {
		this.#writer = writer;
		this.#nowMs = nowMs;
	}

	/** Where the last one stands; one that has ended begins anew. */
	begin(): ScrubProgress {
		const known = scrubProgress(this.#writer);
		return known === undefined || known.endedMs !== undefined
			? {
					startedMs: this.#nowMs(),
					segment: 0,
					checkedCount: 0,
					damagedCount: 0,
					recordCount: 0,
				}
			: known;
	}

	/** Reads the next segment; the progress has its end when there was none. */
	async step(before: ScrubProgress): Promise<ScrubProgress> {
		const { proof } = this.#writer;
		const next = proof.segments().find(({ segment }) => segment > before.segment);
		if (next === undefined) {
			const ended = { ...before, endedMs: this.#nowMs() };
			await this.#note(ended);
			return ended;
		}

		const isDamaged = proof.faultsOf(next.segment).length > 0;
		const after = {
			...before,
			segment: next.segment,
			checkedCount: before.checkedCount + 1,
			damagedCount: before.damagedCount + (isDamaged ? 1 : 0),
			recordCount: before.recordCount + (isDamaged ? next.rowCount : 0),
		};
		if (isDamaged) {
			proof.setAside([next], [...this.#pendingRows([next]), progressRow(after)]);
		} else {
			await this.#note(after);
		}

		return after;
	}

	/**
	 * Frees what was set aside, once all of its objects were read again.
	 *
	 * @returns records that stay aside, because their objects cannot be read
	 */
	settle(): number {
		const { proof } = this.#writer;
		const segments = proof.aside();
		if (segments.length === 0) {
			return 0;
		}

		const isLeft = this.#objectsOf(segments).some(({ entry }) => isUnread(entry.state));
		if (isLeft) {
			return segments.reduce((sum, { rowCount }) => sum + rowCount, 0);
		}

		proof.discardAside(this.#nowMs());
		return 0;
	}

	#pendingRows(segments: readonly Segment[]) {
		const changes = this.#objectsOf(segments).map(({ namespace, key, entry }) => ({
			namespace,
			key,
			entry: { ...entry, state: 'pending' as const, attempts: 0, retryAtMs: this.#nowMs(), reason },
		}));
		return changedRows(changes, this.#writer);
	}

	/** Objects that may have records in the segments. */
	#objectsOf(segments: readonly Segment[]): readonly LedgerObject[] {
		return [...ledgerObjects(this.#writer)].filter(({ entry: { records, oldestMs, newestMs } }) =>
			segments.some(
				({ minTimeMs, maxTimeMs }) =>
					records > 0 &&
					(oldestMs ?? -Infinity) <= maxTimeMs &&
					(newestMs ?? Infinity) >= minTimeMs,
			),
		);
	}

	async #note(progress: ScrubProgress): Promise<void> {
		await this.#writer.putLedger([progressRow(progress)]);
	}
}

function progressRow(progress: ScrubProgress) {
	return { key: progressKey, value: progress };
}

function isUnread(state: ObjectState): boolean {
	return state !== 'partial' && (damagedStates.has(state) || state === 'gone');
}
