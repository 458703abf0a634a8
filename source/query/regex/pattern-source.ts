/** Pattern text with a position, shared by the readers of a pattern. */
export interface Source {
	readonly text: string;
	position: number;
}

export interface Flags {
	readonly ignoreCase: boolean;
	readonly multiline: boolean;
	readonly dotAll: boolean;
	/** Blanks and `#` comments between the parts are ignored. */
	readonly extended: boolean;
}

/** What is wrong with a pattern; `compileRegex` turns it into a value. */
export class PatternFault extends Error {
	override readonly name = 'PatternFault';
}

/** Moves past a text if it is at the current position. */
export function take(source: Source, text: string): boolean {
	const there = source.text.startsWith(text, source.position);
	source.position += there ? text.length : 0;
	return there;
}
