import { AnyCaseNeedle, KernelNeedle } from '../../../../store/index.ts';
import { compileGlob } from '../../glob.ts';
import { textOf } from '../../comparison.ts';
import { searchOrder } from '../../plan/search-order.ts';
import type { Search } from '../../syntax/tree.ts';
import type { Value } from '../../value.ts';
import { filterVector } from '../../frame/filter.ts';
import { difference, eachRow, finish, noRows, union, type Rows } from '../../frame/rows.ts';
import { codeAt, memoByCode } from '../../frame/vector.ts';
import type { SegmentSource } from '../segment-source.ts';
import { phraseTest, wordTest } from './term.ts';
import { searchTerm } from './term-search.ts';

/** A search that is ready to run on any segment: returns the matching rows of the given rows. */
export type SearchTest = (source: SegmentSource, rows: Rows) => Rows;

export function compileSearch(search: Search): SearchTest {
	switch (search.kind) {
		case 'all':
			return (_source, rows) => rows;
		case 'and':
			return compileAnd(search.items);
		case 'or':
			return (
				compileAnyValue(search.items) ??
				compileAnyRow(search.items) ??
				compileOr(search.items.map(compileSearch))
			);
		case 'not': {
			const item = compileSearch(search.item);
			return (source, rows) => difference(rows, item(source, rows), source.rowCount);
		}

		case 'word': {
			if (/^\*+$/.test(search.text)) {
				return (_source, rows) => rows;
			}

			const term = wordTest(search.text);
			return (source, rows) => searchTerm(source, term, rows);
		}

		case 'phrase': {
			const term = phraseTest(search.text);
			return (source, rows) => searchTerm(source, term, rows);
		}

		case 'field':
			return compileField(search);
		case 'subquery':
			throw new TypeError('a subquery is answered before the query around it is compiled');
	}
}

interface AndItem {
	readonly test: SearchTest;
	/** The one field that it asks for. */
	readonly field: string | undefined;
}

function compileAnd(items: readonly Search[]): SearchTest {
	const ordered = searchOrder(items).map(item => ({
		test: compileSearch(item),
		field: item.kind === 'field' ? item.field.name : undefined,
	}));
	return (source, rows) => {
		let left = rows;
		for (const { test } of containersLast(ordered, source)) {
			if (left?.length === 0) {
				return noRows;
			}

			left = test(source, left);
		}

		return left;
	};
}

/** The text of an object or array is put together for each row: only for those that are left. */
function containersLast(items: readonly AndItem[], source: SegmentSource): readonly AndItem[] {
	const isContainer = ({ field }: AndItem): boolean =>
		field !== undefined && source.hasContainer(field);
	return items.some(isContainer)
		? [...items.filter(item => !isContainer(item)), ...items.filter(isContainer)]
		: items;
}

function compileOr(tests: readonly SearchTest[]): SearchTest {
	return (source, rows) => {
		let found: Rows = noRows;
		let left = rows;
		for (const test of tests) {
			const hits = test(source, left);
			if (hits === left) {
				return rows;
			}

			found = union(found, hits, source.rowCount);
			left = difference(left, hits, source.rowCount);
		}

		return found;
	};
}

/** Terms of one field from which on their values are asked for together. */
const togetherFrom = 8;

/** Many whole values of one field, as a subquery gives them: one look at each distinct value. */
function compileAnyValue(items: readonly Search[]): SearchTest | undefined {
	const [first] = items;
	const name = first?.kind === 'field' ? first.field.name : undefined;
	const values = items.flatMap(item =>
		item.kind === 'field' && item.field.name === name && item.quoted && !item.negated
			? [item.value.toLowerCase()]
			: [],
	);
	if (name === undefined || values.length < Math.max(items.length, togetherFrom)) {
		return undefined;
	}

	const wanted = new Set(values);
	const test = (value: Value): boolean => wanted.has(wholeLower(value) ?? missing);

	const key = `${name}|any|${JSON.stringify(values)}`;
	return (source, rows) =>
		filterVector(source, source.field(name, rows), rows, source.rowCount, test, key, undefined);
}

/** No whole value: none has a lone surrogate. */
const missing = '\ud800';

/** A value in lower case; undefined where no quoted value matches it, as the Kelvin sign is not a k. */
function wholeLower(value: Value): string | undefined {
	if (value === null) {
		return undefined;
	}

	const text = textOf(value);
	const lower = text.toLowerCase();
	return isAscii(lower) && !isAscii(text) ? undefined : lower;
}

/** Many rows of whole values of the same fields: the values of each field first, then the rows that are left. */
function compileAnyRow(items: readonly Search[]): SearchTest | undefined {
	const rows = items.map(item => (item.kind === 'and' ? item.items : []));
	const names = rows[0]?.map(term => (term.kind === 'field' ? term.field.name : '')) ?? [];
	const isRow = (terms: readonly Search[]) =>
		terms.length === names.length &&
		terms.every(
			(term, at) =>
				term.kind === 'field' && term.quoted && !term.negated && term.field.name === names[at],
		);
	if (names.length === 0 || items.length < togetherFrom || !rows.every(isRow)) {
		return undefined;
	}

	const columns = names.map((_, at) => compileAnyValue(rows.map(terms => terms[at] as Search)));
	const keys = new Set(
		rows.map(terms => keyOfTexts(terms.map(term => (term.kind === 'field' ? term.value : '')))),
	);
	const each = compileOr(items.map(compileSearch));
	return (source, given) => {
		const left = columns.reduce((found, column) => column?.(source, found) ?? found, given);
		const vectors = names.map(name => source.field(name, left));
		// Elements of two lists belong together in any way.
		if (vectors.some(({ list }) => list !== undefined)) {
			return each(source, left);
		}

		const texts = vectors.map(vector =>
			memoByCode(vector.size, code => {
				source.work();
				return wholeLower(vector.value(code)) ?? missing;
			}),
		);
		const kept: number[] = [];
		eachRow(left, source.rowCount, row => {
			const own = vectors.map((vector, at) => texts[at]?.(codeAt(vector, row)) ?? missing);
			if (keys.has(keyOfTexts(own))) {
				kept.push(row);
			}
		});
		return finish(Uint32Array.from(kept), kept.length, source.rowCount);
	};
}

function keyOfTexts(texts: readonly string[]): string {
	return JSON.stringify(texts.map(text => text.toLowerCase()));
}

function isAscii(text: string): boolean {
	return /^[\0-\x7f]*$/.test(text);
}

function compileField(search: Search & { readonly kind: 'field' }): SearchTest {
	const test = fieldTest(search.value, search.quoted);
	const name = `${search.field.name}|${search.quoted ? 'text' : 'glob'}|${search.value}`;
	const needle = wholeNeedle(search.value, search.quoted);
	const positive: SearchTest = (source, rows) => {
		const vector = source.field(search.field.name, rows);
		return filterVector(source, vector, rows, source.rowCount, test, name, needle);
	};

	return search.negated
		? (source, rows) => difference(rows, positive(source, rows), source.rowCount)
		: positive;
}

/** Compares the whole value, ignoring case; `k=*` matches a value that is present and not empty. */
/** Whether a value matches a term's; a quoted one is literal, others are globs. */
export function fieldTest(value: string, quoted: boolean): (value: Value) => boolean {
	const wanted = value.toLowerCase();
	if (quoted || !wanted.includes('*')) {
		return wholeText(wanted);
	}

	if (/^\*+$/.test(wanted)) {
		return candidate => candidate !== null && candidate !== '';
	}

	const glob = compileGlob(wanted);
	return candidate => candidate !== null && glob.test(textOf(candidate).toLowerCase());
}

/** A number has several spellings; any other text is in its token exactly. */
const mayBeNumber = /^(?:[0-9+\-.eE]*|-?infinity)$/;

function wholeNeedle(value: string, quoted: boolean): AnyCaseNeedle | undefined {
	const wanted = value.toLowerCase();
	const isWhole = quoted || !wanted.includes('*');
	return isWhole && !mayBeNumber.test(wanted) && AnyCaseNeedle.isNeedle(wanted)
		? new KernelNeedle(wanted)
		: undefined;
}

function wholeText(wanted: string): (value: Value) => boolean {
	// An ASCII text matches only ASCII: the Kelvin sign is not a k. Outside of ASCII, upper and
	// lower case may differ in length.
	const isAscii = /^[\0-\x7f]*$/.test(wanted);
	return candidate => {
		if (candidate === null) {
			return false;
		}

		const text = textOf(candidate);
		return (
			(!isAscii || text.length === wanted.length) &&
			text.toLowerCase() === wanted &&
			(!isAscii || /^[\0-\x7f]*$/.test(text))
		);
	};
}
