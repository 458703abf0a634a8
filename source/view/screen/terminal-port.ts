/** The real terminal; only the console uses it. */
export interface TerminalPort {
	/** File descriptor of the output. */
	readonly outputDescriptor: number;
	size(): { readonly columns: number; readonly rows: number };
	/** Each of these functions adds a listener and returns a function that removes it. */
	onResize(listener: () => void): () => void;
	onInput(listener: (bytes: Uint8Array) => void): () => void;
	/** The terminal was closed. */
	onHangup(listener: () => void): () => void;
	/** The program continues after it was stopped by a signal of another process. */
	onContinue(listener: () => void): () => void;
	/** Called before the program ends because of a fatal error: restores the screen. */
	onFatal(listener: () => void): () => void;
	setRaw(isRaw: boolean): void;
	/**
	 * What others write to stderr waits while it is held, as it would move what is drawn; it is
	 * written when it is held no more, or when the program ends.
	 */
	holdMessages(isHeld: boolean): void;
	/** Writes synchronously, even while the program ends. */
	writeNow(text: string): void;
	/**
	 * Stops the program as ctrl-z does; resolves when the shell continues it, or at once when there
	 * is no shell.
	 */
	suspend(): Promise<void>;
	/**
	 * Gives the terminal to another program until that ends.
	 *
	 * @returns its exit code
	 * @throws the error of the system when it could not be started
	 */
	handOver(command: string, words: readonly string[]): Promise<number>;
}
