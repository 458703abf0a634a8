import { expect, test } from 'vitest';
import { colorLevel, isUtf8 } from '../../../source/view/screen/color-level.ts';

test.each([
	{ wish: 'auto', env: { TERM: 'xterm-256color' }, level: 2 },
	{ wish: 'auto', env: { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, level: 3 },
	{ wish: 'auto', env: { TERM: 'alacritty' }, level: 3 },
	{ wish: 'auto', env: { TERM: 'xterm-kitty' }, level: 3 },
	{ wish: 'auto', env: { TERM: 'tmux-256color' }, level: 2 },
	{ wish: 'auto', env: { TERM: 'screen' }, level: 1 },
	{ wish: 'auto', env: { TERM: 'vt100' }, level: 0 },
	{ wish: 'auto', env: { TERM: 'dumb' }, level: 0 },
	{ wish: 'auto', env: { TERM: 'xterm-256color', NO_COLOR: '1' }, level: 0 },
	{ wish: 'auto', env: { TERM: 'xterm-256color', NO_COLOR: '' }, level: 2 },
	{ wish: 'always', env: { TERM: 'xterm-256color', NO_COLOR: '1' }, level: 2 },
	{ wish: 'auto', env: { TERM: 'vt100', FORCE_COLOR: '3' }, level: 3 },
	{ wish: 'never', env: { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, level: 0 },
	{ wish: 'truecolor', env: { TERM: 'xterm-256color', NO_COLOR: '1' }, level: 3 },
	{ wish: '16', env: { COLORTERM: 'truecolor' }, level: 1 },
])('--color $wish with $env', ({ wish, env, level }) => {
	expect(colorLevel(wish, env)).toBe(level);
});

test.each([
	{ env: { LANG: 'en_GB.UTF-8' }, utf8: true },
	{ env: { LANG: 'C' }, utf8: false },
	{ env: {}, utf8: false },
	{ env: { LANG: 'C', LC_ALL: 'C.utf8' }, utf8: true },
	{ env: { LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, utf8: false },
])('$env', ({ env, utf8 }) => {
	expect(isUtf8(env)).toBe(utf8);
});
