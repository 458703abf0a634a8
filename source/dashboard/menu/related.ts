import { composeQuery } from '../compose/compose.ts';
import { eventsInOrder } from '../compose/drill-down.ts';
import { newMenu } from '../input/menu.ts';
import { asAround, spanOf } from '../state/around.ts';
import { chosenRecord } from '../state/chosen-record.ts';
import { openQuery } from '../state/open-query.ts';
import { relationsOf } from '../state/related.ts';
import type { Relation } from '../state/related.ts';
import { locationOf } from '../state/state.ts';
import type { State } from '../state/state.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** Before and after the record. */
const minutes = 12 * 60;

/** What came before and after the open record of the same user, key, address or request. */
export const related: MenuDescriptor<{ readonly kind: 'related' }> = {
	open: (state, id) =>
		newMenu(
			id,
			'Before and after it, of the',
			relationsHere(state).map(({ title, value }) => ({ id: title, label: title, hint: value })),
		),
	choose(state, _, item) {
		const closed = closeMenu(state);
		const relation = relationsHere(closed).find(({ title }) => title === item?.id);
		const chosen = chosenRecord(closed);

		if (relation === undefined || chosen?.timeMs === undefined) {
			return [closed, []];
		}

		const around = { ref: chosen.ref, timeMs: chosen.timeMs, minutes, of: relation.title };
		const query = composeQuery(eventsInOrder(relation.condition), { scope: closed.scope });
		const title = `${relation.title} ${relation.value}`;
		return asAround(openQuery(closed, query, title, spanOf(around)), around);
	},
	toggle: takesOne,
};

function relationsHere(state: State): readonly Relation[] {
	const location = locationOf(state);
	const record = location.kind === 'record' ? state.records[location.id] : undefined;
	return record === undefined ? [] : relationsOf(record);
}
