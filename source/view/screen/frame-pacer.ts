/** Time and timers, as a port. */
export interface PacerClock {
	nowMs(): number;
	after(ms: number, call: () => void): () => void;
}

/** What changed: an answer of the store, what the console says about itself, such as a lag, or how much waits while it is paused. */
export type Change = 'data' | 'status' | 'waiting';

/** Changes of one kind are drawn at most this often, in ms; keys are drawn at once. */
export const frameEveryMs = 500;
/** The same while the terminal has no focus, and of what waits. */
export const calmFrameEveryMs = 10_000;
/** The panels of a dashboard answer one after the other: after a quiet time, wait for the others. */
export const gatherMs = 40;
/**
 * A change that follows a key within this many ms is probably its result, and the user waits for
 * it.
 */
export const answersWithinMs = 1_000;
export const answerFrameEveryMs = 40;
/** Over a slow link all but the first frame after a key waits so many times longer. */
export const slowFactor = 4;

/**
 * Decides when to draw. A key draws at once, and so does its result. The first change after a quiet
 * time also draws at once, or after the other panels had time to answer; later changes are combined
 * in the next frame. A clock that ticks does not make new data wait.
 */
export class FramePacer {
	isFocused = true;
	readonly #clock: PacerClock;
	readonly #draw: () => void;
	/** When the last frame of each kind was drawn. A frame of data shows the status, too. */
	#dataMs = Number.NEGATIVE_INFINITY;
	#lastMs = Number.NEGATIVE_INFINITY;
	#actedMs = Number.NEGATIVE_INFINITY;
	#pending: { readonly change: Change; readonly atMs: number; cancel(): void } | undefined;

	readonly #factor: number;

	/** @param factor - 1, or how many times longer frames wait for each other */
	constructor(clock: PacerClock, draw: () => void, factor = 1) {
		this.#factor = factor;
		this.#clock = clock;
		this.#draw = draw;
	}

	/** The user did something, such as starting the program, and waits for the result. */
	acted(): void {
		this.#actedMs = this.#clock.nowMs();
	}

	/** Requests a frame after a user action. */
	now(): void {
		this.acted();
		this.#drawNow('data');
	}

	/** Requests a frame after any other change. */
	soon(change: Change = 'data'): void {
		const nowMs = this.#clock.nowMs();
		const atMs = Math.max(nowMs, this.#dueMs(change, nowMs));
		if (this.#pending !== undefined && this.#pending.atMs <= atMs) {
			if (change === 'data' && this.#pending.change !== 'data') {
				this.#schedule(change, this.#pending.atMs, nowMs);
			}

			return;
		}

		this.#schedule(change, atMs, nowMs);
	}

	stop(): void {
		this.#pending?.cancel();
		this.#pending = undefined;
	}

	#schedule(change: Change, atMs: number, nowMs: number): void {
		this.stop();
		// "At once" means after the rest of this turn of the event loop.
		const cancel = this.#clock.after(atMs - nowMs, () => this.#drawNow(change));
		this.#pending = { change, atMs, cancel };
	}

	#dueMs(change: Change, nowMs: number): number {
		if (!this.isFocused) {
			return this.#lastMs + calmFrameEveryMs;
		}

		if (change === 'waiting') {
			return this.#lastMs + calmFrameEveryMs;
		}

		if (nowMs - this.#actedMs < answersWithinMs) {
			return this.#lastMs + answerFrameEveryMs * this.#factor;
		}

		if (change === 'status') {
			return this.#lastMs + frameEveryMs * this.#factor;
		}

		const everyMs = frameEveryMs * this.#factor;
		const isQuiet = nowMs - this.#dataMs >= everyMs;
		return isQuiet && Number.isFinite(this.#dataMs)
			? nowMs + gatherMs * this.#factor
			: this.#dataMs + everyMs;
	}

	#drawNow(change: Change): void {
		this.stop();
		this.#lastMs = this.#clock.nowMs();
		if (change === 'data') {
			this.#dataMs = this.#lastMs;
		}

		this.#draw();
	}
}
