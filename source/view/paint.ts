import type { Edge, Line, Role, Span } from '../panels/span.ts';
import { cellWidth } from '../text/width.ts';
import { toAscii, withoutBraille } from './ascii.ts';
import type { Glyphs, Theme } from './theme.ts';

const reset = '\u001B[0m';
const underline = '\u001B[4m';

// Solid bars look calmer when colours distinguish the series.
const fills = /[▓▒░▚▞▤▥]/g;
/** Roles that series have: the colour that their name means, or one that only tells them apart. */
const ofSeries = /^(?:series-|severity-|good$|bad$|denied)/;

const painted = new WeakMap<Theme, WeakMap<Line, string>>();

/** A line as text for the terminal. Lines are immutable, so the result is cached per theme. */
export function paint(line: Line, theme: Theme): string {
	let known = painted.get(theme);

	if (known === undefined) {
		known = new WeakMap();
		painted.set(theme, known);
	}

	let text = known.get(line);

	if (text === undefined) {
		text = paintNew(line, theme);
		known.set(line, text);
	}

	return text;
}

function paintNew(line: Line, theme: Theme): string {
	let text = '';

	for (const part of line) {
		const edge = edgeOf(part, theme);
		const filled = edge === undefined ? filledText(part, theme) : repeated(edge.glyph, part);
		const drawn = drawnWith(theme.glyphs, filled);
		const looks = theme.open(edge?.role ?? part.role, part.selected === true, edge?.behind);
		const open = `${looks}${part.underlined === true ? underline : ''}`;
		text += open === '' || drawn === '' ? drawn : open + drawn + reset;
	}

	return text;
}

function drawnWith(glyphs: Glyphs, text: string): string {
	switch (glyphs) {
		case 'all':
			return text;
		case 'no-braille':
			return withoutBraille(text);
		case 'ascii':
			return toAscii(text, cellWidth);
	}
}

function repeated(glyph: string, { text }: Span): string {
	return glyph.repeat(cellWidth(text));
}

/**
 * The edge of a series, where the theme can draw it: with another series behind it as a background, alone where it needs no
 * fill, which a part of a cell cannot have.
 */
function edgeOf({ edge }: Span, theme: Theme): Edge | undefined {
	if (edge === undefined) {
		return undefined;
	}

	const { glyph, role, rivals = [], behind } = edge;
	// The band is no series, so that no fill tells it.
	if (behind === 'band') {
		return theme.hasGround(behind) ? edge : undefined;
	}

	const isPart = glyph !== '█' && behind === undefined;
	const canShow =
		!theme.textured && theme.glyphs !== 'ascii'
			? behind === undefined || theme.hasGround(behind)
			: isPart && isSolid(role, rivals, theme);
	return canShow ? edge : undefined;
}

function isSolid(role: Role, rivals: readonly Role[], theme: Theme): boolean {
	return role === 'series-other' ? theme.level !== 'none' : theme.isSolid(role, rivals);
}

/** The fills that the theme needs to tell series apart; a grey of their own tells the others apart in every colour. */
function filledText({ text, role, rivals }: Span, theme: Theme): string {
	if (role === 'series-other') {
		return theme.level === 'none' ? text : text.replaceAll('■', '█');
	}

	const isFilled = rivals === undefined ? theme.textured : !isSolid(role, rivals, theme);
	return isFilled || !ofSeries.test(role) ? text : text.replace(fills, '█');
}
