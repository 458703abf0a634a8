import { type Context, type NaiveRow, type Rows, setColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { grouped, identityOf } from './value.ts';

/** Warns when less than a week, or than was asked for, is known of the time before the range. */
export function tellShortPast(
	name: string,
	withinMs: number | undefined,
	knownMs: number,
	context: Context,
	so = 'what is usual may seem new',
): void {
	if (knownMs >= (withinMs ?? 7 * 24 * 3600e3)) {
		return;
	}

	const minutes = Math.floor(knownMs / 60e3);
	const text =
		minutes >= 1440
			? wholeText(Math.floor(minutes / 1440) * 1440)
			: minutes >= 60
				? `${Math.floor(minutes / 60)}h`
				: minutes >= 1
					? `${minutes}m`
					: `${Math.floor(knownMs / 1000)}s`;
	const has = knownMs <= 0 || knownMs === -Infinity ? 'nothing' : `only ${text}`;
	const of = withinMs === undefined || knownMs <= 0 ? '' : ` of ${wholeText(withinMs / 60e3)}`;
	context.warn(`${name}: the store has ${has}${of} before the range, so ${so}`);
}

function wholeText(minutes: number): string {
	const days = minutes / 1440;
	if (!Number.isInteger(days)) {
		return Number.isInteger(minutes / 60) ? `${minutes / 60}h` : `${minutes}m`;
	}

	return days % 7 === 0 ? `${days / 7}w` : `${days}d`;
}

const timeOf = (row: NaiveRow) => Number(row.get('_messageTime'));

/** Rows whose keys occur a few times among these and earlier ones. */
export function rareRows(state: Rows, past: Rows, stage: StageOf<'rare'>): Rows {
	const keyOf = (row: NaiveRow) => identityOf(row.all(stage.by));
	const all = grouped([...past.rows, ...state.rows], row => row.all(stage.by));
	const timesOf = (row: NaiveRow) => all.get(keyOf(row))!.map(timeOf);
	const kept = { ...state, rows: state.rows.filter(row => timesOf(row).length <= stage.times) };
	const columns: readonly [string, (times: readonly number[]) => number][] = [
		['_seen', times => times.length],
		['_firstSeen', times => Math.min(...times)],
		['_lastSeen', times => Math.max(...times)],
	];
	const values = kept.rows.map(timesOf);
	return columns.reduce<Rows>(
		(before, [name, of]) => setColumn(before, name, values.map(of)),
		kept,
	);
}

/** The first row of each combination of keys that no earlier row has. */
export function newRows(state: Rows, past: Rows, stage: StageOf<'first-seen'>): Rows {
	const keyOf = (row: NaiveRow) => identityOf(row.all(stage.by));
	const known = new Set(past.rows.map(keyOf));
	const firsts = [...grouped(state.rows, row => row.all(stage.by)).values()].map(rows =>
		rows.reduce((first, row) => (timeOf(row) < timeOf(first) ? row : first)),
	);
	const rows = state.rows.filter(row => firsts.includes(row) && !known.has(keyOf(row)));
	return { ...state, rows };
}
