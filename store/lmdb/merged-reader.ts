import { NamedSegment } from '../segment/named-segment.ts';
import type { LedgerRow, StoreCounts, StoreReader, StoreSnapshot } from '../store.ts';

interface Member {
	readonly name: string;
	readonly reader: StoreReader;
	snapshot: StoreSnapshot | undefined;
}

const nothing: StoreSnapshot = {
	version: 0,
	segments: [],
	counts: {
		recordCount: 0,
		duplicateCount: 0,
		conflictCount: 0,
		sealedSegmentCount: 0,
		openRowCount: 0,
		usedBytes: 0,
	},
};

/**
 * Several stores read as one. Ids of segments begin with the name of their store. A record in two
 * stores appears twice, because each store knows only its own duplicates.
 */
export class MergedReader implements StoreReader {
	readonly #members: Member[] = [];
	#snapshot = nothing;

	/** Adds a store; its records are included from the next `refresh` on. `close` closes it. */
	add(name: string, reader: StoreReader): void {
		this.#members.push({ name, reader, snapshot: undefined });
	}

	/** The reader of each store. */
	get readers(): readonly StoreReader[] {
		return this.#members.map(({ reader }) => reader);
	}

	refresh(): StoreSnapshot {
		let isNew = false;
		for (const member of this.#members) {
			const snapshot = member.reader.refresh();
			isNew ||= snapshot !== member.snapshot;
			member.snapshot = snapshot;
		}

		if (isNew) {
			this.#snapshot = this.#merge();
		}

		return this.#snapshot;
	}

	/** The row of the first store that has the key. */
	ledger(key: string): unknown {
		for (const { reader } of this.#members) {
			const value = reader.ledger(key);
			if (value !== undefined) {
				return value;
			}
		}

		return undefined;
	}

	/** The rows of one store after the other. */
	*ledgerRange(from: string, to: string): Iterable<LedgerRow> {
		for (const { reader } of this.#members) {
			yield* reader.ledgerRange(from, to);
		}
	}

	async close(): Promise<void> {
		await Promise.all(this.#members.map(({ reader }) => reader.close()));
	}

	#merge(): StoreSnapshot {
		const snapshots = this.#members.flatMap(({ name, snapshot }) =>
			snapshot === undefined ? [] : [{ name, snapshot }],
		);
		return {
			// Each version only grows, so the sum changes whenever one of them does.
			version: sum(snapshots.map(({ snapshot }) => snapshot.version)),
			segments: snapshots
				.flatMap(({ name, snapshot }) =>
					snapshot.segments.map(segment => new NamedSegment(`${name}/${segment.id}`, segment)),
				)
				.sort((a, b) => a.minTimeMs - b.minTimeMs),
			counts: sumCounts(snapshots.map(({ snapshot }) => snapshot.counts)),
		};
	}
}

function sumCounts(counts: readonly StoreCounts[]): StoreCounts {
	const sumOf = (name: keyof StoreCounts) => sum(counts.map(count => count[name]));
	return {
		recordCount: sumOf('recordCount'),
		duplicateCount: sumOf('duplicateCount'),
		conflictCount: sumOf('conflictCount'),
		sealedSegmentCount: sumOf('sealedSegmentCount'),
		openRowCount: sumOf('openRowCount'),
		usedBytes: sumOf('usedBytes'),
	};
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
