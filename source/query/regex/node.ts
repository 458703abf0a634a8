/** Sorted, disjoint, inclusive ranges of code points. */
export type Ranges = readonly (readonly [first: number, last: number])[];

export const lineFeed: Ranges = [[0x0a, 0x0a]];

/**
 * The characters at one position of a pattern: ranges, and Unicode properties that are not ranges.
 */
export interface CharSet {
	readonly kind: 'set';
	readonly ranges: Ranges;
	readonly properties: readonly { readonly name: string; readonly negated: boolean }[];
	/** Only with properties; otherwise a negation is already part of the ranges. */
	readonly negated: boolean;
}

export type Assertion =
	| 'text-start'
	| 'text-end'
	/** Before a line feed that ends the text, or at its end. */
	| 'last-line-end'
	| 'line-start'
	| 'line-end'
	| 'word'
	| 'not-word';

/** What must stand before or behind a place, or must not, without being a part of the match. */
export interface Look {
	readonly behind: boolean;
	readonly negated: boolean;
	readonly item: RegexNode;
}

export type RegexNode =
	| CharSet
	| { readonly kind: 'assertion'; readonly assertion: Assertion | Look }
	| { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
	| { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
	/** A capturing group; `index` counts opening parentheses from 1. */
	| { readonly kind: 'group'; readonly index: number; readonly item: RegexNode }
	| {
			readonly kind: 'repeat';
			readonly item: RegexNode;
			readonly min: number;
			/** Infinity for an open repeat. */
			readonly max: number;
			readonly lazy: boolean;
	  };

export interface RegexTree {
	readonly root: RegexNode;
	/** Whether a look-around stands in it, so that only `look-program.ts` can run it. */
	readonly looks: boolean;
	readonly groupCount: number;
	/** Names in order of their opening parentheses, with the group's index. */
	readonly names: readonly { readonly name: string; readonly index: number }[];
}

export const codePointMax = 0x10ffff;
export const everything: Ranges = [[0, codePointMax]];

/** Sorts ranges and joins those that touch. */
export function normalise(ranges: Ranges): Ranges {
	const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
	const joined: [number, number][] = [];

	for (const [first, last] of sorted) {
		const previous = joined.at(-1);

		if (previous && first <= previous[1] + 1) {
			previous[1] = Math.max(previous[1], last);
		} else {
			joined.push([first, last]);
		}
	}

	return joined;
}

/** All code points outside of `ranges`, which must be normalised. */
export function complement(ranges: Ranges): Ranges {
	const outside: [number, number][] = [];
	let next = 0;

	for (const [first, last] of ranges) {
		if (first > next) {
			outside.push([next, first - 1]);
		}

		next = last + 1;
	}

	if (next <= codePointMax) {
		outside.push([next, codePointMax]);
	}

	return outside;
}

/** Whether two normalised sets share a code point. */
export function overlaps(a: Ranges, b: Ranges): boolean {
	let left = 0;
	let right = 0;

	while (left < a.length && right < b.length) {
		const [firstA, lastA] = a[left]!;
		const [firstB, lastB] = b[right]!;

		if (lastA < firstB) {
			left++;
		} else if (lastB < firstA) {
			right++;
		} else {
			return true;
		}
	}

	return false;
}

export function setOf(ranges: Ranges): CharSet {
	return { kind: 'set', ranges: normalise(ranges), properties: [], negated: false };
}

/** Ranges with more code points than this are only folded for ASCII. */
const foldedRangeMax = 1_024;

/** Adds the other case of every letter. */
export function foldCase(ranges: Ranges): Ranges {
	const folded: [number, number][] = ranges.map(([first, last]) => [first, last]);

	for (const [first, last] of ranges) {
		const foldLast = last - first < foldedRangeMax ? last : Math.min(last, 0x7f);

		for (let point = first; point <= foldLast; point++) {
			const text = String.fromCodePoint(point);

			for (const other of [text.toLowerCase(), text.toUpperCase()]) {
				const otherPoint = other.codePointAt(0) ?? point;

				if (otherPoint !== point && other === String.fromCodePoint(otherPoint)) {
					folded.push([otherPoint, otherPoint]);
				}
			}
		}
	}

	return normalise(folded);
}
