import { goTo } from './location.ts';
import { runWanted } from './run.ts';
import { layoutOf, locationOf } from './state.ts';
import type { State, Step } from './state.ts';

export function openDashboard(state: State, name: string): Step {
	const here = layoutOf(state)?.name;
	const location = locationOf(state);

	if (
		location.kind === 'dashboard' &&
		location.dashboard === name &&
		location.zoomed === undefined
	) {
		return [state, []];
	}

	return runWanted(
		goTo(
			{ ...state, previousDashboard: here === name ? state.previousDashboard : here },
			{ kind: 'dashboard', dashboard: name, zoomed: undefined },
		),
	);
}
