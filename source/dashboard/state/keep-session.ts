import type { Session } from './session.ts';
import { layoutOf } from './state.ts';
import type { State } from './state.ts';

/** What is kept for the next start. */
export function sessionOf(state: State): Session {
	return {
		dashboard: layoutOf(state)?.name ?? '',
		focus: state.focus,
		// A moment is looked at; it is not where one wants to start.
		range: state.moment?.range ?? state.range,
		variables: state.variables,
		utc: state.utc,
		steady: state.robust,
		comparing: state.comparing,
		queryHistory: state.queryHistory,
	};
}

/** True when something changed that the next start should know. */
export function sessionChanged(before: State, after: State): boolean {
	return (
		before.range !== after.range ||
		before.variables !== after.variables ||
		before.utc !== after.utc ||
		before.robust !== after.robust ||
		before.comparing !== after.comparing ||
		before.queryHistory !== after.queryHistory ||
		before.focus !== after.focus ||
		layoutOf(before)?.name !== layoutOf(after)?.name
	);
}
