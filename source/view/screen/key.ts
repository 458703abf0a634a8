/**
 * One key press. `name` is the character itself for printable keys (`a`, `G`, `ß`), else one of
 * enter, tab, escape, backspace, delete, insert, up, down, left, right, home, end, pageup,
 * pagedown, space, f1 … f12.
 */
export interface Key {
	readonly kind: 'key';
	readonly name: string;
	readonly ctrl: boolean;
	readonly alt: boolean;
	/** Only set for keys that are not characters, because a shifted letter is another character. */
	readonly shift: boolean;
}

/** Everything that a terminal sends: keys, pasted text, focus changes, and answers to queries. */
export type TerminalEvent =
	| Key
	/**
	 * Text between the marks of bracketed paste, with `
	 * ` as line end.
	 */
	| { readonly kind: 'paste'; readonly text: string }
	/** The left button or the wheel, without a held key; `x` and `y` are cells from 0. */
	| {
			readonly kind: 'mouse';
			readonly act: 'press' | 'drag' | 'release' | 'wheel-up' | 'wheel-down';
			readonly x: number;
			readonly y: number;
	  }
	| { readonly kind: 'focus'; readonly focused: boolean }
	/** The answer to OSC 11, each channel 0 … 255. */
	| {
			readonly kind: 'background';
			readonly red: number;
			readonly green: number;
			readonly blue: number;
	  }
	/** The answer to DECRQM: whether a private mode can be set. */
	| { readonly kind: 'mode'; readonly mode: number; readonly supported: boolean }
	/** The answer to DA1. Every terminal sends it, after the answers to all earlier queries. */
	| { readonly kind: 'attributes' };
