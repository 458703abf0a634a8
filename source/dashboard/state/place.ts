import type { Place, State } from './state.ts';

/** Places one can go back to; their rows and records are kept as long. */
export const placesMax = 50;

/** Goes to a new place. What was ahead in the history is gone, and so is the oldest of too many. */
export function goTo(state: State, place: Place): State {
	const places = [...state.places.slice(0, state.place + 1), place].slice(-placesMax);

	return forget({ ...state, places, place: places.length - 1, overlay: undefined });
}

/** The same place, shown another way: no step of the history. */
export function replacePlace(state: State, place: Place): State {
	return {
		...state,
		places: state.places.map((one, index) => (index === state.place ? place : one)),
	};
}

export function moveInHistory(state: State, by: -1 | 1): State {
	const place = state.place + by;

	return place < 0 || place >= state.places.length
		? state
		: { ...state, place, overlay: undefined };
}

/** Drops what belongs to places that are gone. */
function forget(state: State): State {
	const ids = new Set(state.places.flatMap(place => ('id' in place ? [place.id] : [])));
	const isKept = (key: string) => !key.startsWith('#') || ids.has(key);
	const keep = <T>(all: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
		Object.fromEntries(Object.entries(all).filter(([key]) => isKept(key)));

	return {
		...state,
		slots: keep(state.slots),
		cursors: keep(state.cursors),
		records: keep(state.records),
	};
}

/** Titles from the dashboard to here: `Overview`, `Outlier - Failed Login`, `record`. */
export function breadcrumb(state: State): string[] {
	const trail: string[] = [];

	for (let index = state.place; index >= 0; index--) {
		const place = state.places[index];

		if (place === undefined) {
			break;
		}

		if (place.kind === 'dashboard') {
			const layout = state.layouts.find(one => one.name === place.dashboard);
			trail.unshift(layout?.title ?? place.dashboard);
			break;
		}

		trail.unshift(place.title);
	}

	return trail;
}
