import { newMenu } from '../input/menu.ts';
import type { ExceptionValue, Menu, MenuItem } from '../input/menu.ts';
import { shownMenu } from '../state/context.ts';
import { isSameRef } from '../state/exception.ts';
import type { ExceptionOffer, ExceptionWish } from '../state/exception.ts';
import type { State } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, showMenu } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

export type ExceptionMenuId = {
	readonly kind: 'exception';
	readonly ref: ExceptionWish['ref'];
	/** As the store told them; each item is one. */
	readonly values: readonly ExceptionValue[];
};

/** Asks by which values of a finding its rule is to leave records out. */
export const exception: MenuDescriptor<ExceptionMenuId> = {
	open: (_, id) =>
		newMenu(id, 'An exception for the rule of this finding', [], {
			loading: true,
			takesSeveral: true,
		}),
	choose(state, menu) {
		const ticked = tickedOf(menu);
		if (menu.loading) {
			return [state, []];
		}

		if (ticked.length === 0) {
			return [showMenu(state, { ...menu, fault: 'tick at least one value' }), []];
		}

		// All values are ticked at first, and a rule is silenced for everybody.
		return menu.isAsked === true
			? [
					notify(closeMenu(state), 'writing the exception …', 'info'),
					[{ kind: 'exception', ref: menu.id.ref, ticked, isMeant: true }],
				]
			: [showMenu(state, { ...menu, isAsked: true, fault: asking(menu.note) }), []];
	},
	toggle(state, menu, { id }) {
		const items = menu.items.map(item =>
			item.id === id ? { ...item, marked: item.marked !== true } : item,
		);
		const next = { ...menu, items, fault: undefined, isAsked: false };
		const ticked = tickedOf(next);
		return ticked.length === 0
			? [showMenu(state, { ...next, note: 'nothing is ticked' }), []]
			: [
					showMenu(state, { ...next, note: 'counting what it would silence …' }),
					[{ kind: 'exception', ref: menu.id.ref, ticked, isMeant: false }],
				];
	},
	ticksWithSpace: true,
};

function asking(preview = ''): string {
	return `enter once more writes it: ${preview}`;
}

/** What the store told of an exception, in the menu that asks for it; nothing when it is another one by now. */
export function withOffer(
	state: State,
	{ ref }: Pick<ExceptionWish, 'ref'>,
	offer: ExceptionOffer,
): State {
	const menu = exceptionMenu(state, ref);
	if (menu === undefined) {
		return state;
	}

	if (menu.loading) {
		const items = offer.values.map((value, index) => itemOf(value, index, offer.ticked));
		const id = { ...menu.id, values: offer.values };
		return showMenu(state, { ...menu, id, items, loading: false, note: offer.preview });
	}

	return JSON.stringify(tickedOf(menu)) === JSON.stringify(offer.ticked)
		? showMenu(state, {
				...menu,
				note: offer.preview,
				fault: menu.isAsked === true ? asking(offer.preview) : menu.fault,
			})
		: state;
}

/** Without the menu, when it still asks for this. */
export function withoutOffer(state: State, { ref }: Pick<ExceptionWish, 'ref'>): State {
	return exceptionMenu(state, ref) === undefined ? state : closeMenu(state);
}

function exceptionMenu(state: State, ref: ExceptionWish['ref']): Menu<ExceptionMenuId> | undefined {
	const menu = shownMenu(state);
	return menu?.id.kind === 'exception' && isSameRef(menu.id.ref, ref)
		? (menu as Menu<ExceptionMenuId>)
		: undefined;
}

function itemOf(
	{ field, value }: ExceptionValue,
	index: number,
	ticked: readonly ExceptionValue[],
): MenuItem {
	const marked = ticked.some(one => one.field === field && one.value === value);
	return { id: String(index), label: value === '' ? '(empty)' : value, hint: field, marked };
}

function tickedOf({ id, items }: Menu<ExceptionMenuId>): readonly ExceptionValue[] {
	return items.filter(({ marked }) => marked).flatMap(item => id.values[Number(item.id)] ?? []);
}
