import type { Event } from './event.ts';
import { start } from './start.ts';
import { layoutOf } from './state.ts';
import type { State, Step } from './state.ts';

/**
 * Shows another environment where one was: the same dashboard, panel and time. Filters and older
 * queries are those of the environment, as its accounts and users are its own.
 */
export function enterEnvironment(
	state: State,
	event: Extract<Event, { kind: 'environment' }>,
): Step {
	const { size, nowMs, localZone, searches, environments } = state;
	return start({
		size,
		nowMs,
		localZone,
		searches,
		environments,
		environment: event.name,
		scope: event.scope,
		aliases: event.aliases,
		layouts: event.layouts,
		dashboard: layoutOf(state)?.name,
		range: state.moment?.range ?? state.range,
		session: {
			...event.session,
			focus: state.focus,
			utc: state.utc,
			steady: state.robust,
			comparing: state.comparing,
		},
	});
}
