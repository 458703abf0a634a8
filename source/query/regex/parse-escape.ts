import { letterClasses } from './classes.ts';
import { readEscapedPoint } from './escape.ts';
import { type Assertion, foldCase, lineFeed, type RegexNode, setOf } from './node.ts';
import { ClassReader } from './parse-class.ts';
import { type Flags, PatternFault, type Source } from './pattern-source.ts';

const escapedAssertions: ReadonlyMap<string, Assertion> = new Map([
	['A', 'text-start'],
	['z', 'text-end'],
	['Z', 'last-line-end'],
	['b', 'word'],
	['B', 'not-word'],
]);

/** `\R`: a carriage return with its line feed counts as one break. */
const anyLineBreak: RegexNode = {
	kind: 'choice',
	items: [
		{ kind: 'sequence', items: [setOf([[0x0d, 0x0d]]), setOf(lineFeed)] },
		setOf([
			[0x0a, 0x0d],
			[0x85, 0x85],
			[0x2028, 0x2029],
		]),
	],
};

/** The part after a backslash, outside of a class. */
export function readEscape(source: Source, flags: Flags): RegexNode {
	const letter = source.text[source.position + 1];
	const found = letter === undefined ? undefined : escapedAssertions.get(letter);

	if (found) {
		source.position += 2;
		return assertion(found);
	}

	if (letter === 'R') {
		source.position += 2;
		return anyLineBreak;
	}

	if (letter !== undefined && (/[1-9k]/.test(letter) || letter === 'G')) {
		const what = letter === 'G' ? 'the anchor' : 'the back-reference';
		throw new PatternFault(`${what} "\\${letter}" is not supported: it cannot run in linear time`);
	}

	if (letter === 'p' || letter === 'P') {
		return new ClassReader(source, flags).readLoneProperty();
	}

	const ranges = letter === undefined ? undefined : letterClasses.get(letter);

	if (ranges) {
		source.position += 2;
		return setOf(ranges);
	}

	return literal(readEscapedPoint(source), flags);
}

export function assertion(kind: Assertion): RegexNode {
	return { kind: 'assertion', assertion: kind };
}

/** One character, with its other cases when case is ignored. */
export function literal(point: number, flags: Flags): RegexNode {
	return setOf(flags.ignoreCase ? foldCase([[point, point]]) : [[point, point]]);
}
