import type { Engine, PartialStore, RunRequest } from '../../query/port.ts';
import { describeError } from '../describe-error.ts';
import type { OpenPartialStore } from '../partial-store.ts';
import type { AheadQuery } from './ahead-queries.ts';

/** What a count ahead came to. */
export interface CountedAhead {
	readonly queryCount: number;
	/** Queries that were answered. */
	readonly doneCount: number;
	/** Answers of segments and of runs of them that were there already, and that were made. */
	readonly foundCount: number;
	readonly madeCount: number;
	/** Queries that ended as a fault: what was found. */
	readonly faults: readonly string[];
	/** More answers would push out what is there. */
	readonly isFull: boolean;
}

/** Rows of a list that the console asks for first are fewer. */
const rowsMax = 1_000;
/** More faults than these are not told. */
const faultsMax = 5;

/** Counts how often something was found in a store of partials, and how often put. */
export class Counted implements PartialStore {
	foundCount = 0;
	madeCount = 0;
	readonly #store: OpenPartialStore;

	constructor(store: OpenPartialStore) {
		this.#store = store;
	}

	get rules(): string {
		return this.#store.rules;
	}

	get(signatures: readonly string[], name: string): Uint8Array | undefined {
		const found = this.#store.get(signatures, name);
		this.foundCount += found === undefined ? 0 : 1;
		return found;
	}

	put(signatures: readonly string[], name: string, bytes: Uint8Array): void {
		this.madeCount += 1;
		this.#store.put(signatures, name, bytes);
	}

	flush(): void {
		this.#store.flush();
	}

	isNearlyFull(): boolean {
		return this.#store.isNearlyFull();
	}
}

export interface CountWish {
	readonly signal: AbortSignal;
	/** IANA names: what is kept of one is not found by another. */
	readonly timeZones: readonly string[];
	/** After each query, with how many are answered. */
	progress(doneCount: number): void;
}

/**
 * Runs queries only so that what they make of sealed segments is kept. Ends early, between two queries, when nothing more
 * can be kept or the signal is aborted.
 *
 * @param engine - over a store of partials that `counted` counts
 */
export async function countAhead(
	queries: readonly AheadQuery[],
	engine: Engine,
	counted: Counted,
	{ signal, progress, timeZones }: CountWish,
): Promise<CountedAhead> {
	const faults: string[] = [];
	let doneCount = 0;
	let isFull = counted.isNearlyFull();
	for (const { text, fromMs, toMs } of queries) {
		if (isFull || signal.aborted) {
			break;
		}

		const requests = timeZones.map(timeZone => ({
			text,
			fromMs,
			toMs,
			nowMs: toMs,
			timeZone,
			rowsMax,
		}));
		const fault = await faultOf(requests, engine, signal);
		if (fault === undefined) {
			doneCount += signal.aborted ? 0 : 1;
		} else if (faults.length < faultsMax) {
			faults.push(fault);
		}

		counted.flush();
		progress(doneCount);
		isFull = counted.isNearlyFull();
	}

	const { foundCount, madeCount } = counted;
	const queryCount = queries.length;
	return { queryCount, doneCount, foundCount, madeCount, faults, isFull };
}

/** What kept a query from its answer; a segment that retention drops while it is read, as well. */
async function faultOf(
	requests: readonly RunRequest[],
	engine: Engine,
	signal: AbortSignal,
): Promise<string | undefined> {
	try {
		for (const request of requests) {
			const outcome = await engine.run(request, { signal });
			if (!outcome.ok && 'faults' in outcome) {
				return outcome.faults[0]?.message ?? '';
			}
		}
	} catch (error) {
		return describeError(error);
	}

	return undefined;
}
