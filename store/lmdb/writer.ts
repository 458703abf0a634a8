import assert from 'node:assert/strict';
import { StoreError } from '../errors.ts';
import type { DecodedCache } from '../segment/sealed.ts';
import type { RecordMeta } from '../segment/segment-builder.ts';
import type {
	DeliveredObject,
	LedgerRow,
	ObjectOutcome,
	RecordSchema,
	StoreCounts,
	StoreWriter,
} from '../store.ts';
import { Draft } from './draft.ts';
import { judge, restatedBy } from './duplicates.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { storeInfo } from './info.ts';
import type { InfoOptions, StoreInfo } from './info.ts';
import { readJournal } from './journal.ts';
import { journalBytes } from './journal-entry.ts';
import { ledgerRows, ledgerValue, putLedgerRow } from './ledger.ts';
import { OpenPartition } from './open-partition.ts';
import { withConflict } from './replay.ts';
import { retainNow, sweepNow } from './retention.ts';
import type { Drop, RetentionPolicy } from './retention.ts';
import { SealedSegments } from './sealed-segments.ts';
import { SegmentProof } from './segment-proof.ts';
import { readState, refuseOtherCount, unfinishedKey } from './state.ts';
import type { StoreState } from './state.ts';
import { Tally } from './tally.ts';

interface WriterLimits {
	/** At most 65,536. */
	readonly segmentRowsMax: number;
	/** Delivered bytes of the records of one open segment. */
	readonly segmentBytesMax: number;
	readonly openPartitionsMax: number;
	/** Approximate bytes of memory of all open segments together. */
	readonly openBytesMax: number;
}

export interface WriterParts {
	readonly dir: string;
	readonly environment: LmdbEnvironment;
	readonly schema: RecordSchema;
	readonly cache: DecodedCache;
	readonly limits: WriterLimits;
	/** Called first in every transaction; throws when the lease is lost. */
	readonly holdLease: (batch: Batch) => void;
	/** Throws when the disk has not enough room for another commit. */
	readonly checkSpace: () => void;
	readonly onClose: () => Promise<void>;
}

/** The operations of a store's one writer, besides writing. */
export interface StoreKeeper extends StoreWriter {
	/**
	 * Drops whole sealed segments that are too old or over the budget, oldest first, and frees the
	 * pages of segments dropped more than a minute ago. An open segment that is too old is sealed
	 * first.
	 *
	 * @returns the segments dropped now; the store lists them too
	 */
	retain(policy: RetentionPolicy, nowMs: number): Promise<readonly Drop[]>;
	info(options: InfoOptions): StoreInfo;
	readonly proof: SegmentProof;
	/** What was made here is whole: from now on the store can be opened. See `WriterOptions.unfinished`. */
	finish(): Promise<void>;
}

export class LmdbWriter implements StoreKeeper {
	readonly proof: SegmentProof;
	readonly #parts: WriterParts;
	readonly #environment: LmdbEnvironment;
	readonly #sealed: SealedSegments;
	/** Least recently written first. */
	readonly #partitions = new Map<string, OpenPartition>();
	#state: StoreState;
	/** True when the partitions in memory are ahead of the disk because a commit failed. */
	#isAhead = false;
	#isClosed = false;

	constructor(parts: WriterParts) {
		this.#parts = parts;
		this.#environment = parts.environment;
		this.#sealed = new SealedSegments(parts.environment, parts.schema, parts.cache);
		this.#state = readState(parts.environment);
		this.proof = new SegmentProof({ ...parts, changed: () => this.#segmentsChanged() });
		this.#recover();
	}

	async append(
		partition: string,
		objects: readonly DeliveredObject[],
		ledgerRowsOf: (outcomes: readonly ObjectOutcome[]) => readonly LedgerRow[],
	): Promise<readonly ObjectOutcome[]> {
		return this.#transact(draft => {
			const outcomes = objects.map(object => this.#take(partition, object, draft));
			return { result: outcomes, ledger: ledgerRowsOf(outcomes) };
		});
	}

	async putLedger(rows: readonly LedgerRow[]): Promise<void> {
		this.#refuseWhenClosed();
		this.#parts.checkSpace();
		this.#environment.commit(batch => {
			this.#parts.holdLease(batch);
			for (const row of rows) {
				putLedgerRow(batch, row);
			}
		});
	}

	ledger(key: string): unknown {
		return ledgerValue(this.#environment, key);
	}

	ledgerRange(from: string, to: string): Iterable<LedgerRow> {
		return ledgerRows(this.#environment, from, to);
	}

	async seal(): Promise<void> {
		this.#transact(draft => {
			for (const partition of [...this.#partitions.values()]) {
				this.#seal(partition, draft);
			}

			return { result: undefined, ledger: [] };
		});
	}

	counts(): StoreCounts {
		const { recordCount, duplicateCount, conflictCount } = this.#state;
		return {
			recordCount,
			duplicateCount,
			conflictCount,
			sealedSegmentCount: this.#sealed.count,
			openRowCount: recordCount - this.#sealed.recordCount,
			usedBytes: this.#environment.pageUse().usedBytes,
		};
	}

	async retain(policy: RetentionPolicy, nowMs: number): Promise<readonly Drop[]> {
		this.#refuseWhenClosed();
		const environment = this.#environment;
		this.#sealOld(nowMs - (policy.ageMsMax ?? Infinity));
		const dropped = retainNow(environment, this.#parts.holdLease, policy, nowMs);
		if (dropped.length > 0) {
			this.#segmentsChanged();
		}

		sweepNow(environment, this.#parts.holdLease, nowMs);
		return dropped;
	}

	info(options: InfoOptions): StoreInfo {
		this.#refuseWhenClosed();
		return storeInfo(this.#environment, this.#parts.dir, options);
	}

	async finish(): Promise<void> {
		this.#refuseWhenClosed();
		this.#environment.commit(batch => {
			this.#parts.holdLease(batch);
			batch.remove(unfinishedKey);
		});
	}

	async close(): Promise<void> {
		if (!this.#isClosed) {
			this.#isClosed = true;
			this.#partitions.clear();
			await this.#parts.onClose();
		}
	}

	#segmentsChanged(): void {
		this.#state = readState(this.#environment);
		this.#sealed.synchronise();
	}

	#transact<T>(work: (draft: Draft) => { result: T; ledger: readonly LedgerRow[] }): T {
		this.#refuseWhenClosed();
		this.#parts.checkSpace();
		if (this.#isAhead) {
			// Tries a commit before the work of shredding everything again.
			this.#environment.commit(batch => this.#parts.holdLease(batch));
			this.#recover();
		}

		const draft = new Draft(this.#state);
		this.#isAhead = true;
		const { result, ledger } = work(draft);
		const next = draft.nextState([...this.#partitions.values()]);
		this.#environment.commit(batch => {
			this.#parts.holdLease(batch);
			draft.write(batch, next);
			for (const row of ledger) {
				putLedgerRow(batch, row);
			}
		});
		const before = this.#state;
		this.#state = next;
		draft.settle();
		if (this.#state.catalogueVersion !== before.catalogueVersion) {
			this.#sealed.synchronise();
		}

		this.#isAhead = false;
		return result;
	}

	#take(partitionName: string, object: DeliveredObject, draft: Draft): ObjectOutcome {
		assert(Number.isFinite(object.fallbackTimeMs), 'fallbackTimeMs must be a time');
		const tally = new Tally();
		const recordsMax = this.#parts.limits.segmentRowsMax;
		const recordCount = object.spans.length / 2;
		for (let from = 0; from < recordCount; from += recordsMax) {
			const to = Math.min(recordCount, from + recordsMax);
			this.#takePart(partitionName, object, [from, to], draft, tally);
		}

		return tally.outcome();
	}

	#takePart(
		partitionName: string,
		object: DeliveredObject,
		[from, to]: readonly [number, number],
		draft: Draft,
		tally: Tally,
	): void {
		const { inflated, spans, meta, fallbackTimeMs } = object;
		const partition = this.#partitionFor(partitionName, to - from, draft);
		const { builder } = partition;
		const askedPartitions = [
			partition,
			...draft.sealedPartitions,
			...this.#otherPartitions(partition),
		];
		const keptSpans = new Uint32Array((to - from) * 2);
		const restated = restatedBy(this.#parts.schema, meta);
		const conflicts: number[] = [];
		let conflictMeta: RecordMeta | undefined;
		let kept = 0;
		for (let i = from; i < to; i++) {
			const start = spans[i * 2] ?? 0;
			const end = spans[i * 2 + 1] ?? 0;
			const identity = builder.peek(inflated, start, end);
			const timeMs = Number.isNaN(identity.timeMs) ? fallbackTimeMs : identity.timeMs;
			tally.note(timeMs, Number.isNaN(identity.timeMs));
			const verdict = judge(builder, identity, timeMs, askedPartitions, this.#sealed, restated);
			if (verdict.kind === 'duplicate') {
				tally.duplicateCount += 1;
				draft.noteDuplicate();
				continue;
			}

			let recordMeta: RecordMeta = meta;
			if (verdict.kind === 'conflict') {
				tally.conflictCount += 1;
				draft.noteConflict(verdict.earlier);
				conflicts.push(kept);
				recordMeta = conflictMeta ??= withConflict(meta);
			}

			const row = builder.commit(recordMeta, timeMs);
			partition.noteRecord(identity, timeMs, row, end - start);
			keptSpans[kept * 2] = start;
			keptSpans[kept * 2 + 1] = end;
			kept += 1;
		}

		tally.keptCount += kept;
		if (kept > 0) {
			draft.addEntry(partition, {
				partition: partitionName,
				segment: partition.segment,
				meta,
				fallbackTimeMs,
				...journalBytes(object),
				spans: keptSpans.slice(0, kept * 2),
				conflicts,
			});
		}
	}

	#sealOld(beforeMs: number): void {
		const old = () =>
			[...this.#partitions.values()].filter(partition => partition.maxTimeMs < beforeMs);
		if (old().length > 0) {
			this.#transact(draft => {
				// After a commit that failed they are others: those that were there hold what is on no disk.
				for (const partition of old()) {
					this.#seal(partition, draft);
				}

				return { result: undefined, ledger: [] };
			});
		}
	}

	#otherPartitions(partition: OpenPartition): OpenPartition[] {
		return [...this.#partitions.values()].filter(other => other !== partition);
	}

	/** The partition's open segment with room for this many more records. */
	#partitionFor(name: string, recordCount: number, draft: Draft): OpenPartition {
		const open = this.#partitions.get(name);
		this.#partitions.delete(name);
		if (open !== undefined && this.#hasRoom(open, recordCount)) {
			this.#makeRoom(draft, open.memoryBytes);
			this.#partitions.set(name, open);
			return open;
		}

		if (open !== undefined) {
			this.#seal(open, draft);
		}

		this.#makeRoom(draft, 0);
		const partition = new OpenPartition(name, draft.takeSegmentNumber(), this.#parts.schema);
		this.#partitions.set(name, partition);
		return partition;
	}

	#hasRoom(partition: OpenPartition, recordCount: number): boolean {
		const { segmentRowsMax, segmentBytesMax } = this.#parts.limits;
		const { rowCount } = partition.builder;
		return (
			rowCount === 0 ||
			(rowCount + recordCount <= segmentRowsMax &&
				partition.recordBytes < segmentBytesMax &&
				!partition.isBuilderFull)
		);
	}

	/** Seals the partitions that were idle longest, until another fits. */
	#makeRoom(draft: Draft, usedBytes: number): void {
		const { openPartitionsMax, openBytesMax } = this.#parts.limits;
		const partitions = [...this.#partitions.values()];
		let leftBytes = partitions.reduce((sum, partition) => sum + partition.memoryBytes, usedBytes);
		for (const idle of partitions) {
			if (this.#partitions.size < openPartitionsMax && leftBytes <= openBytesMax) {
				break;
			}

			leftBytes -= idle.memoryBytes;
			this.#seal(idle, draft);
		}
	}

	#seal(partition: OpenPartition, draft: Draft): void {
		this.#partitions.delete(partition.partition);
		if (partition.builder.rowCount > 0) {
			draft.addSeal(partition);
		}
	}

	/** Brings memory to the state of the disk: after opening, and after a failed commit. */
	#recover(): void {
		this.#partitions.clear();
		this.#state = readState(this.#environment);
		this.#sealed.synchronise();
		let from = 0;
		for (;;) {
			const page = readJournal(this.#environment, from);
			for (const { sequence, entry } of page) {
				const known = this.#partitions.get(entry.partition);
				const partition =
					known ?? new OpenPartition(entry.partition, entry.segment, this.#parts.schema);
				assert.equal(partition.segment, entry.segment, 'a partition has one open segment');
				this.#partitions.set(entry.partition, partition);
				partition.replay(entry, sequence);
				from = sequence + 1;
			}

			if (page.length === 0) {
				break;
			}
		}

		const open = [...this.#partitions.values()].map(({ builder }) => builder.rowCount);
		refuseOtherCount(
			this.#state,
			open.reduce((sum, rows) => sum + rows, this.#sealed.recordCount),
		);
		this.#isAhead = false;
	}

	#refuseWhenClosed(): void {
		if (this.#isClosed) {
			throw new StoreError('closed', 'the writer was closed');
		}
	}
}
