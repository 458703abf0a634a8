import { numberOf } from '../../panels/value-text.ts';
import type { QueryResult } from '../../query/port.ts';
import { formatNumber } from '../../text/number.ts';
import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { runWanted } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** What the scope of all panels may be; the values arrive with the result of a query. */
export const scope: MenuDescriptor<{ readonly kind: 'scope' }> = {
	open: (state, id) =>
		newMenu(id, `Scope of every panel: ${state.scope?.key ?? ''}`, fixedItems(state), {
			free: 'a value; * is any text',
			loading: true,
		}),
	choose(state, menu, item) {
		const value = item?.id ?? menu.typed.trim();
		return value === '' || state.scope === undefined
			? [state, []]
			: runWanted({ ...closeMenu(state), scope: { ...state.scope, value } });
	},
	toggle: takesOne,
};

function fixedItems(state: State): MenuItem[] {
	const current = state.scope?.value ?? '*';
	const own = state.environmentScope?.value ?? '*';
	const all = { id: '*', label: '* everything', hint: '', marked: current === '*' };
	const named = [...new Set([own, current])].filter(value => value !== '*');
	return [
		...named.map(value => ({
			id: value,
			label: value,
			hint: value === own ? 'of the environment' : '',
			marked: value === current,
		})),
		all,
	];
}

/** The open menu with the values that the query found. */
export function withScopes(
	state: State,
	menu: Parameters<typeof showMenu>[1],
	result: QueryResult,
): State {
	const fixed = fixedItems(state);
	const known = new Set(fixed.map(({ id }) => id));
	const found = result.rows.flatMap(([value, count]): MenuItem[] => {
		const id = String(value ?? '');
		return id === '' || known.has(id)
			? []
			: [{ id, label: id, hint: formatNumber(numberOf(count)) }];
	});
	return showMenu(state, { ...menu, items: [...fixed, ...found], loading: false });
}
