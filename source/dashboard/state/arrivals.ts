import type { QueryResult } from '../../query/port.ts';
import { formatDuration, minuteMs, secondMs } from '../../text/duration.ts';
import { formatPlural } from '../../text/number.ts';
import type { Away, Fresh, Slot, State } from './state.ts';
import { notify } from './toast.ts';

/** So long a row that has just come is marked, ms. */
const freshMs = 5 * secondMs;
/** Rows, from the first one on, among which new ones are looked for: a screen shows fewer. */
const lookedAtRows = 500;

/**
 * The rows of a list that were not in it before. Undefined when nothing can be told: the user chose something else, it is
 * the first result, or all is new.
 */
export function freshRows(slot: Slot, after: QueryResult, nowMs: number): Fresh | undefined {
	const { result: before, resultChosen, chosen } = slot;

	if (
		before?.complete !== true ||
		!after.complete ||
		before.rows.length === 0 ||
		resultChosen !== chosen ||
		before.columns.join('\n') !== after.columns.join('\n')
	) {
		return undefined;
	}

	const nameOf = rowNames(after);

	if (nameOf === undefined) {
		return undefined;
	}

	const known = new Set(before.rows.slice(0, 2 * lookedAtRows).map(nameOf));
	const rows = after.rows
		.slice(0, lookedAtRows)
		.flatMap((row, index) => (known.has(nameOf(row)) ? [] : [index]));
	return rows.length === 0 || rows.length === after.rows.length
		? undefined
		: { rows: new Set(rows), untilMs: nowMs + freshMs };
}

/** What makes a row the same one; undefined where rows are moments or have no name. */
function rowNames({
	refs,
	keys,
	columns,
	timeslice,
}: QueryResult): ((row: QueryResult['rows'][number]) => string) | undefined {
	if (refs !== undefined) {
		// A record has another place when its segment is sealed, and the same cells.
		return row => JSON.stringify(row);
	}

	const indexes = keys.map(key => columns.indexOf(key)).filter(index => index >= 0);
	return timeslice !== undefined || indexes.length === 0 || indexes.length === columns.length
		? undefined
		: row => JSON.stringify(indexes.map(index => row[index]));
}

/** The rows of a slot that are marked at present. */
export function shownFresh(state: State, { fresh }: Slot): ReadonlySet<number> | undefined {
	return fresh !== undefined && state.nowMs < fresh.untilMs ? fresh.rows : undefined;
}

/** A shorter absence needs no summary. */
const awayMs = minuteMs;

/** The terminal has lost the focus, or has it again: then what came meanwhile is summed up. */
export function onFocus(state: State, isFocused: boolean, nowMs: number): State {
	if (!isFocused) {
		const { recordCount, findings } = state;
		return { ...state, nowMs, away: state.away ?? { sinceMs: nowMs, recordCount, findings } };
	}

	const { away } = state;
	const back = { ...state, nowMs, away: undefined };
	return away === undefined || nowMs - away.sinceMs < awayMs ? back : summedUp(back, away);
}

function summedUp(state: State, away: Away): State {
	const records = state.recordCount - away.recordCount;
	const known = new Set(away.findings?.open.map(({ id }) => id));
	const found = state.findings?.open.filter(({ id }) => !known.has(id)) ?? [];
	const critical = found.filter(({ severity }) => severity === 'critical').length;
	const parts = [
		...(records > 0 ? [formatPlural(records, 'record')] : []),
		...(found.length > 0 && away.findings !== undefined
			? [`${formatPlural(found.length, 'finding')}${critical > 0 ? ` (${critical} critical)` : ''}`]
			: []),
	];
	return parts.length === 0
		? state
		: notify(
				state,
				`while you were away, ${formatDuration(state.nowMs - away.sinceMs)}: ${parts.join(' · ')}`,
				critical > 0 ? 'bad' : 'warn',
			);
}
