import { rangeDefault, shiftRange, zoomRange } from '../compose/range.ts';
import { openMenu } from '../menu/index.ts';
import { setRange } from '../state/set-range.ts';
import { lists, views } from './action.ts';
import type { Action } from './action.ts';

export const time: Action = {
	name: 'time',
	keys: ['t'],
	contexts: views,
	help: 'choose the time range',
	footer: 'time',
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'time', typed: false }, commands),
};

export const typeTime: Action = {
	name: 'type-time',
	keys: ['T'],
	contexts: views,
	help: 'type a time range',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'time', typed: true }, commands),
};

export const rangeIn: Action = {
	name: 'range-in',
	keys: ['+'],
	contexts: lists,
	help: 'half the time range',
	footer: undefined,
	inPalette: true,
	run: state => setRange(state, zoomRange(state.range, 0.5, state.nowMs)),
};

export const rangeOut: Action = {
	name: 'range-out',
	keys: ['_'],
	contexts: lists,
	help: 'twice the time range',
	footer: undefined,
	inPalette: true,
	run: state => setRange(state, zoomRange(state.range, 2, state.nowMs)),
};

export const rangeReset: Action = {
	name: 'range-reset',
	keys: ['='],
	contexts: lists,
	help: 'the last 24 hours',
	footer: undefined,
	inPalette: true,
	run: state => setRange(state, rangeDefault),
};

export const rangeEarlier: Action = {
	name: 'range-earlier',
	keys: ['shift-left', '<'],
	contexts: lists,
	help: 'half a range earlier',
	footer: undefined,
	inPalette: true,
	run: state => setRange(state, shiftRange(state.range, -1, state.nowMs)),
};

export const rangeLater: Action = {
	name: 'range-later',
	keys: ['shift-right', '>'],
	contexts: lists,
	help: 'half a range later',
	footer: undefined,
	inPalette: true,
	run: state => setRange(state, shiftRange(state.range, 1, state.nowMs)),
};
