import { frameLines } from '../../panels/border.ts';
import { lineText, span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { narrowLines } from '../input/narrow.ts';
import { shownText } from '../state/context.ts';
import { findingPage } from '../state/finding-page.ts';
import { bodySize, focusedPanel } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import type { State, TextBox } from '../state/state.ts';
import { aboutLines } from './about.ts';
import type { BoxText } from './box-text.ts';
import { aboutFinding } from './finding.ts';
import { centred } from './floating.ts';
import type { Floating } from './floating.ts';
import { helpText } from './help.ts';
import { narrowLine } from './narrow-line.ts';
import { sourceLines } from './sources.ts';
import { aboutStory } from './story.ts';

/** Widths in cells that a box takes at most. */
const boxCells = { help: 198, about: 88, sources: 116 } as const;

export function textBox(state: State, box: TextBox): Floating {
	const widthCells = widthOf(state, box);
	const { lines, wholeCount, first, position, words } = textOf(state, box);
	const head = hasHead(box, words) ? [narrowLine(box, words ?? '')] : [];
	const rows = Math.max(1, Math.min(wholeCount, rowsFor(state, box, words)));
	const isCut = lines.length > rows;
	const shown =
		lines.length === 0 ? [[span('nothing fits', 'dim')]] : lines.slice(first, first + rows);
	const heightCells = rows + head.length + 2;
	return {
		rect: centred(state, widthCells, heightCells),
		lines: frameLines(
			{
				title: titleOf(state, box),
				note: isCut ? `${position} · ↑↓` : box.narrow === '' ? 'esc closes' : 'esc shows all',
				focused: true,
				widthCells,
				heightCells,
			},
			[...head, ...shown.map(line => [span(' '), ...line])],
		),
	};
}

/** The position in an open box brought back into its text, which may have become shorter. */
export function withinText(state: State): State {
	const box = shownText(state);
	if (box === undefined) {
		return state;
	}

	const at = Math.max(0, Math.min(box.at, textOf(state, box).last));
	return at === box.at ? state : { ...state, overlay: { ...box, at } };
}

function textOf(state: State, box: TextBox): BoxText {
	const cells = widthOf(state, box) - 4;
	return box.kind === 'help'
		? helpText(state, box, cells, rowsFor(state, box, ''))
		: plainText(state, box, cells);
}

function plainText(state: State, box: TextBox, cells: number): BoxText {
	const whole = box.kind === 'about' ? aboutShown(state, cells) : sourceLines(state, cells);
	const lines = narrowLines(whole, box.narrow, lineText, ([part]) => part?.role === 'title');
	const rows = rowsFor(state, box, undefined);
	const last = Math.max(0, lines.length - rows);
	const first = Math.min(box.at, last);
	return {
		lines,
		wholeCount: whole.length,
		last,
		first,
		position: `${first + 1}–${first + Math.min(rows, lines.length)} of ${lines.length}`,
		words: undefined,
	};
}

function hasHead({ narrow, isTyping }: TextBox, words: string | undefined): boolean {
	return words !== undefined || isTyping || narrow !== '';
}

/** Rows that the text can have. */
function rowsFor(state: State, box: TextBox, words: string | undefined): number {
	return Math.max(1, bodySize(state).rows - 2 - (hasHead(box, words) ? 1 : 0));
}

/** A box that is only two cells narrower than the screen looks broken, so it takes the full width. */
function widthOf({ size }: State, { kind }: TextBox): number {
	return size.columns <= boxCells[kind] + 4 ? size.columns : boxCells[kind];
}

function titleOf(state: State, { kind }: TextBox): string {
	switch (kind) {
		case 'help':
			return 'Keys';
		case 'sources':
			return 'Where records come from';
		case 'about':
			return (
				focusedPanel(state)?.title ??
				(locationOf(state).kind === 'record' ? 'What the rule looks for' : 'About')
			);
	}
}

function aboutShown(state: State, widthCells: number): Line[] {
	const location = locationOf(state);
	if (location.kind === 'story') {
		return aboutStory(state, widthCells);
	}

	const page = location.kind === 'record' ? findingPage(state.records[location.id]) : undefined;
	return page === undefined ? aboutLines(state, widthCells) : aboutFinding(page, widthCells);
}
