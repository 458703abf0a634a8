import type { QueryResult, Repair } from '../../query/port.ts';
import { isScopeOf } from '../compose/compose.ts';
import { repairKey } from '../input/key.ts';
import type { Menu } from '../input/menu.ts';
import { mendTyped } from '../menu/index.ts';
import { shownMenu } from '../state/context.ts';
import { mendableOf, mended } from '../input/mend.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { replaceLocation } from '../state/location.ts';
import { openQuery } from '../state/open-query.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import { runWanted } from '../state/run.ts';
import { locationOf } from '../state/state.ts';
import type { Slot, State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';
import { changeBar } from './change-bar.ts';

export const repair: Action = {
	name: 'repair',
	keys: [repairKey],
	contexts: ['dashboard', 'rows', 'menu', 'bar'],
	help: 'take what a message offers instead',
	footer: undefined,
	inPalette: true,
	run(state) {
		const menu = shownMenu(state);
		return menu !== undefined
			? repairMenu(state, menu)
			: state.bar === undefined
				? repairShown(state)
				: repairBar(state, state.bar);
	},
};

function repairMenu(state: State, menu: Menu): Step {
	const words = 'nothing is offered here that could be typed instead';
	return [mendTyped(state, menu) ?? notify(state, words, 'warn'), []];
}

function repairBar(state: State, bar: QueryBar): Step {
	const fault = mendableOf(bar);

	if (fault !== undefined) {
		return changeBar(state, mended(bar, fault));
	}

	const words =
		bar.faults.length === 0
			? 'nothing is wrong here, as far as is known'
			: 'nothing is offered that could be written here instead';
	return [notify(state, words, 'warn'), []];
}

function repairShown(state: State): Step {
	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];
	const found = slot?.result && repairOf(slot.result);

	if (focused === undefined || slot === undefined || found === undefined) {
		return [notify(state, 'nothing is offered instead of what is shown', 'warn'), []];
	}

	const location = locationOf(state);

	if (location.kind === 'rows') {
		const query = replaced(location.query, found.span, found.text);
		return runWanted(replaceLocation(state, { ...location, query }));
	}

	return repairDashboard(state, slot, found, focused.title);
}

/** What brings what is lacking, else what the checks offer first. */
function repairOf({ repair: lacking, checkWarnings }: QueryResult): Repair | undefined {
	const [first] = checkWarnings.flatMap(({ span, repair: text }) =>
		text === undefined ? [] : [{ span, text, value: text }],
	);
	return lacking ?? first;
}

/** The scope is that of all panels; what one panel asks for itself is changed in a list of its own. */
function repairDashboard(state: State, slot: Slot, found: Repair, title: string): Step {
	const { scope } = state;

	if (scope !== undefined && isScopeOf(slot.text, scope, found.span)) {
		const next = { ...state, scope: { ...scope, value: found.value } };
		return runWanted(notify(next, `${scope.key} is ${found.value} until trailtop ends`));
	}

	return openQuery(state, replaced(slot.text, found.span, found.text), title);
}

function replaced(text: string, span: Repair['span'], by: string): string {
	return text.slice(0, span.start) + by + text.slice(span.end);
}
