import { noneLabel } from '../../panels/value-text.ts';
import type { Value } from '../../query/value.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Location, Narrowed } from './state.ts';

/** A longer value is cut where it is named. In cells. */
const valueCells = 32;
/** Of more conditions only the last are named. */
const namedCount = 3;

/** What was narrowed by hand in a list; undefined: nothing, or its query was changed otherwise since. */
export function narrowedOf(location: Location): Narrowed | undefined {
	return location.kind === 'rows' && location.narrowed?.query === location.query
		? location.narrowed
		: undefined;
}

/** What a condition on a value says. */
export function conditionWords(column: string, value: Value, omit: boolean): string {
	const written = value === null || value === '' ? noneLabel : String(value);
	return `${sanitise(column)}${omit ? '!=' : '='}${fit(sanitise(written), valueCells)}`;
}

/** The list with one more condition in its query. */
export function withCondition(
	location: Extract<Location, { readonly kind: 'rows' }>,
	query: string,
	words: string,
): Location {
	if (query === location.query) {
		return location;
	}

	const known = narrowedOf(location);
	const narrowed = {
		before: known?.before ?? location.query,
		query,
		words: [...(known?.words ?? []).filter(one => one !== words), words],
	};
	return { ...location, query, narrowed };
}

/** The title of a list with what was narrowed in it by hand. */
export function titleWords(location: Exclude<Location, { readonly kind: 'dashboard' }>): string {
	const words = narrowedOf(location)?.words ?? [];
	const more = words.length > namedCount ? ['…'] : [];
	return [location.title, ...more, ...words.slice(-namedCount)].join(' · ');
}
