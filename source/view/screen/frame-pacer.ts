/** Time and timers, as a port. */
export interface PacerClock {
	nowMs(): number;
	after(ms: number, call: () => void): () => void;
}

/** Changes of data are drawn at most so often; those of keys at once. */
export const frameEveryMs = 500;
/** Nobody looks: the terminal told that it lost the focus. */
export const unfocusedFrameEveryMs = 5_000;
/** What comes soon after a key is most likely its answer, and a person waits for it. */
export const answersWithinMs = 1_000;
export const answerFrameEveryMs = 40;

/**
 * Decides when to draw. A key draws at once, and its answer as soon as it comes. The first change
 * after a quiet time draws at once too; later ones join the next frame.
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

	/** Something that a person did. */
	now(): void {
		this.#actedMs = this.#clock.nowMs();
		this.#drawNow();
	}

	/** Something that came by itself. */
	soon(): void {
		if (this.#cancel !== undefined) {
			return;
		}

		const waitMs = this.#lastMs + this.#everyMs() - this.#clock.nowMs();
		// Even at once means after what else this turn of the loop brings.
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
