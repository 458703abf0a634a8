import type { QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { chosenRow } from '../state/cursor.ts';
import { shownStory, storyPlace } from '../state/open-story.ts';
import type { StoryPlace } from '../state/open-story.ts';
import { withNotes } from '../state/marks.ts';
import { cursorOf, focusedPanel, focusedModel, focusedResult } from '../state/panels-shown.ts';
import { pointedAt } from '../state/pointed.ts';
import { shellCommandOf } from '../state/shell-command.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const copy: Action = {
	name: 'copy',
	keys: ['y'],
	contexts: views,
	help: 'copy the value',
	footer: 'copy',
	inPalette: true,
	run: copyChosen,
};

export const copyRow: Action = {
	name: 'copy-row',
	keys: ['Y'],
	contexts: views,
	help: 'copy the row as JSON',
	footer: undefined,
	inPalette: true,
	run: copyWhole,
};

export const copyCommand: Action = {
	name: 'copy-command',
	keys: ['!'],
	contexts: views,
	help: 'copy the command that prints this',
	footer: undefined,
	inPalette: true,
	run(state) {
		const command = shellCommandOf(state);
		if (!command.ok) {
			return [notify(state, `no command says this: ${command.reason}`, 'warn'), []];
		}

		const what = fit(sanitise(command.text), Math.max(20, state.size.columns - toldCells));
		return [state, [{ kind: 'copy', text: command.text, what }]];
	},
};

/** What the message of a copy says beside what was copied, in cells. */
const toldCells = 26;

/** Copies the value at the cursor; without one, the figure or the row. */
function copyChosen(state: State): Step {
	const place = placeOf(state);
	if (place?.chosen !== undefined) {
		const { text, name } = place.chosen.part;
		return [state, [{ kind: 'copy', text, what: name }]];
	}

	const pointed = pointedAt(state);

	if (pointed !== undefined) {
		const text = pointed.value === null ? '' : String(pointed.value);
		return [state, [{ kind: 'copy', text, what: pointed.column }]];
	}

	const focused = focusedPanel(state);

	if (focused === undefined) {
		return copyWhole(state);
	}

	const model = focusedModel(state, focused);
	const item = model.items[cursorOf(state, focused.key).row];
	const value = item?.value ?? model.figures['value'];
	return value === undefined || value === null
		? copyWhole(state)
		: [state, [{ kind: 'copy', text: String(value), what: `${value} of ${focused.title}` }]];
}

/** Copies the row or the record as JSON; without a selected row, the whole result. */
function copyWhole(state: State): Step {
	const location = locationOf(state);

	if (location.kind === 'record') {
		const json = state.records[location.id]?.json;
		return json === undefined
			? [notify(state, 'the record has not come yet', 'warn'), []]
			: [state, [{ kind: 'copy', text: json, what: 'the record' }]];
	}

	const parts = placeOf(state)?.row.parts;
	if (parts !== undefined) {
		return [state, [{ kind: 'copy', text: JSON.stringify(parts), what: 'the row' }]];
	}

	const shown = focusedResult(state);

	if (shown === undefined) {
		return [notify(state, 'there is no result yet', 'warn'), []];
	}

	const { focused } = shown;
	const result = withNotes(state, shown.result);
	const row = chosenRow(result, cursorOf(state, focused.key));
	const rows = row < 0 ? [...result.rows.keys()] : [row];
	const text = rows.map(index => JSON.stringify(rowObject(result, index))).join('\n');
	return [state, [{ kind: 'copy', text, what: row < 0 ? `${rows.length} rows` : 'the row' }]];
}

function placeOf(state: State): StoryPlace | undefined {
	const open = shownStory(state)?.open;
	return open === undefined ? undefined : storyPlace(open);
}

function rowObject(result: QueryResult, row: number): Record<string, Value> {
	return Object.fromEntries(
		result.columns.map((title, index) => [title, result.rows[row]?.[index] ?? null]),
	);
}
