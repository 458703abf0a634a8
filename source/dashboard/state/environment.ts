import { environmentsMenu } from '../menu/filters.ts';
import { start } from './start.ts';
import { layoutOf } from './state.ts';
import type { Event, State, Step } from './state.ts';
import { tell } from './toast.ts';

/** Offers the environments, where there is more than one. */
export function chooseEnvironment(state: State): Step {
	return state.environments.length > 1
		? [{ ...state, overlay: { kind: 'menu', menu: environmentsMenu(state) } }, []]
		: [
				tell(
					state,
					'there is no other environment; `trailtop init` adds one to the configuration',
					'info',
				),
				[],
			];
}

/** Asks for another environment; what is shown stays until it is there. */
export function openEnvironment(state: State, name: string): Step {
	return name === state.environment
		? [state, []]
		: [tell(state, `opening ${name} …`, 'info'), [{ kind: 'open-environment', name }]];
}

/**
 * Shows another environment where one was: the same dashboard, panel and time. Filters and older
 * queries are those of the environment, as its accounts and users are its own.
 */
export function enterEnvironment(
	state: State,
	event: Extract<Event, { kind: 'environment' }>,
): Step {
	const { size, nowMs, localZone, keys, searches, environments } = state;
	return start({
		size,
		nowMs,
		localZone,
		keys,
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
			steady: state.steady,
			comparing: state.comparing,
		},
	});
}
