import { expect, test } from 'vitest';
import { withSearches } from '../../../source/dashboard/input/offer-searches.ts';
import { editBar } from '../../../source/dashboard/input/bar-keys.ts';
import {
	browseBar,
	insertText,
	openBar,
	queryHistoryMax,
	redoEdit,
	remember,
	takeCompletion,
	undoEdit,
	ghostOf,
	takeGhost,
} from '../../../source/dashboard/input/query-bar.ts';
import type { QueryBar } from '../../../source/dashboard/input/query-bar.ts';

/** `/` is the cursor. */
function bar(drawn: string): QueryBar {
	const cursor = drawn.indexOf('/');
	return { ...openBar('query', drawn.replace('/', '')), cursor };
}

function draw({ text, cursor }: QueryBar): string {
	return `${text.slice(0, cursor)}/${text.slice(cursor)}`;
}

test.each([
	['ab/', 'left', 'a/b'],
	['/ab', 'left', '/ab'],
	['ab/', 'right', 'ab/'],
	['a👍/', 'left', 'a/👍'],
	['a👍/', 'backspace', 'a/'],
	['/👍b', 'delete', '/b'],
	['ab/c', 'ctrl-a', '/abc'],
	['ab/c', 'end', 'abc/'],
	['where user/ = 1', 'ctrl-w', 'where / = 1'],
	['where user = /', 'alt-b', 'where /user = '],
	['/where user', 'alt-right', 'where/ user'],
	['ab/cd', 'ctrl-u', '/cd'],
	['ab/cd', 'ctrl-k', 'ab/'],
	['ab/cd', 'alt-d', 'ab/'],
	['a/b', 'x', 'ax/b'],
	['a/b', 'ß', 'aß/b'],
	['a/', 'space', 'a /'],
])('%s with %s is %s', (before, key, after) => {
	expect(draw(editBar(bar(before), key) ?? bar(before))).toBe(after);
});

test.each(['pageup', 'f5', 'ctrl-x', 'shift-up'])('%s does nothing to the line', key => {
	expect(editBar(bar('a/'), key)).toBeUndefined();
});

test('pasted lines stay lines in a query, and become one in a search', () => {
	expect(draw(insertText(bar('/'), '*\n| count\r\nby\tuser'))).toBe('*\n| count\nby user/');
	const search = insertText(openBar('search', ''), 'a \n b');
	expect(search.text).toBe('a b');
});

test.each([
	['ab\nc/d', 'ctrl-a', 'ab\n/cd'],
	['a/b\ncd', 'end', 'ab/\ncd'],
	['a/b\ncd', 'ctrl-k', 'a/\ncd'],
	['ab/\ncd', 'ctrl-k', 'ab/cd'],
	['ab\nc/d', 'ctrl-home', '/ab\ncd'],
	['count/', '(', 'count(/)'],
	['count(/)', ')', 'count()/'],
	['count(/)', 'backspace', 'count/'],
	['a = /', '"', 'a = "/"'],
	['a = "b/"', '"', 'a = "b"/'],
	['parse "/"', '(', 'parse "(/"'],
	['don/', '"', 'don"/'],
	['/ab', '(', '(/ab'],
])('%j with %s is %j', (before, key, after) => {
	expect(draw(editBar(bar(before), key) ?? bar(before))).toBe(after);
});

test('a change is taken back and made again, a word typed in one go as one', () => {
	let typed = bar('where /');

	for (const key of ['u', 's', 'e', 'r', 'space', 'x']) {
		typed = editBar(typed, key) ?? typed;
	}

	typed = editBar(typed, 'ctrl-w') ?? typed;
	const after = (step: (bar: QueryBar) => QueryBar, times: number) =>
		Array.from({ length: times }, () => {
			typed = step(typed);
			return draw(typed);
		});
	const changes = ['where /', 'where user/', 'where user /', 'where user x/', 'where user /'];
	expect(after(undoEdit, 5)).toEqual([...changes.toReversed().slice(1), 'where /']);
	expect(after(redoEdit, 5)).toEqual([...changes.slice(1), 'where user /']);
	after(undoEdit, 2);
	typed = insertText(typed, '!');
	expect(after(redoEdit, 1)).toEqual(['where user !/']);
});

test('what was cut is kept until something else is', () => {
	const first = editBar(bar('where user/ = 1'), 'ctrl-w')!;
	expect(first.cut).toBe('user');
	expect(editBar(first, 'backspace')!.cut).toBe('user');
	const second = editBar(first, 'ctrl-k')!;
	expect(second.cut).toBe(' = 1');
	expect(editBar({ ...second, cursor: second.text.length }, 'ctrl-k')!.cut).toBe(' = 1');
});

test('up and down go between the lines first, then through the history', () => {
	const older = browseBar(bar('abc\nde/'), -1, ['old']);
	expect(draw(older)).toBe('ab/c\nde');
	const oldest = browseBar(older, -1, ['old']);
	expect(draw(oldest)).toBe('old/');
	expect(draw(browseBar(oldest, 1, ['old']))).toBe('abc\nde/');
	expect(draw(browseBar(bar('a/\nbcd'), 1, []))).toBe('a\nb/cd');
});

test('down enters the completions, up leaves them', () => {
	const items = ['count', 'concat'].map(label => ({
		insert: label,
		label,
		help: '',
		start: 0,
		end: 1,
	}));
	const offered = { ...bar('c/'), completions: items };
	const first = browseBar(offered, 1, ['old']);
	expect(first.completion).toBe(0);
	expect(browseBar(first, -1, ['old'])).toMatchObject({ completion: -1, text: 'c' });
	expect(browseBar(offered, -1, ['old']).text).toBe('old');
});

test('a mark of a fault before the change stays, one behind it goes', () => {
	const fault = { severity: 'fault' as const, message: 'm', next: 'n' };
	const faulty = {
		...bar('limt | cuont/'),
		faults: [
			{ ...fault, span: { start: 0, end: 4 } },
			{ ...fault, span: { start: 7, end: 12 } },
		],
	};
	expect(editBar(faulty, 'x')?.faults.map(one => one.span.start)).toEqual([0]);
});

test('older queries come back, first those that start like the typed one', () => {
	const history = ['ada | count', 'bob', 'ada'];
	const typed = bar('ada/');
	const older = browseBar(typed, -1, history);
	expect(older.text).toBe('ada | count');
	expect(browseBar(older, 1, history).text).toBe('ada');
	expect(browseBar(bar('/'), -1, history).text).toBe('ada');
	expect(browseBar(bar('x/'), -1, []).text).toBe('x');
});

test('going back in the history is one step to undo, and at its newest the typed text stands', () => {
	const history = ['bob | count', 'ada | count', 'ada | sum'];
	const typed = editBar(bar('ad/'), 'a') ?? bar('');
	const moved = editBar(typed, 'left') ?? typed;
	const far = browseBar(browseBar(moved, -1, history), -1, history);
	expect(far.text).toBe('ada | count');
	expect(draw(undoEdit(far))).toBe('ad/a');
	expect(draw(redoEdit(undoEdit(far)))).toBe('ada | count/');
	expect(draw(undoEdit(undoEdit(far)))).toBe('ad/');

	const changed = insertText(far, '!');
	expect(draw(undoEdit(undoEdit(changed)))).toBe('ad/a');

	const back = browseBar(browseBar(far, 1, history), 1, history);
	expect(draw(back)).toBe('ada/');
	expect(draw(undoEdit(back))).toBe('ad/');
});

test('completions that come for an older query do not hide the way back to the typed one', () => {
	const history = ['* | count', '* | count by _user'];
	const completions = [{ insert: 'x', label: 'x', help: '', start: 0, end: 0 }];
	const first = { ...browseBar(bar('* /'), -1, history), completions };
	const second = { ...browseBar(first, -1, history), completions };
	expect(second.text).toBe('* | count');
	const newer = { ...browseBar(second, 1, history), completions };
	expect(newer.text).toBe('* | count by _user');
	expect(draw(browseBar(newer, 1, history))).toBe('* /');
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
	expect(draw(takeCompletion(typed))).toBe('* | count by /');
});

test('a query takes twenty thousand characters', () => {
	const full = insertText(bar('/'), 'x'.repeat(20_001));
	expect(full.text).toHaveLength(20_000);
	expect(insertText(full, 'y').text).toBe(full.text);
});

test('a hundred changes are taken back', () => {
	let typed = bar('/');
	for (let index = 0; index < 101; index++) {
		typed = insertText(typed, 'x');
	}

	for (let index = 0; index < 110; index++) {
		typed = undoEdit(typed);
	}

	expect(typed.text).toBe('x');
});

test('thirty saved searches are offered', () => {
	const searches = Array.from({ length: 31 }, (_item, index) => ({
		name: `s${index}`,
		title: `search ${index}`,
		description: '',
		query: '*',
	}));
	expect(withSearches([], bar('/'), searches)).toHaveLength(30);
});

test('the rest of the newest query that begins so is taken by a key to the right', () => {
	const history = ['* | count by a', '* | count by b', '* | count'];
	expect(ghostOf(bar('* | count by /'), history)).toBe('b');
	expect(draw(takeGhost(bar('* | count by /'), 'right', history)!)).toBe('* | count by b/');
	expect(takeGhost(bar('* | count by /'), 'left', history)).toBeUndefined();
	for (const none of ['/', '* | count/ by', 'x/', '* | count by b/']) {
		expect(ghostOf(bar(none), history)).toBeUndefined();
	}

	expect(ghostOf({ ...bar('* | count by /'), purpose: 'search' }, history)).toBeUndefined();
});
