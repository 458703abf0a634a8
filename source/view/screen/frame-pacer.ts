/** Time and timers, as a port. */
export interface PacerClock {
	nowMs(): number;
	after(ms: number, call: () => void): () => void;
}

/** Changes of data are drawn at most so often; those of keys at once. */
export const frameEveryMs = 500;
/** Nobody looks: the terminal told that it lost the focus. */
export const unfocusedFrameEveryMs = 5_000;

/**
 * Decides when to draw. A key draws at once. The first change after a quiet time draws at once
 * too; later ones join the next frame.
 */
export class FramePacer {
	isFocused = true;
	readonly #clock: PacerClock;
	readonly #draw: () => void;
	#lastMs = Number.NEGATIVE_INFINITY;
	#cancel: (() => void) | undefined;

	constructor(clock: PacerClock, draw: () => void) {
		this.#clock = clock;
		this.#draw = draw;
	}

	/** Something a person did. */
	now(): void {
		this.#cancel?.();
		this.#cancel = undefined;
		this.#lastMs = this.#clock.nowMs();
		this.#draw();
	}

	/** Something that came by itself. */
	soon(): void {
		if (this.#cancel !== undefined) {
			return;
		}

		const everyMs = this.isFocused ? frameEveryMs : unfocusedFrameEveryMs;
		const waitMs = this.#lastMs + everyMs - this.#clock.nowMs();
		// Even at once means after what else this turn of the loop brings.
		this.#cancel = this.#clock.after(Math.max(0, waitMs), () => this.now());
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}
}
