import { expect, test } from 'vitest';
import { keptLineCount, Output } from '../../../source/view/ink/output.ts';

function draw(
	pieces: readonly (readonly [x: number, y: number, text: string])[],
	clip?: { x1: number; x2: number; y1: number; y2: number },
): string {
	const output = new Output({ width: 12, height: 3 });
	if (clip !== undefined) {
		output.clip(clip);
	}

	for (const [x, y, text] of pieces) {
		output.write(x, y, text, { transformers: [] });
	}

	return output.get().output;
}

test.each([
	{
		name: 'texts stand where they are put',
		pieces: [
			[2, 0, 'ab'],
			[0, 2, 'c'],
		],
		drawn: '  ab\n\nc',
	},
	{
		name: 'later ones cover earlier ones',
		pieces: [
			[0, 0, 'aaaaaa'],
			[2, 0, 'b'],
		],
		drawn: 'aabaaa',
	},
	{ name: 'several lines', pieces: [[1, 0, 'a\nb\nc\nd']], drawn: ' a\n b\n c' },
	{
		name: 'a box over the first half of a wide glyph',
		pieces: [
			[0, 0, 'a漢b'],
			[0, 0, 'xx'],
		],
		drawn: 'xx b',
	},
	{
		name: 'a box over the second half of a wide glyph',
		pieces: [
			[0, 0, 'a漢b'],
			[2, 0, 'xx'],
		],
		drawn: 'a xx',
	},
	{
		name: 'a wide glyph over two halves',
		pieces: [
			[0, 0, '漢字漢'],
			[1, 0, '監'],
		],
		drawn: ' 監 漢',
	},
] as const)('$name', ({ pieces, drawn }) => {
	expect(draw(pieces).trimEnd()).toBe(drawn);
});

test('what is outside the clip is not drawn, and half a wide glyph is a blank', () => {
	const clip = { x1: 1, x2: 4, y1: 0, y2: 2 };
	expect(
		draw(
			[
				[0, 0, 'abcdef'],
				[0, 2, 'below'],
			],
			clip,
		).trimEnd(),
	).toBe(' bcd');
	expect(draw([[0, 0, '漢字漢']], clip).trimEnd()).toBe('  字');
});

test('styles are kept, and end with the row', () => {
	expect(draw([[0, 0, '\u001B[31mred\u001B[39m plain']])).toBe('\u001B[31mred\u001B[m plain\n\n');
});

test('lines that do not come again are forgotten', () => {
	for (let frame = 0; frame < 10_000; frame++) {
		draw([[0, 0, `line ${frame}`]]);
	}

	expect(keptLineCount()).toBeLessThanOrEqual(2);
});

test('of a line two thousand cells are drawn, and two thousand lines are remembered', () => {
	const output = new Output({ width: 2_100, height: 1 });
	output.write(0, 0, 'x'.repeat(2_050), { transformers: [] });
	expect(output.get().output).toBe('x'.repeat(2_000));

	const screen = new Output({ width: 12, height: 6_000 });
	for (let line = 0; line < 6_000; line++) {
		screen.write(0, line, `line ${line}`, { transformers: [] });
	}

	screen.get();
	expect(keptLineCount()).toBeLessThanOrEqual(2_000);
});
