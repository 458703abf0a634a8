import type { StoreSnapshot } from '../../../store/index.ts';
import type { Plan } from '../plan/plan.ts';
import type { Repair } from '../port.ts';
import { specOf } from '../stage/index.ts';
import type { StageContext } from '../stage/stage-context.ts';
import { quoteString } from '../syntax/escape.ts';
import type { Search } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import { fieldTest } from './search/compile-search.ts';

/** Names of scopes that a message lists. */
const scopesNamedMax = 5;
const scopeField = '_sourceCategory';

/** The look-ups of a plan that have no data: each what is missing, and what brings it. */
export function lackedTables({ stages }: Plan, context: StageContext): readonly string[] {
	const lacks = stages.flatMap(stage => {
		const { run } = specOf(stage);
		return run.class === 'rows' ? (run.lacks?.(stage, context) ?? []) : [];
	});
	return [...new Set(lacks)];
}

/** A `_sourceCategory` that a search asks for, and no record in the store has. */
export interface ForeignScope {
	/** Of the term, or of all terms with `or` between them. */
	readonly span: Span;
	readonly message: string;
	readonly next: string;
	/** Asks for the category that most records have. */
	readonly repair: Repair;
}

/** Undefined when the search asks for no category, or for one that is there, or nothing is stored. */
export function foreignScope(search: Search, snapshot: StoreSnapshot): ForeignScope | undefined {
	const asked = scopeTerms(search);
	if (asked.length === 0) {
		return undefined;
	}

	const known = knownScopes(snapshot);
	const foreign = asked.find(({ terms }) =>
		terms.every(({ value, quoted }) => {
			const test = fieldTest(value, quoted);
			return ![...known.keys()].some(test);
		}),
	);
	const [first] = foreign?.terms ?? [];
	const [largest] = [...known].sort(([, a], [, b]) => b - a);
	if (foreign === undefined || first === undefined || largest === undefined) {
		return undefined;
	}

	const names = [...known.keys()].sort();
	const more = names.length - scopesNamedMax;
	const list = names.slice(0, scopesNamedMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
	return {
		span: foreign.span,
		message: `no record has ${scopeField}=${first.value}`,
		next: `the store has ${list}; write one of these, or leave the term out`,
		repair: { span: foreign.span, text: scopeTerm(largest[0]), value: largest[0] },
	};
}

type FieldTerm = Extract<Search, { readonly kind: 'field' }>;

/** One of the terms must match. */
interface ScopeTerms {
	readonly span: Span;
	readonly terms: readonly FieldTerm[];
}

/** The scopes without which no record can match. */
function scopeTerms(search: Search): readonly ScopeTerms[] {
	if (search.kind === 'and') {
		return search.items.flatMap(scopeTerms);
	}

	if (search.kind === 'or') {
		return search.items.every(isScope) ? [{ span: search.span, terms: search.items }] : [];
	}

	return isScope(search) ? [{ span: search.span, terms: [search] }] : [];
}

function isScope(search: Search): search is FieldTerm {
	return (
		search.kind === 'field' &&
		!search.negated &&
		search.field.name.toLowerCase() === scopeField.toLowerCase()
	);
}

/** The categories in the store, each with the number of records in the segments that have it. */
export function knownScopes({ segments }: StoreSnapshot): ReadonlyMap<string, number> {
	const found = new Map<string, number>();
	for (const segment of segments) {
		const column = segment.meta(scopeField);
		for (let code = 1; code <= (column?.valueCount ?? 0); code++) {
			const name = String(column?.value(code));
			found.set(name, (found.get(name) ?? 0) + segment.rowCount);
		}
	}

	return found;
}

const plainWord = /^[\p{L}\p{N}_.:/@+-]+$/u;

function scopeTerm(value: string): string {
	return `${scopeField}=${plainWord.test(value) ? value : quoteString(value)}`;
}
