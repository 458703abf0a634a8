import type { PacerClock } from '../../../source/view/screen/frame-pacer.ts';

/** Time that passes when a test says so. */
export class VirtualTime implements PacerClock {
	#nowMs = 0;
	#timers: { readonly atMs: number; readonly call: () => void }[] = [];

	nowMs(): number {
		return this.#nowMs;
	}

	after(ms: number, call: () => void): () => void {
		const timer = { atMs: this.#nowMs + ms, call };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter(one => one !== timer);
		};
	}

	pass(ms: number): void {
		const endMs = this.#nowMs + ms;
		for (;;) {
			const [next] = this.#timers
				.filter(timer => timer.atMs <= endMs)
				.sort((a, b) => a.atMs - b.atMs);
			if (next === undefined) {
				break;
			}

			this.#timers = this.#timers.filter(one => one !== next);
			this.#nowMs = Math.max(this.#nowMs, next.atMs);
			next.call();
		}

		this.#nowMs = endMs;
	}
}
