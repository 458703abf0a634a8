import type { Event } from '../../dashboard/state/event.ts';
import type { Effect } from '../../dashboard/state/effect.ts';
import type { QueryResult, RunRequest } from '../../query/port.ts';
import type { QueryClient } from './query-client.ts';
import type { WorkerEnd } from './worker-end.ts';
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
	/** Its worker has ended by itself, and what becomes of it is decided. */
	isLost: boolean;
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
	/** Ran beside another query when their worker ended: one at a time shows which it was. */
	readonly #suspects = new WeakSet<Run>();
	/** Ended by a worker that nobody had told to. */
	readonly #endedByWorker = new WeakSet<Run>();

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
		this.#ended = undefined;
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

	/**
	 * A worker has ended by itself. A query that was alone in it is at fault, and does not run again
	 * unless the user asks. Of several, each runs once more, alone.
	 */
	lose(client: QueryClient, end: WorkerEnd): void {
		this.disconnect(client);
		const lost = [...this.#working.values()].filter(working => working.client === client);
		for (const working of lost) {
			working.isLost = true;
			this.#working.delete(working.run.slot);
			if (!working.isCancelled && lost.length === 1) {
				this.#blame(working.run, end);
			} else if (!working.isCancelled) {
				this.#suspects.add(working.run);
				this.#waiting.set(working.run.slot, working.run);
			}
		}

		this.#next();
	}

	#blame({ slot, ticket, text }: Run, { ofQuery, next }: WorkerEnd): void {
		const span = { start: 0, end: text.length };
		const fault = { severity: 'fault', span, message: ofQuery, next } as const;
		this.#dispatch({ kind: 'faults', slot, ticket, faults: [fault] });
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
			const [first] = [...this.#waiting.values()]
				.filter(run => !this.#working.has(run.slot))
				.sort(
					(a, b) =>
						Number(this.#suspects.has(b)) - Number(this.#suspects.has(a)) || a.order - b.order,
				);
			const free = [this.#client, this.#helper].find(
				client => client !== undefined && first !== undefined && this.#takes(client, first),
			);
			if (free === undefined || first === undefined) {
				break;
			}

			this.#waiting.delete(first.slot);
			void this.#work(free, first);
		}

		this.#tell();
	}

	/** Nobody would ask again for what seems to be still at work, so it runs once more. */
	#endedUnasked(run: Run): void {
		if (this.#endedByWorker.has(run)) {
			const message = 'the query worker ended it twice without an answer';
			this.#fail(run, { message, next: 'press r to run it again' });
		} else {
			this.#endedByWorker.add(run);
			this.#waiting.set(run.slot, run);
		}
	}

	#takes(client: QueryClient, run: Run): boolean {
		const atWork = [...this.#working.values()].filter(working => working.client === client);
		const isAlone = [run, ...atWork.map(working => working.run)].some(one =>
			this.#suspects.has(one),
		);
		return atWork.length < (isAlone ? 1 : atWorkMax);
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
			filled: run.filled,
			rowsMax: Math.min(run.rowsMax ?? rowsMax, rowsMax),
		};
		const isHelper = client === this.#helper;
		if (isHelper) {
			// Only the first worker is told of new records while it has nothing to do.
			client.refresh();
		}

		const { outcome, cancel } = client.run(request, run.progress ? onProgress : undefined);
		const working: Working = { run, client, cancel, isCancelled: false, isLost: false };
		this.#working.set(slot, working);
		try {
			const ended = await outcome;
			const elapsedMs = this.#nowMs() - startedMs;
			if (ended.ok) {
				this.#dispatch({ kind: 'result', slot, ticket, result: ended.result, elapsedMs });
			} else if ('faults' in ended) {
				this.#dispatch({ kind: 'faults', slot, ticket, faults: ended.faults });
			} else if (!working.isCancelled) {
				this.#endedUnasked(run);
			}
		} catch (error) {
			if (working.isLost) {
				return;
			}

			if (isHelper && client !== this.#helper) {
				// It was stopped, because it seemed to have nothing to do.
				if (!working.isCancelled) {
					this.#waiting.set(slot, run);
				}

				return;
			}

			this.#fail(run, { message: describeError(error), next: 'press r to run it again' });
		} finally {
			if (this.#working.get(slot) === working) {
				this.#working.delete(slot);
			}

			this.#next();
		}
	}
}
