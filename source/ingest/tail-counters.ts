import type { ObjectOutcome } from '../../store/store.ts';
import type { ObjectState } from './ledger.ts';
import { LagGauge } from './lag.ts';
import { SourceError } from './source.ts';
import type { ObjectCounts, TailError } from './tail-status.ts';
import { tailErrorsMax } from './tail-status.ts';
import { messageOf } from '../text/error-message.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A success in one scope says nothing about errors in another. */
export type ErrorScope = 'source' | 'object' | 'store' | 'feed';

const foldersMax = 100;
/** The reason of objects that were listed but are not of the time, accounts or regions wanted. */
export const outsideFolder = '(outside the range asked for)';
/** Of these, named so soon after the range that they may hold late events of it. */
export const laterFolder = '(named up to two days after it)';

/** A folder as what was left out of it is counted. */
export function leftOutAs(folder: string, state: 'skipped' | 'unasked'): string {
	return state === 'unasked' ? `${folder}, a kind not asked for` : folder;
}

/** All counters of a tailer. Whatever is dropped is counted here. */
export class TailCounters {
	readonly lag = new LagGauge();
	readonly requests = { lists: 0, gets: 0, retries: 0 };
	records = 0;
	duplicates = 0;
	conflicts = 0;
	rejected = 0;
	timeGuessed = 0;
	fetchedBytes = 0;
	inflatedBytes = 0;
	errorCount = 0;
	readonly #objects: Mutable<Omit<ObjectCounts, 'skippedByFolder'>> = {
		listed: 0,
		known: 0,
		ok: 0,
		partial: 0,
		quarantined: 0,
		unsupported: 0,
		gone: 0,
		denied: 0,
		archived: 0,
		pending: 0,
		unasked: 0,
		skipped: 0,
		rewritten: 0,
		trailing: 0,
		ahead: 0,
	};

	readonly #skipped = new Map<string, number>();
	#errors: TailError[] = [];
	readonly #current = new Map<ErrorScope, TailError>();

	get errors(): readonly TailError[] {
		return this.#errors;
	}

	get lastError(): TailError | undefined {
		const current = [...this.#current.values()];
		return current.sort((a, b) => b.atMs - a.atMs)[0];
	}

	objects(): ObjectCounts {
		return { ...this.#objects, skippedByFolder: Object.fromEntries(this.#skipped) };
	}

	count(what: ObjectState | 'rewritten' | 'trailing' | 'ahead', count = 1): void {
		this.#objects[what] += count;
	}

	/** A failed object has been retried. */
	settledPending(): void {
		this.#objects.pending = Math.max(0, this.#objects.pending - 1);
	}

	listed(listedCount: number, knownCount: number): void {
		this.#objects.listed += listedCount;
		this.#objects.known += knownCount;
	}

	skipped(folder: string, count = 1): void {
		const name = this.#skipped.has(folder) || this.#skipped.size < foldersMax ? folder : 'other';
		this.#skipped.set(name, (this.#skipped.get(name) ?? 0) + count);
	}

	/** Sets how many objects the last look skipped for a reason. */
	setSkipped(reason: string, count: number): void {
		if (count > 0 || this.#skipped.has(reason)) {
			this.#skipped.set(reason, count);
		}
	}

	outcome(outcome: ObjectOutcome): void {
		this.records += outcome.keptCount;
		this.duplicates += outcome.duplicateCount;
		this.conflicts += outcome.conflictCount;
		this.timeGuessed += outcome.timeGuessedCount;
	}

	/** Equal errors in a row become one line with a count. */
	error(scope: ErrorScope, tried: string, error: unknown, atMs: number): void {
		this.errorCount++;
		const described = describe(error);
		const same = this.#errors.find(
			other => other.code === described.code && other.found === described.found,
		);
		const line: TailError = { atMs, tried, ...described, count: (same?.count ?? 0) + 1 };
		this.#errors = [line, ...this.#errors.filter(other => other !== same)].slice(0, tailErrorsMax);
		this.#current.set(scope, line);
	}

	answered(scope: ErrorScope): void {
		this.#current.delete(scope);
	}
}

function describe(error: unknown): {
	readonly code: string;
	readonly found: string;
	readonly next: string;
} {
	if (error instanceof SourceError) {
		return { code: error.code, found: error.message, next: error.next };
	}

	const found = messageOf(error);
	const coded = error as { readonly code?: unknown; readonly next?: unknown } | null;
	return {
		code: typeof coded?.code === 'string' ? coded.code : 'other',
		found,
		next: typeof coded?.next === 'string' ? coded.next : 'it is tried again by itself',
	};
}
