import { formatQuery } from '../../query/language/format.ts';
import { toggleComment } from '../../query/language/toggle-comment.ts';
import { edited, insertText, redoEdit, replaceText, undoEdit } from '../input/query-bar.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { openMenu } from '../menu/index.ts';
import type { Action } from './action.ts';
import type { State } from '../state/state.ts';
import { changeBar } from './change-bar.ts';

export const newLine: Action = {
	name: 'new-line',
	keys: ['alt-enter', 'shift-enter'],
	contexts: ['bar'],
	help: 'a new line in the query',
	footer: state => inQuery(state, 'new line'),
	inPalette: true,
	run: editing(bar => insertText(bar, '\n')),
};

export const findQuery: Action = {
	name: 'find-query',
	keys: ['ctrl-r'],
	contexts: ['bar'],
	help: 'older and saved queries',
	footer: state => inQuery(state, 'older'),
	inPalette: true,
	run: (state, { commands }) =>
		state.bar?.purpose === 'query' ? openMenu(state, { kind: 'queries' }, commands) : [state, []],
};

export const undo: Action = {
	name: 'undo',
	keys: ['ctrl-_', 'ctrl-/', 'alt-u'],
	contexts: ['bar'],
	help: 'undo',
	footer: undefined,
	inPalette: true,
	run: editing(undoEdit),
};

export const redo: Action = {
	name: 'redo',
	keys: ['alt-/', 'alt-r'],
	contexts: ['bar'],
	help: 'redo',
	footer: undefined,
	inPalette: true,
	run: editing(redoEdit),
};

export const pasteCut: Action = {
	name: 'paste-cut',
	keys: ['ctrl-y'],
	contexts: ['bar'],
	help: 'put back what was cut',
	footer: undefined,
	inPalette: true,
	run: editing(bar => insertText(bar, bar.cut)),
};

export const format: Action = {
	name: 'format',
	keys: ['alt-f'],
	contexts: ['bar'],
	help: 'a line for each stage',
	footer: undefined,
	inPalette: true,
	run: editing(bar => (isQuery(bar) ? replaceText(bar, formatQuery(bar.text)) : bar)),
};

export const comment: Action = {
	name: 'comment',
	keys: ['alt-#', 'alt-c'],
	contexts: ['bar'],
	help: 'leave this stage out, or take it back',
	footer: undefined,
	inPalette: true,
	run: editing(bar => {
		const toggled = isQuery(bar) ? toggleComment(bar) : undefined;
		return toggled === undefined ? bar : edited(bar, toggled.text, toggled.cursor);
	}),
};

export const editElsewhere: Action = {
	name: 'edit-elsewhere',
	keys: ['alt-e', 'ctrl-x'],
	contexts: ['bar'],
	help: 'edit in $EDITOR; also ctrl-x ctrl-e',
	footer: undefined,
	inPalette: false,
	run(state, { key }) {
		const { bar } = state;
		if (bar === undefined || !isQuery(bar)) {
			return [state, []];
		}

		return key === 'x'
			? [{ ...state, bar: { ...bar, isChord: true } }, []]
			: [state, [{ kind: 'edit-elsewhere', text: bar.text }]];
	},
};

function inQuery({ bar }: State, text: string): string | undefined {
	return bar?.purpose === 'query' ? text : undefined;
}

function isQuery({ purpose }: QueryBar): boolean {
	return purpose === 'query';
}

/** The palette also lists these; without an open bar they do nothing. */
function editing(edit: (bar: QueryBar) => QueryBar): Action['run'] {
	return state => (state.bar === undefined ? [state, []] : changeBar(state, edit(state.bar)));
}
