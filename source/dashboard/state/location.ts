import { titleWords } from './narrowed.ts';
import type { Location, State } from './state.ts';

/** Locations in the history; the rows, records and stories of older ones are dropped. */
export const locationsMax = 50;

/**
 * Goes to a new location. Locations ahead in the history are dropped, and the oldest when there are
 * too many.
 */
export function goTo(state: State, location: Location): State {
	const locations = [...state.locations.slice(0, state.location + 1), location].slice(
		-locationsMax,
	);
	return forget({ ...state, locations, location: locations.length - 1, overlay: undefined });
}

/** Replaces the current location without a new step in the history. */
export function replaceLocation(state: State, location: Location): State {
	return forget({
		...state,
		locations: state.locations.map((one, index) => (index === state.location ? location : one)),
	});
}

export function moveInHistory(state: State, by: -1 | 1): State {
	const location = state.location + by;
	return location < 0 || location >= state.locations.length
		? state
		: { ...state, location, overlay: undefined };
}

/** Drops the slots, records and stories of locations that are no longer in the history. */
function forget(state: State): State {
	const ids = new Set(state.locations.flatMap(location => ('id' in location ? [location.id] : [])));
	const isKept = (key: string) => !key.startsWith('#') || ids.has(key);
	const keep = <T>(all: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
		Object.fromEntries(Object.entries(all).filter(([key]) => isKept(key)));
	return {
		...state,
		slots: keep(state.slots),
		cursors: keep(state.cursors),
		records: keep(state.records),
		stories: keep(state.stories),
	};
}

/** Titles from the dashboard to the location: `Overview`, `Outlier - Failed Login`, `record`. */
export function breadcrumb(state: State): string[] {
	const trail: string[] = [];

	for (let index = state.location; index >= 0; index--) {
		const location = state.locations[index];

		if (location === undefined) {
			break;
		}

		if (location.kind === 'dashboard') {
			const layout = state.layouts.find(one => one.name === location.dashboard);
			trail.unshift(layout?.title ?? location.dashboard);
			break;
		}

		trail.unshift(titleWords(location));
	}

	return trail;
}

/** The panel that stands alone on the dashboard, or did on the one that the rows came from. */
export function zoomedOf({ locations, location }: State): string | undefined {
	const dashboard = locations.slice(0, location + 1).findLast(one => one.kind === 'dashboard');
	return dashboard?.kind === 'dashboard' ? dashboard.zoomed : undefined;
}
