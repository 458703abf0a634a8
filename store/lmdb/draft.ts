import type { SealedSegment } from '../segment/sealed.ts';
import { chunkBytesMax } from './environment.ts';
import type { Batch } from './environment.ts';
import { putSealed } from './catalogue.ts';
import type { RowPlace } from './duplicates.ts';
import { encodeEntry } from './journal-entry.ts';
import type { JournalEntry } from './journal-entry.ts';
import { conflictKey, journalFrom, journalKey } from './keys.ts';
import type { OpenLane } from './open-partition.ts';
import { encodeJson, stateKey } from './state.ts';
import type { StoreState } from './state.ts';

interface DraftEntry {
	readonly lane: OpenLane;
	readonly entry: JournalEntry;
	readonly sequence: number;
}

interface DraftSeal {
	readonly lane: OpenLane;
	readonly sealed: SealedSegment;
}

/**
 * Everything one transaction will write. Until it is committed the lanes in memory are ahead of
 * the disk; when it fails they are thrown away and shredded again from the journal.
 */
export class Draft {
	readonly #before: StoreState;
	#entries: DraftEntry[] = [];
	readonly #seals: DraftSeal[] = [];
	readonly #conflicts: RowPlace[] = [];
	#nextSegment: number;
	#nextSequence: number;
	#keptCount = 0;
	#duplicateCount = 0;
	#conflictCount = 0;

	constructor(state: StoreState) {
		this.#before = state;
		this.#nextSegment = state.nextSegment;
		this.#nextSequence = state.nextSequence;
	}

	/** Lanes sealed by this draft: not on disk yet, still to be asked for duplicates. */
	get sealedLanes(): readonly OpenLane[] {
		return this.#seals.map(({ lane }) => lane);
	}

	takeSegmentNumber(): number {
		return this.#nextSegment++;
	}

	addEntry(lane: OpenLane, entry: JournalEntry): void {
		this.#entries.push({ lane, entry, sequence: this.#nextSequence++ });
		this.#keptCount += entry.spans.length / 2;
	}

	addSeal(lane: OpenLane): void {
		this.#seals.push({ lane, sealed: lane.builder.seal() });
		// Records that go straight into a sealed segment need no journal.
		this.#entries = this.#entries.filter(entry => entry.lane !== lane);
	}

	noteDuplicate(): void {
		this.#duplicateCount += 1;
	}

	noteConflict(earlier: readonly RowPlace[]): void {
		this.#conflictCount += 1;
		this.#conflicts.push(...earlier);
	}

	/** The store's state once this draft is on disk. */
	nextState(lanes: readonly OpenLane[]): StoreState {
		const before = this.#before;
		const changed = this.#keptCount + this.#duplicateCount + this.#seals.length > 0;
		return {
			...before,
			version: before.version + (changed ? 1 : 0),
			catalogueVersion: before.catalogueVersion + (this.#seals.length > 0 ? 1 : 0),
			openSegments: lanes.filter(isFilled).map(lane => lane.segment),
			nextSegment: this.#nextSegment,
			nextSequence: this.#nextSequence,
			recordCount: before.recordCount + this.#keptCount,
			duplicateCount: before.duplicateCount + this.#duplicateCount,
			conflictCount: before.conflictCount + this.#conflictCount,
		};
	}

	write(batch: Batch, next: StoreState): void {
		for (const { lane, sealed } of this.#seals) {
			putSealed(batch, lane, sealed);
			for (const sequence of lane.sequences) {
				removeEntry(batch, sequence);
			}
		}

		for (const { entry, sequence } of this.#entries) {
			putEntry(batch, sequence, encodeEntry(entry));
		}

		for (const { segment, row } of this.#conflicts) {
			batch.put(conflictKey(segment, row), encodeJson({}));
		}

		batch.put(stateKey, encodeJson(next));
	}

	/** To be called once the transaction is durable. */
	settle(): void {
		for (const { lane, sequence } of this.#entries) {
			lane.sequences.push(sequence);
		}
	}
}

function isFilled(lane: OpenLane): boolean {
	return lane.builder.rowCount > 0;
}

function putEntry(batch: Batch, sequence: number, bytes: Uint8Array): void {
	for (let chunk = 0; chunk * chunkBytesMax < bytes.byteLength; chunk++) {
		const start = chunk * chunkBytesMax;
		batch.put(journalKey(sequence, chunk), bytes.subarray(start, start + chunkBytesMax));
	}
}

function removeEntry(batch: Batch, sequence: number): void {
	batch.removeRange({ start: journalKey(sequence, 0), end: journalFrom(sequence + 1).start });
}
