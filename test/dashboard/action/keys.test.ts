import { expect, test } from 'vitest';
import { actionFor, keyConflicts, keymap } from '../../../source/dashboard/action/index.ts';
import { keyName } from '../../../source/dashboard/input/key.ts';
import { keymapMarkdown } from '../../../source/dashboard/action/print-keys.ts';

test('no key does two things in one place', () => {
	expect(keyConflicts(keymap)).toEqual([]);
});

test('a key that would do two things in one place is found', () => {
	const wrong = keymap.map(binding =>
		binding.action === 'zoom' ? { ...binding, keys: ['t'] } : binding,
	);
	expect(keyConflicts(wrong)).toEqual([
		{ key: 't', context: 'dashboard', actions: expect.arrayContaining(['time', 'zoom']) },
	]);
});

test.each([
	[{ name: 'c', ctrl: true, alt: false, shift: false }, 'ctrl-c'],
	[{ name: 'tab', ctrl: false, alt: false, shift: true }, 'shift-tab'],
	[{ name: 'G', ctrl: false, alt: false, shift: false }, 'G'],
	[{ name: ' ', ctrl: false, alt: false, shift: false }, 'space'],
	[{ name: 'b', ctrl: false, alt: true, shift: false }, 'alt-b'],
])('%j is %s', (press, name) => {
	expect(keyName(press)).toBe(name);
});

test('one can always leave, in every place', () => {
	for (const context of ['dashboard', 'rows', 'record', 'text', 'menu', 'bar'] as const) {
		expect(actionFor(keymap, context, 'ctrl-c')).toBe('quit');
		expect(actionFor(keymap, context, 'escape')).toBeDefined();
	}
});

test('the README’s table has a row a binding', () => {
	const lines = keymapMarkdown(keymap).split('\n');
	expect(lines).toHaveLength(keymap.length + 2);
	expect(lines[2]).toBe('| `1` … `9` | open that dashboard | dashboard, rows, record |');
	expect(lines.every(line => line.startsWith('| ') || line.startsWith('|-'))).toBe(true);
});
