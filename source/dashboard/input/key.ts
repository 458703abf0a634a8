/** A key press from the terminal's decoder. */
export interface KeyPress {
	/** The character itself for printable keys, else a name such as `enter` or `pageup`. */
	readonly name: string;
	readonly ctrl: boolean;
	readonly alt: boolean;
	/** Only set for keys that are not characters. */
	readonly shift: boolean;
}

/** Takes what a message offers: messages name it. */
export const repairKey = 'ctrl-t';

/** `ctrl-c`, `shift-tab`, `G`. */
export function keyName(press: KeyPress): string {
	const name = press.name === ' ' ? 'space' : press.name;
	return `${press.ctrl ? 'ctrl-' : ''}${press.alt ? 'alt-' : ''}${press.shift ? 'shift-' : ''}${name}`;
}

/** Keys as they are printed: `1-9`, `←`, `esc`. */
export function keyLabel(keys: readonly string[]): string {
	if (keys.length > 2 && keys.every(key => /^\d$/.test(key))) {
		return `${keys[0] ?? ''}-${keys.at(-1) ?? ''}`;
	}

	return keys.map(key => names[key] ?? key).join(' ');
}

const names: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	escape: 'esc',
	backspace: 'bksp',
	pageup: 'pgup',
	pagedown: 'pgdn',
	'alt-enter': 'alt-⏎',
	'shift-enter': '⇧⏎',
	'shift-left': '⇧←',
	'shift-right': '⇧→',
};
