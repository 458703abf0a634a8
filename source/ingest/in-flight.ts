/**
 * Keys that a pass is fetching or has not committed yet. Shared, because the tail and a backfill
 * overlap. Bounded by what the passes have in flight.
 */
export class InFlight {
	readonly #waiting = new Map<string, (() => void)[]>();

	has(key: string): boolean {
		return this.#waiting.has(key);
	}

	add(key: string): void {
		this.#waiting.set(key, []);
	}

	delete(key: string): void {
		const waiting = this.#waiting.get(key) ?? [];
		this.#waiting.delete(key);
		waiting.forEach(resolve => resolve());
	}

	/** Resolves when the key is committed or given up, or with the signal. */
	async ended(key: string, signal: AbortSignal): Promise<void> {
		const waiting = this.#waiting.get(key);
		if (waiting !== undefined && !signal.aborted) {
			await new Promise<void>(resolve => {
				const end = (): void => {
					signal.removeEventListener('abort', end);
					resolve();
				};

				waiting.push(end);
				signal.addEventListener('abort', end);
			});
		}
	}
}
