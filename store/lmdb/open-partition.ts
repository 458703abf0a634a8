import { RowIndex } from '../segment/row-index.ts';
import { SegmentBuilder } from '../segment/segment-builder.ts';
import type { RecordIdentity } from '../segment/segment-builder.ts';
import type { SegmentView } from '../segment/view.ts';
import type { RecordSchema } from '../store.ts';
import type { JournalEntry } from './journal-entry.ts';
import { replayEntry } from './replay.ts';

/**
 * A new record is compared with at most this many records of the same identity. A log with more was
 * made up, and comparing all with all would block the writer. Further records are kept and counted
 * as conflicts.
 */
export const contentsComparedMax = 64;

/**
 * The builder's limits and memory are checked after this many rows, because the check walks all
 * columns.
 */
const rowsBetweenChecks = 1_000;

/** The open segment of one partition, as the writer holds it. */
export class OpenPartition {
	readonly partition: string;
	readonly segment: number;
	readonly builder: SegmentBuilder;
	/** Journal entries on disk that this segment was made from. */
	readonly sequences: number[] = [];
	/** Delivered bytes of the kept records. */
	recordBytes = 0;
	minTimeMs = Infinity;
	maxTimeMs = -Infinity;
	readonly #identities = new RowIndex();
	readonly #schema: RecordSchema;
	#checkedRows = 0;
	#isBuilderFull = false;
	#memoryBytes = 0;
	#view: SegmentView | undefined;

	constructor(partition: string, segment: number, schema: RecordSchema) {
		this.partition = partition;
		this.segment = segment;
		this.#schema = schema;
		this.builder = new SegmentBuilder({ id: String(segment), schema });
	}

	/**
	 * True near a limit of the builder. May be up to a thousand rows late; the limits allow for
	 * that.
	 */
	get isBuilderFull(): boolean {
		this.#check();
		return this.#isBuilderFull;
	}

	/** Approximate bytes of memory, up to a thousand rows late. */
	get memoryBytes(): number {
		this.#check();
		return this.#memoryBytes;
	}

	/** Notes a record that was just committed to the builder. */
	noteRecord(identity: RecordIdentity, timeMs: number, row: number, byteCount: number): void {
		this.recordBytes += byteCount;
		this.minTimeMs = Math.min(this.minTimeMs, timeMs);
		this.maxTimeMs = Math.max(this.maxTimeMs, timeMs);
		const { hasId, idHash } = identity;
		if (
			hasId &&
			(!this.#identities.has(idHash, timeMs) ||
				this.#identities.rows(idHash, timeMs).length < contentsComparedMax)
		) {
			this.#identities.add(idHash, timeMs, row);
		}
	}

	replay(entry: JournalEntry, sequence: number): void {
		const byteCount = entry.inflatedBytes / Math.max(1, entry.spans.length / 2);
		replayEntry(entry, this.builder, (identity, timeMs, row) => {
			this.noteRecord(identity, timeMs, row, byteCount);
		});
		this.sequences.push(sequence);
	}

	/** Rows with exactly this identity, whatever their bytes. */
	find(identity: RecordIdentity, timeMs: number): readonly number[] {
		if (
			timeMs < this.minTimeMs ||
			timeMs > this.maxTimeMs ||
			!this.#identities.has(identity.idHash, timeMs)
		) {
			return none;
		}

		return this.#identities
			.rows(identity.idHash, timeMs)
			.filter(row => this.#isSame(row, identity, timeMs));
	}

	/** A view that contains the row. An older view is reused as long as it does. */
	viewWith(row: number): SegmentView {
		if (this.#view === undefined || this.#view.rowCount <= row) {
			this.#view = this.builder.view();
		}

		return this.#view;
	}

	#check(): void {
		const { rowCount } = this.builder;
		if (rowCount - this.#checkedRows >= rowsBetweenChecks) {
			this.#checkedRows = rowCount;
			this.#isBuilderFull = this.builder.full;
			this.#memoryBytes = this.builder.approxBytes;
		}
	}

	#isSame(row: number, identity: RecordIdentity, timeMs: number): boolean {
		const view = this.viewWith(row);
		return (
			view.times()[row] === timeMs &&
			textAt(view, this.#schema.idPath, row) === identity.id &&
			textAt(view, this.#schema.scopePath, row) === identity.scope
		);
	}
}

const none: readonly number[] = [];

/** Identities are strings; any other value at their path is ignored. */
function textAt(view: SegmentView, path: string, row: number): string | undefined {
	const column = view.column(path);
	const code = column?.codes()[row] ?? 0;
	const value = code > 0 ? column?.value(code) : undefined;
	return typeof value === 'string' ? value : undefined;
}
