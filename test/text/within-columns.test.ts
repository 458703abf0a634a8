import { expect, test } from 'vitest';
import { withinColumns } from '../../source/text/within-columns.ts';
import { cellWidth } from '../../source/text/width.ts';

test.each([
	['short', 'short'],
	['one two three four five', 'one two three four\nfive'],
	[
		'  --env NAME  the name of it',
		'  --env NAME  the\n              name\n              of\n              it',
	],
	['- one two three four', '- one two three\n  four'],
	['  $ go one two three', '  $ go one two \\\n      three'],
	["  $ go 'a | b c d e f'", "  $ go \\\n      'a | b c d e f'"],
	['a\n\n  b', 'a\n\n  b'],
	['x'.repeat(20), `${'x'.repeat(18)}\nxx`],
])('%j within 18 columns', (text, lines) => {
	expect(withinColumns(text, 18)).toBe(lines);
});

test('wide characters count twice', () => {
	for (const line of withinColumns('漢字 '.repeat(20).trim(), 18).split('\n')) {
		expect(cellWidth(line)).toBeLessThanOrEqual(18);
	}
});
