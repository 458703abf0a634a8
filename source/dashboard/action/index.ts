import { commandsOf } from './action.ts';
import type { Action } from './action.ts';
import { back, letGo } from './back.ts';
import { omit, only } from './by-value.ts';
import { accept, cancel, complete, nextChoice, previousChoice } from './choose.ts';
import { alarms } from './alarms.ts';
import { around } from './around.ts';
import { chooseColumnsOf, columnLeft, columnRight, hideColumn, showColumns } from './columns.ts';
import { compare } from './compare.ts';
import { copy, copyCommand, copyRow } from './copy.ts';
import { countBy } from './count-by.ts';
import { dashboard, dashboards, lastDashboard } from './dashboards.ts';
import { editQuery } from './edit-query.ts';
import {
	comment,
	editElsewhere,
	findQuery,
	format,
	newLine,
	pasteCut,
	redo,
	undo,
} from './edit-text.ts';
import { environments } from './environments.ts';
import { exportShown } from './export.ts';
import { fieldBar, openField } from './field-bar.ts';
import { clearFilters, filter } from './filters.ts';
import { exception, standing } from './finding.ts';
import { jump } from './jump.ts';
import { focusNext, focusPrevious } from './focus.ts';
import { historyBack, historyForward } from './history.ts';
import { mark, marks } from './marks.ts';
import { moment } from './moment.ts';
import { mouse } from './mouse.ts';
import { moves } from './move.ts';
import { closeList, endNarrowing, moveNarrowed, narrowList } from './narrow.ts';
import { open } from './open.ts';
import { palette } from './palette.ts';
import { panelRange } from './panel-range.ts';
import { pause } from './pause.ts';
import { quit, quitAnywhere, redraw, suspend } from './program.ts';
import {
	rangeEarlier,
	rangeIn,
	rangeLater,
	rangeOut,
	rangeReset,
	time,
	typeTime,
} from './range.ts';
import { related } from './related.ts';
import { recordNext, recordPrevious } from './step-record.ts';
import { find, fold, foldAll, search, searchNext, searchPrevious } from './record.ts';
import { rebind } from './rebind.ts';
import type { KeyWishes } from './rebind.ts';
import type { State } from '../state/state.ts';
import { refresh } from './refresh.ts';
import { repair } from './repair.ts';
import { runKey } from './run-key.ts';
import { savePanel } from './save-panel.ts';
import { sort, sortReverse } from './sort.ts';
import { story, storyRow } from './story.ts';
import { robust } from './robust-outliers.ts';
import { about, help, sources } from './text-box.ts';
import { themes } from './themes.ts';
import { changeView } from './view.ts';
import { zone } from './zone.ts';
import { zoom } from './zoom.ts';

/** Every action, in the order in which the keys are printed in the help. */
export const actions: readonly Action[] = [
	dashboard,
	dashboards,
	focusNext,
	focusPrevious,
	...moves,
	open,
	standing,
	exception,
	story,
	storyRow,
	back,
	letGo,
	fold,
	foldAll,
	search,
	find,
	searchNext,
	searchPrevious,
	editQuery,
	filter,
	time,
	typeTime,
	pause,
	about,
	zoom,
	jump,
	sort,
	sortReverse,
	chooseColumnsOf,
	hideColumn,
	showColumns,
	columnLeft,
	columnRight,
	only,
	omit,
	countBy,
	savePanel,
	robust,
	fieldBar,
	openField,
	narrowList,
	moveNarrowed,
	endNarrowing,
	closeList,
	runKey,
	compare,
	alarms,
	moment,
	around,
	related,
	recordPrevious,
	recordNext,
	clearFilters,
	sources,
	environments,
	changeView,
	rangeIn,
	rangeOut,
	rangeReset,
	rangeEarlier,
	rangeLater,
	panelRange,
	refresh,
	repair,
	zone,
	copy,
	copyRow,
	copyCommand,
	mark,
	marks,
	exportShown,
	lastDashboard,
	historyBack,
	historyForward,
	palette,
	help,
	quit,
	quitAnywhere,
	suspend,
	redraw,
	mouse,
	themes,
	previousChoice,
	nextChoice,
	accept,
	complete,
	newLine,
	findQuery,
	undo,
	redo,
	format,
	comment,
	editElsewhere,
	pasteCut,
	cancel,
];

const defaults = { actions, commands: commandsOf(actions) };

const boundOf = new WeakMap<KeyWishes, typeof defaults>();

/** The actions with the keys of the person at the console, and the commands that are made of them. */
export function keysOf({ keys }: Pick<State, 'keys'>): typeof defaults {
	if (keys === undefined) {
		return defaults;
	}

	const known = boundOf.get(keys);
	if (known !== undefined) {
		return known;
	}

	const { actions: bound } = rebind(actions, keys);
	const made = { actions: bound, commands: commandsOf(bound) };
	boundOf.set(keys, made);
	return made;
}

export const { commands } = defaults;
