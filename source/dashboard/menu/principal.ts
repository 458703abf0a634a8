import { newMenu } from '../input/menu.ts';
import type { Principal } from '../input/menu.ts';
import { openStory } from '../state/open-story.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** Asks whose story is told. */
export const principal: MenuDescriptor<{
	readonly kind: 'principal';
	readonly principals: readonly Principal[];
}> = {
	open: (_, id) =>
		newMenu(
			id,
			'The story of',
			id.principals.map(({ who, field }, index) => ({
				id: String(index),
				label: who,
				hint: field,
			})),
		),
	choose(state, menu, item) {
		const chosen = menu.id.principals[Number(item?.id ?? -1)];
		const closed = closeMenu(state);
		return chosen === undefined ? [closed, []] : openStory(closed, chosen.who);
	},
	toggle: takesOne,
};
