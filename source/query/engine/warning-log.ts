/**
 * The warnings of a run, each message once, and those of a part of it, so that they can be
 * repeated.
 */
export class WarningLog {
	readonly #messages: Set<string>;
	#part: Set<string> | undefined;

	/** @param first - warnings known before the run */
	constructor(first: readonly string[]) {
		this.#messages = new Set(first);
	}

	get messages(): ReadonlySet<string> {
		return this.#messages;
	}

	add(message: string): void {
		this.#messages.add(message);
		this.#part?.add(message);
	}

	/** Runs `work` and returns the warnings that it added. */
	during<T>(work: () => T): { readonly result: T; readonly warnings: readonly string[] } {
		const part = new Set<string>();
		const outer = this.#part;
		this.#part = part;
		try {
			const result = work();
			return { result, warnings: [...part] };
		} finally {
			this.#part = outer;
		}
	}
}
