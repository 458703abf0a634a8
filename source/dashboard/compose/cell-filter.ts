import { quoteName, quoteString } from '../../query/syntax/escape.ts';
import { parse } from '../../query/language/parse.ts';
import { specOf } from '../../query/stage/index.ts';
import type { Expression, StageNode } from '../../query/syntax/tree.ts';
import type { Value } from '../../query/value.ts';
import { filterFields, filterNames } from './variables.ts';
import type { FilterName } from './variables.ts';

/** Where a record has the values of a column. */
type Origin =
	/** The whole value of this field. */
	| { readonly kind: 'field'; readonly field: string }
	/** The whole value of one of several fields. */
	| { readonly kind: 'whole' }
	/** Part of the text of a field. */
	| { readonly kind: 'piece' };

/** How to filter a dashboard by a value of a column. */
export type CellFilter =
	| { readonly kind: 'filter'; readonly name: FilterName }
	/** Adds a search expression. */
	| { readonly kind: 'search'; readonly term: string };

/**
 * The filter for a value that a panel shows; undefined for a value that no record contains, such as
 * a count or the country of an address.
 *
 * @param query - of the panel: its stages say what the columns are made of
 */
export function cellFilter(query: string, column: string, value: Value): CellFilter | undefined {
	const origin = originOf(parse(query).query.stages, column);

	if (origin?.kind === 'field') {
		const field = origin.field.toLowerCase();
		const name = filterNames.find(one => filterFields[one].toLowerCase() === field);
		return name === undefined
			? { kind: 'search', term: fieldTerm(origin.field, value) }
			: { kind: 'filter', name };
	}

	return origin === undefined || value === null
		? undefined
		: { kind: 'search', term: textTerm(String(value), origin.kind === 'piece') };
}

const plainWord = /^[\p{L}\p{N}_.:/@+-]+$/u;

/** A quoted text matches at the start of a word only; a part of a word needs stars. */
function textTerm(text: string, isPiece: boolean): string {
	return isPiece && plainWord.test(text) ? `*${text}*` : quoteString(text);
}

function fieldTerm(field: string, value: Value): string {
	const name = quoteName(field);
	return value === null ? `!${name}=*` : `${name}=${quoteString(String(value))}`;
}

/** Traces a column back through the stages that renamed it. */
function originOf(stages: readonly StageNode[], column: string): Origin | undefined {
	const wanted = column.toLowerCase();
	const at = stages.findLastIndex(stage => specOf(stage).drill.made(stage).includes(wanted));
	const stage = stages[at];

	if (stage === undefined) {
		return { kind: 'field', field: column };
	}

	const before = stages.slice(0, at);

	const origin = specOf(stage).drill.origin?.(stage);

	if (origin?.kind === 'expression') {
		return originOfExpression(before, origin.expression);
	}

	// A part of a field's text is also part of the record's text.
	return origin !== undefined &&
		(origin.of === undefined || originOf(before, origin.of.name) !== undefined)
		? { kind: 'piece' }
		: undefined;
}

function originOfExpression(
	stages: readonly StageNode[],
	expression: Expression,
): Origin | undefined {
	switch (expression.kind) {
		case 'field':
			return originOf(stages, expression.field.name);
		case 'conditional': {
			const origins = [expression.then, expression.otherwise].map(branch =>
				originOfExpression(stages, branch),
			);
			return origins.includes(undefined)
				? undefined
				: { kind: origins.some(origin => origin?.kind === 'piece') ? 'piece' : 'whole' };
		}

		default:
			return undefined;
	}
}
