import { noChoice } from '../../panels/column-choice.ts';
import type { ColumnChoice, ColumnChoices } from '../../panels/column-choice.ts';
import type { Layout } from '../layout/layout.ts';
import { slotKey } from './slot-key.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/** No slot has this name, because that of a panel has two parts and that of a location begins with a sign. */
const recordsKey = 'records';

function choiceKey(state: State, key: string): string {
	const location = locationOf(state);
	return location.kind === 'rows' &&
		location.id === key &&
		state.slots[key]?.result?.refs !== undefined
		? recordsKey
		: key;
}

/** What was chosen of the columns of a list; the same object until it changes. */
export function choiceOf(state: State, key: string): ColumnChoice {
	return state.columnChoices[choiceKey(state, key)] ?? noChoice;
}

export function withChoice(state: State, key: string, choice: ColumnChoice): State {
	return { ...state, columnChoices: { ...state.columnChoices, [choiceKey(state, key)]: choice } };
}

/** The choices that the next start can know again: of panels, and of records. */
export function lastingChoices(choices: ColumnChoices): ColumnChoices {
	return Object.fromEntries(Object.entries(choices).filter(([key]) => !key.startsWith('#')));
}

/** The choices of a session that something may have damaged: of panels that exist, each list of titles whole. */
export function knownChoices(saved: unknown, layouts: readonly Layout[]): ColumnChoices {
	const given: Readonly<Record<string, unknown>> =
		typeof saved === 'object' && saved !== null ? { ...saved } : {};
	const keys = layouts.flatMap(({ name, panels }) => panels.map(({ id }) => slotKey(name, id)));
	return Object.fromEntries(
		[...keys, recordsKey].flatMap(key => {
			const choice = knownChoice(given[key]);
			return choice === undefined ? [] : [[key, choice]];
		}),
	);
}

/** Titles of one list that a session brings back. */
const titlesMax = 200;

function knownChoice(saved: unknown): ColumnChoice | undefined {
	if (typeof saved !== 'object' || saved === null) {
		return undefined;
	}

	const given: Readonly<Record<string, unknown>> = { ...saved };
	const titles = (name: keyof ColumnChoice): readonly string[] => {
		const list = given[name];
		return Array.isArray(list)
			? list.filter((one): one is string => typeof one === 'string').slice(0, titlesMax)
			: [];
	};

	return { hidden: titles('hidden'), order: titles('order'), kept: titles('kept') };
}
