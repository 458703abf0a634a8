import { fit } from '../text/fit.ts';
import { cellWidth } from '../text/width.ts';
import { sanitise } from '../text/sanitise.ts';
import { padLine, span } from './span.ts';
import type { Line, Role } from './span.ts';

export interface Box {
	readonly title: string;
	/** Follows the title, and stays when that is shortened; undefined for nothing. */
	readonly qualifier?: string | undefined;
	/** Shown at the right of the title. */
	readonly note: string;
	readonly noteRole?: Role;
	readonly focused: boolean;
	readonly widthCells: number;
	readonly heightCells: number;
}

const titleCellsMin = 18;

/** Draws a border with a title around lines: `heightCells` lines of exactly `widthCells` cells. */
export function frameLines(box: Box, lines: readonly Line[]): Line[] {
	const border: Role = box.focused ? 'border-focused' : 'border';
	const inner = Math.max(0, box.widthCells - 2);
	const bodyCells = Math.max(0, box.heightCells - 2);
	const framed: Line[] = [titleLine(box, border, inner)];

	for (let row = 0; row < bodyCells; row++) {
		framed.push([span('│', border), ...padLine(lines[row] ?? [], inner), span('│', border)]);
	}

	framed.push([span(`╰${'─'.repeat(inner)}╯`, border)]);
	return framed.slice(0, box.heightCells);
}

function titleLine(box: Box, border: Role, inner: number): Line {
	const whole = sanitise(box.title);
	// A long title is shortened to make room for the note, but stays long enough to name the panel.
	const noteCells = box.note === '' ? 0 : cellWidth(box.note) + 4;
	const qualifier = box.qualifier === undefined ? '' : ` · ${sanitise(box.qualifier)}`;
	const wanted = cellWidth(whole) + cellWidth(qualifier);
	const titleRoom = Math.max(Math.min(wanted, titleCellsMin), inner - 2 - noteCells);
	const room = Math.max(0, Math.min(inner - 2, titleRoom));
	const title = fit(fit(whole, Math.max(0, room - cellWidth(qualifier))) + qualifier, room);
	const noteRoom = inner - cellWidth(title) - 5;
	const note = noteRoom >= 3 && box.note !== '' ? fit(box.note, noteRoom) : '';
	const used = cellWidth(title) + 2 + (note === '' ? 0 : cellWidth(note) + 3);
	const rule = Math.max(0, inner - used);
	return [
		span('╭', border),
		span(` ${title} `, box.focused ? 'title-focused' : 'title'),
		span('─'.repeat(rule), border),
		...(note === '' ? [] : [span(` ${note} `, box.noteRole ?? 'dim'), span('─', border)]),
		span('╮', border),
	];
}
