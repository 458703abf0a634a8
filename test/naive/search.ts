import type { Search } from '../../source/query/syntax/tree.ts';
import type { Value } from '../../source/query/value.ts';
import { elementsOf, fieldOf, type NaiveRecord } from './record.ts';
import { asText } from './value.ts';

const term = '[\\p{L}\\p{N}_]';

/** Whether a record passes the search, read literally from the language's table of forms. */
export function passes(record: NaiveRecord, search: Search): boolean {
	switch (search.kind) {
		case 'all':
			return true;
		case 'and':
			return search.items.every(item => passes(record, item));
		case 'or':
			return search.items.some(item => passes(record, item));
		case 'not':
			return !passes(record, search.item);
		case 'word':
			return compiled(search, () => wordPattern(search.text)).test(record.raw);
		case 'phrase':
			return compiled(search, () => literal(search.text)).test(record.raw);
		case 'field':
			return hasValue(record, search) !== search.negated;
		case 'subquery':
			throw new Error('a subquery is answered before its query');
	}
}

const patterns = new WeakMap<Search, RegExp>();

function compiled(search: Search, compile: () => RegExp): RegExp {
	const pattern = patterns.get(search) ?? compile();
	patterns.set(search, pattern);
	return pattern;
}

function wordPattern(word: string): RegExp {
	if (/^\*+$/.test(word)) {
		return /(?:)/;
	}

	if (!/[*?]/.test(word)) {
		return literal(word);
	}

	const pattern = [...word]
		.map(char => (char === '*' ? `${term}*` : char === '?' ? term : escaped(char)))
		.join('');
	return bounded(word.replaceAll('?', 'x'), pattern);
}

/** ASCII in any case is ASCII: `k` does not find the Kelvin sign. */
function literal(text: string): RegExp {
	return isAscii(text)
		? bounded(
				text,
				escaped(text).replace(
					/(?<!\\)[a-z]/gi,
					letter => `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
				),
				'u',
			)
		: bounded(text, escaped(text));
}

function isAscii(text: string): boolean {
	return /^[\0-\x7f]*$/.test(text);
}

/** A term character at an end of the text must not go on beyond it. */
function bounded(text: string, pattern: string, flags = 'iu'): RegExp {
	const before = new RegExp(`^${term}`, 'u').test(text) ? `(?<!${term})` : '';
	const after = new RegExp(`${term}$`, 'u').test(text) ? `(?!${term})` : '';
	return new RegExp(before + pattern + after, flags);
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');
}

type FieldTerm = Search & { readonly kind: 'field' };

/** Of a list that the path crosses one element is enough. */
function hasValue(record: NaiveRecord, search: FieldTerm): boolean {
	const elements = elementsOf(record, search.field.name);
	const values = elements.length > 0 ? elements : [fieldOf(record, search.field.name)];
	return values.some(value => isWanted(value, search));
}

function isWanted(value: Value, search: FieldTerm): boolean {
	if (value === null) {
		return false;
	}

	const text = asText(value).toLowerCase();
	const wanted = search.value.toLowerCase();

	const isWhole = search.quoted || !wanted.includes('*');

	if (isWhole && isAscii(wanted) && !isAscii(asText(value))) {
		return false;
	}

	if (search.quoted) {
		return text === wanted;
	}

	if (/^\*+$/.test(wanted)) {
		return text !== '';
	}

	const pattern = wanted.split('*').map(part => part.replace(/[^\p{L}\p{N}]/gu, '\\$&'));
	return new RegExp(`^${pattern.join('[^]*')}$`).test(text);
}
