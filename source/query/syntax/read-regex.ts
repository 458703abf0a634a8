import type { Reader } from './reader.ts';
import type { RegexText } from './tree.ts';

/** The next token must be the opening slash. */
export function readRegexLiteral(reader: Reader): RegexText {
	const { start } = reader.peek();
	const region = reader.reading.scanner.regex(start);
	const end = Math.min(region.end, reader.limit);
	if (!region.closed) {
		reader.fail(
			reader.span(start, end),
			'unterminated regular expression',
			'close it with /; a slash inside it is written \\/',
		);
	}

	const source = reader.text.slice(start + 1, end - 1);
	const flags = /^[imsx]{0,4}(?![A-Za-z0-9_])/.exec(reader.text.slice(end, end + 5))?.[0] ?? '';
	reader.moveTo(end + flags.length);
	return { source, flags, span: reader.span(start, end) };
}
