/** Pattern text with a place in it, shared by the readers of a pattern. */
export interface Source {
	readonly text: string;
	position: number;
}

export interface Flags {
	readonly ignoreCase: boolean;
	readonly multiline: boolean;
	readonly dotAll: boolean;
	/** Blanks and `#` comments between the parts do not count. */
	readonly extended: boolean;
}

/** What is wrong with a pattern; `compileRegex` turns it into a value. */
export class PatternFault extends Error {
	override readonly name = 'PatternFault';
}

/** Steps over a text when it stands here. */
export function take(source: Source, text: string): boolean {
	const there = source.text.startsWith(text, source.position);
	source.position += there ? text.length : 0;
	return there;
}
