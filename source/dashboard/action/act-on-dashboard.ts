import type { Commands } from '../menu/descriptor.ts';
import { countByChosen } from './count-by.ts';
import { clearAllFilters } from './by-value.ts';
import { moveToMoment } from './moment.ts';
import { runWanted } from '../state/run.ts';
import { askPanelTitle } from './save-panel.ts';
import type { State, Step } from '../state/state.ts';
import { tell } from '../state/toast.ts';
import { toggleCompare } from './compare.ts';

type DashboardAction =
	'save-panel' | 'steady' | 'compare' | 'moment' | 'clear-filters' | 'count-by';

/** What changes a dashboard as a whole, or makes something of one of its panels. */
export function actOnDashboard(state: State, action: DashboardAction, commands: Commands): Step {
	switch (action) {
		case 'save-panel':
			return askPanelTitle(state, commands);
		case 'steady':
			return runWanted(
				tell(
					{ ...state, steady: !state.steady },
					state.steady
						? 'outliers as the reference tells them: the 10 buckets before'
						: 'steadier outliers: 50 buckets, a band never narrower than chance; i shows the rule',
				),
			);
		case 'compare':
			return toggleCompare(state);
		case 'moment':
			return moveToMoment(state);
		case 'clear-filters':
			return clearAllFilters(state);
		case 'count-by':
			return countByChosen(state);
	}
}
