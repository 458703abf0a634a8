import type { FilterName } from '../compose/variables.ts';
import type { RecordRef } from '../../query/port.ts';
import type { FindingWord } from './finding-word.ts';
import { bestRankOf, byRank, fitsWords, ranks, wordsOf } from '../../text/match-rank.ts';
import { fuzzyScore } from './fuzzy.ts';

/** A list to choose from. Typed text filters it. */
export interface Menu<Id extends MenuId = MenuId> {
	readonly id: Id;
	readonly title: string;
	readonly items: readonly MenuItem[];
	readonly typed: string;
	/** Index into the items that match the typed text. */
	readonly index: number;
	/**
	 * What a typed text that matches no item means, such as `a range such as last 3h`; undefined:
	 * nothing.
	 */
	readonly free: string | undefined;
	/** What choosing would do, while nothing is typed; absent: nothing is told. */
	readonly note?: string;
	/** What the typed text means, while it means something. */
	readonly meaning?: string | undefined;
	/** Why the typed text was not accepted. */
	readonly fault: string | undefined;
	/** What that offers to be typed instead; absent: nothing. */
	readonly mend?: string | undefined;
	/** Its items are still being queried. */
	readonly loading: boolean;
	/**
	 * True: an item matches when it contains the typed letters in order. False: it must contain each
	 * typed word.
	 */
	readonly fuzzy: boolean;
	/** The box says that tab selects several items. */
	readonly takesSeveral: boolean;
	/** Enter was pressed once, and means it when it is pressed again. */
	readonly isAsked?: boolean;
}

/** A value of the records of a finding, by which records could be left out. */
export interface ExceptionValue {
	readonly field: string;
	readonly value: string;
}

export type MenuId =
	/** `typed`: digits begin a date instead of selecting an item. */
	| { readonly kind: 'time'; readonly typed: boolean }
	/** The range of the focused panel. */
	| { readonly kind: 'panel-range' }
	| { readonly kind: 'filters' }
	/** The values of one filter. */
	| { readonly kind: 'values'; readonly filter: FilterName }
	/** The values of the scope of all panels. */
	| { readonly kind: 'scope' }
	/** The values of a `{{name}}` in the queries of a dashboard. */
	| { readonly kind: 'parameter'; readonly name: string }
	/** The search expression that is added to every panel's search. */
	| { readonly kind: 'search-text' }
	| { readonly kind: 'export' }
	| { readonly kind: 'export-story' }
	| { readonly kind: 'palette' }
	| { readonly kind: 'view' }
	/** What others have in common with the open record. */
	| { readonly kind: 'related' }
	/** What is wrong in the last hour. */
	| { readonly kind: 'alarms' }
	/** The columns of the focused list. */
	| { readonly kind: 'columns' }
	/** Earlier and saved queries, for the query bar. */
	| { readonly kind: 'queries' }
	| { readonly kind: 'dashboards' }
	| { readonly kind: 'environments' }
	| { readonly kind: 'themes' }
	/** Asks for the title of a panel to save. */
	| { readonly kind: 'save-panel' }
	/** What became of a finding: the one that is open, or the chosen row. */
	| { readonly kind: 'finding'; readonly ref: RecordRef }
	/** Values by which its rule leaves records out; empty before they are known. */
	| {
			readonly kind: 'exception';
			readonly ref: RecordRef;
			readonly values: readonly ExceptionValue[];
	  }
	/** A note for it. */
	| { readonly kind: 'finding-note'; readonly ref: RecordRef; readonly word: FindingWord }
	/** A note for a mark; `note` is what it has. */
	| { readonly kind: 'mark'; readonly ref: RecordRef; readonly note: string }
	| { readonly kind: 'marks' }
	/** Whose story is told. */
	| { readonly kind: 'principal'; readonly principals: readonly Principal[] };

/** Somebody or something on the screen that calls. */
export interface Principal {
	readonly who: string;
	/** Where it was read: `sourceIPAddress`. */
	readonly field: string;
}

export interface MenuItem {
	readonly id: string;
	readonly label: string;
	readonly hint: string;
	/** A key that selects this item, as long as nothing is typed. */
	readonly key?: string;
	/** This item is the current choice. */
	readonly marked?: boolean;
}

type MenuRest = 'typed' | 'index' | 'free' | 'note' | 'loading' | 'fuzzy' | 'takesSeveral';

/** A new menu: nothing typed, its marked item selected. */
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
 * Items that match the typed text: they contain every word of it, or in a fuzzy menu its letters in
 * order. What was typed in full is the first of them, then what begins with it.
 */
export function fittingItems(menu: Menu): readonly MenuItem[] {
	const { typed } = menu;
	const words = wordsOf(typed);

	if (words.length === 0) {
		return menu.items;
	}

	const textOf = (item: MenuItem) => `${item.label} ${item.hint}`;
	const scoreOf = (item: MenuItem) =>
		menu.fuzzy
			? fuzzyScore(textOf(item).toLowerCase(), words)
			: fitsWords(textOf(item), typed)
				? 0
				: undefined;
	const fitting = menu.items.flatMap(item => {
		const score = scoreOf(item);
		// Scattered letters are worse than a text that contains the words.
		return score === undefined
			? []
			: [{ item, rank: score === 0 ? rankOfItem(item, typed) : ranks.within + score }];
	});
	return byRank(fitting, ({ rank }) => rank).map(({ item }) => item);
}

/** An item is meant by its label, and by what it stands for where the label says more than that. */
function rankOfItem({ id, label }: MenuItem, typed: string): number {
	return fitsWords(label, typed) ? bestRankOf([label, id], typed) : ranks.within;
}

export function chosenItem(menu: Menu): MenuItem | undefined {
	return fittingItems(menu)[menu.index];
}

export function moveMenu(menu: Menu, by: number): Menu {
	const count = fittingItems(menu).length;
	// Whoever moves on has not meant it.
	const still = menu.isAsked === true ? { ...menu, isAsked: false, fault: undefined } : menu;
	return count === 0 ? still : { ...still, index: (((menu.index + by) % count) + count) % count };
}

/** Another item is chosen, by its key or with the mouse. */
export function atItem(menu: Menu, index: number): Menu {
	return { ...menu, index, fault: undefined, isAsked: false };
}

export function typeMenu(menu: Menu, typed: string): Menu {
	const rest = { fault: undefined, mend: undefined, meaning: undefined, isAsked: false };
	return { ...menu, ...rest, typed, index: 0 };
}

/** The menu with a text that it does not take, and what works instead. */
export function refusedMenu<Id extends MenuId>(
	menu: Menu<Id>,
	reason: string,
	mend: string,
): Menu<Id> {
	return { ...menu, fault: `${reason}: write ${mend}`, mend };
}
