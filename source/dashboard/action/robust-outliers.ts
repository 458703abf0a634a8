import { runWanted } from '../state/run.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const robust: Action = {
	name: 'robust',
	keys: ['b'],
	contexts: ['dashboard'],
	help: 'steadier bands of outliers',
	footer: undefined,
	inPalette: true,
	run: state =>
		runWanted(
			notify(
				{ ...state, robust: !state.robust },
				state.robust
					? 'outliers as the reference tells them: the 10 buckets before'
					: 'steadier outliers: 50 buckets, a band never narrower than chance; i shows the rule',
			),
		),
};
