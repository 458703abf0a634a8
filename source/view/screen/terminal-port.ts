/** The real terminal, for the console alone. */
export interface TerminalPort {
	/** Of the terminal that is written to. */
	readonly outputDescriptor: number;
	size(): { readonly columns: number; readonly rows: number };
	/** Each listener returns the way to end it. */
	onResize(listener: () => void): () => void;
	onInput(listener: (bytes: Uint8Array) => void): () => void;
	/** The other end of the terminal was closed. */
	onHangup(listener: () => void): () => void;
	/** The program was stopped, by a signal that it did not send itself, and goes on. */
	onContinue(listener: () => void): () => void;
	/** Called before a program that has to end at once ends: puts the screen back. */
	onFatal(listener: () => void): () => void;
	setRaw(isRaw: boolean): void;
	/** Writes at once, even while the program ends. */
	writeNow(text: string): void;
	/**
	 * Stops the program as ctrl-z does; resolves when the shell brings it back, or at once when
	 * nobody is there to do so.
	 */
	suspend(): Promise<void>;
}
