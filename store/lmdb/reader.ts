import { StoreError } from '../errors.ts';
import type { DecodedCache } from '../segment/sealed.ts';
import { SegmentBuilder } from '../segment/segment-builder.ts';
import type { SegmentView } from '../segment/view.ts';
import type { LedgerRow, RecordSchema, StoreCounts, StoreReader, StoreSnapshot } from '../store.ts';
import { withConflictRows } from './conflict-view.ts';
import { readConflicts } from './conflicts.ts';
import type { LmdbEnvironment } from './environment.ts';
import { readJournal } from './journal.ts';
import type { SequencedEntry } from './journal.ts';
import { ledgerRows, ledgerValue } from './ledger.ts';
import { replayEntry } from './replay.ts';
import { SealedSegments } from './sealed-segments.ts';
import { emptyState, readState, refuseOtherCount } from './state.ts';
import type { StoreState } from './state.ts';

export interface ReaderParts {
	readonly environment: LmdbEnvironment;
	readonly schema: RecordSchema;
	readonly cache: DecodedCache;
}

/** An open segment that a reader shreds from the journal. */
interface FollowedSegment {
	readonly builder: SegmentBuilder;
	view: SegmentView | undefined;
}

export class LmdbReader implements StoreReader {
	readonly #environment: LmdbEnvironment;
	readonly #schema: RecordSchema;
	readonly #sealed: SealedSegments;
	readonly #open = new Map<number, FollowedSegment>();
	/**
	 * The state up to which the journal was followed; older than the disk when a refresh failed
	 * midway.
	 */
	#state: StoreState = emptyState;
	#nextSequence = 0;
	#conflicts: ReadonlyMap<number, readonly number[]> = new Map();
	#snapshot: StoreSnapshot | undefined;
	#isClosed = false;

	constructor({ environment, schema, cache }: ReaderParts) {
		this.#environment = environment;
		this.#schema = schema;
		this.#sealed = new SealedSegments(environment, schema, cache);
	}

	refresh(): StoreSnapshot {
		this.#refuseWhenClosed();
		if (this.#environment.isReplaced()) {
			throw new StoreError(
				'store-replaced',
				'the store was compacted or made anew since it was opened',
			);
		}

		const newest = readState(this.#environment);
		if (this.#snapshot !== undefined && this.#snapshot.version === newest.version) {
			return this.#snapshot;
		}

		// Each step copies a limited part of the journal in a short transaction and shreds it
		// outside. The last step finds nothing more, so all that was read belongs to one snapshot.
		try {
			let entries: readonly SequencedEntry[];
			do {
				entries = this.#environment.atOneMoment(() => this.#follow());
				this.#shred(entries);
			} while (entries.length > 0);
		} catch (error) {
			// An entry may be half shredded, so the next refresh starts the open segments again.
			this.#open.clear();
			this.#nextSequence = 0;
			this.#snapshot = undefined;
			throw error;
		}

		this.#snapshot = this.#takeSnapshot();
		return this.#snapshot;
	}

	ledger(key: string): unknown {
		this.#refuseWhenClosed();
		return ledgerValue(this.#environment, key);
	}

	ledgerRange(from: string, to: string): Iterable<LedgerRow> {
		this.#refuseWhenClosed();
		return ledgerRows(this.#environment, from, to);
	}

	async close(): Promise<void> {
		if (!this.#isClosed) {
			this.#isClosed = true;
			this.#open.clear();
			await this.#environment.close();
		}
	}

	#follow(): SequencedEntry[] {
		const before = this.#state;
		const state = readState(this.#environment);
		if (state.catalogueVersion !== before.catalogueVersion) {
			this.#sealed.synchronise();
		}

		if (state.conflictCount !== before.conflictCount) {
			this.#conflicts = readConflicts(this.#environment);
		}

		this.#state = state;
		return readJournal(this.#environment, this.#nextSequence);
	}

	#shred(entries: readonly SequencedEntry[]): void {
		const openNow = new Set(this.#state.openSegments);
		for (const segment of this.#open.keys()) {
			if (!openNow.has(segment)) {
				this.#open.delete(segment);
			}
		}

		for (const { sequence, entry } of entries) {
			const { segment } = entry;
			const followed = this.#open.get(segment) ?? {
				builder: new SegmentBuilder({ id: String(segment), schema: this.#schema }),
				view: undefined,
			};
			this.#open.set(segment, followed);
			replayEntry(entry, followed.builder);
			followed.view = undefined;
			this.#nextSequence = sequence + 1;
		}
	}

	#takeSnapshot(): StoreSnapshot {
		const segments: SegmentView[] = [];
		for (const { segment, view } of this.#sealed.entries()) {
			segments.push(this.#flagged(segment, view));
		}

		const sealedRecordCount = this.#sealed.recordCount;
		let openRowCount = 0;
		for (const [segment, followed] of this.#open) {
			followed.view ??= followed.builder.view();
			openRowCount += followed.view.rowCount;
			segments.push(this.#flagged(segment, followed.view));
		}

		segments.sort((a, b) => a.minTimeMs - b.minTimeMs);
		const { version, duplicateCount, conflictCount } = this.#state;
		refuseOtherCount(this.#state, sealedRecordCount + openRowCount);
		const counts: StoreCounts = {
			recordCount: sealedRecordCount + openRowCount,
			duplicateCount,
			conflictCount,
			sealedSegmentCount: this.#sealed.count,
			openRowCount,
			usedBytes: this.#environment.pageUse().usedBytes,
		};
		return { version, segments, counts };
	}

	#flagged(segment: number, view: SegmentView): SegmentView {
		const rows = this.#conflicts.get(segment);
		return rows === undefined ? view : withConflictRows(view, rows);
	}

	#refuseWhenClosed(): void {
		if (this.#isClosed) {
			throw new StoreError('closed', 'the reader was closed');
		}
	}
}
