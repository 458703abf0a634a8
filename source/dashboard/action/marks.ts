import type { RecordRef } from '../../query/port.ts';
import { openMenu } from '../menu/index.ts';
import { chosenRecord, chosenRef } from '../state/chosen-record.ts';
import { holdRow } from '../state/cursor.ts';
import { isFinding } from '../state/finding-page.ts';
import { markAt } from '../state/marks.ts';
import { notify } from '../state/toast.ts';
import { values, views } from './action.ts';
import type { Action } from './action.ts';

/** Marks the open record, or that of the chosen row, for all consoles of the store. */
export const mark: Action = {
	name: 'mark',
	keys: ['*'],
	contexts: values,
	help: 'mark this record, with a note',
	footer: state => (isMarkable(chosenRef(state)) ? 'mark' : undefined),
	inPalette: true,
	run(state, { commands }) {
		const ref = chosenRecord(state)?.ref;
		if (ref === undefined || ref.row < 0) {
			return [notify(state, 'choose a record first: ↑ ↓ in a list of records', 'warn'), []];
		}

		if (isFinding(ref)) {
			return [notify(state, 'A says what became of a finding; records are marked', 'warn'), []];
		}

		const note = markAt(state, ref)?.note ?? '';
		return openMenu(holdRow(state), { kind: 'mark', ref, note }, commands);
	},
};

function isMarkable(ref: RecordRef | undefined): boolean {
	return ref !== undefined && ref.row >= 0 && !isFinding(ref);
}

export const marks: Action = {
	name: 'marks',
	keys: ["'"],
	contexts: views,
	help: 'all marks; tab takes one away',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'marks' }, commands),
};
