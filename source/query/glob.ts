/** A pattern of `matches "…"`, ready to test whole values in linear time. */
export interface CompiledGlob {
	readonly pattern: string;
	/** The one text that matches, when the pattern has no star. */
	readonly literal: string | undefined;
	test(text: string): boolean;
}

/**
 * Compiles a glob for whole, case-sensitive matching: `*` matches any text, including line breaks;
 * every other character, also `?`, matches itself.
 */
export function compileGlob(pattern: string): CompiledGlob {
	const pieces = pattern.split('*');
	const prefix = pieces[0] ?? '';

	if (pieces.length === 1) {
		return { pattern, literal: prefix, test: text => text === prefix };
	}

	const suffix = pieces[pieces.length - 1] ?? '';
	const middle = pieces.slice(1, -1).filter(piece => piece !== '');
	const lengthMin = prefix.length + suffix.length;

	if (middle.length === 0) {
		return {
			pattern,
			literal: undefined,
			test: text => text.length >= lengthMin && text.startsWith(prefix) && text.endsWith(suffix),
		};
	}

	return {
		pattern,
		literal: undefined,
		test: text =>
			text.length >= lengthMin &&
			text.startsWith(prefix) &&
			text.endsWith(suffix) &&
			holdsInOrder(text, middle, prefix.length, text.length - suffix.length),
	};
}

/** The first match of each piece is sufficient, because a later one never leaves more room. */
function holdsInOrder(
	text: string,
	pieces: readonly string[],
	start: number,
	end: number,
): boolean {
	let position = start;

	for (const piece of pieces) {
		const found = text.indexOf(piece, position);

		if (found < 0 || found + piece.length > end) {
			return false;
		}

		position = found + piece.length;
	}

	return true;
}
