import { wrapCells } from '../text/fit.ts';
import { cellWidth } from '../text/width.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime } from '../text/time.ts';
import type { Story, StoryRow, StorySection } from './story.ts';

/** Widest cells of a column that others line up with. */
const alignedCells = 34;
const indent = '  ';

/** A line of a story. */
export interface PageLine {
	readonly text: string;
	/** Of its row, among those of all sections; undefined when it is of none. */
	readonly row?: number;
	readonly isTitle?: true;
}

/** A story as lines of a terminal. Without a width, lines are not broken. */
export function storyLines(story: Story, widthCells: number, timeZone: string): readonly string[] {
	return pageLines(story, widthCells, timeZone).map(({ text }) => text);
}

/**
 * The same with the row of each line.
 *
 * @param linesMax - of one row; the last one of a longer row ends in `…`
 */
export function pageLines(
	story: Story,
	widthCells: number,
	timeZone: string,
	linesMax = Number.POSITIVE_INFINITY,
): readonly PageLine[] {
	const { who, readAs, fromMs, toMs } = story;
	const range = [fromMs, toMs].map(timeMs => formatTime(timeMs, timeZone, 'full')).join(' – ');
	const head = sanitise(`${who}  (${readAs})`);
	const lines: PageLine[] = [head, `${range} ${timeZone}`].flatMap(text =>
		upTo(linesMax, wrapped(text, widthCells, '')).map(line => ({ text: line })),
	);
	let first = 0;
	for (const section of story.sections) {
		lines.push({ text: '' }, { text: section.title, isTitle: true });
		for (const { text, row } of sectionLines(section, widthCells, timeZone, linesMax)) {
			lines.push(row === undefined ? { text } : { text, row: first + row });
		}

		first += section.rows.length;
	}

	return lines;
}

function upTo(linesMax: number, lines: readonly string[]): readonly string[] {
	const shown = lines.slice(0, linesMax);
	return shown.length === lines.length
		? lines
		: shown.map((line, at) => (at === shown.length - 1 ? `${line.slice(0, -1)}…` : line));
}

function sectionLines(
	{ rows }: StorySection,
	widthCells: number,
	timeZone: string,
	linesMax: number,
): readonly PageLine[] {
	if (rows.length === 0) {
		return [{ text: `${indent}nothing` }];
	}

	const lines = sparing(rows).map(row => ({ row, cells: cellsOf(row, timeZone) }));
	const flat = lines.filter(({ row }) => !isAlone(row));
	const first = widest(flat.map(({ cells }) => cells[0]));
	return lines.flatMap(({ row, cells }, at) => {
		const alike = flat.filter(line => line.row.parts[1]?.name === row.parts[1]?.name);
		const widths = isAlone(row) ? [] : [first, widest(alike.map(line => line.cells[1]))];
		const text = padded(cells, widths).join('  ');
		const broken = wrapped(text, widthCells, indent.repeat(1 + row.depth));
		return upTo(linesMax, broken).map(line => ({ text: line, row: at }));
	});
}

/** Rows of a tree or of one time stand for themselves; others line up in their first two columns. */
function isAlone({ timeMs, depth }: StoryRow): boolean {
	return timeMs !== undefined || depth > 0;
}

function widest(cells: readonly (string | undefined)[]): number {
	const widths = cells.map(cell => cellWidth(cell ?? ''));
	return Math.max(0, ...widths.filter(width => width <= alignedCells));
}

/** Rows without an address that is the one above. */
function sparing(rows: readonly StoryRow[]): readonly StoryRow[] {
	let last: string | undefined;
	return rows.map(row => {
		const address = row.parts.find(({ name }) => name === 'address');
		if (row.timeMs === undefined || address === undefined) {
			return row;
		}

		const isSame = address.text === last;
		last = address.text;
		return isSame ? { ...row, parts: row.parts.filter(part => part !== address) } : row;
	});
}

/** The texts of a row, its time first. */
function cellsOf({ timeMs, parts }: StoryRow, timeZone: string): readonly string[] {
	const time = timeMs === undefined ? [] : [formatTime(timeMs, timeZone, 'day-clock')];
	return [...time, ...parts.map(({ text }) => sanitise(text))];
}

function padded(cells: readonly string[], widths: readonly number[]): readonly string[] {
	return cells.map((cell, at) => {
		const room = at === cells.length - 1 ? 0 : (widths[at] ?? 0) - cellWidth(cell);
		return cell + ' '.repeat(Math.max(0, room));
	});
}

function wrapped(text: string, widthCells: number, start: string): readonly string[] {
	if (widthCells === Number.POSITIVE_INFINITY) {
		return [`${start}${text}`.trimEnd()];
	}

	const room = Math.max(10, widthCells - start.length);
	const [first = '', ...rest] = wrapCells(text, room);
	// What goes on in the next line stands further in.
	const more =
		rest.length === 0 ? [] : wrapCells(text.slice(first.length).trimStart(), Math.max(8, room - 4));
	return [`${start}${first}`.trimEnd(), ...more.map(line => `${start}    ${line}`)];
}
