import type { Context } from '../state/context.ts';
import { allContexts } from '../state/context.ts';

/** What a key can do. */
export type Action =
	| 'quit'
	| 'suspend'
	| 'redraw'
	| 'help'
	| 'palette'
	| 'back'
	| 'history-back'
	| 'history-forward'
	| 'last-dashboard'
	| 'dashboard'
	| 'focus-next'
	| 'focus-previous'
	| 'page-next'
	| 'page-previous'
	| 'up'
	| 'down'
	| 'left'
	| 'right'
	| 'top'
	| 'bottom'
	| 'screen-up'
	| 'screen-down'
	| 'open'
	| 'zoom'
	| 'about'
	| 'edit-query'
	| 'filter'
	| 'time'
	| 'range-in'
	| 'range-out'
	| 'range-reset'
	| 'range-earlier'
	| 'range-later'
	| 'pause'
	| 'refresh'
	| 'zone'
	| 'sort'
	| 'sort-reverse'
	| 'hide-column'
	| 'show-columns'
	| 'only'
	| 'omit'
	| 'copy'
	| 'copy-row'
	| 'export'
	| 'view'
	| 'fold'
	| 'fold-all'
	| 'search'
	| 'search-next'
	| 'search-previous'
	| 'dashboards'
	| 'sources'
	| 'environments'
	| 'count-by'
	| 'save-panel'
	| 'steady'
	| 'compare'
	| 'moment'
	| 'clear-filters'
	| 'new-line'
	| 'find-query'
	| 'undo'
	| 'redo'
	| 'paste-cut'
	| 'accept'
	| 'complete'
	| 'cancel';

export interface Binding {
	readonly keys: readonly string[];
	readonly action: Action;
	readonly help: string;
	readonly contexts: readonly Context[];
	/** A word for the line at the bottom; those without one stand in the help only. */
	readonly footer?: string;
}

const views: readonly Context[] = ['dashboard', 'rows', 'record'];

const lists: readonly Context[] = ['dashboard', 'rows'];

const reading: readonly Context[] = ['dashboard', 'rows', 'record', 'text'];

/** The one table of keys: footer, help and the README are printed from it. */
export const keymap: readonly Binding[] = [
	{
		keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
		action: 'dashboard',
		help: 'open that dashboard',
		contexts: views,
		footer: 'dashboard',
	},
	{
		keys: ['0'],
		action: 'dashboards',
		help: 'all dashboards, yours too',
		contexts: views,
	},
	{
		keys: ['tab'],
		action: 'focus-next',
		help: 'next panel',
		contexts: ['dashboard'],
		footer: 'panel',
	},
	{
		keys: ['shift-tab'],
		action: 'focus-previous',
		help: 'previous panel',
		contexts: ['dashboard'],
	},
	{ keys: ['up', 'k'], action: 'up', help: 'up', contexts: reading },
	{ keys: ['down', 'j'], action: 'down', help: 'down', contexts: reading },
	{
		keys: ['left', 'h'],
		action: 'left',
		help: 'left: column, moment, fold',
		contexts: views,
	},
	{ keys: ['right', 'l'], action: 'right', help: 'right; unfolds', contexts: views },
	{ keys: ['g', 'home'], action: 'top', help: 'first row', contexts: reading },
	{ keys: ['G', 'end'], action: 'bottom', help: 'last row', contexts: reading },
	{ keys: ['ctrl-u'], action: 'screen-up', help: 'half a screen up', contexts: reading },
	{ keys: ['ctrl-d'], action: 'screen-down', help: 'half a screen down', contexts: reading },
	{
		keys: ['pagedown'],
		action: 'page-next',
		help: 'next page',
		contexts: reading,
	},
	{
		keys: ['pageup'],
		action: 'page-previous',
		help: 'previous page',
		contexts: reading,
	},
	{
		keys: ['enter'],
		action: 'open',
		help: 'the rows, then the record',
		contexts: lists,
		footer: 'drill',
	},
	{
		keys: ['escape', 'backspace'],
		action: 'back',
		help: 'back, close',
		contexts: ['rows', 'record', 'text'],
		footer: 'back',
	},
	{ keys: ['escape', 'backspace'], action: 'back', help: 'let go', contexts: ['dashboard'] },
	{
		keys: ['enter', 'space'],
		action: 'fold',
		help: 'fold or unfold',
		contexts: ['record'],
		footer: 'fold',
	},
	{ keys: ['Z'], action: 'fold-all', help: 'fold or unfold all', contexts: ['record'] },
	{
		keys: ['/'],
		action: 'search',
		help: 'search in the record',
		contexts: ['record'],
		footer: 'search',
	},
	{ keys: ['n'], action: 'search-next', help: 'next hit', contexts: ['record'] },
	{ keys: ['N'], action: 'search-previous', help: 'previous hit', contexts: ['record'] },
	{
		keys: ['/'],
		action: 'edit-query',
		help: 'edit the panel’s query',
		contexts: lists,
		footer: 'query',
	},
	{
		keys: ['f'],
		action: 'filter',
		help: 'filter by account, user, …',
		contexts: views,
		footer: 'filter',
	},
	{ keys: ['t'], action: 'time', help: 'choose the time range', contexts: views, footer: 'time' },
	{ keys: ['space'], action: 'pause', help: 'pause, go live', contexts: lists, footer: 'pause' },
	{
		keys: ['i'],
		action: 'about',
		help: 'what it counts, its query',
		contexts: ['dashboard', 'rows', 'text'],
		footer: 'about',
	},
	{
		keys: ['z'],
		action: 'zoom',
		help: 'this panel alone',
		contexts: ['dashboard'],
		footer: 'zoom',
	},
	{ keys: ['s'], action: 'sort', help: 'sort by the next column', contexts: lists },
	{ keys: ['S'], action: 'sort-reverse', help: 'turn the order round', contexts: lists },
	{ keys: ['x'], action: 'hide-column', help: 'hide this column', contexts: lists },
	{ keys: ['X'], action: 'show-columns', help: 'show all columns', contexts: lists },
	{ keys: ['o'], action: 'only', help: 'only this value', contexts: views },
	{ keys: ['O'], action: 'omit', help: 'omit this value', contexts: views },
	{ keys: ['c'], action: 'count-by', help: 'count by this field', contexts: views },
	{ keys: ['p'], action: 'save-panel', help: 'save as your own panel', contexts: lists },
	{ keys: ['b'], action: 'steady', help: 'steadier bands of outliers', contexts: ['dashboard'] },
	{
		keys: ['d'],
		action: 'compare',
		help: 'compare: the period before',
		contexts: ['dashboard'],
		footer: 'compare',
	},
	{ keys: ['m'], action: 'moment', help: 'every panel to this moment', contexts: lists },
	{ keys: ['F'], action: 'clear-filters', help: 'clear all filters', contexts: ['dashboard'] },
	{ keys: ['w'], action: 'sources', help: 'where records come from', contexts: views },
	{ keys: ['E'], action: 'environments', help: 'another environment', contexts: views },
	{
		keys: ['v'],
		action: 'view',
		help: 'show it another way',
		contexts: ['rows'],
		footer: 'view',
	},
	{ keys: ['+'], action: 'range-in', help: 'half the time range', contexts: lists },
	{ keys: ['_'], action: 'range-out', help: 'twice the time range', contexts: lists },
	{ keys: ['='], action: 'range-reset', help: 'the last 24 hours', contexts: lists },
	{
		keys: ['shift-left', '<'],
		action: 'range-earlier',
		help: 'half a range earlier',
		contexts: lists,
	},
	{
		keys: ['shift-right', '>'],
		action: 'range-later',
		help: 'half a range later',
		contexts: lists,
	},
	{ keys: ['r'], action: 'refresh', help: 'run again now', contexts: [...lists, 'text'] },
	{ keys: ['u'], action: 'zone', help: 'times in UTC or local', contexts: views },
	{ keys: ['y'], action: 'copy', help: 'copy the value', contexts: views, footer: 'copy' },
	{ keys: ['Y'], action: 'copy-row', help: 'copy the row as JSON', contexts: views },
	{
		keys: ['e'],
		action: 'export',
		help: 'export what is shown',
		contexts: views,
		footer: 'export',
	},
	{ keys: ['-'], action: 'last-dashboard', help: 'the dashboard before', contexts: views },
	{ keys: ['['], action: 'history-back', help: 'back in history', contexts: views },
	{ keys: [']'], action: 'history-forward', help: 'forward in history', contexts: views },
	{ keys: [':', 'ctrl-p'], action: 'palette', help: 'every command by name', contexts: views },
	{ keys: ['?', 'f1'], action: 'help', help: 'keys', contexts: reading, footer: 'help' },
	{ keys: ['q'], action: 'quit', help: 'quit', contexts: reading },
	{ keys: ['ctrl-c'], action: 'quit', help: 'quit', contexts: allContexts },
	{ keys: ['ctrl-z'], action: 'suspend', help: 'suspend to the shell', contexts: allContexts },
	{ keys: ['ctrl-l'], action: 'redraw', help: 'draw the screen again', contexts: allContexts },
	{ keys: ['up', 'ctrl-p'], action: 'up', help: 'up; older query', contexts: ['menu', 'bar'] },
	{
		keys: ['down', 'ctrl-n'],
		action: 'down',
		help: 'down; newer query',
		contexts: ['menu', 'bar'],
	},
	{
		keys: ['enter'],
		action: 'accept',
		help: 'choose; run the query',
		contexts: ['menu', 'bar'],
		footer: 'choose',
	},
	{
		keys: ['tab'],
		action: 'complete',
		help: 'take the completion',
		contexts: ['menu', 'bar'],
		footer: 'complete',
	},
	{
		keys: ['alt-enter', 'shift-enter'],
		action: 'new-line',
		help: 'a new line in the query',
		contexts: ['bar'],
		footer: 'new line',
	},
	{
		keys: ['ctrl-r'],
		action: 'find-query',
		help: 'older and saved queries',
		contexts: ['bar'],
		footer: 'older',
	},
	{ keys: ['ctrl-_', 'ctrl-/', 'alt-u'], action: 'undo', help: 'undo', contexts: ['bar'] },
	{ keys: ['alt-/', 'alt-r'], action: 'redo', help: 'redo', contexts: ['bar'] },
	{ keys: ['ctrl-y'], action: 'paste-cut', help: 'put back what was cut', contexts: ['bar'] },
	{ keys: ['escape'], action: 'cancel', help: 'close', contexts: ['menu', 'bar'], footer: 'close' },
];

export interface KeyFault {
	readonly key: string;
	readonly context: Context;
	readonly actions: readonly Action[];
}

/** Keys that would do two things in one place. */
export function keyConflicts(bindings: readonly Binding[]): KeyFault[] {
	const faults: KeyFault[] = [];

	for (const context of allContexts) {
		const actionsOf = new Map<string, Action[]>();

		for (const binding of bindings.filter(one => one.contexts.includes(context))) {
			for (const key of binding.keys) {
				actionsOf.set(key, [...(actionsOf.get(key) ?? []), binding.action]);
			}
		}

		for (const [key, actions] of actionsOf) {
			if (actions.length > 1) {
				faults.push({ key, context, actions });
			}
		}
	}

	return faults;
}

export function actionFor(
	bindings: readonly Binding[],
	context: Context,
	key: string,
): Action | undefined {
	return bindings.find(binding => binding.contexts.includes(context) && binding.keys.includes(key))
		?.action;
}
