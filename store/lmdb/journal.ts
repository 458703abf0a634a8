import type { LmdbEnvironment } from './environment.ts';
import { decodeEntry } from './journal-entry.ts';
import type { JournalEntry } from './journal-entry.ts';
import { chunkInJournalKey, journal, journalFrom, journalKey, numberInKey } from './keys.ts';

/** Values that one read of the journal copies, each at most about a megabyte. */
const pageRowsMax = 64;

export interface SequencedEntry {
	readonly sequence: number;
	readonly entry: JournalEntry;
}

/**
 * The next complete entries from a sequence number on, in order; empty at the end of the journal.
 *
 * @throws StoreError `journal-damaged`
 */
export function readJournal(environment: LmdbEnvironment, from: number): SequencedEntry[] {
	const rows = environment.page(journalFrom(from), pageRowsMax);
	const entries: SequencedEntry[] = [];
	let chunks: Uint8Array[] = [];
	for (const [index, { key, value }] of rows.entries()) {
		const sequence = numberInKey(key);
		chunks.push(value);
		const next = rows[index + 1];
		if (next !== undefined && numberInKey(next.key) === sequence) {
			continue;
		}

		if (next === undefined && rows.length === pageRowsMax) {
			readMore(environment, sequence, chunks);
		}

		const [first] = chunks;
		const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
		entries.push({ sequence, entry: decodeEntry(bytes) });
		chunks = [];
	}

	return entries;
}

/** An entry of the journal that was not decoded yet. */
export interface JournalPiece {
	readonly sequence: number;
	/** @throws StoreError `journal-damaged` */
	read(): JournalEntry;
}

/** All entries of the journal, in order, also those that cannot be read. */
export function* journalPieces(
	reads: Pick<LmdbEnvironment, 'keys' | 'copy'>,
): Generator<JournalPiece, void, void> {
	const chunkCounts = new Map<number, number>();
	for (const key of reads.keys(journal)) {
		const sequence = numberInKey(key);
		chunkCounts.set(sequence, Math.max(chunkCounts.get(sequence) ?? 0, chunkInJournalKey(key) + 1));
	}

	for (const [sequence, chunkCount] of chunkCounts) {
		yield {
			sequence,
			read() {
				const chunks = Array.from(
					{ length: chunkCount },
					(_, chunk) => reads.copy(journalKey(sequence, chunk)) ?? new Uint8Array(0),
				);
				return decodeEntry(Buffer.concat(chunks));
			},
		};
	}
}

function readMore(environment: LmdbEnvironment, sequence: number, chunks: Uint8Array[]): void {
	for (;;) {
		const more = environment.copy(journalKey(sequence, chunks.length));
		if (more === undefined) {
			return;
		}

		chunks.push(more);
	}
}
