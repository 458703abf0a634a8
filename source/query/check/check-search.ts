import { didYouMean, partsOf } from '../syntax/advice.ts';
import { numberOf } from '../comparison.ts';
import { quoteName, quoteString, searchWord } from '../syntax/escape.ts';
import { regionsOf } from '../syntax/regions.ts';
import type { Search } from '../syntax/tree.ts';
import { walkSearch } from '../syntax/walk-search.ts';
import type { Checking } from './checking.ts';
import { isFilledText } from './filled.ts';
import { eventSchema } from '../stage/schema.ts';

/** Reports `cat path://"/table"`, which is no word to look for. */
function checkCat({ query, faults }: Checking, whole: Search): void {
	const [first, second] = whole.kind === 'and' ? whole.items : [];
	const isCat = first?.kind === 'word' && first.text.toLowerCase() === 'cat';
	if (isCat && second?.kind === 'word' && /^(?:path:\/\/|\/)/.test(second.text)) {
		const span = { start: first.span.start, end: second.span.end };
		faults.push({
			severity: 'fault',
			span,
			message: `${query.text.slice(span.start, span.end)} reads a table, and a search finds events`,
			next: 'use * | lookup * from path://"/table" on key = field',
		});
	}
}

/** Reports fields of the search that no event has. */
export function checkSearch(checking: Checking, whole: Search): void {
	checkCat(checking, whole);
	// What a subquery lacks is no reason for the query around it.
	const needed = whole === checking.query.search ? neededTerms(whole) : new Set<Search>();
	walkSearch(whole, search => {
		if (search.kind !== 'field') {
			return;
		}

		if (checking.known.has(eventSchema, search.field.name)) {
			checkValue(checking, search, needed.has(search));
			return;
		}

		const near = checking.known.nearest(eventSchema, search.field.name);
		const otherwise = 'check the spelling, or put text with = in double quotes';
		const message = `no event has "${search.field.name}"`;
		checking.faults.push({
			severity: 'warning',
			span: search.field.span,
			message,
			...partsOf(didYouMean(near, otherwise, near && quoteName(near))),
		});
	});
}

/** Reports a value that no record has in the field, where it is a slip of the keys for one that records have. */
function checkValue(checking: Checking, term: FieldTerm, isNeeded: boolean): void {
	const { field, value, quoted, span } = term;
	const isGlob = !quoted && value.includes('*');
	if (checking.isOtherTime || isGlob || value === '' || numberOf(value) !== null) {
		return;
	}

	const isScope = field.name.toLowerCase().startsWith('_source');
	const near =
		isScope || isFilledText(checking, value, span)
			? undefined
			: checking.known.nearValue(eventSchema, field.name, value);
	if (near !== undefined) {
		const written = quoted ? quoteString(near) : searchWord(near);
		checking.faults.push({
			severity: 'warning',
			span,
			message: `no event has ${field.name}=${quoted ? quoteString(value) : value}`,
			...partsOf(
				didYouMean(near, '', `${quoteName(field.name)}${term.negated ? '!=' : '='}${written}`),
			),
			...(isNeeded ? { explainsNone: true as const } : {}),
		});
	}
}

type FieldTerm = Extract<Search, { readonly kind: 'field' }>;

/** The terms without which no record matches. */
function neededTerms(search: Search): ReadonlySet<Search> {
	if (search.kind === 'and') {
		return new Set(search.items.flatMap(item => [...neededTerms(item)]));
	}

	return new Set(search.kind === 'field' && !search.negated ? [search] : []);
}

/**
 * Reports a `//` after text that hides a pipe of its line: a path or a pasted line, not a comment.
 */
export function checkSwallowed(checking: Checking): void {
	const { text } = checking.query;
	if (!text.includes('//')) {
		return;
	}

	for (const { kind, start, end } of regionsOf(text)) {
		if (kind !== 'comment' || !text.startsWith('//', start)) {
			continue;
		}

		const lineStart = text.lastIndexOf('\n', start - 1) + 1;
		const behindText = text.slice(lineStart, start).trim() !== '';
		if (behindText && text.slice(start, end).includes('|')) {
			checking.faults.push({
				severity: 'warning',
				span: { start, end },
				message: '// hides the rest of this line, stages too',
				next: 'put the text in double quotes, or end the comment with a line break',
			});
		}
	}
}
