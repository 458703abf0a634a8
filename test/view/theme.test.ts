import { expect, test } from 'vitest';
import { toAscii, withoutBraille } from '../../source/view/ascii.ts';
import { paint } from '../../source/view/paint.ts';
import { makeTheme } from '../../source/view/theme.ts';
import { themeNames } from '../../source/panels/theme/palettes.ts';
import { selectLine, span } from '../../source/panels/span.ts';
import { cellWidth } from '../../source/text/width.ts';

const line = [span('ada '), span('12', 'strong'), span(' bad', 'bad')];

test.each([
	['24-bit', 'ada \u001b[1m12\u001b[0m\u001b[38;2;244;112;107m bad\u001b[0m'],
	['256', 'ada \u001b[1m12\u001b[0m\u001b[38;5;203m bad\u001b[0m'],
	['16', 'ada \u001b[1m12\u001b[0m\u001b[91m bad\u001b[0m'],
	['none', 'ada \u001b[1m12\u001b[0m bad'],
] as const)('with %s colours', (level, painted) => {
	expect(paint(line, makeTheme('dark', level))).toBe(painted);
});

test('what is chosen is seen at every level', () => {
	for (const name of themeNames) {
		for (const level of ['24-bit', '256', '16', 'none'] as const) {
			const theme = makeTheme(name, level);
			expect(paint(selectLine(line), theme), `${name} ${level}`).not.toBe(paint(line, theme));
		}
	}
});

test('without colours series keep fills of their own', () => {
	const bars = [span('██', 'series-0'), span('▓▓', 'series-1'), span('▒▒', 'series-2')];
	expect(paint(bars, makeTheme('dark', 'none'))).toBe('██▓▓▒▒');
	expect(paint(bars, makeTheme('colour-blind', '24-bit'))).toContain('▓▓');
	expect(paint(bars, makeTheme('dark', '24-bit'))).not.toContain('▓▓');
	for (const role of ['good', 'bad', 'denied', 'severity-high'] as const) {
		expect(paint([span('▓▓', role)], makeTheme('dark', '24-bit'))).not.toContain('▓▓');
		expect(paint([span('▓▓', role)], makeTheme('dark', 'none'))).toContain('▓▓');
	}
});

test('a line is painted once a theme', () => {
	const theme = makeTheme('dark', '24-bit');
	expect(paint(line, theme)).toBe(paint(line, theme));
	expect(paint(line, makeTheme('mono', '24-bit'))).toBe(
		paint(line, makeTheme('dark', 'none')).replace(' bad', '\u001b[1m bad\u001b[0m'),
	);
});

test.each([
	['╭─ Logins ─╮', '+- Logins -+'],
	['▁▂▃▄▅▆▇█', '_.:-=+*##'.slice(0, 7) + '#'],
	['⣿⠁ ', ':. '],
	['12 ▲ ada…', '12 ^ ada~'],
	['日本', '????'],
	['é', '?'],
])('%s in ASCII is %s', (text, ascii) => {
	expect(toAscii(text, cellWidth)).toBe(ascii);
	expect(toAscii(text, cellWidth)).toHaveLength(cellWidth(text));
});

test('without braille the dots are shades, and all else is as it was', () => {
	expect(withoutBraille('│⠀⠁⣿⠶● ä│')).toBe('│ ░▒▒● ä│');
	expect(paint([{ text: '⣿', role: 'land' }], makeTheme('mono', 'none', 'no-braille'))).toContain(
		'▒',
	);
});
