import type { Frame } from '../frame/frame.ts';
import type { Spending } from '../spending.ts';

/**
 * What the rows that a run collects hold of its spending, segment by segment. A collector lets go
 * of a segment when none of its rows can be shown any more; what it held is then dropped.
 */
export class FrameWeights {
	readonly #spending: Spending;
	readonly #collector: { frames(): ReadonlySet<Frame> };
	#held: { readonly frame: WeakRef<Frame>; readonly bytes: number }[] = [];

	constructor(collector: { frames(): ReadonlySet<Frame> }, spending: Spending) {
		this.#collector = collector;
		this.#spending = spending;
	}

	add(frame: Frame, bytes: number): void {
		if (bytes > 0) {
			this.#held.push({ frame: new WeakRef(frame), bytes });
		}

		// It takes a moment to find out.
		if (this.#spending.isHigh) {
			this.#dropLost();
		}
	}

	#dropLost(): void {
		const frames = this.#collector.frames();
		this.#held = this.#held.filter(({ frame, bytes }) => {
			const held = frame.deref();
			if (held !== undefined && frames.has(held)) {
				return true;
			}

			this.#spending.drop(bytes);
			return false;
		});
	}
}
