import type { StoreSnapshot } from '../../../store/index.ts';
import type { Plan } from '../plan/plan.ts';
import { specOf } from '../stage/index.ts';
import type { StageContext } from '../stage/stage-context.ts';
import type { Search } from '../syntax/tree.ts';
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

/**
 * The message that a search asks for a `_sourceCategory` which no record in the store has, and
 * which there are; undefined when it asks for none, or one that is there, or the store is empty.
 */
export function lackedScope({ search }: Plan, snapshot: StoreSnapshot): string | undefined {
	const asked = scopeTerms(search);
	if (asked.length === 0) {
		return undefined;
	}

	const known = scopesOf(snapshot);
	const foreign = asked.find(({ value, quoted }) => {
		const test = fieldTest(value, quoted);
		return ![...known].some(test);
	});
	if (foreign === undefined || known.size === 0) {
		return undefined;
	}

	const names = [...known].sort();
	const more = names.length - scopesNamedMax;
	const list = names.slice(0, scopesNamedMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
	return `no record has ${scopeField}=${foreign.value}: the store has ${list}; write one of these, or leave the term out`;
}

type FieldTerm = Extract<Search, { readonly kind: 'field' }>;

/** The scopes without which no record can match. */
function scopeTerms(search: Search): readonly FieldTerm[] {
	if (search.kind === 'and') {
		return search.items.flatMap(scopeTerms);
	}

	return search.kind === 'field' &&
		!search.negated &&
		search.field.name.toLowerCase() === scopeField.toLowerCase()
		? [search]
		: [];
}

function scopesOf({ segments }: StoreSnapshot): ReadonlySet<string> {
	const found = new Set<string>();
	for (const segment of segments) {
		const column = segment.meta(scopeField);
		for (let code = 1; code <= (column?.valueCount ?? 0); code++) {
			found.add(String(column?.value(code)));
		}
	}

	return found;
}
