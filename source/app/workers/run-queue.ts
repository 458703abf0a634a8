import type { Event } from '../../dashboard/state/event.ts';
import type { Effect } from '../../dashboard/state/effect.ts';
import type { QueryResult, RunRequest } from '../../query/port.ts';
import type { QueryClient } from './query-client.ts';
import { describeError } from '../describe-error.ts';

type Run = Extract<Effect, { kind: 'run' }>;

/** Concurrency limit of queries in a worker: two, so that the next is ready when one ends. */
const atWorkMax = 2;
/** Lists are cut to this many rows; the result says so. */
const rowsMax = 10_000;

/** A query at work, and by whom. */
interface Working {
	readonly run: Run;
	readonly client: QueryClient;
	cancel(): void;
	isCancelled: boolean;
}

/** The console's queries, one per slot: a newer query replaces an older one of its slot. */
export class RunQueue {
	readonly #nowMs: () => number;
	readonly #dispatch: (event: Event) => void;
	readonly #onLoad: (waitingCount: number, workingCount: number) => void;
	readonly #waiting = new Map<string, Run>();
	readonly #working = new Map<string, Working>();
	/** Who is given queries first, and who helps while there are many. */
	#client: QueryClient | undefined;
	#helper: QueryClient | undefined;
	/** Why no worker comes any more. */
	#ended: { readonly message: string; readonly next: string } | undefined;

	/** @param onLoad - is told whenever a query begins to wait, starts or ends */
	constructor(
		nowMs: () => number,
		dispatch: (event: Event) => void,
		onLoad: (waitingCount: number, workingCount: number) => void = () => {},
	) {
		this.#nowMs = nowMs;
		this.#dispatch = dispatch;
		this.#onLoad = onLoad;
	}

	/** A worker is ready: waiting queries start. */
	connect(client: QueryClient): void {
		this.#client = client;
		this.#next();
	}

	/** A second worker is ready. A query that it loses with its end runs once more in the first. */
	connectHelper(client: QueryClient): void {
		this.#helper = client;
		this.#next();
	}

	/** A worker gets no more queries. */
	disconnect(client: QueryClient): void {
		this.#client = this.#client === client ? undefined : this.#client;
		this.#helper = this.#helper === client ? undefined : this.#helper;
	}

	/** No worker comes any more: what waits, and whatever is asked from now on, fails. */
	end(reason: { readonly message: string; readonly next: string }): void {
		this.#ended = reason;
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const run of waiting) {
			this.#fail(run, reason);
		}
	}

	#fail({ slot, ticket }: Run, reason: { readonly message: string; readonly next: string }): void {
		this.#dispatch({ kind: 'query-failed', slot, ticket, ...reason });
	}

	add(run: Run): void {
		if (this.#ended !== undefined) {
			this.#fail(run, this.#ended);
			return;
		}

		this.#cancelWork(run.slot);
		this.#waiting.set(run.slot, run);
		this.#next();
	}

	cancel(slot: string): void {
		this.#waiting.delete(slot);
		this.#cancelWork(slot);
		this.#tell();
	}

	#cancelWork(slot: string): void {
		const working = this.#working.get(slot);
		if (working !== undefined) {
			working.isCancelled = true;
			working.cancel();
		}
	}

	#next(): void {
		for (;;) {
			const free = [this.#client, this.#helper].find(
				client => client !== undefined && this.#countOf(client) < atWorkMax,
			);
			const [first] = [...this.#waiting.values()]
				.filter(run => !this.#working.has(run.slot))
				.sort((a, b) => a.order - b.order);
			if (free === undefined || first === undefined) {
				break;
			}

			this.#waiting.delete(first.slot);
			void this.#work(free, first);
		}

		this.#tell();
	}

	#countOf(client: QueryClient): number {
		return [...this.#working.values()].filter(working => working.client === client).length;
	}

	#tell(): void {
		this.#onLoad(this.#waiting.size, this.#working.size);
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
		const isHelper = client === this.#helper;
		if (isHelper) {
			// Only the first worker is told of new records while it has nothing to do.
			client.refresh();
		}

		const { outcome, cancel } = client.run(request, run.progress ? onProgress : undefined);
		const working: Working = { run, client, cancel, isCancelled: false };
		this.#working.set(slot, working);
		try {
			const ended = await outcome;
			const elapsedMs = this.#nowMs() - startedMs;
			if (ended.ok) {
				this.#dispatch({ kind: 'result', slot, ticket, result: ended.result, elapsedMs });
			} else if ('faults' in ended) {
				this.#dispatch({ kind: 'faults', slot, ticket, faults: ended.faults });
			}
		} catch (error) {
			if (isHelper && client !== this.#helper) {
				// It has ended, with or without this query as the cause: the first one tells.
				if (!working.isCancelled) {
					this.#waiting.set(slot, run);
				}

				return;
			}

			this.#fail(run, { message: describeError(error), next: 'press r to run it again' });
		} finally {
			this.#working.delete(slot);
			this.#next();
		}
	}
}
