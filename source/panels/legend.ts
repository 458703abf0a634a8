import { cellWidth } from '../text/width.ts';
import { padEnd, padStart } from '../text/fit.ts';
import { fitNames } from '../text/fit-names.ts';
import { formatShort } from '../text/number.ts';
import type { PastSeries } from './before.ts';
import type { Series } from './time-table.ts';
import { seriesStyles } from './series-style.ts';
import { fillSpan, otherStyle, span } from './span.ts';
import type { Line, SeriesStyle, Span } from './span.ts';

export interface LegendEntry {
	readonly label: string;
	readonly total: number;
	readonly style: SeriesStyle;
}

export function legendOf(
	series: readonly { readonly label: string; readonly total: number }[],
	other: { readonly label: string; readonly total: number } | undefined,
): LegendEntry[] {
	const styles = seriesStyles(series.map(({ label }) => label));
	const entries = series.map(({ label, total }, index) => ({
		label,
		total,
		style: styles[index] ?? otherStyle,
	}));
	return other === undefined ? entries : [...entries, { ...other, style: otherStyle }];
}

/**
 * The mark of the period before, which differs from every fill and line of the present period, so
 * that it can be recognised without colour.
 */
export const beforeMark = '◦';
/** The mark where the present period has something. */
export const beforeHole = '◘';
export const beforeStyle: SeriesStyle = { role: 'dim', fill: beforeMark, rivals: [] };

/** When a bucket is selected, the legend shows its values instead of the sums. */
export function atMoment<S extends { readonly values: readonly number[]; readonly total: number }>(
	series: S,
	bucket: number,
): S {
	return bucket < 0 ? series : { ...series, total: series.values[bucket] ?? 0 };
}

/**
 * The legend of a chart over time.
 *
 * @param bucket - the selected bucket; -1 for none
 * @param past - the period before, when it is drawn; it needs a name even with a single series
 */
export function timeLegend(
	folded: {
		readonly series: readonly Series[];
		readonly other: Series | undefined;
	},
	bucket: number,
	past: PastSeries | undefined,
): LegendEntry[] {
	const { series, other } = folded;
	const isSingle = series.length === 1 && other === undefined;

	if (isSingle && past === undefined) {
		return [];
	}

	const entries = legendOf(
		series.map(one => atMoment(one, bucket)),
		other === undefined ? undefined : atMoment(other, bucket),
	).map(entry => (isSingle ? { ...entry, label: 'now' } : entry));

	if (past === undefined) {
		return entries;
	}

	const before = { label: 'before', total: atMoment(past, bucket).total, style: beforeStyle };
	// Not all series may fit, but the entry for the dots must be shown.
	return isSingle ? [...entries, before] : [before, ...entries];
}

function isOthers(entry: LegendEntry | undefined): boolean {
	return entry?.style.role === otherStyle.role;
}

/** As many entries as there are rows. The others stay, because no one could tell what their grey is. */
export function legendRows(entries: readonly LegendEntry[], rows: number): readonly LegendEntry[] {
	const last = entries.at(-1);
	return entries.length > rows && rows > 0 && last !== undefined && isOthers(last)
		? [...entries.slice(0, rows - 1), last]
		: entries.slice(0, Math.max(0, rows));
}

/** A column of names beside a chart, one a line. */
export function legendColumn(entries: readonly LegendEntry[], widthCells: number): Line[] {
	const countCells = figureCells(entries);
	const labelCells = Math.max(0, widthCells - countCells - 4);
	const names = namesOf(entries, labelCells);
	return entries.map(({ total, style }, index) => [
		fillSpan(style, 2),
		span(` ${padEnd(names[index] ?? '', labelCells)} `, 'text'),
		span(padStart(formatShort(total), countCells), 'dim'),
	]);
}

/** The cells that the column takes when no name is cut. */
export function legendColumnWidth(entries: readonly LegendEntry[]): number {
	return Math.max(0, ...entries.map(({ label }) => cellWidth(label))) + figureCells(entries) + 4;
}

function namesOf(entries: readonly LegendEntry[], cells: number): readonly string[] {
	return fitNames(
		entries.map(({ label }) => label),
		cells,
	);
}

function figureCells(entries: readonly LegendEntry[]): number {
	return Math.max(0, ...entries.map(({ total }) => formatShort(total).length));
}

/**
 * The names on one line below a chart; those that do not fit are counted. The others stay.
 *
 * @param hasFigures - also shows their numbers
 */
export function legendRow(
	entries: readonly LegendEntry[],
	widthCells: number,
	hasFigures = false,
): Line {
	const line: Span[] = [];
	let used = 0;
	const namesCells = nameCells(entries, widthCells, hasFigures);
	const figureOf = ({ total }: LegendEntry) => (hasFigures ? ` ${formatShort(total)}` : '');
	const names = namesOf(entries, namesCells);
	const named = entries.filter(entry => !isOthers(entry));
	const others = entries.find(isOthers);
	const othersCells =
		others === undefined ? 0 : 4 + cellWidth(others.label) + figureOf(others).length;
	const hasOthersRoom = othersCells <= widthCells;

	/** False where there is no room. */
	const add = (entry: LegendEntry, reserve: number): boolean => {
		const figure = figureOf(entry);
		const gap = line.length > 0 ? 2 : 0;
		const room = widthCells - used - gap - 2 - reserve - figure.length;
		if (room < Math.min(6, cellWidth(entry.label))) {
			return false;
		}

		const index = entries.indexOf(entry);
		const name = names[index] ?? '';
		const text = cellWidth(name) <= room ? name : (namesOf(entries, room)[index] ?? '');
		line.push(span(' '.repeat(gap)), fillSpan(entry.style), span(` ${text}`, 'dim'));
		line.push(...(figure === '' ? [] : [span(figure)]));
		used += gap + 2 + cellWidth(text) + figure.length;
		return true;
	};

	for (const [index, entry] of named.entries()) {
		const left = named.length - index - 1;
		const reserve = (left > 0 ? 4 + String(left).length : 0) + (hasOthersRoom ? othersCells : 0);

		if (!add(entry, reserve)) {
			const more = `  +${left + 1}`;
			line.push(span(more, 'dim'));
			used += more.length;
			break;
		}
	}

	if (others !== undefined) {
		add(others, 0);
	}

	return line;
}

/** Names that are cut are cut alike, and only where not all are whole. */
const nameCellsMin = 24;

function nameCells(
	entries: readonly LegendEntry[],
	widthCells: number,
	hasFigures: boolean,
): number {
	const others = entries.reduce(
		(sum, { total }) => sum + 4 + (hasFigures ? 1 + formatShort(total).length : 0),
		-2,
	);
	const names = entries.map(({ label }) => cellWidth(label));
	const taken = (cap: number) => names.reduce((sum, cells) => sum + Math.min(cells, cap), others);
	const longest = Math.max(nameCellsMin, ...names);
	let cap = longest;

	while (cap > nameCellsMin && taken(cap) > widthCells) {
		cap -= 1;
	}

	return cap;
}
