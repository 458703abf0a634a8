/**
 * Yields the lines of a text with their numbers from 1. A generator, because a feed may have
 * millions of lines.
 */
export function* linesOf(
	text: string,
): Generator<{ readonly line: string; readonly number: number }> {
	let number = 0;
	for (let start = 0; start < text.length;) {
		const newline = text.indexOf('\n', start);
		const end = newline < 0 ? text.length : newline;
		const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
		number++;
		yield { line, number };
		start = end + 1;
	}
}
