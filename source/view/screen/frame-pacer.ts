/** Time and timers, as a port. */
export interface PacerClock {
	nowMs(): number;
	after(ms: number, call: () => void): () => void;
}

/** Changes of data are drawn at most this often, in ms; keys are drawn at once. */
export const frameEveryMs = 500;
/** The same while the terminal has no focus. */
export const unfocusedFrameEveryMs = 5_000;
/**
 * A change that follows a key within this many ms is probably its result, and the user waits for
 * it.
 */
export const answersWithinMs = 1_000;
export const answerFrameEveryMs = 40;

/**
 * Decides when to draw. A key draws at once, and so does its result. The first change after a quiet
 * time also draws at once; later changes are combined in the next frame.
 */
export class FramePacer {
	isFocused = true;
	readonly #clock: PacerClock;
	readonly #draw: () => void;
	#lastMs = Number.NEGATIVE_INFINITY;
	#actedMs = Number.NEGATIVE_INFINITY;
	#cancel: (() => void) | undefined;

	constructor(clock: PacerClock, draw: () => void) {
		this.#clock = clock;
		this.#draw = draw;
	}

	/** Requests a frame after a user action. */
	now(): void {
		this.#actedMs = this.#clock.nowMs();
		this.#drawNow();
	}

	/** Requests a frame after any other change. */
	soon(): void {
		if (this.#cancel !== undefined) {
			return;
		}

		const waitMs = this.#lastMs + this.#everyMs() - this.#clock.nowMs();
		// "At once" means after the rest of this turn of the event loop.
		this.#cancel = this.#clock.after(Math.max(0, waitMs), () => this.#drawNow());
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}

	#everyMs(): number {
		if (!this.isFocused) {
			return unfocusedFrameEveryMs;
		}

		return this.#clock.nowMs() - this.#actedMs < answersWithinMs
			? answerFrameEveryMs
			: frameEveryMs;
	}

	#drawNow(): void {
		this.stop();
		this.#lastMs = this.#clock.nowMs();
		this.#draw();
	}
}
