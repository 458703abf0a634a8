import type { State, Step } from '../state/state.ts';
import type { ExportFormat } from '../state/effect.ts';
import { focusedPanel, cursorOf } from '../state/panels-shown.ts';
import { tell } from '../state/toast.ts';
import { chooseColumns } from '../../panels/table.ts';
import { sortedRows } from '../../panels/table-order.ts';
import type { Menu } from '../input/menu.ts';
import { openMenu } from '../input/menu.ts';

/** Exports exactly what is shown: its columns, in its order. */
export function exportShown(state: State, format: ExportFormat): Step {
	const focused = focusedPanel(state);
	const result = focused === undefined ? undefined : state.slots[focused.key]?.result;

	if (focused === undefined || result === undefined) {
		return [tell(state, 'there is no result yet', 'warn'), []];
	}

	const { sort, hidden } = cursorOf(state, focused.key);
	const columns = chooseColumns(result, focused.columns, hidden).map(
		index => result.columns[index] ?? '',
	);
	const rows = sortedRows(result, sort);

	return [
		state,
		[{ kind: 'export', format, name: focused.panel?.id ?? 'query', result, columns, rows }],
	];
}

export function exportMenu(): Menu {
	return openMenu({ kind: 'export' }, 'Export what is shown', [
		{ id: 'csv', label: 'CSV', hint: 'for a spreadsheet', key: 'c' },
		{ id: 'json', label: 'JSON', hint: 'one document', key: 'j' },
		{ id: 'ndjson', label: 'NDJSON', hint: 'one row a line', key: 'n' },
	]);
}
