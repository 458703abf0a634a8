import { regionsOf } from '../../query/syntax/regions.ts';
import { edited, insertText, lineEnd, lineStart } from './query-bar.ts';
import type { QueryBar } from './query-bar.ts';

/** Start of the character before the offset. A surrogate pair is one character. */
function before(text: string, offset: number): number {
	const isLow = /[\udc00-\udfff]/.test(text[offset - 1] ?? '');
	return Math.max(0, offset - (isLow && offset > 1 ? 2 : 1));
}

function after(text: string, offset: number): number {
	const isHigh = /[\ud800-\udbff]/.test(text[offset] ?? '');
	return Math.min(text.length, offset + (isHigh ? 2 : 1));
}

function wordStart(text: string, offset: number): number {
	return offset - (/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, offset))?.[0].length ?? 0);
}

function wordEnd(text: string, offset: number): number {
	return offset + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(offset))?.[0].length ?? 0);
}

/** The bar after an editing key; undefined when the key does nothing here. */
export function editBar(bar: QueryBar, key: string): QueryBar | undefined {
	const { text, cursor } = bar;
	const moved = (offset: number): QueryBar => ({ ...bar, cursor: offset, isTyping: false });
	const cut = (from: number, to: number): QueryBar =>
		edited(bar, text.slice(0, from) + text.slice(to), from);

	switch (key) {
		case 'left':
		case 'ctrl-b':
			return moved(before(text, cursor));
		case 'right':
		case 'ctrl-f':
			return moved(after(text, cursor));
		case 'home':
		case 'ctrl-a':
			return moved(lineStart(text, cursor));
		case 'end':
		case 'ctrl-e':
			return moved(lineEnd(text, cursor));
		case 'ctrl-home':
		case 'alt-<':
			return moved(0);
		case 'ctrl-end':
		case 'alt->':
			return moved(text.length);
		case 'alt-b':
		case 'ctrl-left':
		case 'alt-left':
			return moved(wordStart(text, cursor));
		case 'ctrl-right':
		case 'alt-right':
			return moved(wordEnd(text, cursor));
		case 'space':
			return insertText(bar, ' ');
		default:
			return isCharacter(key) ? typeCharacter(bar, key) : cutBy(bar, key, cut);
	}
}

function cutBy(
	bar: QueryBar,
	key: string,
	cut: (from: number, to: number) => QueryBar,
): QueryBar | undefined {
	const { text, cursor } = bar;
	const keep = (from: number, to: number): QueryBar =>
		from === to ? bar : { ...cut(from, to), cut: text.slice(from, to) };

	switch (key) {
		case 'backspace':
		case 'ctrl-h':
			return cursor === 0
				? bar
				: cut(before(text, cursor), isInsidePair(bar) ? after(text, cursor) : cursor);
		case 'delete':
		case 'ctrl-d':
			return cursor === text.length ? bar : cut(cursor, after(text, cursor));
		case 'ctrl-w':
		case 'alt-backspace':
			return keep(wordStart(text, cursor), cursor);
		case 'alt-d':
			return keep(cursor, wordEnd(text, cursor));
		case 'ctrl-u':
			return keep(0, cursor);
		case 'ctrl-k': {
			// At the end of a line, the line break is deleted.
			const end = lineEnd(text, cursor);
			return keep(cursor, end === cursor ? after(text, cursor) : end);
		}

		default:
			return undefined;
	}
}

/** Whether the key is a character, not a name such as `pageup`. */
export function isCharacter(key: string): boolean {
	return [...key].length === 1;
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"' };
const closers = new Set(Object.values(pairs));
const closable = /^(?:$|[\s)\]},|])/;

/**
 * An opening bracket or quote also inserts its closing half; typing that half then moves past it.
 */
function typeCharacter(bar: QueryBar, character: string): QueryBar {
	const { text, cursor } = bar;

	if (bar.purpose === 'search') {
		return insertText(bar, character, true);
	}

	const isEscaped = text[cursor - 1] === '\\';

	if (closers.has(character) && text[cursor] === character && !isEscaped) {
		return { ...bar, cursor: cursor + 1, isTyping: false };
	}

	const closer = pairs[character];

	if (closer === undefined || !closable.test(text.slice(cursor)) || !mayOpen(bar, character)) {
		return insertText(bar, character, true);
	}

	return { ...insertText(bar, character + closer), cursor: cursor + 1 };
}

/** Inside a string, brackets are ordinary characters and a quote ends the string. */
function mayOpen(bar: QueryBar, character: string): boolean {
	const { text, cursor } = bar;
	const region = regionsOf(text.slice(0, cursor)).at(-1);
	const isOpen =
		region !== undefined &&
		region.end === cursor &&
		(region.kind === 'comment' ||
			region.kind === 'regex' ||
			((region.kind === 'string' || region.kind === 'name') &&
				!isClosed(text.slice(region.start, region.end))));
	return !isOpen && (character !== '"' || !/[\p{L}\p{N}_\\]$/u.test(text.slice(0, cursor)));
}

function isClosed(string: string): boolean {
	return /^%?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')$/su.test(string);
}

function isInsidePair({ text, cursor, purpose }: QueryBar): boolean {
	const closer = pairs[text[cursor - 1] ?? ''];
	return purpose === 'query' && closer !== undefined && text[cursor] === closer;
}
