import { scrollFor } from '../../panels/table.ts';
import type { QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';
import { byRank, fitsWords, rankOf } from '../../text/match-rank.ts';
import { notNarrowed } from '../input/narrow.ts';
import { fieldBarCells } from './field-bar-cells.ts';
import { bodySize, focusedPanel } from './panels-shown.ts';
import { fieldsSlot } from './run.ts';
import { locationOf } from './state.ts';
import type { FieldBar, Slot, State } from './state.ts';

/** A line of the field bar: a field, or below an open one a value of it. */
export type FieldEntry =
	| {
			readonly kind: 'field';
			readonly field: string;
			/** Rows that have it, of so many. */
			readonly count: number;
			readonly rowCount: number;
			readonly distinctCount: number;
			readonly isOpen: boolean;
	  }
	| {
			readonly kind: 'value';
			readonly field: string;
			readonly value: Value;
			readonly count: number;
			readonly rowCount: number;
	  };

interface Summary {
	readonly field: string;
	readonly count: number;
	readonly rowCount: number;
	readonly distinctCount: number;
	readonly values: readonly { readonly value: Value; readonly count: number }[];
}

export const emptyFieldBar: FieldBar = {
	kind: 'fields',
	cursor: 0,
	scroll: 0,
	opened: [],
	...notNarrowed,
};

/** Rows of the frame, the heads and the line of what is typed. */
const roundRows = 4;

export function fieldBarOf({ overlay }: State): FieldBar | undefined {
	return overlay?.kind === 'fields' ? overlay : undefined;
}

export function fieldBarRows(state: State): number {
	return Math.max(1, bodySize(state).rows - roundRows);
}

/** It is drawn over the panels, and must not hide the one that it is about. */
export function isFieldBarRight(state: State): boolean {
	if (locationOf(state).kind !== 'dashboard') {
		return false;
	}

	const rect = focusedPanel(state)?.rect;
	const left = fieldBarCells(state.size);
	const isUnderLeft = rect !== undefined && rect.x < left;
	const isUnderRight = rect !== undefined && rect.x + rect.widthCells > state.size.columns - left;
	return isUnderLeft && !isUnderRight;
}

export function fieldBarSlot(state: State): Slot | undefined {
	return state.slots[fieldsSlot];
}

/** The fields that fit what is typed, with the values of the open ones. */
export function fieldEntries(state: State): readonly FieldEntry[] {
	const bar = fieldBarOf(state);
	const result = fieldBarSlot(state)?.result;
	if (bar === undefined || result === undefined) {
		return [];
	}

	const fitting = summariesOf(result).filter(({ field }) => fitsWords(field, bar.narrow));
	const ordered =
		bar.narrow.trim() === '' ? fitting : byRank(fitting, ({ field }) => rankOf(field, bar.narrow));
	return ordered.flatMap(summary =>
		entriesOf(summary, bar.opened.includes(summary.field.toLowerCase())),
	);
}

/** The entry at the cursor. */
export function fieldEntry(state: State): FieldEntry | undefined {
	return fieldEntries(state)[fieldBarOf(state)?.cursor ?? 0];
}

/** The bar with its cursor on an entry, and that entry in sight. */
export function withFieldCursor(state: State, bar: FieldBar, cursor: number): State {
	const count = fieldEntries({ ...state, overlay: bar }).length;
	const within = Math.max(0, Math.min(count - 1, cursor));
	const scroll = scrollFor(within, bar.scroll, count, fieldBarRows(state));
	return { ...state, overlay: { ...bar, cursor: within, scroll } };
}

function entriesOf({ values, ...summary }: Summary, isOpen: boolean): FieldEntry[] {
	const { field, rowCount } = summary;
	return [
		{ kind: 'field', ...summary, isOpen },
		...(isOpen ? values : []).map(({ value, count }): FieldEntry => ({
			kind: 'value',
			field,
			value,
			count,
			rowCount,
		})),
	];
}

const summaries = new WeakMap<QueryResult, readonly Summary[]>();

/** What a user thinks of as one field stands first, as `_user`; then what most rows have. */
function summariesOf(result: QueryResult): readonly Summary[] {
	const known = summaries.get(result) ?? result.rows.map(summaryOf).toSorted(byDerivedFirst);
	summaries.set(result, known);
	return known;
}

function byDerivedFirst(a: Summary, b: Summary): number {
	return Number(b.field.startsWith('_')) - Number(a.field.startsWith('_'));
}

/** @param row - of `fieldsummary` */
function summaryOf([field, count, rows, distinct, values]: readonly Value[]): Summary {
	return {
		field: String(field),
		count: Number(count),
		rowCount: Number(rows),
		distinctCount: Number(distinct),
		values: JSON.parse(String(values)) as Summary['values'],
	};
}
