import { viewOf } from '../../query/language/view-of.ts';
import type { Layout } from '../layout/layout.ts';
import { filterFields, type FilterName } from './variables.ts';

type Fields = Readonly<Partial<Record<FilterName, string>>>;

/**
 * What the filters test in records of a view. A filter that is not here says nothing of them: a finding has no one event,
 * and to find none of it would be wrong.
 */
const viewFields: Readonly<Record<string, Fields>> = {
	findings: { account: '_account', region: 'elements(regions)', user: '_user' },
};

/** What the filters test in the records that a query asks for. */
export function filterFieldsOf(query: string): Fields {
	const view = viewOf(query);
	return view === undefined ? filterFields : (viewFields[view] ?? filterFields);
}

/** By dashboard, which do not change. */
const unusedFilters = new WeakMap<Layout, ReadonlySet<FilterName>>();

/** The filters that no panel of a dashboard uses. */
export function unusedFiltersOf(layout: Layout): ReadonlySet<FilterName> {
	const known = unusedFilters.get(layout);
	if (known !== undefined) {
		return known;
	}

	const used = layout.panels.map(({ query }) => filterFieldsOf(query));
	const names = Object.keys(filterFields) as FilterName[];
	const unused = new Set(names.filter(name => used.every(fields => fields[name] === undefined)));
	unusedFilters.set(layout, unused);
	return unused;
}
