import { isCharacter } from './bar-keys.ts';

/** A short text after a key; undefined when the key types nothing. */
export function typedAfter(typed: string, key: string): string | undefined {
	switch (key) {
		case 'backspace':
			return [...typed].slice(0, -1).join('');
		case 'ctrl-u':
			return '';
		case 'space':
			return `${typed} `;
		default:
			return isCharacter(key) ? typed + key : undefined;
	}
}
