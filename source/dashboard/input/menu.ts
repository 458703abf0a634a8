import type { FilterName } from '../compose/variables.ts';
import { fuzzyScore } from './fuzzy.ts';

/** A list to choose from; what one types narrows it. */
export interface Menu<Id extends MenuId = MenuId> {
	readonly id: Id;
	readonly title: string;
	readonly items: readonly MenuItem[];
	readonly typed: string;
	/** Index into the items that fit what was typed. */
	readonly index: number;
	/** What a line that fits no item means: `a range such as last 3h`; undefined when nothing. */
	readonly free: string | undefined;
	/** Why the typed line cannot be taken. */
	readonly fault: string | undefined;
	/** Its items are still being fetched. */
	readonly loading: boolean;
	/** Letters in their order are enough to find an item, best hits first; else whole words are. */
	readonly fuzzy: boolean;
	/** The box says that tab takes several items. */
	readonly takesSeveral: boolean;
}

export type MenuId =
	| { readonly kind: 'time' }
	| { readonly kind: 'filters' }
	/** Values of one filter. */
	| { readonly kind: 'values'; readonly filter: FilterName }
	/** Values of `{{name}}` in the queries of a dashboard. */
	| { readonly kind: 'parameter'; readonly name: string }
	/** The search that stands beside that of every panel. */
	| { readonly kind: 'search-text' }
	| { readonly kind: 'export' }
	| { readonly kind: 'palette' }
	| { readonly kind: 'view' }
	/** Older and saved queries, for the query bar. */
	| { readonly kind: 'queries' }
	| { readonly kind: 'dashboards' }
	| { readonly kind: 'environments' }
	/** The title of a panel of one's own. */
	| { readonly kind: 'save-panel' };

export interface MenuItem {
	readonly id: string;
	readonly label: string;
	readonly hint: string;
	/** A key that chooses it at once, while nothing is typed. */
	readonly key?: string;
	/** Chosen now. */
	readonly marked?: boolean;
}

type MenuRest = 'typed' | 'index' | 'free' | 'loading' | 'fuzzy' | 'takesSeveral';

/** A menu as it opens: at its marked item, with nothing typed. */
export function newMenu<Id extends MenuId>(
	id: Id,
	title: string,
	items: readonly MenuItem[],
	rest: Partial<Pick<Menu, MenuRest>> = {},
): Menu<Id> {
	const marked = items.findIndex(item => item.marked);
	return {
		id,
		title,
		items,
		typed: '',
		index: Math.max(0, marked),
		free: undefined,
		fault: undefined,
		loading: false,
		fuzzy: false,
		takesSeveral: false,
		...rest,
	};
}

/**
 * Items that fit what was typed: every word of it stands somewhere in the item, or for a fuzzy menu
 * its letters do in their order, best hits first.
 */
export function fittingItems(menu: Menu): readonly MenuItem[] {
	const words = menu.typed.toLowerCase().split(/\s+/).filter(Boolean);

	if (words.length === 0) {
		return menu.items;
	}

	const textOf = (item: MenuItem) => `${item.label} ${item.hint}`.toLowerCase();

	if (!menu.fuzzy) {
		return menu.items.filter(item => words.every(word => textOf(item).includes(word)));
	}

	return menu.items
		.map(item => ({ item, score: fuzzyScore(textOf(item), words) }))
		.filter(({ score }) => score !== undefined)
		.sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
		.map(({ item }) => item);
}

export function chosenItem(menu: Menu): MenuItem | undefined {
	return fittingItems(menu)[menu.index];
}

export function moveMenu(menu: Menu, by: number): Menu {
	const count = fittingItems(menu).length;
	return count === 0 ? menu : { ...menu, index: (((menu.index + by) % count) + count) % count };
}

export function typeMenu(menu: Menu, typed: string): Menu {
	return { ...menu, typed, index: 0, fault: undefined };
}
