import { openMenu } from '../menu/index.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import { views } from './action.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const dashboard: Action = {
	name: 'dashboard',
	keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
	contexts: views,
	help: 'open that dashboard',
	footer: 'dashboard',
	inPalette: false,
	run(state, { key }) {
		const layout = state.layouts.find(one => String(one.key) === key);
		return layout === undefined
			? [notify(state, `no dashboard has the key ${key}: 0 lists them`, 'warn'), []]
			: openDashboard(state, layout.name);
	},
};

export const dashboards: Action = {
	name: 'dashboards',
	keys: ['0'],
	contexts: views,
	help: 'all dashboards, yours too',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'dashboards' }, commands),
};

export const lastDashboard: Action = {
	name: 'last-dashboard',
	keys: ['-'],
	contexts: views,
	help: 'the dashboard before',
	footer: undefined,
	inPalette: true,
	run: state =>
		state.previousDashboard === undefined
			? [state, []]
			: openDashboard(state, state.previousDashboard),
};
