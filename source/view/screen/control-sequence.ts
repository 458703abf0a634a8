import type { Key, TerminalEvent } from './key.ts';

/** A decoded sequence: its events (none for a sequence that is not used) and its length. */
interface Sequence {
	readonly events: readonly TerminalEvent[];
	readonly length: number;
}

const finalNames: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	E: 'begin',
	F: 'end',
	H: 'home',
	M: 'enter',
	P: 'f1',
	Q: 'f2',
	R: 'f3',
	S: 'f4',
	Z: 'tab',
};

const tildeNames: Readonly<Record<string, string>> = {
	1: 'home',
	2: 'insert',
	3: 'delete',
	4: 'end',
	5: 'pageup',
	6: 'pagedown',
	7: 'home',
	8: 'end',
	11: 'f1',
	12: 'f2',
	13: 'f3',
	14: 'f4',
	15: 'f5',
	17: 'f6',
	18: 'f7',
	19: 'f8',
	20: 'f9',
	21: 'f10',
	23: 'f11',
	24: 'f12',
};

/**
 * Decodes the sequence at the start of `input`, which begins with escape and has a second
 * character.
 *
 * @returns undefined when it is not a sequence (alt and a key), `incomplete` when more bytes are
 *   needed
 */
export function decodeControlSequence(input: string): Sequence | 'incomplete' | undefined {
	switch (input[1]) {
		case '[':
			return readCsi(input);
		case 'O':
			return readSs3(input);
		case ']':
		case 'P':
		case '_':
		case '^':
			return readString(input);
		default:
			return undefined;
	}
}

function readCsi(input: string): Sequence | 'incomplete' {
	// The Linux console sends its function keys as ESC [ [ A.
	if (input[2] === '[') {
		const name = { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' }[input[3] ?? ''];
		return input.length < 4 ? 'incomplete' : { events: keys(name, 0), length: 4 };
	}

	const match = /^([<-?]?)([0-9:;]*)([ -/]*)([@-~])/.exec(input.slice(2));
	if (match === null) {
		return /^[0-?]*[ -/]*$/.test(input.slice(2))
			? 'incomplete'
			: { events: [], length: 2 + (/^[0-?]*[ -/]*[@-~]?/.exec(input.slice(2))?.[0].length ?? 0) };
	}

	const [whole, lead = '', body = '', middle = '', final = ''] = match;
	const length = 2 + whole.length;
	if (lead !== '') {
		return { events: reportEvents(lead, body, middle, final), length };
	}

	if (final === 'M' && body === '') {
		return readOldMouse(input, length);
	}

	return { events: keyEvents(body, final), length };
}

/** The old report of the mouse, which is not used: three characters follow, of which none is a control character. */
function readOldMouse(input: string, length: number): Sequence | 'incomplete' {
	const follows = /^[^\u0000-\u001F]{0,3}/.exec(input.slice(length))?.[0].length ?? 0;
	return follows < 3 && input.length === length + follows
		? 'incomplete'
		: { events: [], length: length + follows };
}

/** Whether the input is the beginning of a report of the mouse, and nothing else. */
export function isMouseBeginning(input: string): boolean {
	return /^\u001B\[<[0-?]*[ -/]*$/.test(input);
}

const mouseActs: Readonly<
	Record<string, 'press' | 'drag' | 'release' | 'wheel-up' | 'wheel-down'>
> = {
	'0M': 'press',
	'0m': 'release',
	'32M': 'drag',
	'64M': 'wheel-up',
	'65M': 'wheel-down',
};

/** Other buttons, held keys and whatever is not written as such a report must be are dropped. */
function mouseEvents(body: string, final: string): TerminalEvent[] {
	const [, button = '', column, row] = /^(\d{1,3});(\d{1,5});(\d{1,5})$/.exec(body) ?? [];
	const act = mouseActs[button + final];
	const x = Number(column) - 1;
	const y = Number(row) - 1;
	return act !== undefined && x >= 0 && y >= 0 ? [{ kind: 'mouse', act, x, y }] : [];
}

function reportEvents(lead: string, body: string, middle: string, final: string): TerminalEvent[] {
	if (lead === '<' && middle === '') {
		return mouseEvents(body, final);
	}

	if (lead !== '?') {
		return [];
	}

	if (final === 'c') {
		return [{ kind: 'attributes' }];
	}

	if (middle === '$' && final === 'y') {
		const [mode = '0', value = '0'] = body.split(';');
		// 0 is unknown, 4 permanently reset: the mode cannot be used.
		return [{ kind: 'mode', mode: Number(mode), supported: value !== '0' && value !== '4' }];
	}

	return [];
}

function keyEvents(body: string, final: string): readonly TerminalEvent[] {
	if (body === '' && (final === 'I' || final === 'O')) {
		return [{ kind: 'focus', focused: final === 'I' }];
	}

	const [first = '', second = ''] = body.split(';');
	// One more than the bits: 1 shift, 2 alt, 4 ctrl.
	const modifiers = Math.max(0, (Number.parseInt(second, 10) || 1) - 1);
	if (final === '~') {
		return keys(tildeNames[first], modifiers);
	}

	if (final === 'u') {
		return keys(unicodeName(Number.parseInt(first, 10)), modifiers);
	}

	return keys(finalNames[final], final === 'Z' ? modifiers | 1 : modifiers);
}

/** The keyboard protocol that sends code points (`ESC [ 13 ; 2 u` is shift and enter). */
function unicodeName(code: number): string | undefined {
	const known = { 9: 'tab', 13: 'enter', 27: 'escape', 32: 'space', 127: 'backspace' }[code];
	return known ?? (code > 32 && code < 0x11_0000 ? String.fromCodePoint(code) : undefined);
}

function keys(name: string | undefined, modifiers: number): readonly Key[] {
	return name === undefined
		? []
		: [
				{
					kind: 'key',
					name,
					shift: (modifiers & 1) !== 0,
					alt: (modifiers & 2) !== 0,
					ctrl: (modifiers & 4) !== 0,
				},
			];
}

function readSs3(input: string): Sequence | 'incomplete' {
	const final = input[2];
	return final === undefined ? 'incomplete' : { events: keys(finalNames[final], 0), length: 3 };
}

/** OSC, DCS, APC, PM: ended by BEL or ESC \. Only the answer to OSC 11 is used. */
function readString(input: string): Sequence | 'incomplete' {
	const bell = input.indexOf('\u0007', 2);
	const terminator = input.indexOf('\u001B\\', 2);
	const end = terminator >= 0 && (bell < 0 || terminator < bell) ? terminator : bell;
	if (end < 0) {
		return 'incomplete';
	}

	const length = end + (end === terminator ? 2 : 1);
	const body = input.slice(2, end);
	const color = /^11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)/i.exec(body);
	if (input[1] !== ']' || color === null) {
		return { events: [], length };
	}

	const [red = 0, green = 0, blue = 0] = color.slice(1).map(channel);
	return { events: [{ kind: 'background', red, green, blue }], length };
}

/** A channel of 1 to 4 hexadecimal digits, scaled to 0 … 255. */
function channel(digits: string): number {
	return Math.round((Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255);
}
