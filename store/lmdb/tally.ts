import type { ObjectOutcome } from '../store.ts';

/** The outcome of an object while its records are being added. */
export class Tally implements ObjectOutcome {
	recordCount = 0;
	keptCount = 0;
	duplicateCount = 0;
	conflictCount = 0;
	timeGuessedCount = 0;
	oldestTimeMs = NaN;
	newestTimeMs = NaN;

	/** Counts one record, kept or not. */
	note(timeMs: number, isGuessed: boolean): void {
		this.recordCount += 1;
		this.timeGuessedCount += isGuessed ? 1 : 0;
		this.oldestTimeMs = this.recordCount === 1 ? timeMs : Math.min(this.oldestTimeMs, timeMs);
		this.newestTimeMs = this.recordCount === 1 ? timeMs : Math.max(this.newestTimeMs, timeMs);
	}

	outcome(): ObjectOutcome {
		return { ...this };
	}
}
