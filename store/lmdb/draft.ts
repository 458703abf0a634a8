import type { SealedSegment } from '../segment/sealed.ts';
import { chunkBytesMax } from './environment.ts';
import type { Batch } from './environment.ts';
import { putSealed } from './catalogue.ts';
import type { RowPosition } from './duplicates.ts';
import { encodeEntry } from './journal-entry.ts';
import type { JournalEntry } from './journal-entry.ts';
import { conflictKey, journalFrom, journalKey } from './keys.ts';
import type { OpenPartition } from './open-partition.ts';
import { encodeJson } from './rows.ts';
import { stateKey } from './state.ts';
import type { StoreState } from './state.ts';

interface DraftEntry {
	readonly partition: OpenPartition;
	readonly entry: JournalEntry;
	readonly sequence: number;
}

interface DraftSeal {
	readonly partition: OpenPartition;
	readonly sealed: SealedSegment;
}

/**
 * Everything one transaction will write. Until the commit, the partitions in memory are ahead of
 * the disk. When it fails, they are discarded and shredded again from the journal.
 */
export class Draft {
	readonly #before: StoreState;
	#entries: DraftEntry[] = [];
	readonly #seals: DraftSeal[] = [];
	readonly #conflicts: RowPosition[] = [];
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

	/** Partitions that this draft seals: not on disk yet, but still searched for duplicates. */
	get sealedPartitions(): readonly OpenPartition[] {
		return this.#seals.map(({ partition }) => partition);
	}

	takeSegmentNumber(): number {
		return this.#nextSegment++;
	}

	addEntry(partition: OpenPartition, entry: JournalEntry): void {
		this.#entries.push({ partition, entry, sequence: this.#nextSequence++ });
		this.#keptCount += entry.spans.length / 2;
	}

	addSeal(partition: OpenPartition): void {
		this.#seals.push({ partition, sealed: partition.builder.seal() });
		// Records that go directly into a sealed segment need no journal.
		this.#entries = this.#entries.filter(entry => entry.partition !== partition);
	}

	noteDuplicate(): void {
		this.#duplicateCount += 1;
	}

	noteConflict(earlier: readonly RowPosition[]): void {
		this.#conflictCount += 1;
		this.#conflicts.push(...earlier);
	}

	/** The store's state after the commit of this draft. */
	nextState(partitions: readonly OpenPartition[]): StoreState {
		const before = this.#before;
		const changed = this.#keptCount + this.#duplicateCount + this.#seals.length > 0;
		return {
			...before,
			version: before.version + (changed ? 1 : 0),
			catalogueVersion: before.catalogueVersion + (this.#seals.length > 0 ? 1 : 0),
			openSegments: partitions.filter(isFilled).map(partition => partition.segment),
			nextSegment: this.#nextSegment,
			nextSequence: this.#nextSequence,
			recordCount: before.recordCount + this.#keptCount,
			duplicateCount: before.duplicateCount + this.#duplicateCount,
			conflictCount: before.conflictCount + this.#conflictCount,
		};
	}

	write(batch: Batch, next: StoreState): void {
		for (const { partition, sealed } of this.#seals) {
			putSealed(batch, partition, sealed);
			for (const sequence of partition.sequences) {
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

	/** Must be called when the transaction is durable. */
	settle(): void {
		for (const { partition } of this.#seals) {
			partition.builder.release();
		}

		for (const { partition, sequence } of this.#entries) {
			partition.sequences.push(sequence);
		}
	}
}

function isFilled(partition: OpenPartition): boolean {
	return partition.builder.rowCount > 0;
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
