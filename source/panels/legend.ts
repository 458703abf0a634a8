import { cellWidth } from '../text/width.ts';
import { fit, padEnd, padStart } from '../text/fit.ts';
import { formatShort } from '../text/number.ts';
import { otherStyle, seriesStyle, span } from './span.ts';
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
	const entries = series.map(({ label, total }, index) => ({
		label,
		total,
		style: seriesStyle(index),
	}));

	return other === undefined ? entries : [...entries, { ...other, style: otherStyle }];
}

/** A column of names beside a chart, one a line. */
export function legendColumn(entries: readonly LegendEntry[], widthCells: number): Line[] {
	const countCells = Math.max(0, ...entries.map(entry => formatShort(entry.total).length));
	const labelCells = Math.max(0, widthCells - countCells - 4);

	return entries.map(({ label, total, style }) => [
		span(style.fill.repeat(2), style.role),
		span(` ${padEnd(label, labelCells)} `, 'text'),
		span(padStart(formatShort(total), countCells), 'dim'),
	]);
}

/** All names on one line under a chart; those that do not fit are counted. */
export function legendRow(entries: readonly LegendEntry[], widthCells: number): Line {
	const line: Span[] = [];
	let used = 0;

	for (const [index, { label, style }] of entries.entries()) {
		const left = entries.length - index - 1;
		const reserve = left > 0 ? 4 + String(left).length : 0;
		const gap = index > 0 ? 2 : 0;
		const room = widthCells - used - gap - 2 - reserve;

		if (room < Math.min(6, cellWidth(label))) {
			line.push(span(`  +${left + 1}`, 'dim'));
			break;
		}

		const text = fit(label, Math.min(room, 24));
		line.push(span(' '.repeat(gap)), span(style.fill, style.role), span(` ${text}`, 'dim'));
		used += gap + 2 + cellWidth(text);
	}

	return line;
}
