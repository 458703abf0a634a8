import type { Event } from '../../dashboard/state/event.ts';
import type { Effect } from '../../dashboard/state/effect.ts';
import type { QueryResult, RunRequest } from '../../query/port.ts';
import type { QueryClient } from './query-client.ts';
import { describeError } from '../describe-error.ts';

type Run = Extract<Effect, { kind: 'run' }>;

/** Concurrency limit of queries in the worker: two, so that the next is ready when one ends. */
const atWorkMax = 2;
/** Lists are cut to this many rows; the result says so. */
const rowsMax = 10_000;

/** The console's queries, one per slot: a newer query replaces an older one of its slot. */
export class RunQueue {
	readonly #nowMs: () => number;
	readonly #dispatch: (event: Event) => void;
	readonly #waiting = new Map<string, Run>();
	readonly #working = new Map<string, { readonly run: Run; cancel(): void }>();
	#client: QueryClient | undefined;

	constructor(nowMs: () => number, dispatch: (event: Event) => void) {
		this.#nowMs = nowMs;
		this.#dispatch = dispatch;
	}

	/** The worker is ready: waiting queries start. */
	connect(client: QueryClient): void {
		this.#client = client;
		this.#next();
	}

	add(run: Run): void {
		this.#working.get(run.slot)?.cancel();
		this.#waiting.set(run.slot, run);
		this.#next();
	}

	cancel(slot: string): void {
		this.#waiting.delete(slot);
		this.#working.get(slot)?.cancel();
	}

	#next(): void {
		while (this.#client !== undefined && this.#working.size < atWorkMax) {
			const [first] = [...this.#waiting.values()]
				.filter(run => !this.#working.has(run.slot))
				.sort((a, b) => a.order - b.order);
			if (first === undefined) {
				return;
			}

			this.#waiting.delete(first.slot);
			void this.#work(this.#client, first);
		}
	}

	async #work(client: QueryClient, run: Run): Promise<void> {
		const { slot, ticket } = run;
		const startedMs = this.#nowMs();
		const onProgress = (result: QueryResult) =>
			this.#dispatch({
				kind: 'result',
				slot,
				ticket,
				result,
				elapsedMs: this.#nowMs() - startedMs,
			});
		const request: RunRequest = {
			text: run.text,
			fromMs: run.range.fromMs,
			toMs: run.range.toMs,
			nowMs: run.nowMs,
			timeZone: run.timeZone,
			rowsMax,
		};
		const { outcome, cancel } = client.run(request, run.progress ? onProgress : undefined);
		this.#working.set(slot, { run, cancel });
		try {
			const ended = await outcome;
			const elapsedMs = this.#nowMs() - startedMs;
			if (ended.ok) {
				this.#dispatch({ kind: 'result', slot, ticket, result: ended.result, elapsedMs });
			} else if ('faults' in ended) {
				this.#dispatch({ kind: 'faults', slot, ticket, faults: ended.faults });
			}
		} catch (error) {
			const message = describeError(error);
			this.#dispatch({
				kind: 'query-failed',
				slot,
				ticket,
				message,
				next: 'press r to run it again',
			});
		} finally {
			this.#working.delete(slot);
			this.#next();
		}
	}
}
