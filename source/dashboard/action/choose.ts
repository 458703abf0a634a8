import { parse } from '../../query/language/parse.ts';
import type { Fault } from '../../query/value.ts';
import { mendableAt, mended } from '../input/mend.ts';
import { browseBar, remember, takeCompletion } from '../input/query-bar.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { moveChoice, takeChoice, toggleChoice } from '../menu/index.ts';
import { completing } from '../state/completing.ts';
import { shownMenu } from '../state/context.ts';
import type { Context } from '../state/context.ts';
import { openQuery, replaceQuery } from '../state/open-query.ts';
import { backToPlace } from '../state/search-place.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import type { Action } from './action.ts';
import { changeBar } from './change-bar.ts';

// A menu may be open over the query bar; then it gets the key.
const contexts: readonly Context[] = ['menu', 'bar'];

export const previousChoice: Action = {
	name: 'previous-choice',
	keys: ['up', 'ctrl-p'],
	contexts,
	help: 'up; older query',
	footer: undefined,
	inPalette: false,
	run: state => browse(state, -1),
};

export const nextChoice: Action = {
	name: 'next-choice',
	keys: ['down', 'ctrl-n'],
	contexts,
	help: 'down; newer query',
	footer: undefined,
	inPalette: false,
	run: state => browse(state, 1),
};

export const accept: Action = {
	name: 'accept',
	keys: ['enter'],
	contexts,
	help: 'choose; run the query',
	footer: state => (isSearch(state) ? 'stay' : 'choose'),
	inPalette: false,
	run(state, { commands }) {
		const menu = shownMenu(state);
		const { bar } = state;

		if (menu !== undefined) {
			return takeChoice(state, menu, commands);
		}

		if (bar === undefined) {
			return [state, []];
		}

		return bar.completion >= 0 ? changeBar(state, takeCompletion(bar)) : submit(state, bar);
	},
};

export const complete: Action = {
	name: 'complete',
	keys: ['tab'],
	contexts,
	help: 'take the completion',
	footer: state => (isSearch(state) ? undefined : 'complete'),
	inPalette: false,
	run(state) {
		const menu = shownMenu(state);
		const { bar } = state;

		if (menu !== undefined) {
			return toggleChoice(state, menu);
		}

		if (bar === undefined || bar.purpose === 'search') {
			return [state, []];
		}

		// At its end a wrong word may be the beginning of a right one; before that it is known to be wrong.
		const fault = mendableAt(bar);
		const isBehind = fault === undefined || bar.cursor >= fault.span.end;
		if (bar.completions.length > 0 && (isBehind || bar.completion >= 0)) {
			return changeBar(state, takeCompletion(bar));
		}

		return fault === undefined
			? [state, [completing(state, bar)]]
			: changeBar(state, mended(bar, fault));
	},
};

export const cancel: Action = {
	name: 'cancel',
	keys: ['escape'],
	contexts,
	help: 'close; back to where a search began',
	footer: state => (isSearch(state) ? 'back' : 'close'),
	inPalette: false,
	run(state) {
		const { bar } = state;

		if (shownMenu(state) !== undefined) {
			return [{ ...state, overlay: undefined }, []];
		}

		// Escape closes the completions of a query first, then the bar.
		return bar !== undefined && bar.completions.length > 0 && bar.purpose === 'query'
			? [{ ...state, bar: { ...bar, completions: [], completion: -1 } }, []]
			: [{ ...backToPlace(state), bar: undefined, searchPlace: undefined }, []];
	},
};

/** Whether the bar is one to search in what is shown. */
function isSearch({ bar }: State): boolean {
	return bar?.purpose === 'search';
}

function browse(state: State, by: 1 | -1): Step {
	const menu = shownMenu(state);
	const { bar, queryHistory } = state;

	if (menu !== undefined) {
		return moveChoice(state, menu, by);
	}

	if (bar === undefined) {
		return [state, []];
	}

	const history = bar.purpose === 'query' ? queryHistory : [];
	const next = browseBar(bar, by, history);
	return next.text === bar.text ? [{ ...state, bar: next }, []] : changeBar(state, next);
}

function submit(state: State, bar: QueryBar): Step {
	const closed: State = { ...state, bar: undefined, searchPlace: undefined };

	if (bar.purpose === 'search' || bar.text.trim() === '') {
		return [closed, []];
	}

	const fault = faultOf(bar);
	if (fault !== undefined) {
		const faults = [fault, ...bar.faults.filter(one => one !== fault)];
		const cursor = fault.span.start;
		const refused = { ...bar, faults, cursor, completions: [], signature: undefined };
		return [{ ...state, bar: refused }, [completing(state, refused)]];
	}

	const asked = { ...closed, queryHistory: remember(state.queryHistory, bar.text) };
	const location = locationOf(state);
	if (location.kind !== 'rows') {
		return openQuery(asked, bar.text);
	}

	return location.query === bar.text ? [asked, []] : replaceQuery(asked, location, bar.text);
}

/** What is known to be wrong with the text. What only the records tell is shown with the answer. */
function faultOf({ text, checkedText, faults }: QueryBar): Fault | undefined {
	const known = checkedText === text ? faults : [];
	return [...parse(text).faults, ...known].find(({ severity }) => severity === 'fault');
}
