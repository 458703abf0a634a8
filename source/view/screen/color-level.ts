/** Number of colours: none, the 16 of the user’s palette, 256, or 24 bits. */
export type ColorLevel = 0 | 1 | 2 | 3;

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * Decides how many colours the terminal shows.
 *
 * ssh does not forward `COLORTERM`, so some terminals with 24 bits are recognised by `TERM`.
 *
 * @param wish - the value of `--color`: auto, always, never, 16, 256, truecolor
 */
export function colorLevel(wish: string, env: EnvironmentVariables): ColorLevel {
	const explicit: Readonly<Record<string, ColorLevel>> = { never: 0, 16: 1, 256: 2, truecolor: 3 };
	const level = explicit[wish];
	if (level !== undefined) {
		return level;
	}

	const wished = wish === 'always';
	// https://no-color.org: any value that is not empty.
	if (!wished && env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') {
		return 0;
	}

	const forced = { '0': 0, '1': 1, '2': 2, '3': 3, true: 1, false: 0 }[env['FORCE_COLOR'] ?? ''];
	return (forced as ColorLevel | undefined) ?? levelOfTerm(env, wished);
}

function levelOfTerm(env: EnvironmentVariables, wished: boolean): ColorLevel {
	const term = env['TERM'] ?? '';
	if (/^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '')) {
		return 3;
	}

	if (term === 'dumb' || term === '') {
		return wished ? 1 : 0;
	}

	if (/direct|alacritty|kitty|ghostty|wezterm|foot|contour|iterm/i.test(term)) {
		return 3;
	}

	return /256/.test(term)
		? 2
		: /^(vt100|vt102|vt220|ansi-m|xterm-mono|linux-m)$/.test(term)
			? wished
				? 1
				: 0
			: 1;
}

/** Whether the locale uses UTF-8. Without it, lines and blocks are drawn in ASCII. */
export function isUtf8(env: EnvironmentVariables): boolean {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	return /utf-?8/i.test(locale);
}
