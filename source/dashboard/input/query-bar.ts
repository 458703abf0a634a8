import type { Fault } from '../../query/value.ts';
import type { Completion, Signature } from './completion.ts';

/** The text input: a query of one or more lines, or a search in a record. */
export interface QueryBar {
	readonly purpose: 'query' | 'search';
	readonly text: string;
	/** UTF-16 code units from the start of the text. */
	readonly cursor: number;
	readonly completions: readonly Completion[];
	/** Index into the completions; -1 when none is selected. */
	readonly completion: number;
	readonly faults: readonly Fault[];
	/** The first key of two was pressed. */
	readonly isChord: boolean;
	/** The text that `faults` are of, when all of them are; undefined: none was checked yet. */
	readonly checkedText: string | undefined;
	/** Undefined: the cursor is in no call, or it is not known yet. */
	readonly signature: Signature | undefined;
	/** Index into the history, counted from the newest; -1 for the text being typed. */
	readonly historyIndex: number;
	/** The typed text, kept while an earlier query is shown. */
	readonly draft: string;
	/** The text before each change, newest last. */
	readonly undo: readonly BarText[];
	/** The text before each undo, newest last. */
	readonly redo: readonly BarText[];
	/** The text that was cut last; it can be pasted. */
	readonly cut: string;
	/** The last change was one character, so that the next typed character joins its undo step. */
	readonly isTyping: boolean;
}

interface BarText {
	readonly text: string;
	readonly cursor: number;
}

/** A longer text was most likely pasted by mistake. In UTF-16 code units. */
const queryCharactersMax = 20_000;
export const queryHistoryMax = 200;
const undoMax = 100;

export function openBar(purpose: QueryBar['purpose'], text: string): QueryBar {
	return {
		purpose,
		text,
		cursor: text.length,
		completions: [],
		completion: -1,
		faults: [],
		isChord: false,
		checkedText: undefined,
		signature: undefined,
		historyIndex: -1,
		draft: text,
		undo: [],
		redo: [],
		cut: '',
		isTyping: false,
	};
}

/** The bar with a new text; the old text can be restored by undo. */
export function edited(bar: QueryBar, text: string, cursor: number, isTyping = false): QueryBar {
	const isSame = text === bar.text;
	const joins = isTyping && bar.isTyping;
	return {
		...bar,
		text,
		cursor: Math.max(0, Math.min(text.length, cursor)),
		completions: [],
		completion: -1,
		// A fault before the changed part remains; its mark must not flicker.
		faults: isSame ? bar.faults : faultsBefore(bar, text),
		historyIndex: -1,
		draft: text,
		undo:
			isSame || joins
				? bar.undo
				: [...bar.undo, { text: bar.text, cursor: bar.cursor }].slice(-undoMax),
		redo: isSame ? bar.redo : [],
		isTyping,
	};
}

function faultsBefore(bar: QueryBar, text: string): readonly Fault[] {
	let same = 0;

	while (same < text.length && text[same] === bar.text[same]) {
		same += 1;
	}

	return bar.faults.filter(fault => fault.span.end < same);
}

/** Undoes the last change. */
export function undoEdit(bar: QueryBar): QueryBar {
	const last = bar.undo.at(-1);
	return last === undefined
		? bar
		: {
				...edited(bar, last.text, last.cursor),
				undo: bar.undo.slice(0, -1),
				redo: [...bar.redo, { text: bar.text, cursor: bar.cursor }],
			};
}

/** Repeats the change that was undone last. */
export function redoEdit(bar: QueryBar): QueryBar {
	const next = bar.redo.at(-1);
	return next === undefined
		? bar
		: { ...edited(bar, next.text, next.cursor), redo: bar.redo.slice(0, -1) };
}

/** Inserts text at the cursor; line breaks are kept only in a query. */
export function insertText(bar: QueryBar, text: string, isTyping = false): QueryBar {
	const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ');
	const wanted = bar.purpose === 'query' ? lines : lines.replace(/\s*\n\s*/g, ' ');
	const taken = wanted.slice(0, Math.max(0, queryCharactersMax - bar.text.length));
	return edited(
		bar,
		bar.text.slice(0, bar.cursor) + taken + bar.text.slice(bar.cursor),
		bar.cursor + taken.length,
		isTyping,
	);
}

/** Replaces the whole text, for example by an earlier query. */
export function replaceText(bar: QueryBar, text: string): QueryBar {
	return { ...edited(bar, text, text.length), signature: undefined };
}

/**
 * Up and down: moves through the completions when one is selected, else between the lines; from the
 * first or last line it moves through earlier queries.
 */
export function browseBar(bar: QueryBar, direction: -1 | 1, history: readonly string[]): QueryBar {
	const count = bar.completions.length;

	// Among earlier queries the way down leads back to the typed text, also when completions came.
	if (count > 0 && ((direction === 1 && bar.historyIndex < 0) || bar.completion >= 0)) {
		// One step above the first completion deselects it.
		return { ...bar, completion: ((bar.completion + 1 + direction) % (count + 1)) - 1 };
	}

	return (
		(bar.historyIndex < 0 ? moveLine(bar, direction) : undefined) ??
		browseHistory(bar, direction, history)
	);
}

function browseHistory(bar: QueryBar, direction: -1 | 1, history: readonly string[]): QueryBar {
	// Only queries that start with the typed text are shown.
	const fitting = history.filter(
		text => text !== bar.draft && text.toLowerCase().startsWith(bar.draft.toLowerCase()),
	);
	const older = fitting.length > 0 ? fitting : history;
	const index = Math.max(-1, Math.min(older.length - 1, bar.historyIndex - direction));

	if (index === bar.historyIndex) {
		return bar;
	}

	const text = index < 0 ? bar.draft : (older[older.length - 1 - index] ?? bar.draft);
	// Going back is one step to undo, however far it goes; at the draft nothing is left to undo.
	const draft = { text: bar.text, cursor: bar.cursor };
	const undo =
		bar.historyIndex < 0
			? [...bar.undo, draft].slice(-undoMax)
			: index < 0
				? bar.undo.slice(0, -1)
				: bar.undo;
	return {
		...bar,
		text,
		cursor: text.length,
		undo,
		redo: [],
		completions: [],
		completion: -1,
		historyIndex: index,
		faults: [],
		signature: undefined,
		isTyping: false,
	};
}

/**
 * The cursor in the line above or below, at the same column; undefined when there is no such line.
 */
function moveLine(bar: QueryBar, direction: -1 | 1): QueryBar | undefined {
	const { text, cursor } = bar;
	const start = lineStart(text, cursor);
	const end = lineEnd(text, cursor);

	if (direction === -1 ? start === 0 : end === text.length) {
		return undefined;
	}

	const to = direction === -1 ? lineStart(text, start - 1) : end + 1;
	const wanted = Math.min(to + cursor - start, lineEnd(text, to));
	const inPair = /[\udc00-\udfff]/.test(text[wanted] ?? '');
	return {
		...bar,
		cursor: inPair ? wanted - 1 : wanted,
		signature: undefined,
		completions: [],
		completion: -1,
		isTyping: false,
	};
}

export function lineStart(text: string, offset: number): number {
	return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

export function lineEnd(text: string, offset: number): number {
	const end = text.indexOf('\n', offset);
	return end < 0 ? text.length : end;
}

/** Inserts the selected completion, or the first one. */
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

/** Whether the text was checked as it stands, and can run. */
export function isSound({ purpose, text, checkedText, faults }: QueryBar): boolean {
	const isChecked = purpose === 'query' && checkedText === text && text.trim() !== '';
	return isChecked && !faults.some(({ severity }) => severity === 'fault');
}

/** The rest of the newest query that begins with the typed text; undefined where there is none. */
export function ghostOf(bar: QueryBar, history: readonly string[]): string | undefined {
	const { text, cursor, purpose, completion } = bar;
	const isAtEnd = purpose === 'query' && completion < 0 && cursor === text.length;
	const older =
		isAtEnd && text.trim() !== ''
			? history.findLast(one => one.length > text.length && one.startsWith(text))
			: undefined;
	return older?.slice(text.length);
}

/** Keys that move to the right take that rest, where there is nothing else to the right. */
export function takeGhost(
	bar: QueryBar,
	key: string,
	history: readonly string[],
): QueryBar | undefined {
	const rest = ['right', 'ctrl-f', 'end', 'ctrl-e'].includes(key)
		? ghostOf(bar, history)
		: undefined;
	return rest === undefined ? undefined : insertText(bar, rest);
}

/** Adds a query to the history, which is without repeats, newest last. */
export function remember(history: readonly string[], text: string): string[] {
	return [...history.filter(one => one !== text), text].slice(-queryHistoryMax);
}
