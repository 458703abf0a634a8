import { lastingChoices } from './column-choices.ts';
import type { Session } from './session.ts';
import { zoomedOf } from './location.ts';
import { layoutOf } from './state.ts';
import type { State } from './state.ts';

/** The state that the next start restores. */
export function sessionOf(state: State): Session {
	return {
		dashboard: layoutOf(state)?.name ?? '',
		zoomed: zoomedOf(state),
		focus: state.focus,
		// While one moment is shown, the range before it is saved.
		range: state.rangeBy === 'user' ? (state.moment?.range ?? state.range) : undefined,
		rangeHistory: state.rangeHistory,
		panelRanges: state.panelRanges,
		columnChoices: lastingChoices(state.columnChoices),
		folds: state.folds,
		variables: state.variables,
		utc: state.utc,
		steady: state.robust,
		comparing: state.comparing,
		theme: state.themes.kept,
		queryHistory: state.queryHistory,
	};
}

/** Whether something changed that belongs to the session. */
export function sessionChanged(before: State, after: State): boolean {
	return (
		before.range !== after.range ||
		before.rangeHistory !== after.rangeHistory ||
		before.panelRanges !== after.panelRanges ||
		before.columnChoices !== after.columnChoices ||
		before.folds !== after.folds ||
		before.variables !== after.variables ||
		before.utc !== after.utc ||
		before.robust !== after.robust ||
		before.comparing !== after.comparing ||
		before.themes.kept !== after.themes.kept ||
		before.queryHistory !== after.queryHistory ||
		before.focus !== after.focus ||
		zoomedOf(before) !== zoomedOf(after) ||
		layoutOf(before)?.name !== layoutOf(after)?.name
	);
}
