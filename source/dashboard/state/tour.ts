import { shownMenu } from './context.ts';
import { findingPage } from './finding-page.ts';
import { cursorOf, focusedPanel } from './panels-shown.ts';
import { runWanted } from './run.ts';
import { locationOf } from './state.ts';
import type { State, Step } from './state.ts';
import { notify } from './toast.ts';
import { tourSteps } from './tour-steps.ts';
import type { TourPlace } from './tour-steps.ts';

const farewell = 'the tour is over: the console is yours; ? tells all keys, q quits';

/** The tour one step on, when the console is where the keys of the step lead. */
export function tendTour(state: State): Step {
	const step = state.foot?.kind === 'tour' ? tourSteps[state.foot.step] : undefined;
	if (state.foot?.kind !== 'tour' || step === undefined || !isAt(state, step.to)) {
		return [state, []];
	}

	const next = state.foot.step + 1;
	return next < tourSteps.length
		? [{ ...state, foot: { kind: 'tour', step: next } }, []]
		: endTour(state);
}

/** Whether escape would end the tour: where it closes nothing, and no step asks for it. */
export function leavesTour(state: State, key: string): boolean {
	const step = state.foot?.kind === 'tour' ? tourSteps[state.foot.step] : undefined;
	return (
		key === 'escape' &&
		step !== undefined &&
		!step.keys.includes(key) &&
		state.overlay === undefined &&
		state.bar === undefined
	);
}

/** The panels have all rows again. */
export function endTour(state: State): Step {
	return runWanted(notify({ ...state, foot: undefined }, farewell, 'info'));
}

function isAt(state: State, to: TourPlace): boolean {
	const isFree = state.overlay === undefined && state.bar === undefined;
	if (to.place === 'bar' || to.place === 'menu') {
		return to.place === 'bar' ? state.bar !== undefined : shownMenu(state) !== undefined;
	}

	const location = locationOf(state);
	if (!isFree || location.kind !== (to.place === 'finding' ? 'record' : to.place)) {
		return false;
	}

	switch (location.kind) {
		case 'dashboard':
			return to.place === 'dashboard' && location.dashboard === to.dashboard;
		case 'rows':
			return to.place === 'rows' && isAtRow(state, to) && isQuery(location.query, to.query);
		case 'record': {
			const record = state.records[location.id];
			const isFinding = findingPage(record) !== undefined;
			return record?.json !== undefined && isFinding === (to.place === 'finding');
		}
		case 'story':
			return true;
	}
}

function isAtRow(state: State, { row }: { readonly row?: number }): boolean {
	const focused = focusedPanel(state);
	return row === undefined || (focused !== undefined && cursorOf(state, focused.key).row === row);
}

function isQuery(query: string, asked: string | undefined): boolean {
	return asked === undefined || query.trim() === asked;
}
