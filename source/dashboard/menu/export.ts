import { sortedRows } from '../../panels/table-order.ts';
import { chooseColumns, hiddenTitles } from '../../panels/table-columns.ts';
import { formatPlural } from '../../text/number.ts';
import type { QueryResult } from '../../query/port.ts';
import { newMenu } from '../input/menu.ts';
import { choiceOf } from '../state/column-choices.ts';
import { doubtsOfStore } from '../state/doubts.ts';
import type { ExportFormat } from '../state/effect.ts';
import { withNotes } from '../state/marks.ts';
import { cursorOf, focusedResult } from '../state/panels-shown.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

const formats: readonly (readonly [ExportFormat, label: string, hint: string, key: string])[] = [
	['csv', 'CSV', 'for a spreadsheet', 'c'],
	['json', 'JSON', 'one document', 'j'],
	['ndjson', 'NDJSON', 'one row a line', 'n'],
];

export const exportAs: MenuDescriptor<{ readonly kind: 'export' }> = {
	open(_, id) {
		const items = formats.map(([format, label, hint, key]) => ({ id: format, label, hint, key }));
		return newMenu(id, 'Export what is shown', items);
	},
	choose(state, _, item) {
		const [format] = formats.find(([id]) => id === item?.id) ?? [];
		const closed = closeMenu(state);
		return format === undefined ? [closed, []] : exportShown(closed, format);
	},
	toggle: takesOne,
};

/** Exports exactly the visible columns and rows, in their order. */
function exportShown(state: State, format: ExportFormat): Step {
	const shown = focusedResult(state);

	if (shown === undefined) {
		return [notify(state, 'there is no result yet', 'warn'), []];
	}

	const { focused } = shown;
	const result = withNotes(state, shown.result);
	const added = result.columns.slice(shown.result.columns.length);

	const { sort } = cursorOf(state, focused.key);
	const choice = choiceOf(state, focused.key);
	const chosen = chooseColumns(shown.result, focused.columns, choice);
	const hidden = hiddenTitles(shown.result, focused.columns, choice);
	const columns = [...chosen.map(index => result.columns[index] ?? ''), ...added];
	const rows = sortedRows(result, sort);
	return [
		state,
		[
			{
				kind: 'export',
				format,
				name: focused.panel?.id ?? 'query',
				result,
				columns,
				rows,
				lacks: [...hiddenWords(hidden), ...lacksOf(state, result)],
			},
		],
	];
}

/** Columns may have been hidden long ago. */
function hiddenWords(hidden: readonly string[]): readonly string[] {
	return hidden.length === 0 ? [] : [`hidden columns: ${hidden.join(', ')}`];
}

/** A file outlives the screen that says what its rows lack. */
function lacksOf(state: State, result: QueryResult): readonly string[] {
	const missing = result.rowCount - result.rows.length;
	return [
		...(missing > 0 ? [`the first of ${formatPlural(result.rowCount, 'row')}`] : []),
		...(result.complete ? [] : ['the query has not read all']),
		...(result.lacks ?? []),
		...storeLacks(state),
	];
}

/** What the store has not, whatever is asked of it. */
export function storeLacks({ account }: State): readonly string[] {
	const lackingCount = account?.lackingCount ?? 0;
	return [
		...(lackingCount > 0 ? [`${formatPlural(lackingCount, 'object')} not read whole`] : []),
		...(account === undefined ? [] : doubtsOfStore(account)),
	];
}
