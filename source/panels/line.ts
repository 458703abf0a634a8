import type { QueryResult } from '../query/port.ts';
import { axisWidth, niceCeiling } from './axis.ts';
import type { PastSeries } from './before.ts';
import { timeLegend } from './legend.ts';
import type { Drawing, PanelContext } from './model.ts';
import { plotLine } from './plot.ts';
import { foldSeries, resample } from './series.ts';
import type { TimeTable } from './time-table.ts';
import { seriesStyles } from './series-style.ts';
import { otherStyle, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';
import { markBefore, markChosen, overlay, overTime, withAxes, withLegend } from './time-chart.ts';
import { seriesFigures, seriesNote, timeItems } from './time-items.ts';

/** More lines than this would hide each other. */
const linesMax = 6;

/** Lines over time, one per series. */
export function drawLine(result: QueryResult, context: PanelContext): Drawing {
	return overTime(result, context, (table, past) => {
		const folded = foldSeries(table.series, linesMax);
		const series = folded.other === undefined ? folded.series : [...folded.series, folded.other];
		const styles = seriesStyles(folded.series.map(({ label }) => label));
		const drawn = series.map((one, index) => ({
			values: one.values,
			role: (styles[index] ?? otherStyle).role,
		}));
		const legend = timeLegend(folded, context.cursor.row, past);
		return {
			lines: withLegend(legend, context, (widthCells, heightCells) =>
				lineChart(table, drawn, past, widthCells, heightCells, context),
			),
			items: timeItems(table, context, past),
			note: seriesNote(table),
			hiddenCount: folded.otherCount,
			figures: seriesFigures(table),
		};
	});
}

interface DrawnLine {
	readonly values: readonly number[];
	readonly role: Role;
}

/** The plot with its axis and its times. Later lines are drawn over earlier ones. */
function lineChart(
	table: TimeTable,
	drawn: readonly DrawnLine[],
	past: PastSeries | undefined,
	widthCells: number,
	heightCells: number,
	context: PanelContext,
): Line[] {
	const top = niceCeiling(
		Math.max(1, ...drawn.flatMap(one => one.values), ...(past?.values ?? [])),
	);
	const plotCells = Math.max(1, widthCells - axisWidth(top) - 1);
	const plotHeight = heightCells - 1;
	const cells: Span[][] = Array.from({ length: plotHeight }, () =>
		Array.from({ length: plotCells }, () => span(' ')),
	);

	markBefore(cells, past, top);

	for (const one of [...drawn].reverse()) {
		overlay(cells, plotLine(resample(one.values, plotCells, 'max'), plotHeight, top), one.role);
	}

	markChosen(cells, table.starts.length, context);
	return withAxes(cells, top, context);
}
