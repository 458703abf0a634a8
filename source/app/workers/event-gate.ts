import type { Event } from '../../dashboard/state/event.ts';

/**
 * The way of events to the console. What comes before it listens waits for it, in order: a worker
 * that is faster than the screen tells only once what the store holds. No more waits than comes
 * while the screen is loaded.
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
		}
	};

	/** From now on events are heard; those that waited come first. */
	open(listener: (event: Event) => void): void {
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
