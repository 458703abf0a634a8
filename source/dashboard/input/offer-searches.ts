import { byRank, fitsWords, rankOf, wordsOf } from '../../text/match-rank.ts';
import type { SavedSearch } from '../layout/searches.ts';
import type { Completion } from './completion.ts';
import type { QueryBar } from './query-bar.ts';

/** Saved searches among the completions; more would hide the others. */
const offeredMax = 30;

/** While only words have been typed, offers saved searches whose titles contain them. */
export function withSearches(
	items: readonly Completion[],
	bar: QueryBar,
	searches: readonly SavedSearch[],
): readonly Completion[] {
	const { text, cursor } = bar;

	if (cursor < text.length || !/^[\p{L}\p{N}\s-]*$/u.test(text)) {
		return items;
	}

	const words = wordsOf(text);
	const fitting = searches.filter(({ title }) => fitsWords(title, text));
	const offered = (
		words.length === 0 ? fitting : byRank(fitting, ({ title }) => rankOf(title, text))
	)
		.slice(0, offeredMax)
		.map(({ title, query }): Completion => ({
			insert: query,
			label: title,
			help: 'saved search',
			start: 0,
			end: text.length,
		}));
	// For an empty line the saved searches come first; for a typed word the completions of the
	// query do.
	return words.length === 0 ? [...offered, ...items] : [...items, ...offered];
}
