import { expect, test } from 'vitest';
import {
	browseBar,
	editBar,
	insertText,
	openBar,
	queryHistoryMax,
	remember,
	takeCompletion,
} from '../../source/dashboard/query-bar.ts';
import type { QueryBar } from '../../source/dashboard/query-bar.ts';

/** `|` is the cursor. */
function bar(drawn: string): QueryBar {
	const cursor = drawn.indexOf('|');

	return { ...openBar('query', drawn.replace('|', '')), cursor };
}

function draw({ text, cursor }: QueryBar): string {
	return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

test.each([
	['ab|', 'left', 'a|b'],
	['|ab', 'left', '|ab'],
	['ab|', 'right', 'ab|'],
	['a👍|', 'left', 'a|👍'],
	['a👍|', 'backspace', 'a|'],
	['|👍b', 'delete', '|b'],
	['ab|c', 'ctrl-a', '|abc'],
	['ab|c', 'end', 'abc|'],
	['where user| = 1', 'ctrl-w', 'where | = 1'],
	['where user = |', 'alt-b', 'where |user = '],
	['|where user', 'alt-f', 'where| user'],
	['ab|cd', 'ctrl-u', '|cd'],
	['ab|cd', 'ctrl-k', 'ab|'],
	['ab|cd', 'alt-d', 'ab|'],
	['a|b', 'x', 'ax|b'],
	['a|b', 'ß', 'aß|b'],
	['a|', 'space', 'a |'],
])('%s with %s is %s', (before, key, after) => {
	expect(draw(editBar(bar(before), key) ?? bar(before))).toBe(after);
});

test.each(['pageup', 'f5', 'ctrl-x', 'shift-up'])('%s does nothing to the line', key => {
	expect(editBar(bar('a|'), key)).toBeUndefined();
});

test('pasted lines become one', () => {
	expect(draw(insertText(bar('|'), '* \n  | count\r\nby user'))).toBe('* | count by user|');
});

test('older queries come back, first those that start like the typed one', () => {
	const history = ['ada | count', 'bob', 'ada'];
	const typed = bar('ada|');
	const older = browseBar(typed, -1, history);
	expect(older.text).toBe('ada | count');
	expect(browseBar(older, 1, history).text).toBe('ada');
	expect(browseBar(bar('|'), -1, history).text).toBe('ada');
	expect(browseBar(bar('x|'), -1, []).text).toBe('x');
});

test('the history has no repeats and a limit', () => {
	expect(remember(['a', 'b'], 'a')).toEqual(['b', 'a']);
	const many = Array.from({ length: queryHistoryMax }, (_, index) => String(index));
	expect(remember(many, 'new')).toHaveLength(queryHistoryMax);
});

test('a completion takes the place of what it completes', () => {
	const typed = {
		...openBar('query', '* | co'),
		completions: [{ insert: 'count by ', label: 'count', help: '', start: 4, end: 6 }],
	};
	expect(draw(takeCompletion(typed))).toBe('* | count by |');
});
