import type { Expression } from '../../syntax/tree.ts';

/** What the values of a field are that a condition may hold for, in lower case. */
export interface Anchors {
	readonly texts: ReadonlySet<string>;
	/** Of texts that begin so; none is empty. */
	readonly starts: ReadonlySet<string>;
}

/**
 * What a field must be, in any case, for the condition to hold; undefined when it may hold for anything. A superset is
 * right: it only says where the condition need not be tested.
 */
export function anchorsOf(condition: Expression, field: string): Anchors | undefined {
	const key = field.toLowerCase();
	switch (condition.kind) {
		case 'binary':
			return ofBinary(condition, field);
		case 'in':
			return !condition.negated && isField(condition.operand, key)
				? literalsOf(condition.list)
				: undefined;
		case 'matches-regex':
			return isField(condition.operand, key) ? wordsOf(condition.regex.source) : undefined;
		case 'matches-glob':
			return isField(condition.operand, key) ? ofGlob(condition.pattern) : undefined;
		case 'conditional':
			return isFalse(condition.otherwise) ? anchorsOf(condition.test, field) : undefined;
		default:
			return undefined;
	}
}

function ofBinary(
	{ operator, left, right }: Extract<Expression, { readonly kind: 'binary' }>,
	field: string,
): Anchors | undefined {
	if (operator === '=') {
		const key = field.toLowerCase();
		return isField(left, key)
			? literalsOf([right])
			: isField(right, key)
				? literalsOf([left])
				: undefined;
	}

	if (operator !== 'and' && operator !== 'or') {
		return undefined;
	}

	const sides = [anchorsOf(left, field), anchorsOf(right, field)];
	const [first, second] = sides;
	if (operator === 'or') {
		return first === undefined || second === undefined ? undefined : union(first, second);
	}

	return first === undefined || (second !== undefined && sizeOf(second) < sizeOf(first))
		? second
		: first;
}

function union(a: Anchors, b: Anchors): Anchors {
	return {
		texts: new Set([...a.texts, ...b.texts]),
		starts: new Set([...a.starts, ...b.starts]),
	};
}

/** A start is of many texts. */
function sizeOf({ texts, starts }: Anchors): number {
	return texts.size + 100 * starts.size;
}

function ofTexts(texts: readonly string[]): Anchors {
	return { texts: new Set(texts), starts: new Set() };
}

function isField(expression: Expression, key: string): boolean {
	return expression.kind === 'field' && expression.field.name.toLowerCase() === key;
}

function isFalse(expression: Expression): boolean {
	return expression.kind === 'literal' && expression.value === false;
}

/** An empty text is equal to no value, so it anchors nothing. */
function literalsOf(list: readonly Expression[]): Anchors | undefined {
	const texts = list.map(item =>
		item.kind === 'literal' && typeof item.value === 'string' && item.value !== ''
			? item.value.toLowerCase()
			: undefined,
	);
	return texts.includes(undefined) ? undefined : ofTexts(texts as readonly string[]);
}

/** Of a pattern only `*` is no text. */
function ofGlob(pattern: Expression): Anchors | undefined {
	if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') {
		return undefined;
	}

	const [text = '', ...others] = pattern.value.split('*');
	if (others.length === 0) {
		return literalsOf([pattern]);
	}

	// Beyond ASCII the lower case of a letter depends on what comes next.
	const [start = ''] = /^[\0-\x7f]*/.exec(text) ?? [];
	return start === '' ? undefined : { texts: new Set(), starts: new Set([start.toLowerCase()]) };
}

const words = /^(?:\(\?i\))?\^(?:\(\?:)?([\w|]+)\)?\$$/;

/** The words of `(?i)^(?:A|B)$`, which is how texts are compared in any case. */
function wordsOf(source: string): Anchors | undefined {
	const [, found] = words.exec(source) ?? [];
	const isGroup = source.includes('(?:');
	if (
		found === undefined ||
		isGroup !== source.endsWith(')$') ||
		(!isGroup && found.includes('|'))
	) {
		return undefined;
	}

	const all = found.split('|').map(word => word.toLowerCase());
	return all.includes('') ? undefined : ofTexts(all);
}
