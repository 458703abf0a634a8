import { expect, test } from 'vitest';
import { clipboardSequence } from '../../source/view/clipboard.ts';

const plain = '\u001B]52;c;YWRh\u0007';

test.each([
	{ name: 'a terminal by itself', env: { TERM: 'xterm-256color' }, sequence: plain },
	{
		name: 'tmux, by either of its ways',
		env: { TERM: 'tmux-256color', TMUX: '/run/user/0/tmux,1,0' },
		sequence: `${plain}\u001BPtmux;\u001B${plain}\u001B\\`,
	},
	{ name: 'screen', env: { TERM: 'screen' }, sequence: `\u001BP${plain}\u001B\\` },
])('through $name', ({ env, sequence }) => {
	expect(clipboardSequence('ada', env)).toBe(sequence);
});

test('screen gets a long text in pieces that it takes', () => {
	const sequence = clipboardSequence('x'.repeat(1_000), { TERM: 'screen.xterm-256color' }) ?? '';
	const pieces = sequence.split('\u001B\\').filter(Boolean);
	expect(pieces.length).toBeGreaterThan(5);
	expect(pieces.every(piece => piece.startsWith('\u001BP') && piece.length < 256)).toBe(true);
	expect(pieces.map(piece => piece.slice(2)).join('')).toBe(
		`\u001B]52;c;${Buffer.from('x'.repeat(1_000)).toString('base64')}\u0007`,
	);
});

test('a text that terminals would cut is not sent', () => {
	expect(clipboardSequence('x'.repeat(56_000), {})).toBeDefined();
	expect(clipboardSequence('x'.repeat(57_000), {})).toBeUndefined();
});
