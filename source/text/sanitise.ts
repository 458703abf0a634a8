const harmless = /^[\x20-\x7e]*$/;

// Controls (C0, C1), format characters (bidi, zero width, tags), lone surrogates, line and paragraph
// separators, and everything else that Unicode lets a renderer ignore (fillers, variation selectors).
const harmful = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

// More combining marks than this on one letter would overlap the lines above and below.
const combiningMarksMax = 2;
const combiningRun = /\p{M}+/gu;

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(character: string): string {
	const shortName = shortNames[character];

	if (shortName !== undefined) {
		return shortName;
	}

	const code = character.codePointAt(0) ?? 0;

	if (code <= 0xff) {
		return `\\x${code.toString(16).padStart(2, '0')}`;
	}

	return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/**
 * Makes any text safe to draw. Characters that would move the cursor, or colour, reorder, hide or
 * overlap text, become readable escapes (`\x1b`, `\u202e`). One line in, one line out.
 *
 * Every string of a log must pass through this function before it is printed on the terminal.
 */
export function sanitise(text: string): string {
	if (harmless.test(text)) {
		return text;
	}

	return text
		.replace(harmful, escape)
		.replace(combiningRun, marks =>
			[...marks].map((mark, index) => (index < combiningMarksMax ? mark : escape(mark))).join(''),
		);
}

/** The same for a text of many lines: its line ends and tabs stay. */
export function sanitiseLines(text: string): string {
	return text.replaceAll(/[^\n\t]+/g, part => sanitise(part));
}
