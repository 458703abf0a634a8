export type Priority = 'tail' | 'backfill';

export interface LimiterOptions {
	readonly start: number;
	readonly concurrencyMax: number;
	/** Bytes that may be in transit or waiting for a commit. */
	readonly bytesMax: number;
}

interface Waiter {
	readonly bytes: number;
	readonly resolve: () => void;
}

/** The tail gets this many turns before a waiting backfill gets one. */
const tailTurns = 3;
/** The concurrency limit grows by one after this many successful answers. */
const cleanAnswersPerStep = 16;

/**
 * An adaptive concurrency limit for requests: one more after successful answers, half after the
 * server throttles us. The tail goes first, and the backfill keeps a share.
 */
export class Limiter {
	readonly #options: LimiterOptions;
	#limit: number;
	#running = 0;
	#bytes = 0;
	#clean = 0;
	#turns = 0;
	readonly #waiting: Record<Priority, Waiter[]> = { tail: [], backfill: [] };

	constructor(options: LimiterOptions) {
		this.#options = options;
		this.#limit = Math.min(options.start, options.concurrencyMax);
	}

	get limit(): number {
		return this.#limit;
	}

	/** Resolves when a slot and room for `bytes` are free. The caller must release both. */
	async acquire(priority: Priority, bytes: number): Promise<void> {
		if (this.#fits(bytes) && this.#waiting[priority].length === 0) {
			this.#take(bytes);
			return;
		}

		await new Promise<void>(resolve => {
			this.#waiting[priority].push({ bytes, resolve });
			this.#wake();
		});
	}

	releaseSlot(): void {
		this.#running--;
		this.#wake();
	}

	releaseBytes(bytes: number): void {
		this.#bytes -= bytes;
		this.#wake();
	}

	/** Replaces an estimated size by the actual one, in bytes. */
	adjustBytes(guess: number, actual: number): void {
		this.#bytes += actual - guess;
		this.#wake();
	}

	throttled(): void {
		this.#clean = 0;
		this.#limit = Math.max(1, Math.floor(this.#limit / 2));
	}

	clean(): void {
		this.#clean++;
		if (this.#clean >= cleanAnswersPerStep) {
			this.#clean = 0;
			this.#limit = Math.min(this.#options.concurrencyMax, this.#limit + 1);
			this.#wake();
		}
	}

	#fits(bytes: number): boolean {
		// An object larger than the whole limit runs alone.
		const hasRoom = this.#bytes === 0 || this.#bytes + bytes <= this.#options.bytesMax;
		return this.#running < this.#limit && hasRoom;
	}

	#take(bytes: number): void {
		this.#running++;
		this.#bytes += bytes;
	}

	#wake(): void {
		for (let queue = this.#nextQueue(); queue; queue = this.#nextQueue()) {
			const waiter = queue[0]!;
			if (!this.#fits(waiter.bytes)) {
				return;
			}

			queue.shift();
			this.#turns = queue === this.#waiting.tail ? this.#turns + 1 : 0;
			this.#take(waiter.bytes);
			waiter.resolve();
		}
	}

	#nextQueue(): Waiter[] | undefined {
		const { tail, backfill } = this.#waiting;
		if (tail.length > 0 && (backfill.length === 0 || this.#turns < tailTurns)) {
			return tail;
		}

		return backfill.length > 0 ? backfill : undefined;
	}
}
