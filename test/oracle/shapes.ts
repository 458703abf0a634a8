import { byCount } from './event.ts';
import type { Event } from './event.ts';
import { compareText } from './json.ts';
import type { Cell } from './json.ts';

export interface Panel {
	readonly columns: readonly string[];
	readonly rows: readonly Readonly<Record<string, Cell>>[];
	/** `as-is`: the order is part of the answer. `newest-first`: eventTime must not rise. */
	readonly order: 'as-is' | 'newest-first' | 'any';
}

export interface Range {
	/** Half-open, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const bucketsMax = 500;
const clockSteps = [
	...[15, 30].map(minutes => minutes * minuteMs),
	...[1, 2, 3, 4, 6, 8, 12].map(hours => hours * hourMs),
	...[1, 2, 7, 30].map(days => days * dayMs),
];

/** The declared width, or the next wider step of the clock with at most 500 buckets. */
function stepOf(declaredMs: number, { fromMs, toMs }: Range): number {
	const fitting = clockSteps.find(
		step => step >= declaredMs && Math.ceil((toMs - fromMs) / step) <= bucketsMax,
	);
	return fitting ?? declaredMs;
}

/** Starts of all buckets that the range touches. */
function bucketsOf({ fromMs, toMs }: Range, stepMs: number): readonly number[] {
	const starts: number[] = [];

	for (let start = Math.floor(fromMs / stepMs) * stepMs; start < toMs; start += stepMs) {
		starts.push(start);
	}

	return starts;
}

function countBy<Key>(events: readonly Event[], keyOf: (event: Event) => Key): Map<Key, number> {
	const counts = new Map<Key, number>();

	for (const event of events) {
		const key = keyOf(event);
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}

	return counts;
}

/** Events a bucket, every bucket of the range, 0 where there are none. */
export function timeline(events: readonly Event[], range: Range, declaredMs: number): Panel {
	const stepMs = stepOf(declaredMs, range);
	const counts = countBy(events, ({ timeMs }) => Math.floor(timeMs / stepMs) * stepMs);
	return {
		columns: ['_timeslice', 'eventCount'],
		rows: bucketsOf(range, stepMs).map(start => ({
			_timeslice: start,
			eventCount: counts.get(start) ?? 0,
		})),
		order: 'as-is',
	};
}

const window = 10;
const threshold = 3;

/** The timeline with the band of the ten buckets before each. */
export function outlier(events: readonly Event[], range: Range, declaredMs: number): Panel {
	const stepMs = stepOf(declaredMs, range);
	const { rows } = timeline(events, range, declaredMs);
	const counts = rows.map(row => row['eventCount'] as number);
	return {
		columns: [
			'_timeslice',
			'eventCount',
			...['error', 'lower', 'upper', 'std', 'indicator', 'violation'].map(
				suffix => `eventCount_${suffix}`,
			),
		],
		rows: rows.map((row, index) => ({
			...row,
			...band(
				counts.slice(Math.max(0, index - window), index),
				counts[index] ?? 0,
				(row['_timeslice'] as number) + stepMs <= range.toMs,
			),
		})),
		order: 'as-is',
	};
}

function band(
	before: readonly number[],
	count: number,
	isWhole: boolean,
): Readonly<Record<string, Cell>> {
	if (before.length < 2) {
		return {
			eventCount_error: null,
			eventCount_lower: null,
			eventCount_upper: null,
			eventCount_std: null,
			eventCount_indicator: 0,
			eventCount_violation: 0,
		};
	}

	const points = before.length;
	const sum = before.reduce((total, value) => total + value, 0);
	const mean = sum / points;
	const squares = before.reduce((total, value) => total + (value - mean) ** 2, 0);
	const deviation = Math.sqrt(squares / points);
	// Without division or root: whole numbers decide exactly, and the edge itself is inside.
	const spread = points * before.reduce((total, value) => total + value * value, 0) - sum * sum;
	const outside = (points * count - sum) ** 2 > threshold ** 2 * spread;
	const flag = outside && isWhole ? 1 : 0;
	return {
		eventCount_error: count - mean,
		eventCount_lower: mean - threshold * deviation,
		eventCount_upper: mean + threshold * deviation,
		eventCount_std: deviation,
		eventCount_indicator: flag,
		eventCount_violation: flag,
	};
}

/** One row an event. */
export function list(
	events: readonly Event[],
	columns: readonly string[],
	cell: (event: Event, column: string) => Cell,
): Panel {
	return {
		columns,
		rows: events
			.toSorted((a, b) => b.timeMs - a.timeMs)
			.map(event => Object.fromEntries(columns.map(column => [column, cell(event, column)]))),
		order: 'newest-first',
	};
}

/** Events by names, the largest first, ties by the names. */
export function counts(
	events: readonly Event[],
	columns: readonly string[],
	namesOf: (event: Event) => readonly string[],
	limit = Number.POSITIVE_INFINITY,
): Panel {
	return {
		columns: [...columns, 'eventCount'],
		rows: countedNames(events, namesOf)
			.slice(0, limit)
			.map(([names, eventCount]) => ({
				...Object.fromEntries(columns.map((column, index) => [column, names[index] ?? null])),
				eventCount,
			})),
		order: 'as-is',
	};
}

function countedNames(
	events: readonly Event[],
	namesOf: (event: Event) => readonly string[],
): readonly (readonly [readonly string[], number])[] {
	const byKey = countBy(events, event => JSON.stringify(namesOf(event)));
	return [...byKey]
		.map(([key, count]) => [JSON.parse(key) as readonly string[], count] as const)
		.sort(byCount);
}

/** One row a row key, one column a series, null where they never meet. */
function pivot(
	events: readonly Event[],
	rowColumn: string,
	rowOf: (event: Event) => string | number,
	seriesOf: (event: Event) => string,
): Panel {
	const series = [...new Set(events.map(seriesOf))].sort(compareText);
	const rows = new Map<string | number, Record<string, Cell>>();

	for (const event of events) {
		const key = rowOf(event);
		const row =
			rows.get(key) ??
			({
				[rowColumn]: key,
				...Object.fromEntries(series.map(name => [name, null])),
			} as Record<string, Cell>);
		const name = seriesOf(event);
		row[name] = ((row[name] as number | null) ?? 0) + 1;
		rows.set(key, row);
	}

	return { columns: [rowColumn, ...series], rows: [...rows.values()], order: 'any' };
}

export function overTime(
	events: readonly Event[],
	range: Range,
	seriesOf: (event: Event) => string,
	declaredMs = hourMs,
): Panel {
	const stepMs = stepOf(declaredMs, range);
	return pivot(
		events,
		'_timeslice',
		({ timeMs }) => Math.floor(timeMs / stepMs) * stepMs,
		seriesOf,
	);
}

export function stacked(
	events: readonly Event[],
	rowColumn: string,
	rowOf: (event: Event) => string,
	seriesOf: (event: Event) => string,
): Panel {
	return pivot(events, rowColumn, rowOf, seriesOf);
}

/** The same, with the rows in the order in which their names come in these groups. */
export function stackedInOrder(groups: readonly (readonly string[])[], panel: Panel): Panel {
	const [rowColumn = ''] = panel.columns;
	const names = [...new Set(groups.map(([name = '']) => name))];
	const placeOf = (row: Panel['rows'][number]) => names.indexOf(String(row[rowColumn]));
	return {
		...panel,
		rows: panel.rows.toSorted((a, b) => placeOf(a) - placeOf(b)),
		order: 'as-is',
	};
}

/** The names of the ten largest groups, the largest first, ties by the names. */
export function tenLargest(
	events: readonly Event[],
	namesOf: (event: Event) => readonly string[],
): readonly (readonly string[])[] {
	return countedNames(events, namesOf)
		.slice(0, 10)
		.map(([names]) => names);
}

/** The events of these groups. */
export function eventsOf(
	events: readonly Event[],
	groups: readonly (readonly string[])[],
	namesOf: (event: Event) => readonly string[],
): readonly Event[] {
	const kept = new Set(groups.map(names => JSON.stringify(names)));
	return events.filter(event => kept.has(JSON.stringify(namesOf(event))));
}
