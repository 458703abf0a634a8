import type { QueryResult } from '../query/port.ts';
import { titleAccountName } from './account-name.ts';
import type { TitleNaming } from './account-name.ts';
import { toStackedTable } from './grouped.ts';
import type { StackedGroup, StackedTable } from './grouped.ts';
import { labelledBars } from './labelled-bars.ts';
import { legendOf, legendRow } from './legend.ts';
import type { LegendEntry } from './legend.ts';
import type { Drawing, PanelContext } from './model.ts';
import { namedSeries } from './named-series.ts';
import { bySeverity } from './series-style.ts';
import { seriesColoursMax } from './span.ts';
import { stackedStrip } from './stack.ts';
import type { Line, SeriesStyle } from './span.ts';
import { labelText } from './value-text.ts';

interface Stack {
	/** For each column of the table, the index of its style; the last index is "others". */
	readonly styleIndexOf: readonly number[];
	readonly styles: readonly SeriesStyle[];
	readonly legend: readonly LegendEntry[];
}

/** One bar per row, divided by the result's columns; the largest row comes first. */
export function drawStackedBar(result: QueryResult, context: PanelContext): Drawing {
	const table = toStackedTable(result, context.aliases);
	const groups = [...table.groups]
		.sort((a, b) => b.total - a.total || a.row - b.row)
		.map(group => ({ ...group, value: group.total }));
	const stack = foldColumns(table, context);
	const hasLegend = context.heightCells >= 3;
	const rowsCells = Math.max(1, context.heightCells - (hasLegend ? 1 : 0));
	const bars = labelledBars(groups, rowsCells, context, (group, top, barCells) =>
		segments(group, stack, top, barCells),
	);
	return {
		...bars,
		lines: hasLegend ? [...bars.lines, legendRow(stack.legend, context.widthCells)] : bars.lines,
		figures: {
			series: table.columns.map(column => labelText(column)),
			bars: groups.map(({ label, values, total }) => ({ label, values, total })),
		},
	};
}

function foldColumns(table: StackedTable, naming: TitleNaming): Stack {
	const totals = table.columns.map((column, index) => {
		const values = table.groups.map(group => group.values[index] ?? 0);
		return {
			index,
			label: titleAccountName(column, naming) ?? labelText(column),
			values,
			total: values.reduce((sum, value) => sum + value, 0),
		};
	});
	const ranked = [...totals].sort((a, b) => b.total - a.total || a.index - b.index);
	const kept =
		ranked.length <= seriesColoursMax
			? bySeverity(ranked)
			: namedSeries(ranked, seriesColoursMax - 1);
	const rest = ranked.filter(one => !kept.includes(one));
	const other =
		rest.length === 0
			? undefined
			: {
					label: `${rest.length} others`,
					total: rest.reduce((sum, one) => sum + one.total, 0),
				};
	const legend = legendOf(kept, other);
	const styleIndexOf = totals.map(({ index }) => {
		const styleIndex = kept.findIndex(one => one.index === index);
		return styleIndex < 0 ? kept.length : styleIndex;
	});
	return { styleIndexOf, styles: legend.map(entry => entry.style), legend };
}

function segments(group: StackedGroup, stack: Stack, top: number, barCells: number): Line {
	const weights = stack.styles.map(() => 0);

	group.values.forEach((value, column) => {
		const styleIndex = stack.styleIndexOf[column] ?? 0;
		weights[styleIndex] = (weights[styleIndex] ?? 0) + value;
	});

	const length = group.total === 0 ? 0 : Math.max(1, Math.round((group.total / top) * barCells));
	return stackedStrip(weights, stack.styles, length);
}
