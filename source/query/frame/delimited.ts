/** The characters that part a line of values; they differ from each other. */
export interface Marks {
	readonly delimiter: string;
	readonly quote: string;
	readonly escape: string;
}

/**
 * The values of a line. Blanks may stand before the quote that opens a value; inside of quotes a
 * doubled quote is one, and a quote that is never closed takes the rest. An escape makes the mark
 * behind it a plain character, and is itself one before anything else.
 *
 * @param countMax - values that are wanted; the rest of the line is not read
 */
export function splitDelimited(line: string, marks: Marks, countMax: number): string[] {
	const values: string[] = [];
	for (let at = 0; values.length < countMax;) {
		const { value, end } = readValue(line, at, marks);
		values.push(value);
		if (end >= line.length) {
			break;
		}

		at = end + 1;
	}

	return values;
}

/** The value at `start`, and where the delimiter behind it stands or the line ends. */
function readValue(
	line: string,
	start: number,
	{ delimiter, quote, escape }: Marks,
): { readonly value: string; readonly end: number } {
	const first = afterBlanks(line, start, delimiter);
	let isQuoted = line[first] === quote;
	let at = isQuoted ? first + 1 : start;
	let value = '';
	// A run of plain characters is copied at once.
	let copied = at;
	const flush = (to: number) => {
		value += line.slice(copied, to);
	};

	const marked = (character: string | undefined) =>
		character === delimiter || character === quote || character === escape;
	for (; at < line.length; at++) {
		const character = line[at];
		if (character === escape && marked(line[at + 1])) {
			flush(at);
			copied = ++at;
		} else if (isQuoted && character === quote) {
			flush(at);
			copied = at + 1;
			if (line[at + 1] === quote) {
				at++;
			} else {
				isQuoted = false;
			}
		} else if (!isQuoted && character === delimiter) {
			break;
		}
	}

	flush(at);
	return { value, end: at };
}

function afterBlanks(line: string, start: number, delimiter: string): number {
	let at = start;
	while ((line[at] === ' ' || line[at] === '\t') && line[at] !== delimiter) {
		at++;
	}

	return at;
}
