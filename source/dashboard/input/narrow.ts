import { fitsWords, wordsOf } from '../../text/match-rank.ts';
import { typedAfter } from './typed-after.ts';

/** What narrows a list: only what contains it is shown. Every list over the panels has one. */
export interface Narrow {
	readonly narrow: string;
	/** Whether keys are typed into it. */
	readonly isTyping: boolean;
}

export const notNarrowed: Narrow = { narrow: '', isTyping: false };

/** A longer text was most likely pasted by mistake. In UTF-16 code units. */
export const narrowCharactersMax = 200;

/** After a key was typed; undefined when the key types nothing. */
export function typeNarrow({ narrow }: Narrow, key: string): string | undefined {
	return typedAfter(narrow, key)?.slice(0, narrowCharactersMax);
}

export function pasteNarrow({ narrow }: Narrow, text: string): string {
	return (narrow + text.replace(/\s+/g, ' ')).slice(0, narrowCharactersMax);
}

/**
 * The lines that fit, below the heads of their sections. A head that fits keeps its whole section.
 *
 * @param isHead - whether a line begins a section
 */
export function narrowLines<Line>(
	lines: readonly Line[],
	typed: string,
	textOf: (line: Line) => string,
	isHead: (line: Line) => boolean,
): readonly Line[] {
	if (wordsOf(typed).length === 0) {
		return lines;
	}

	const shown: Line[] = [];
	let head: Line | undefined;
	let isWhole = false;
	for (const line of lines) {
		if (isHead(line)) {
			head = line;
			isWhole = fitsWords(textOf(line), typed);
		} else if (textOf(line).trim() !== '' && (isWhole || fitsWords(textOf(line), typed))) {
			shown.push(...(head === undefined ? [] : [head]), line);
			head = undefined;
		}
	}

	return shown;
}
