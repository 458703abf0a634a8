import type { Line, Span } from '../panels/span.ts';
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
		const filled = filledText(part, theme);
		const drawn = drawnWith(theme.glyphs, filled);
		const open = `${theme.open(part.role, part.selected === true)}${part.underlined === true ? underline : ''}`;
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

/** The fills that the theme needs to tell series apart; a grey of their own tells the others apart in every colour. */
function filledText({ text, role }: Span, { textured, level }: Theme): string {
	if (role === 'series-other') {
		return level === 'none' ? text : text.replaceAll('■', '█');
	}

	return textured || !ofSeries.test(role) ? text : text.replace(fills, '█');
}
