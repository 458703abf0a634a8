import { type Flags, PatternFault, type Source } from './pattern-source.ts';

const flagLetters = 'imsxud';

/** The flags of a literal `/…/flags`; `g` is not supported. */
export function readFlags(letters: string): Flags {
	let flags: Flags = { ignoreCase: false, multiline: false, dotAll: false, extended: false };

	for (const letter of letters.replaceAll('g', '')) {
		flags = withFlag(flags, letter, true);
	}

	return flags;
}

function withFlag(flags: Flags, letter: string, on: boolean): Flags {
	switch (letter) {
		case 'i':
			return { ...flags, ignoreCase: on };
		case 'm':
			return { ...flags, multiline: on };
		case 's':
			return { ...flags, dotAll: on };
		case 'x':
			return { ...flags, extended: on };
		case 'u':
		case 'd':
			return flags;
		default:
			throw new PatternFault(`the regex flag "${letter}" is not known; i, m, s and x are`);
	}
}

/** The flags at the current position; undefined when there is no list of flags. */
export function readFlagLetters(source: Source, flags: Flags): Flags | undefined {
	let changed = flags;
	let on = true;

	for (;;) {
		const char = source.text[source.position];

		if (char === ')' || char === ':') {
			return changed;
		}

		if (char === '-' && on) {
			on = false;
		} else if (char !== undefined && flagLetters.includes(char)) {
			changed = withFlag(changed, char, on);
		} else {
			return undefined;
		}

		source.position++;
	}
}
