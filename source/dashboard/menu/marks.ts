import { chosenItem, fittingItems, newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { oddWords } from '../state/marks.ts';
import type { Mark, Marks } from '../state/mark.ts';
import { openPage } from '../state/record.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import { closeMenu, hintCells, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** Asks for the note of a mark; without one the record is marked all the same. */
export const mark: MenuDescriptor<{
	readonly kind: 'mark';
	readonly ref: { readonly segmentId: string; readonly row: number };
	readonly note: string;
}> = {
	open: (_, id) =>
		newMenu(id, 'Mark this record', [], {
			free: 'a note if you like; enter marks',
			typed: id.note,
		}),
	choose(state, menu) {
		const { ref } = menu.id;
		return [closeMenu(state), [{ kind: 'mark', ref, note: menu.typed.trim() }]];
	},
	toggle: takesOne,
};

/** All marks, the newest first. */
export const marks: MenuDescriptor<{ readonly kind: 'marks' }> = {
	open: (state, id) => {
		const all = state.marks?.marks ?? [];
		const odd = state.marks === undefined ? undefined : oddWords(state.marks);
		const menu = newMenu(
			id,
			'Marks · tab takes one away',
			all.map(one => itemOf(state, one)),
		);
		const none = all.length === 0 ? '* marks a record: there is no mark yet' : undefined;
		const note = [odd, none].filter(Boolean).join(' · ');
		return note === '' ? menu : { ...menu, note };
	},
	choose(state, _, item) {
		const chosen = state.marks?.marks.find(({ key }) => key === item?.id);
		const closed = closeMenu(state);
		if (chosen === undefined) {
			return [closed, []];
		}

		return chosen.ref === undefined
			? [notify(closed, 'the record of this mark is not in the store', 'warn'), []]
			: opened(closed, chosen.ref);
	},
	toggle: (state, _, item) => [state, [{ kind: 'unmark', key: item.id }]],
};

function opened(state: State, ref: NonNullable<Mark['ref']>): Step {
	const { id, next } = openPage(state, ref, 'marked record');
	return [next, [{ kind: 'fetch-record', id, ref }]];
}

/** Of what a mark is of, in cells. */
const titleCells = 60;

function itemOf(state: State, { key, title, timeMs, note, by, atMs, ref }: Mark): MenuItem {
	const zone = timeZoneOf(state);
	const time = formatTime(timeMs, zone, 'day-clock');
	const said = `${fit(sanitise(by), 20)} ${formatTime(atMs, zone, 'day-minute')}`;
	const hint = [...(ref === undefined ? ['record is gone'] : []), said, sanitise(note)];
	return {
		id: key,
		label: `* ${time} ${fit(sanitise(title), titleCells)}`,
		hint: fit(hint.filter(Boolean).join(' · '), hintCells),
	};
}

/** What is marked now; the list of it that is open keeps what was typed and chosen. */
export function withMarks(state: State, now: Marks): State {
	const isOdder = now.oddCount > (state.marks?.oddCount ?? 0);
	const words = isOdder ? oddWords(now) : undefined;
	const known = { ...state, marks: now };
	const next = words === undefined ? known : notify(known, words, 'warn');
	const menu = next.overlay?.kind === 'menu' ? next.overlay.menu : undefined;
	if (menu?.id.kind !== 'marks') {
		return next;
	}

	const fresh = { ...marks.open(next, menu.id, noCommands), typed: menu.typed };
	const chosen = chosenItem(menu)?.id;
	const items = fittingItems(fresh);
	const there = items.findIndex(({ id }) => id === chosen);
	// The list has moved under the choice, which stays with what was chosen.
	const index = there < 0 ? Math.min(menu.index, items.length - 1) : there;
	return showMenu(next, { ...fresh, index: Math.max(0, index) });
}

const noCommands: Parameters<typeof marks.open>[2] = {
	listed: [],
	all: [],
	run: state => [state, []],
	press: state => [state, []],
};
