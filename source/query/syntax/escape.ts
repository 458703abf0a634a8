/** What stands between the quotes of a string as written; an unclosed one has no last quote. */
export function stringBody(written: string): string {
	const from = written.indexOf('"') + 1;
	const closed = written.length > from && written.endsWith('"');
	return written.slice(from, closed ? -1 : undefined);
}

const escapes: Readonly<Record<string, string>> = {
	'"': '"',
	'\\': '\\',
	n: '\n',
	r: '\r',
	t: '\t',
};

/** An ordinary string: `\"` `\\` `\n` `\r` `\t` are escapes, any other `\x` stays two characters. */
export function unescapeString(body: string): string {
	return body.replace(/\\([\s\S])/g, (both, escaped: string) => escapes[escaped] ?? both);
}

/** A regex string: only `\"` is an escape, every other backslash belongs to the regex. */
export function unescapeRegex(body: string): string {
	return body.replace(/\\([\s\S])/g, (both, escaped: string) => (escaped === '"' ? '"' : both));
}

/** An anchor as its literal parts: each `*` separates them, `\*` is a literal star. */
export function anchorLiterals(body: string): string[] {
	const literals: string[] = [];
	let literal = '';
	for (let at = 0; at < body.length; at++) {
		const character = body[at] as string;
		if (character === '*') {
			literals.push(literal);
			literal = '';
		} else if (character === '\\' && at + 1 < body.length) {
			const escaped = body[at + 1] as string;
			literal += escaped === '*' ? '*' : (escapes[escaped] ?? `\\${escaped}`);
			at++;
		} else {
			literal += character;
		}
	}

	literals.push(literal);
	return literals;
}

/** The text as an ordinary string with quotes; parsing it gives the text again. */
export function quoteString(text: string): string {
	return `"${text.replace(/["\\\n\r\t]/g, found => `\\${quoteNames[found] ?? found}`)}"`;
}

const quoteNames: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't' };

const plainName = /^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+|\[(?:\d+|\*)\])*$/;
const reservedNames: ReadonlySet<string> = new Set([
	...['as', 'by', 'and', 'or', 'not', 'in', 'matches', 'contains', 'true', 'false', 'null'],
]);

/** A word that cannot name a field without `%""`. */
export function isReserved(word: string): boolean {
	return reservedNames.has(word);
}

/** The name as the language writes it: plain when that reads as a name, else `%"…"`. */
export function quoteName(name: string): string {
	const plain = plainName.test(name) && !isReserved(name.toLowerCase()) && !/^\d/.test(name);
	return plain ? name : `%${quoteString(name)}`;
}

/** The text as one word if the search would read it so, else in quotes. */
export function searchWord(text: string): string {
	const plain = /^[^\s"()=|[\]!*?%/]+$/.test(text) && !/^(?:and|or|not)$/i.test(text);
	return plain ? text : quoteString(text);
}
