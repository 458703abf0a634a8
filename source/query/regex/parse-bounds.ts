import { PatternFault, type Source, take } from './pattern-source.ts';

/** The same limit as in RE2. */
const repeatMax = 1_000;

/**
 * How often the item before is repeated, at least and at most; undefined when it is not repeated.
 */
export function readBounds(source: Source): [number, number] | undefined {
	if (take(source, '*')) {
		return [0, Infinity];
	}

	if (take(source, '+')) {
		return [1, Infinity];
	}

	if (take(source, '?')) {
		return [0, 1];
	}

	const counted = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(
		source.text.slice(source.position, source.position + 24),
	);

	if (!counted) {
		return undefined;
	}

	const min = Number(counted[1]);
	const open = counted[3] === '';
	const max = counted[2] === '' ? min : open ? Infinity : Number(counted[3]);

	if (counted[2] === '' && !open) {
		return undefined;
	}

	if (min > repeatMax || (max !== Infinity && max > repeatMax) || max < min) {
		throw new PatternFault(`"${counted[0]}" must be from 0 to ${repeatMax}, the smaller first`);
	}

	source.position += counted[0].length;
	return [min, max];
}
