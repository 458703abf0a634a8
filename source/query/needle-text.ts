import type { CharSet, RegexNode } from './regex/node.ts';
import { parseRegex } from './regex/parse-pattern.ts';
import type { Expression } from './syntax/tree.ts';

/** Shorter texts stand in too many values. */
const lengthMin = 3;
/** A number has several spellings: its token need not contain what its text does. */
const mayBeNumber = /^[0-9+\-.e]*$/;
const infinity = '-infinity';
/** Between the keys and values of a list or an object a token may have other blanks than its text. */
const structure = /["\\{}[\],]|^:/;

/**
 * A text in lower case that stands, in any case, in every text for which a condition on one field holds; undefined when
 * none is known. Looking for it in all values at once is much cheaper than testing each of them.
 */
export function needleTextOf(condition: Expression): string | undefined {
	const found = longest(
		partsOf(condition)
			.map(text => text.toLowerCase())
			.filter(isNeedle),
	);
	return found === '' ? undefined : found;
}

function isNeedle(text: string): boolean {
	return (
		text.length >= lengthMin &&
		/^[\x20-\x7e]+$/.test(text) &&
		!structure.test(text) &&
		!mayBeNumber.test(text) &&
		!infinity.includes(text)
	);
}

/** Texts each of which must be in the value. */
function partsOf(condition: Expression): readonly string[] {
	switch (condition.kind) {
		case 'binary':
			return ofBinary(condition);
		case 'call': {
			const [operand, part] = condition.args;
			return condition.name.toLowerCase() === 'contains' &&
				operand?.kind === 'field' &&
				part?.kind === 'literal'
				? literalParts(part)
				: [];
		}

		case 'matches-glob':
			return condition.operand.kind === 'field' && condition.pattern.kind === 'literal'
				? literalParts(condition.pattern).flatMap(text => text.split('*'))
				: [];
		case 'matches-regex':
			return condition.operand.kind === 'field' ? regexParts(condition.regex) : [];
		default:
			return [];
	}
}

function ofBinary({
	operator,
	left,
	right,
}: Extract<Expression, { readonly kind: 'binary' }>): readonly string[] {
	if (operator === 'and') {
		return [...partsOf(left), ...partsOf(right)];
	}

	if (operator === '=') {
		const literal = left.kind === 'field' ? right : right.kind === 'field' ? left : undefined;
		return literal === undefined ? [] : literalParts(literal);
	}

	return operator === 'contains' && left.kind === 'field' ? literalParts(right) : [];
}

function literalParts(expression: Expression): readonly string[] {
	return expression.kind === 'literal' && typeof expression.value === 'string'
		? [expression.value]
		: [];
}

function regexParts({
	source,
	flags,
}: {
	readonly source: string;
	readonly flags: string;
}): readonly string[] {
	try {
		return runsOf(parseRegex(source, flags).root);
	} catch {
		// The checks tell what is wrong with it.
		return [];
	}
}

/** Runs of characters that each match goes through. */
function runsOf(node: RegexNode): readonly string[] {
	switch (node.kind) {
		case 'group':
			return runsOf(node.item);
		case 'set': {
			const character = characterOf(node);
			return character === undefined ? [] : [character];
		}

		case 'repeat':
			return node.min > 0 ? runsOf(node.item) : [];
		case 'sequence':
			return runsOfSequence(node.items);
		default:
			return [];
	}
}

function runsOfSequence(items: readonly RegexNode[]): readonly string[] {
	const runs: string[] = [];
	let run = '';
	for (const item of items) {
		const character = item.kind === 'set' ? characterOf(item) : undefined;
		if (character !== undefined) {
			run += character;
		} else if (item.kind !== 'assertion') {
			runs.push(run, ...runsOf(item));
			run = '';
		}
	}

	return [...runs, run];
}

/** The one character that a set holds, or in two cases; undefined when it is another set. */
function characterOf({ ranges, properties, negated }: CharSet): string | undefined {
	const points = ranges.flatMap(([first, last]) => (first === last ? [first] : [NaN, NaN, NaN]));
	if (negated || properties.length > 0 || points.length === 0 || points.length > 2) {
		return undefined;
	}

	const [lower = '', ...others] = points.map(point => String.fromCodePoint(point).toLowerCase());
	return others.every(other => other === lower) ? lower : undefined;
}

function longest(texts: readonly string[]): string {
	return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}
