/** What a run has to say, each message once; and what a part of it had to say, to be said again. */
export class WarningLog {
	readonly #messages: Set<string>;
	#part: Set<string> | undefined;

	/** @param first - what is known before the run */
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

	/** Does some work, and tells what was added by it. */
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
