import { expect, test } from 'vitest';
import { actionFor, keyConflicts } from '../../../source/dashboard/action/action.ts';
import { actions } from '../../../source/dashboard/action/index.ts';
import { keysMarkdown } from '../../../source/dashboard/action/print-keys.ts';
import { keyName } from '../../../source/dashboard/input/key.ts';
import { allContexts } from '../../../source/dashboard/state/context.ts';
import { Driver } from '../console-driver.ts';

test('no key does two things in one place', () => {
	expect(keyConflicts(actions)).toEqual([]);
});

test('a key that would do two things in one place is found', () => {
	const wrong = actions.map(action =>
		action.name === 'zoom' ? { ...action, keys: ['t'] } : action,
	);
	expect(keyConflicts(wrong)).toEqual([
		{ key: 't', context: 'dashboard', actions: expect.arrayContaining(['time', 'zoom']) },
	]);
});

test('no two actions have one name: the palette runs them by it', () => {
	const names = actions.map(action => action.name);
	expect(new Set(names).size).toBe(names.length);
});

test.each(actions.map(action => [action.name, action] as const))(
	'%s has a help, a place where it holds, and a way to it',
	(name, action) => {
		expect(action.help.trim()).not.toBe('');
		expect(action.contexts.length).toBeGreaterThan(0);
		expect(new Set(action.contexts).size).toBe(action.contexts.length);
		expect(action.footer).not.toBe('');
		expect(action.keys.length > 0 || action.inPalette).toBe(true);
		// None of its keys is taken by an action before it in the list.
		for (const context of action.contexts) {
			for (const key of action.keys) {
				expect(actionFor(actions, context, key)?.name).toBe(name);
			}
		}
	},
);

test('the palette lists every action that says so once, and runs it', () => {
	const driver = new Driver({}, undefined, { columns: 100, rows: 30 });
	driver.press(':');
	const menu = driver.state.overlay?.kind === 'menu' ? driver.state.overlay.menu : undefined;
	const listed = menu?.items.map(item => item.id).filter(id => id.startsWith('action:'));
	expect(listed).toEqual(
		actions.filter(action => action.inPalette).map(action => `action:${action.name}`),
	);
	driver.type('this panel alone').press('enter');
	expect(driver.shown()).toHaveLength(1);
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
	for (const context of allContexts) {
		expect(actionFor(actions, context, 'ctrl-c')?.help).toBe('quit');
		expect(actionFor(actions, context, 'escape')).toBeDefined();
	}
});

test('ctrl-c quits, and where a text lies over the panels the second one does', () => {
	const driver = new Driver();
	driver.press('ctrl-c');
	expect(driver.told.map(effect => effect.kind)).toContain('quit');

	for (const keys of ['f', '/', ':', '/ ctrl-r']) {
		const typing = new Driver();
		typing.press(`${keys} ctrl-c`);
		expect(typing.told.map(effect => effect.kind)).toContain('quit');
	}

	const reading = new Driver();
	reading.press('? ctrl-c');
	expect(reading.told.map(effect => effect.kind)).not.toContain('quit');
	expect(reading.box()).toBe('');
	reading.press('ctrl-c');
	expect(reading.told.map(effect => effect.kind)).toContain('quit');
});

test('the README’s table has a row an action', () => {
	const lines = keysMarkdown(actions).split('\n');
	expect(lines).toHaveLength(actions.length + 2);
	expect(lines[2]).toBe('| `1` … `9` | open that dashboard | dashboard, rows, record, story |');
	expect(lines.every(line => line.startsWith('| ') || line.startsWith('|-'))).toBe(true);
});
