import type { Fault } from '../query/value.ts';
import type { Completion } from './state.ts';

/** A line one types in: the query, or a search in a record. */
export interface QueryBar {
	readonly purpose: 'query' | 'search';
	readonly text: string;
	/** UTF-16 offset. */
	readonly cursor: number;
	readonly completions: readonly Completion[];
	/** Index into the completions; -1 for none. */
	readonly completion: number;
	readonly faults: readonly Fault[];
	/** Place in the history, counted from the newest; -1 for the text being typed. */
	readonly historyIndex: number;
	/** The text being typed, while an older one is shown. */
	readonly draft: string;
}

/** A query is text that a person can read; more than this was pasted by mistake. */
const queryCharactersMax = 20_000;
export const queryHistoryMax = 200;

export function openBar(purpose: QueryBar['purpose'], text: string): QueryBar {
	return {
		purpose,
		text,
		cursor: text.length,
		completions: [],
		completion: -1,
		faults: [],
		historyIndex: -1,
		draft: text,
	};
}

function edited(bar: QueryBar, text: string, cursor: number): QueryBar {
	return {
		...bar,
		text,
		cursor: Math.max(0, Math.min(text.length, cursor)),
		completions: [],
		completion: -1,
		faults: [],
		historyIndex: -1,
		draft: text,
	};
}

export function insertText(bar: QueryBar, text: string): QueryBar {
	const line = text.replace(/\s*[\r\n]+\s*/g, ' ').slice(0, queryCharactersMax - bar.text.length);

	return edited(
		bar,
		bar.text.slice(0, bar.cursor) + line + bar.text.slice(bar.cursor),
		bar.cursor + line.length,
	);
}

/** Start of the character before the offset: a surrogate pair is one. */
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

/** What a key does to the line, or undefined when it does nothing there. */
export function editBar(bar: QueryBar, key: string): QueryBar | undefined {
	const { text, cursor } = bar;
	const moved = (offset: number): QueryBar => ({ ...bar, cursor: offset });
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
			return moved(0);
		case 'end':
		case 'ctrl-e':
			return moved(text.length);
		case 'alt-b':
		case 'ctrl-left':
		case 'alt-left':
			return moved(wordStart(text, cursor));
		case 'alt-f':
		case 'ctrl-right':
		case 'alt-right':
			return moved(wordEnd(text, cursor));
		case 'backspace':
		case 'ctrl-h':
			return cursor === 0 ? bar : cut(before(text, cursor), cursor);
		case 'delete':
		case 'ctrl-d':
			return cursor === text.length ? bar : cut(cursor, after(text, cursor));
		case 'ctrl-w':
		case 'alt-backspace':
			return cut(wordStart(text, cursor), cursor);
		case 'alt-d':
			return cut(cursor, wordEnd(text, cursor));
		case 'ctrl-u':
			return cut(0, cursor);
		case 'ctrl-k':
			return cut(cursor, text.length);
		case 'space':
			return insertText(bar, ' ');
		default:
			return isCharacter(key) ? insertText(bar, key) : undefined;
	}
}

/** True for a key that is a character, not a name such as `pageup`. */
export function isCharacter(key: string): boolean {
	return [...key].length === 1;
}

/** Up and down: through the completions while there are any, else through older queries. */
export function browseBar(bar: QueryBar, direction: -1 | 1, history: readonly string[]): QueryBar {
	if (bar.completions.length > 0) {
		const count = bar.completions.length;
		const start = bar.completion < 0 ? (direction === 1 ? -1 : count) : bar.completion;

		return { ...bar, completion: (start + direction + count) % count };
	}

	// What was typed narrows the history to queries that start like it.
	const fitting = history.filter(
		text => text !== bar.draft && text.toLowerCase().startsWith(bar.draft.toLowerCase()),
	);
	const older = fitting.length > 0 ? fitting : history;
	const index = Math.max(-1, Math.min(older.length - 1, bar.historyIndex - direction));
	const text = index < 0 ? bar.draft : (older[older.length - 1 - index] ?? bar.draft);

	return { ...bar, text, cursor: text.length, historyIndex: index, faults: [] };
}

/** Puts the chosen completion, or the first, in its place. */
export function takeCompletion(bar: QueryBar): QueryBar {
	const chosen = bar.completions[Math.max(0, bar.completion)];

	if (chosen === undefined) {
		return bar;
	}

	return edited(
		bar,
		bar.text.slice(0, chosen.start) + chosen.insert + bar.text.slice(chosen.end),
		chosen.start + chosen.insert.length,
	);
}

/** The history with one more query, without repeats, newest last. */
export function remember(history: readonly string[], text: string): string[] {
	return [...history.filter(one => one !== text), text].slice(-queryHistoryMax);
}
