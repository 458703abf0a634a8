import type { Event } from '../../dashboard/state/event.ts';

/** Far more than come while a screen is loaded; beyond them the oldest go. */
export const earlyMax = 1_000;

/**
 * The way of events to the console. What comes before it listens waits for it, in order: a worker
 * that is faster than the screen tells only once what the store holds. At most `earlyMax` wait.
 */
export class EventGate {
	readonly #early: Event[] = [];
	#listener: ((event: Event) => void) | undefined;
	#isClosed = false;

	/** Bound, so that it can be handed on. */
	readonly send = (event: Event): void => {
		if (this.#listener !== undefined) {
			this.#listener(event);
		} else if (!this.#isClosed) {
			this.#early.push(event);
			this.#early.splice(0, this.#early.length - earlyMax);
		}
	};

	/** From now on events are heard; those that waited come first. */
	open(listener: (event: Event) => void): void {
		if (this.#isClosed) {
			return;
		}

		// What one of them leads to comes after them.
		while (this.#early.length > 0) {
			this.#early.splice(0).forEach(listener);
		}

		this.#listener = listener;
	}

	/** From now on nothing is heard any more. */
	close(): void {
		this.#isClosed = true;
		this.#listener = undefined;
		this.#early.length = 0;
	}
}
