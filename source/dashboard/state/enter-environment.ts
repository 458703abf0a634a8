import { lastingChoices } from './column-choices.ts';
import type { Event } from './event.ts';
import { zoomedOf } from './location.ts';
import { start } from './start.ts';
import { layoutOf } from './state.ts';
import type { State, Step } from './state.ts';

/**
 * Shows another environment with the same dashboard, panel and time range. Filters and earlier
 * queries are those of the new environment, because its accounts and users are different.
 */
export function enterEnvironment(
	state: State,
	event: Extract<Event, { kind: 'environment' }>,
): Step {
	const { size, nowMs, localZone, searches, environments, mouse, slow, themes, keys } = state;
	return start({
		size,
		nowMs,
		localZone,
		searches,
		environments,
		mouse,
		slow,
		theme: themes.wish,
		ownThemes: themes.choices,
		keys,
		environment: event.name,
		shellArguments: event.shellArguments,
		scope: event.scope,
		aliases: event.aliases,
		layouts: event.layouts,
		dashboard: layoutOf(state)?.name,
		range: state.rangeBy === 'user' ? (state.moment?.range ?? state.range) : undefined,
		session: {
			...event.session,
			dashboard: layoutOf(state)?.name ?? '',
			zoomed: zoomedOf(state),
			focus: state.focus,
			rangeHistory: state.rangeHistory,
			panelRanges: state.panelRanges,
			columnChoices: lastingChoices(state.columnChoices),
			folds: state.folds,
			utc: state.utc,
			steady: state.robust,
			comparing: state.comparing,
			theme: themes.kept,
		},
	});
}
