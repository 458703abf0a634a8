import { sanitise } from './sanitise.ts';

/**
 * A text as one word of a shell's command line, quoted when it needs to be, so that it stays a text: for POSIX `sh`,
 * also where it is pasted. What a terminal would act on as it is pasted stands there as escapes of `printf`.
 *
 * @returns undefined where no word says it: NUL, half a character, and a line break at the end
 */
export function shellWord(text: string): string | undefined {
	if (/[\0\p{Cs}]|\n$/u.test(text)) {
		return undefined;
	}

	// `=` at the beginning is a command's place in zsh.
	if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) {
		return text;
	}

	return sanitise(text) === text ? quoted(text) : printed(text);
}

/** The same for a text that is shown to be read: what no word says is shown as escapes. */
export function shownShellWord(text: string): string {
	return shellWord(text) ?? quoted(sanitise(text));
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The shell takes off line breaks at the end, and an interactive one reads `!` between double quotes. */
function printed(text: string): string {
	const format = Array.from(text, (character, index) => {
		// One mark alone is harmless, and many of them are not.
		const isSafe = sanitise(character) === character && !/[!\p{M}]/u.test(character);
		return isSafe && !(index === 0 && character === '-')
			? character.replace('%', '%%').replace('\\', '\\\\').replace("'", `'\\''`)
			: Array.from(new TextEncoder().encode(character), octal).join('');
	});
	return `"$(printf '${format.join('')}')"`;
}

function octal(byte: number): string {
	return `\\${byte.toString(8).padStart(3, '0')}`;
}
