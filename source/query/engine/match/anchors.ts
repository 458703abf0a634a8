import type { Expression } from '../../syntax/tree.ts';

/**
 * Values in lower case one of which a field must have, in any case, for the condition to hold; undefined
 * when it may hold for others. A superset is right: it only says where the condition need not be tested.
 */
export function anchorsOf(condition: Expression, field: string): ReadonlySet<string> | undefined {
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
): ReadonlySet<string> | undefined {
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
		return first === undefined || second === undefined ? undefined : new Set([...first, ...second]);
	}

	return first === undefined || (second !== undefined && second.size < first.size) ? second : first;
}

function isField(expression: Expression, key: string): boolean {
	return expression.kind === 'field' && expression.field.name.toLowerCase() === key;
}

function isFalse(expression: Expression): boolean {
	return expression.kind === 'literal' && expression.value === false;
}

/** An empty text is equal to no value, so it anchors nothing. */
function literalsOf(list: readonly Expression[]): ReadonlySet<string> | undefined {
	const texts = list.map(item =>
		item.kind === 'literal' && typeof item.value === 'string' && item.value !== ''
			? item.value.toLowerCase()
			: undefined,
	);
	return texts.includes(undefined) ? undefined : new Set(texts as readonly string[]);
}

function ofGlob(pattern: Expression): ReadonlySet<string> | undefined {
	return pattern.kind === 'literal' && !/[*?\\[\]]/.test(String(pattern.value))
		? literalsOf([pattern])
		: undefined;
}

const words = /^(?:\(\?i\))?\^(?:\(\?:)?([\w|]+)\)?\$$/;

/** The words of `(?i)^(?:A|B)$`, which is how texts are compared in any case. */
function wordsOf(source: string): ReadonlySet<string> | undefined {
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
	return all.includes('') ? undefined : new Set(all);
}
