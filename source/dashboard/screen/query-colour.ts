import { mergeSpans, span } from '../../panels/span.ts';
import type { Role, Span } from '../../panels/span.ts';
import { highlight } from '../../query/language/highlight.ts';
import type { Highlight } from '../../query/language/highlight.ts';
import type { Fault } from '../../query/value.ts';
import { sanitise } from '../../text/sanitise.ts';

const roles: Readonly<Record<Highlight['style'], Role>> = {
	plain: 'text',
	search: 'text',
	stage: 'keyword',
	function: 'accent',
	field: 'key',
	keyword: 'keyword',
	string: 'string',
	regex: 'string',
	number: 'number',
	operator: 'dim',
	pipe: 'accent',
	parameter: 'accent',
	comment: 'dim',
	fault: 'bad',
};

/**
 * A longer text is not coloured: it was pasted, and colouring would delay the keys. In UTF-16 code
 * units.
 */
const colouredCharactersMax = 6_000;
const keptMax = 32;
// The line under the panels is drawn in every frame and rarely changes.
const kept = new Map<string, readonly Span[]>();

/** A query on one line, coloured. */
export function queryColours(text: string): readonly Span[] {
	const known = kept.get(text);

	if (known !== undefined) {
		return known;
	}

	const line = mergeSpans(
		pieces(text, []).map(({ start, end, style }) =>
			span(sanitise(text.slice(start, end).replace(/\s*\n\s*/g, ' ')), roles[style]),
		),
	);

	if (kept.size >= keptMax) {
		kept.delete([...kept.keys()][0] ?? '');
	}

	kept.set(text, line);
	return line;
}

function pieces(text: string, faults: readonly Fault[]): readonly Highlight[] {
	return text.length > colouredCharactersMax
		? [{ start: 0, end: text.length, style: 'plain' }]
		: highlight(text, faults);
}

/** The role of every UTF-16 code unit of a query; faults have the role `bad`. */
export function queryRoles(text: string, faults: readonly Fault[]): Role[] {
	return pieces(text, faults).flatMap(({ start, end, style }) =>
		Array.from({ length: end - start }, () => roles[style]),
	);
}
