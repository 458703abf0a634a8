import { fit } from '../text/fit.ts';
import { fitNames } from '../text/fit-names.ts';
import { cellWidth } from '../text/width.ts';
import { sanitise } from '../text/sanitise.ts';
import { padLine, span, withoutCells } from './span.ts';
import type { Line, Role, Span } from './span.ts';

/** Which border of a frame is its own; `joined`: its title closes the frame above. */
export interface Edges {
	readonly top: 'own' | 'joined' | 'none';
	readonly bottom: 'own' | 'none';
}

export interface Box {
	readonly title: string;
	/** Follows the title, and stays when that is shortened; undefined for nothing. */
	readonly qualifier?: string | undefined;
	/** Stands before the title, drawn as selected, so that it is seen in every theme; undefined for nothing. */
	readonly mark?: string | undefined;
	/** Shown at the right of the title. */
	readonly note: string;
	readonly noteRole?: Role;
	/** The note gives way before the title is cut, as a count of rows does and an alarm does not. */
	readonly noteGives?: boolean | undefined;
	/** Titles of the panels around it: where this one is cut, it stays different from them. */
	readonly others?: readonly string[] | undefined;
	/** What holds for all that is inside, such as `type AwsApiCall`: shown where there is room, else counted. */
	readonly same?: readonly string[] | undefined;
	readonly focused: boolean;
	/** The neighbour that shares its border has the focus. */
	readonly partnerFocused?: boolean;
	readonly widthCells: number;
	readonly heightCells: number;
	readonly edges?: Edges | undefined;
}

const titleCellsMin = 18;
const ownEdges: Edges = { top: 'own', bottom: 'own' };

/** Cells of a frame's height that are inside. */
export function insideCells(heightCells: number, { top, bottom }: Edges = ownEdges): number {
	return Math.max(0, heightCells - (top === 'none' ? 0 : 1) - (bottom === 'none' ? 0 : 1));
}

/**
 * Draws a border with a title around lines: `heightCells` lines of exactly `widthCells` cells. Without a title line, what
 * stands beside the title stands in the bottom line.
 */
export function frameLines(box: Box, lines: readonly Line[]): Line[] {
	const border: Role = box.focused ? 'border-focused' : 'border';
	const edges = box.edges ?? ownEdges;
	const inner = Math.max(0, box.widthCells - 2);
	const bodyCells = insideCells(box.heightCells, edges);
	const framed: Line[] = edges.top === 'none' ? [] : [titleLine(box, border, inner, edges)];

	for (let row = 0; row < bodyCells; row++) {
		framed.push([span('│', border), ...padLine(lines[row] ?? [], inner), span('│', border)]);
	}

	// Without a title the mark stands over the beginning of the first line.
	if (edges.top === 'none' && box.mark !== undefined && framed.length > 0) {
		framed[0] = markedLine(box.mark, lines[0] ?? [], border, inner);
	}

	if (edges.bottom === 'own') {
		framed.push(
			edges.top === 'none'
				? rule(box, border, inner, '╰', '╯', undefined)
				: [span(`╰${'─'.repeat(inner)}╯`, border)],
		);
	}

	return framed.slice(0, box.heightCells);
}

function markedLine(text: string, line: Line, border: Role, inner: number): Line {
	const mark = fit(text, inner);
	return [
		span('│', border),
		selected(mark),
		...padLine(withoutCells(line, cellWidth(mark)), inner - cellWidth(mark)),
		span('│', border),
	];
}

function selected(text: string): Span {
	return { ...span(text, 'strong'), selected: true };
}

function titleLine(box: Box, border: Role, cells: number, { top }: Edges): Line {
	const mark = fit(box.mark ?? '', cells);
	const inner = cells - cellWidth(mark);
	const whole = sanitise(box.title);
	// A long title is shortened to make room for the note, but stays long enough to name the panel.
	const noteCells = box.note === '' || box.noteGives === true ? 0 : cellWidth(box.note) + 4;
	const qualifier = box.qualifier === undefined ? '' : ` · ${sanitise(box.qualifier)}`;
	const wanted = cellWidth(whole) + cellWidth(qualifier);
	const titleRoom = Math.max(Math.min(wanted, titleCellsMin), inner - 2 - noteCells);
	const room = Math.max(0, Math.min(inner - 2, titleRoom));
	const others = (box.others ?? []).map(other => sanitise(other)).filter(other => other !== whole);
	const [named = ''] = fitNames([whole, ...others], Math.max(0, room - cellWidth(qualifier)));
	const title = fit(named + qualifier, room);
	return top === 'joined'
		? rule(box, border, inner, '├', '┤', title, mark)
		: rule(box, border, inner, '╭', '╮', title, mark);
}

/** A line of the border, with what stands in it. */
function rule(
	box: Box,
	border: Role,
	inner: number,
	left: string,
	right: string,
	title: string | undefined,
	mark = '',
): Line {
	const titleCells = title === undefined ? 0 : cellWidth(title) + 2;
	const noteRoom = inner - titleCells - 3;
	const note = noteRoom >= 3 && box.note !== '' ? fitNote(box, noteRoom) : '';
	const noteCells = note === '' ? 0 : cellWidth(note) + 3;
	const same = sameText(box.same ?? [], inner - titleCells - noteCells - sameMarginCells);
	const sameCells = same === '' ? 0 : cellWidth(same) + 3;
	return [
		span(left, border),
		...(mark === '' ? [] : [selected(mark)]),
		...(title === undefined
			? []
			: [
					span(
						` ${title} `,
						box.focused || box.partnerFocused === true ? 'title-focused' : 'title',
					),
				]),
		...(same === '' ? [] : [span('─', border), span(` ${same} `, 'dim')]),
		span('─'.repeat(Math.max(0, inner - titleCells - sameCells - noteCells)), border),
		...(note === '' ? [] : [span(` ${note} `, box.noteRole ?? 'dim'), span('─', border)]),
		span(right, border),
	];
}

/** A note that gives way loses its last parts whole: half a count of rows would be another one. */
function fitNote({ note, noteGives }: Box, cells: number): string {
	if (noteGives !== true) {
		return fit(note, cells);
	}

	const parts = note.split(' · ');
	// A piece of the border stands between it and the title.
	while (parts.length > 0 && cellWidth(parts.join(' · ')) > cells - 1) {
		parts.pop();
	}

	return parts.join(' · ');
}

/** Cells that a frame of this width has for what is the same in all of its rows, beside its title and a note of a usual length. */
export function sameRoomCells(widthCells: number, title: string, edges: Edges = ownEdges): number {
	const titleCells = edges.top === 'none' ? 0 : cellWidth(sanitise(title)) + 2;
	const noteCells = widthCells >= wideFrom ? wideNoteCells : usualNoteCells;
	return Math.max(0, widthCells - 2 - titleCells - noteCells - sameMarginCells);
}

const usualNoteCells = 14;
/** A wide list tells more beside its count, such as that it follows. */
const wideNoteCells = 24;
const wideFrom = 60;
/** Around a text in the border: a line and a blank on both sides. */
const sameMarginCells = 5;

/** Those that fit one after another, and how many more there are; empty where not even that has room. */
function sameText(same: readonly string[], cells: number): string {
	const joined = (parts: readonly string[], more: number) =>
		[...parts, ...(more > 0 ? [`+${more} the same`] : [])].join(' · ');
	let parts: readonly string[] = [];

	for (const text of same) {
		const longer = [...parts, text];
		// Those that are passed over are counted, which takes room as well.
		parts = cellWidth(joined(longer, same.length - longer.length)) <= cells ? longer : parts;
	}

	const text = joined(parts, same.length - parts.length);
	return cellWidth(text) <= cells ? text : '';
}
