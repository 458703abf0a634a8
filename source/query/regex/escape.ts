import { codePointMax } from './node.ts';
import { PatternFault, type Source } from './pattern-source.ts';

const controls: ReadonlyMap<string, number> = new Map([
	['a', 0x07],
	['e', 0x1b],
	['f', 0x0c],
	['n', 0x0a],
	['r', 0x0d],
	['t', 0x09],
	['v', 0x0b],
]);

const numericForms: readonly (readonly [pattern: RegExp, radix: number])[] = [
	[/^\\x\{([0-9A-Fa-f]{1,6})\}/, 16],
	[/^\\x([0-9A-Fa-f]{2})/, 16],
	[/^\\u([0-9A-Fa-f]{4})/, 16],
	[/^\\0([0-7]{0,3})/, 8],
];

/** Reads an escape for one code point; the source is at the backslash. */
export function readEscapedPoint(source: Source): number {
	const rest = source.text.slice(source.position, source.position + 12);

	for (const [pattern, radix] of numericForms) {
		const match = pattern.exec(rest);

		if (match) {
			source.position += match[0].length;
			const point = Number.parseInt(match[1] === '' ? '0' : match[1]!, radix);

			if (point > codePointMax) {
				throw new PatternFault(`"${match[0]}" is beyond the last character of Unicode`);
			}

			return point;
		}
	}

	const point = rest.codePointAt(1);

	if (point === undefined) {
		throw new PatternFault('the regex ends in a lone "\\"');
	}

	const char = String.fromCodePoint(point);
	const control = controls.get(char);

	if (control === undefined && /[A-Za-z]/.test(char)) {
		throw new PatternFault(`the escape "\\${char}" is not known`);
	}

	source.position += 1 + char.length;
	return control ?? point;
}
