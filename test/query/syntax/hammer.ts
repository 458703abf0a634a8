import { check } from '../../../source/query/check/check.ts';
import { complete } from '../../../source/query/complete/complete.ts';
import { drill } from '../../../source/query/language/drill.ts';
import { highlight } from '../../../source/query/language/highlight.ts';
import { parse } from '../../../source/query/language/parse.ts';
import type { Query } from '../../../source/query/syntax/tree.ts';
import type { Fault, Span } from '../../../source/query/value.ts';
import { seenOf } from '../check/seen-of.ts';
import { fuzzedQueries } from './fuzz.ts';

/** Characters that parsing may look at for each that it is given. */
export const stepsPerCharacterMax = 24;

const fields = ['eventName', 'userIdentity.arn', 'awsRegion'];
const sources = {
	fields: fields.map(name => ({ name, count: 1 })),
	values: (field: string) => [{ value: `a "${field}"`, count: 1 }],
	keys: fields,
	derived: [],
	tables: [],
	saved: ['a | count'],
};

/**
 * Parses `count` random queries, and does with every `every`th all that a query bar does with a
 * text. Throws at the first broken promise; gives the most steps a character that parsing took.
 */
export function hammer(count: number, seed: number, every = 1): number {
	let worst = 0;
	let turn = 0;
	for (const text of fuzzedQueries(count, seed)) {
		const meter = { steps: 0 };
		const { query, faults } = parse(text, { region: 'x"y' }, meter);
		worst = Math.max(worst, (meter.steps - 100) / Math.max(1, text.length));
		requireInside(text, query);
		faults.forEach(fault => requireRepair(text, fault));
		if (turn++ % every === 0) {
			hammerBar(text, query, faults, turn);
		}
	}

	return worst;
}

function hammerBar(text: string, query: Query, faults: readonly Fault[], turn: number): void {
	check(query, { seen: seenOf(fields) }).forEach(fault => requireRepair(text, fault));
	requireCover(text, highlight(text, faults));
	const { from, to, items } = complete(text, (turn * 7919) % (text.length + 1), sources);
	requireSpan(text, { start: from, end: to });
	items.forEach(({ label, insert }) => requireText(text, label, insert));
	drill(text, [{ field: 'awsRegion', value: text.slice(0, 9) }]);
}

/** Colours follow each other from the first character to the last. */
function requireCover(text: string, pieces: readonly Span[]): void {
	let at = 0;
	for (const { start, end } of pieces) {
		if (start !== at || end <= start) {
			throw new Error(`colours leave a gap at ${at} of ${JSON.stringify(text)}`);
		}

		at = end;
	}

	if (at !== text.length) {
		throw new Error(`colours end at ${at} of ${JSON.stringify(text)}`);
	}
}

function requireText(text: string, ...words: readonly string[]): void {
	if (words.includes('')) {
		throw new Error(`an empty offer in ${JSON.stringify(text)}`);
	}
}

/** Walks whatever the parser made: every span, at any depth, lies in the text. */
function requireInside(text: string, node: unknown): void {
	if (typeof node !== 'object' || node === null) {
		return;
	}

	for (const key in node) {
		const value = (node as Record<string, unknown>)[key];
		if (key === 'span' || key === 'nameSpan') {
			requireSpan(text, value as Span);
		} else {
			requireInside(text, value);
		}
	}
}

function requireSpan(text: string, span: Span): void {
	const inside = span.start >= 0 && span.start <= span.end && span.end <= text.length;
	if (!inside || !Number.isInteger(span.start)) {
		throw new Error(`span ${span.start}–${span.end} outside ${JSON.stringify(text)}`);
	}
}

function requireRepair(text: string, fault: Fault): void {
	requireSpan(text, fault.span);
	if (fault.message === '' || fault.next === '') {
		throw new Error(`fault without message or next step in ${JSON.stringify(text)}`);
	}
}
