/** A command line, read: flags that were not given are absent. */
export interface Arguments {
	readonly command: string;
	readonly input: readonly string[];
	readonly strings: Readonly<Record<string, string>>;
	readonly lists: Readonly<Record<string, readonly string[]>>;
	readonly switches: Readonly<Record<string, boolean>>;
}

/** A mistake on the command line: what was found and what to write instead. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}
