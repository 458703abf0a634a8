import type { SegmentView } from '../../../store/index.ts';
import { isSlip } from '../check/slip.ts';
import { textOf } from '../comparison.ts';
import { derivedVector } from './derived.ts';
import type { EngineParts } from './run-state.ts';
import { SegmentSource } from './segment-source.ts';

/** Of more segments nothing is said: the values of each are looked through. */
export const segmentsLookedMax = 64;
/** The same of those whose values have to be derived first. */
export const derivedSegmentsMax = 16;
/** A field with more distinct values in a segment is no list of names, and nothing is said of it. */
export const distinctMax = 1024;

type Parts = Pick<EngineParts, 'derived' | 'segmentCache'>;

/** The distinct texts of a field in a segment; undefined where there are too many. */
type Distinct = { readonly texts: readonly string[] | undefined };

/**
 * The value that was meant, where a text is a slip of the keys for one that records have, and none has the text itself in any
 * capitals. Only values that a search would compare are looked at, of all records of all segments.
 *
 * @param path - plain, see `plainPath`; crosses no list
 * @returns undefined also where it cannot be told for certain
 */
export function nearValue(
	parts: Parts,
	segments: readonly SegmentView[],
	path: string,
	text: string,
): string | undefined {
	if (segments.length > (parts.derived.has(path) ? derivedSegmentsMax : segmentsLookedMax)) {
		return undefined;
	}

	const wanted = text.toLowerCase();
	/** In how many segments each text is. */
	const counts = new Map<string, number>();
	// Most texts are no slips: the newest segment has them.
	for (const view of segments.toReversed()) {
		const { texts } = distinctOf(view, parts, path);
		if (texts === undefined || texts.some(one => one.toLowerCase() === wanted)) {
			return undefined;
		}

		for (const one of texts) {
			counts.set(one, (counts.get(one) ?? 0) + 1);
		}
	}

	const words = wanted.split(separators);
	// Each text once: the segments of a store have mostly the same ones.
	const meant = [...counts].filter(([one]) => isValueSlip(words, one.toLowerCase()));
	return meant.sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** What separates the words of a value: `es.amazonaws.com`, `user/ada`. */
const separators = /[^a-z0-9]+/;

/**
 * Whether one of the words is a slip, and all others are the same. A number is no slip for another one, and neither is a
 * short word: whoever looks for the address of an indicator means it.
 */
function isValueSlip(words: readonly string[], meant: string): boolean {
	const others = meant.split(separators);
	const differing = words.flatMap((word, at) => (word === others[at] ? [] : [at]));
	const [at] = differing;
	const word = words[at ?? -1] ?? '';
	const other = others[at ?? -1] ?? '';
	return (
		words.length === others.length &&
		differing.length === 1 &&
		!/\d/.test(word + other) &&
		isSlip(word, other)
	);
}

function distinctOf(view: SegmentView, parts: Parts, path: string): Distinct {
	const source = new SegmentSource(view, 0, parts.segmentCache, parts.derived);
	return source.cached(`distinct|${path}`, bytesOf, () => ({
		texts: textsOf(source, parts, path),
	}));
}

function textsOf(source: SegmentSource, parts: Parts, path: string): readonly string[] | undefined {
	const derived = parts.derived.get(path);
	const vector =
		source.meta(path) ??
		(derived === undefined ? source.eventField(path) : derivedVector(source, derived, undefined));
	if (vector.size > distinctMax) {
		return undefined;
	}

	const texts = new Set<string>();
	for (let code = 0; code < vector.size; code++) {
		const value = vector.value(code);
		if (value !== null) {
			texts.add(textOf(value));
		}
	}

	return [...texts];
}

function bytesOf({ texts = [] }: Distinct): number {
	return texts.reduce((sum, { length }) => sum + 32 + length * 2, 128);
}
