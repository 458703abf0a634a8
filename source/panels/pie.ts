import type { QueryResult } from '../query/port.ts';
import { fit, padEnd, padStart } from '../text/fit.ts';
import { fitNames } from '../text/fit-names.ts';
import { formatNumber, formatPlural, formatShare } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import { toGroups } from './grouped.ts';
import type { Group } from './grouped.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import { seriesStyles } from './series-style.ts';
import { stackedStrip } from './stack.ts';
import { fillSpan, otherStyle, padLines, selectLine, seriesColoursMax, span } from './span.ts';
import type { Line, SeriesStyle } from './span.ts';

interface Slice extends Group {
	readonly rows: readonly number[];
	readonly share: number;
	readonly style: SeriesStyle;
}

/** A pie chart as one strip of all slices, then one line per slice with its share. */
export function drawPie(result: QueryResult, context: PanelContext): Drawing {
	const groups = toGroups(result, context.aliases).filter(group => group.value > 0);
	const total = groups.reduce((sum, group) => sum + group.value, 0);
	const hasStrip = context.heightCells >= 3;
	const rowsMax = Math.max(
		1,
		Math.min(seriesColoursMax + 1, context.heightCells - (hasStrip ? 2 : 0)),
	);
	const slices = toSlices(groups, total, rowsMax);
	const lines: Line[] = hasStrip ? [strip(slices, context.widthCells), []] : [];
	const figuresCells = Math.max(0, ...slices.map(slice => cellWidth(figuresOf(slice))));
	const labels = fitNames(
		slices.map(slice => slice.label),
		Math.max(6, context.widthCells - figuresCells - 4),
	);
	const labelCells = Math.max(6, ...labels.map(cellWidth));

	slices.forEach((slice, index) => {
		const label = padEnd(labels[index] ?? '', labelCells);
		const line = sliceLine(slice, label, context.widthCells - labelCells - 4);
		lines.push(index === context.cursor.row ? selectLine(line) : line);
	});

	const hiddenCount = groups.length - slices.filter(slice => slice.row >= 0).length;
	return {
		lines: padLines(lines, context.heightCells),
		note: `${formatPlural(groups.length, 'part')} · ${formatNumber(total)}`,
		items: slices.map(itemOf),
		itemCount: slices.length,
		hiddenCount,
		lineRows: [...(hasStrip ? [[], []] : []), ...slices.map(slice => slice.rows)],
		figures: {
			total,
			slices: slices.map(({ label, value, share }) => ({ label, value, share })),
		},
	};
}

function itemOf(slice: Slice): Item {
	return {
		rows: slice.rows,
		column: undefined,
		bucket: undefined,
		label: slice.label,
		value: slice.value,
	};
}

function toSlices(groups: readonly Group[], total: number, rowsMax: number): Slice[] {
	const ranked = [...groups].sort((a, b) => b.value - a.value || a.row - b.row);
	const shown = ranked.length <= rowsMax ? ranked : ranked.slice(0, rowsMax - 1);
	const rest = ranked.slice(shown.length);
	const styles = seriesStyles(shown.map(({ label }) => label));
	const slices = shown.map((group, index) => ({
		...group,
		rows: [group.row],
		share: group.value / total,
		style: styles[index] ?? otherStyle,
	}));

	if (rest.length === 0) {
		return slices;
	}

	const value = rest.reduce((sum, group) => sum + group.value, 0);
	return [
		...slices,
		{
			row: -1,
			rows: rest.map(group => group.row),
			label: `${rest.length} others`,
			value,
			share: value / total,
			style: otherStyle,
		},
	];
}

function strip(slices: readonly Slice[], widthCells: number): Line {
	return stackedStrip(
		slices.map(slice => slice.value),
		slices.map(slice => slice.style),
		widthCells,
	);
}

function sliceLine(slice: Slice, label: string, figuresCells: number): Line {
	return [
		fillSpan(slice.style, 2),
		span(` ${label} `),
		span(fit(figuresOf(slice), Math.max(0, figuresCells)), 'dim'),
	];
}

function figuresOf({ share, value }: Slice): string {
	return `${padStart(formatShare(share), 6)}  ${formatNumber(value)}`;
}
