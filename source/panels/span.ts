import { cellWidth } from '../text/width.ts';
import { ellipsis, takeCells } from '../text/fit.ts';

/** The meaning of a piece of text, from which a theme chooses its colour. */
export type Role =
	| 'text'
	| 'dim'
	| 'strong'
	| 'accent'
	| 'good'
	| 'warn'
	| 'bad'
	| 'denied'
	| 'denied-1'
	| 'denied-2'
	| 'severity-critical'
	| 'severity-high'
	| 'severity-medium'
	| 'severity-low'
	| 'severity-info'
	| 'title'
	| 'title-focused'
	| 'border'
	| 'border-focused'
	| 'axis'
	| 'band'
	| 'land'
	| 'head'
	| 'key'
	| 'string'
	| 'number'
	| 'literal'
	| 'keyword'
	| 'series-0'
	| 'series-1'
	| 'series-2'
	| 'series-3'
	| 'series-4'
	| 'series-5'
	| 'series-6'
	| 'series-7'
	| 'series-other'
	| 'depth-0'
	| 'depth-1';

export interface Span {
	readonly text: string;
	readonly role: Role;
	/** Drawn as selected: with another background, or inverse. */
	readonly selected?: true;
	/** Marks a fault, so that it can be seen without colour. */
	readonly underlined?: true;
	/** The dashboard that a click on it opens. */
	readonly link?: string;
	/** Roles of the series before it in its chart: a theme that draws one of them in the same colour needs the fill. */
	readonly rivals?: readonly Role[];
	/** What is drawn of each cell instead, more exactly, where the theme can. */
	readonly edge?: Edge;
}

/** A cell that is drawn in part: the end of a series, or where another begins. */
export interface Edge {
	/** A block of eighths, or another glyph of one cell. */
	readonly glyph: string;
	readonly role: Role;
	/** What the rest of the cell shows, as its background; undefined for nothing. */
	readonly behind?: Role | undefined;
	/** As of a span, for `role`. */
	readonly rivals?: readonly Role[] | undefined;
}

/** One line of the screen. Its text is sanitised and has no line break. */
export type Line = readonly Span[];

export function span(text: string, role: Role = 'text'): Span {
	return { text, role };
}

export function lineWidth(line: Line): number {
	let width = 0;

	for (const part of line) {
		width += cellWidth(part.text);
	}

	return width;
}

export function lineText(line: Line): string {
	return line.map(part => part.text).join('');
}

/** The line cut to at most `cells` cells; a cut line ends in `…`. */
export function clipLine(line: Line, cells: number): Line {
	if (cells <= 0) {
		return [];
	}

	if (lineWidth(line) <= cells) {
		return line;
	}

	const clipped: Span[] = [];
	let left = cells - 1;

	for (const part of line) {
		const width = cellWidth(part.text);

		if (width > left) {
			const text = takeCells(part.text, left);
			clipped.push({ ...part, text: text + ellipsis });
			break;
		}

		clipped.push(part);
		left -= width;
	}

	return clipped;
}

/** The line without its first `cells` cells; half of a wide glyph becomes a blank. */
export function withoutCells(line: Line, cells: number): Line {
	const kept: Span[] = [];
	let left = cells;

	for (const part of line) {
		const width = cellWidth(part.text);
		const gone = Math.min(Math.max(0, left), width);
		const cut = takeCells(part.text, gone);
		const half = gone - cellWidth(cut);
		// The glyph over which the cut goes takes two cells.
		const rest = part.text.slice((half > 0 ? takeCells(part.text, gone + 1) : cut).length);
		kept.push({ ...part, text: ' '.repeat(half) + rest });
		left -= width;
	}

	return kept;
}

/** The line cut or filled with blanks to exactly `cells` cells. */
export function padLine(line: Line, cells: number): Line {
	const clipped = clipLine(line, cells);
	const missing = cells - lineWidth(clipped);
	return missing > 0 ? [...clipped, span(' '.repeat(missing))] : clipped;
}

/** `left` and `right` at the two ends of a line; `left` is cut when there is not enough room. */
export function spreadLine(left: Line, right: Line, cells: number): Line {
	const rightClipped = clipLine(right, cells);
	const rightWidth = lineWidth(rightClipped);
	const gap = rightWidth > 0 ? 1 : 0;
	return [
		...padLine(left, Math.max(0, cells - rightWidth - gap)),
		...(gap > 0 ? [span(' ')] : []),
		...rightClipped,
	];
}

/** The line with every span drawn as selected. */
export function selectLine(line: Line): Line {
	return line.map(part => ({ ...part, selected: true as const }));
}

/** Joins neighbouring spans of the same style, so that fewer are drawn. */
export function mergeSpans(line: Line): Line {
	const merged: Span[] = [];

	for (const part of line) {
		const last = merged.at(-1);

		if (
			last !== undefined &&
			last.role === part.role &&
			last.selected === part.selected &&
			last.underlined === part.underlined &&
			last.rivals === part.rivals &&
			isSameEdge(last.edge, part.edge)
		) {
			merged[merged.length - 1] = { ...last, text: last.text + part.text };
		} else {
			merged.push(part);
		}
	}

	return merged;
}

function isSameEdge(one: Edge | undefined, other: Edge | undefined): boolean {
	return (
		one === other ||
		(one?.glyph === other?.glyph &&
			one?.role === other?.role &&
			one?.behind === other?.behind &&
			one?.rivals === other?.rivals)
	);
}

/** Exactly `heightCells` lines: cut, or filled with empty ones. */
export function padLines(lines: readonly Line[], heightCells: number): Line[] {
	const padded = lines.slice(0, Math.max(0, heightCells));

	while (padded.length < heightCells) {
		padded.push([]);
	}

	return padded;
}

const seriesRoles = [
	'series-0',
	'series-1',
	'series-2',
	'series-3',
	'series-4',
	'series-5',
	'series-6',
	'series-7',
] as const satisfies readonly Role[];

export const seriesColoursMax = seriesRoles.length;

// Fills distinguish the series when there are no colours.
const fills = ['█', '▓', '▒', '░', '▚', '▞', '▤', '▥'];

/** The style of a series. */
export interface SeriesStyle {
	readonly role: Role;
	readonly fill: string;
	/** Roles of the series before it in its chart. */
	readonly rivals: readonly Role[];
}

/** All others together: quiet, and as solid as the named ones. */
export const otherStyle: SeriesStyle = { role: 'series-other', fill: '■', rivals: [] };

export function seriesStyle(index: number): SeriesStyle {
	const styleIndex = index % seriesColoursMax;
	return {
		role: seriesRoles[styleIndex] ?? 'series-0',
		fill: fills[styleIndex] ?? '█',
		rivals: seriesRoles.slice(0, styleIndex),
	};
}

/** So many cells of a series. */
export function fillSpan({ role, fill, rivals }: SeriesStyle, cells = 1): Span {
	return { text: fill.repeat(cells), role, rivals };
}
