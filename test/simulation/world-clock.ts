import type { Clock } from '../../source/ingest/clock.ts';
import type { Repeat } from '../../store/lmdb/writing.ts';

interface Sleeper {
	readonly wakeMs: number;
	readonly order: number;
	readonly wake: () => void;
}

/**
 * The time of a simulated world. It goes on only in `run`, from one sleeper to the next, and never
 * while anything real is on its way.
 */
export class WorldClock {
	nowMs: number;
	readonly #startMs: number;
	readonly #sleepers: Sleeper[] = [];
	#order = 0;
	readonly #real = new Set<Promise<unknown>>();

	constructor(startMs: number) {
		this.nowMs = startMs;
		this.#startMs = startMs;
	}

	get elapsedMs(): number {
		return this.nowMs - this.#startMs;
	}

	/** @returns a function that forgets it */
	wakeAfter(ms: number, wake: () => void): () => void {
		const wakeMs = this.nowMs + Math.max(0, Math.ceil(ms));
		const sleeper = { wakeMs, order: this.#order++, wake };
		let at = this.#sleepers.length;
		// The next to wake is the last of the list.
		while (at > 0 && this.#sleepers[at - 1]!.wakeMs <= wakeMs) {
			at--;
		}

		this.#sleepers.splice(at, 0, sleeper);
		return () => {
			const index = this.#sleepers.indexOf(sleeper);
			if (index >= 0) {
				this.#sleepers.splice(index, 1);
			}
		};
	}

	sleep(ms: number): Promise<void> {
		return new Promise(resolve => this.wakeAfter(ms, resolve));
	}

	/** Time waits for this work, which is done in real time, such as the closing of a file. */
	async real<T>(work: Promise<T>): Promise<T> {
		const settled = work.catch(() => {});
		this.#real.add(settled);
		try {
			return await work;
		} finally {
			this.#real.delete(settled);
		}
	}

	/** Lets time pass until `done` settles. @param turned - called whenever everybody waits */
	async run<T>(done: Promise<T>, turned: () => void): Promise<T> {
		let isDone = false;
		const ended = (): void => {
			isDone = true;
		};

		done.then(ended, ended);
		await turn();
		while (!isDone) {
			if (this.#real.size === 0) {
				turned();
				const next = this.#sleepers.pop();
				if (next === undefined) {
					throw new Error('everybody waits, and nobody for the time');
				}

				this.nowMs = Math.max(this.nowMs, next.wakeMs);
				next.wake();
			} else {
				await Promise.all(this.#real);
			}

			await turn();
		}

		return done;
	}
}

/** Until all that can be done now is done: promises and the ticks of streams. */
function turn(): Promise<void> {
	return new Promise(resolve => {
		setImmediate(resolve);
	});
}

/** The clock of one process, which can be suspended and killed. */
export class ProcessClock implements Clock {
	readonly #world: WorldClock;
	/** What would have run meanwhile; undefined: the process is not suspended. */
	#missed: Set<() => void> | undefined;
	#isDead = false;

	constructor(world: WorldClock) {
		this.#world = world;
	}

	get isDead(): boolean {
		return this.#isDead;
	}

	nowMs(): number {
		return this.#world.nowMs;
	}

	elapsedMs(): number {
		return this.#world.elapsedMs;
	}

	sleep(ms: number, signal: AbortSignal): Promise<void> {
		if (signal.aborted) {
			return Promise.resolve();
		}

		return new Promise(resolve => {
			const wake = (): void => {
				signal.removeEventListener('abort', wake);
				forget();
				this.#whenAwake(resolve);
			};

			const forget = this.#world.wakeAfter(ms, wake);
			signal.addEventListener('abort', wake);
		});
	}

	pause(): Promise<void> {
		return new Promise(resolve => this.#world.wakeAfter(0, () => this.#whenAwake(resolve)));
	}

	/** A timer of the process: what it misses while suspended, it does once. */
	readonly repeat: Repeat = (run, everyMs) => {
		let forget = (): void => {};
		let isOver = false;
		const once = (): void => {
			if (!isOver) {
				run();
			}
		};

		const again = (): void => {
			if (!isOver && !this.#isDead) {
				forget = this.#world.wakeAfter(everyMs, again);
				this.#whenAwake(once);
			}
		};

		forget = this.#world.wakeAfter(everyMs, again);
		return () => {
			isOver = true;
			forget();
		};
	};

	suspend(): void {
		this.#missed ??= new Set();
	}

	resume(): void {
		const missed = this.#missed ?? [];
		this.#missed = undefined;
		for (const run of missed) {
			run();
		}
	}

	/** Nothing of the process runs any more. */
	kill(): void {
		this.#isDead = true;
	}

	#whenAwake(run: () => void): void {
		if (this.#isDead) {
			return;
		}

		if (this.#missed === undefined) {
			run();
		} else {
			this.#missed.add(run);
		}
	}
}
