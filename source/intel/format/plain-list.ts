import type { Judgement } from '../indicator.ts';
import type { IndicatorList } from '../indicator-list.ts';
import { linesOf } from './lines.ts';

/**
 * Reads a list of addresses and blocks, one per line; `#`, `;` and `//` start a comment, `a-b` is a
 * range.
 */
export function readPlainList(text: string, about: Judgement, list: IndicatorList): void {
	for (const { line, number } of linesOf(text)) {
		const word = withoutComment(line);
		if (word !== '' && !list.addText(word, about)) {
			list.reject(`line ${number}`, line, 'no address, block or domain');
		}
	}
}

/** A line without its comment; empty when there is nothing more. */
export function withoutComment(line: string): string {
	return line
		.replace(/^\s*\/\/.*$/, '')
		.replace(/[#;].*$/, '')
		.trim();
}
