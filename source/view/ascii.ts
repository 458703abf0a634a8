/** ASCII replacements for glyphs of lines, blocks and marks. */
const glyphsOf: Readonly<Record<string, string>> = {
	'+': '╭╮╰╯┼▆✓',
	'|': '├┤│‖',
	'-': '─╶╴▄–—−',
	'.': '▏░▂·',
	':': '▎▍▃',
	'=': '▌▋▊▤▅■',
	'#': '▉█',
	'%': '▓',
	o: '▒•○◌◐',
	O: '◉',
	x: '▚✗',
	'/': '▞',
	H: '▥',
	_: '▁',
	'*': '▇●',
	'^': '▲△↑⇧',
	v: '▼▾↓',
	'>': '▸›→»',
	'<': '‹←',
	',': '◦',
	'@': '◘',
	'~': '…∞',
	"'": '’',
};
const twins = new Map(
	Object.entries(glyphsOf).flatMap(([twin, glyphs]) =>
		[...glyphs].map(glyph => [glyph, twin] as const),
	),
);

const other = /[^\x20-\x7e]/gu;

/**
 * The text in ASCII, character by character, for terminals without UTF-8. Only for texts whose
 * characters take one cell each; a wide one becomes two question marks.
 */
export function toAscii(text: string, widthOf: (character: string) => number): string {
	return text.replace(other, character => {
		const twin = twins.get(character);

		if (twin !== undefined) {
			return twin;
		}

		const code = character.codePointAt(0) ?? 0;

		if (code >= 0x2800 && code <= 0x28ff) {
			return isDark(character) ? ':' : '.';
		}

		return '?'.repeat(widthOf(character));
	});
}

/** The text with shaded cells instead of braille, which some fonts have not. */
export function withoutBraille(text: string): string {
	return text.replace(/[\u2800-\u28ff]/g, character =>
		character === '\u2800' ? ' ' : isDark(character) ? '▒' : '░',
	);
}

/** Of a character of braille: the more dots, the darker its replacement. */
function isDark(character: string): boolean {
	return dotCount(character.charCodeAt(0) - 0x2800) >= 4;
}

function dotCount(bits: number): number {
	let count = 0;

	for (let rest = bits; rest > 0; rest >>= 1) {
		count += rest & 1;
	}

	return count;
}
