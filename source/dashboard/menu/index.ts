import { atItem, chosenItem, moveMenu, typeMenu } from '../input/menu.ts';
import type { Menu, MenuId } from '../input/menu.ts';
import { typedAfter } from '../input/typed-after.ts';
import type { State, Step } from '../state/state.ts';
import { alarms } from './alarms.ts';
import { columns } from './columns.ts';
import { dashboards } from './dashboards.ts';
import { showMenu } from './descriptor.ts';
import type { Commands, MenuDescriptor } from './descriptor.ts';
import { environments } from './environments.ts';
import { exception } from './exception.ts';
import { exportAs } from './export.ts';
import { exportStory } from './export-story.ts';
import { finding, findingNote } from './finding.ts';
import { filters, parameter, searchText, values } from './filters.ts';
import { mark, marks } from './marks.ts';
import { palette } from './palette.ts';
import { panelRange } from './panel-range.ts';
import { principal } from './principal.ts';
import { queries } from './queries.ts';
import { related } from './related.ts';
import { savePanel } from './save-panel.ts';
import { scope } from './scope.ts';
import { themes } from './themes.ts';
import { time } from './time.ts';
import { showAs } from './view.ts';

/** Every menu by its kind. */
const menus: {
	readonly [Kind in MenuId['kind']]: MenuDescriptor<Extract<MenuId, { readonly kind: Kind }>>;
} = {
	time,
	'panel-range': panelRange,
	filters,
	values,
	scope,
	parameter,
	'search-text': searchText,
	export: exportAs,
	'export-story': exportStory,
	palette,
	view: showAs,
	alarms,
	related,
	columns,
	queries,
	dashboards,
	environments,
	themes,
	'save-panel': savePanel,
	finding,
	'finding-note': findingNote,
	mark,
	marks,
	exception,
	principal,
};

function descriptorOf(id: MenuId): MenuDescriptor {
	return menus[id.kind];
}

export function openMenu(state: State, id: MenuId, commands: Commands): Step {
	return [showMenu(state, descriptorOf(id).open(state, id, commands)), []];
}

/** Selects the item above or below; wraps around at the ends. */
export function moveChoice(state: State, menu: Menu, by: 1 | -1): Step {
	return [showMenu(state, moveMenu(menu, by)), []];
}

export function takeChoice(state: State, menu: Menu, commands: Commands): Step {
	return descriptorOf(menu.id).choose(state, menu, chosenItem(menu), commands);
}

export function toggleChoice(state: State, menu: Menu): Step {
	const mended = mendTyped(state, menu);
	if (mended !== undefined) {
		return [mended, []];
	}

	const item = chosenItem(menu);
	return item === undefined ? [state, []] : descriptorOf(menu.id).toggle(state, menu, item);
}

/**
 * A key that is no action: when nothing is typed it may select an item, else it is typed. No character takes an item:
 * that would close the menu, and the rest of a word would run as commands.
 */
export function typeInMenu(state: State, menu: Menu, key: string): Step {
	const index = menu.typed === '' ? menu.items.findIndex(item => item.key === key) : -1;

	if (index >= 0) {
		return [showMenu(state, atItem(menu, index)), []];
	}

	if (key === 'space' && menu.typed === '' && descriptorOf(menu.id).ticksWithSpace === true) {
		return toggleChoice(state, menu);
	}

	const typed = typedAfter(menu.typed, key);
	return [typed === undefined ? state : withTyped(state, menu, typed), []];
}

/** Types what the menu offers instead of a text that it has refused; undefined where it offers nothing. */
export function mendTyped(state: State, menu: Menu): State | undefined {
	return menu.mend === undefined ? undefined : withTyped(state, menu, menu.mend);
}

function withTyped(state: State, menu: Menu, typed: string): State {
	const meaning = descriptorOf(menu.id).meaningOf?.(state, typed);
	return showMenu(state, { ...typeMenu(menu, typed), meaning });
}

/** A longer text was most likely pasted by mistake. In UTF-16 code units. */
const pasteMax = 500;

export function pasteInMenu(state: State, menu: Menu, text: string): Step {
	const line = text.replace(/\s+/g, ' ').slice(0, pasteMax);
	return [withTyped(state, menu, menu.typed + line), []];
}
