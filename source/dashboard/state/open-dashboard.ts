import type { State, Step } from './state.ts';
import { layoutOf, placeOf } from './state.ts';
import { runWanted } from './run.ts';
import { goTo } from './place.ts';

export function openDashboard(state: State, name: string): Step {
	const here = layoutOf(state)?.name;
	const place = placeOf(state);

	if (place.kind === 'dashboard' && place.dashboard === name && place.zoomed === undefined) {
		return [state, []];
	}

	return runWanted(
		goTo(
			{ ...state, previousDashboard: here === name ? state.previousDashboard : here },
			{ kind: 'dashboard', dashboard: name, zoomed: undefined },
		),
	);
}
