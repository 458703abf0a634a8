import { expect, test } from 'vitest';
import { keyConflicts } from '../../../source/dashboard/action/action.ts';
import { actions } from '../../../source/dashboard/action/index.ts';
import { rebind } from '../../../source/dashboard/action/rebind.ts';
import { Driver } from '../console-driver.ts';

const keysOf = (wishes: Record<string, readonly string[]>, name: string) =>
	rebind(actions, wishes).actions.find(action => action.name === name)?.keys;

test('the keys of the configuration run their actions, and the help, the footer and the palette show them', () => {
	const keys = { zoom: ['W', 'f5'], jump: ['z'], help: ['H'] };
	const driver = new Driver({ dashboard: 'access', keys }, undefined, { columns: 120, rows: 70 });
	expect(driver.footer()).toContain('H help');
	driver.press('W');
	expect(driver.shown()).toHaveLength(1);
	driver.press('escape z');
	expect(driver.state.overlay?.kind).toBe('jump');
	driver.press('escape ?');
	expect(driver.state.overlay).toBeUndefined();
	driver.press('H');
	expect(driver.box()).toMatch(/W f5 +this panel alone/);
	driver.press('escape :').type('panel alone');
	expect(driver.box()).toMatch(/this panel alone.*W f5/);
});

test('another environment keeps the keys', () => {
	const driver = new Driver({ dashboard: 'access', keys: { zoom: ['W'] } });
	driver.send({
		kind: 'environment',
		name: 'test',
		scope: { key: '_sourceCategory', value: 'test' },
		aliases: {},
		layouts: driver.state.layouts,
		session: undefined,
	});
	expect(driver.press('W').shown()).toHaveLength(1);
});

test.each([
	['nothing', ['W'], 'there is no action of this name'],
	['__proto__x', ['W'], 'there is no action of this name'],
	['zoom', ['hyper-x'], 'there is no key "hyper-x"'],
	['zoom', ['\u001b'], 'there is no key'],
	['zoom', [''], 'there is no key ""'],
	['zoom', ['t'], '"t" also runs time (dashboard)'],
	['zoom', ['ctrl-m'], 'a terminal sends enter for ctrl-m'],
	['zoom', ['escape'], '"escape" also runs let-go'],
	['zoom', ['ctrl-c'], '"ctrl-c" also runs quit-anywhere'],
	['quit-anywhere', ['ctrl-q'], 'ctrl-c cannot be taken from it'],
	['back', [], 'escape cannot be taken from it'],
	['cancel', ['ctrl-g'], 'escape cannot be taken from it'],
	['accept', ['a'], '"a" is typed where this works'],
	['up', [], 'without a key nothing runs it'],
	['dashboard', ['a'], 'the digits are the keys of the dashboards'],
])('%s: %j keeps its own keys, because %s', (name, keys, message) => {
	const { actions: bound, faults } = rebind(actions, { [name]: keys });
	expect(faults).toEqual([
		{ action: name, message: expect.stringContaining(message), next: expect.any(String) },
	]);
	expect(faults[0]?.message).not.toMatch(/\p{Cc}/u);
	expect(bound.map(action => action.keys)).toEqual(actions.map(action => action.keys));
});

test('keys change places, and of two wishes for one key neither is heard', () => {
	expect(rebind(actions, { zoom: ['J'], jump: ['z'] }).faults).toEqual([]);
	expect(keysOf({ zoom: ['J'], jump: ['z'] }, 'zoom')).toEqual(['J']);
	const both = rebind(actions, { zoom: ['W'], jump: ['W'] });
	expect(both.faults.map(({ action }) => action).toSorted()).toEqual(['jump', 'zoom']);
	expect(keysOf({ zoom: ['z', 'z', 'W'] }, 'zoom')).toEqual(['z', 'W']);
});

test('whatever is wished for, no key does two things in one place, and the way out stays', () => {
	const pool = [
		'a',
		'z',
		't',
		'escape',
		'ctrl-c',
		'enter',
		'W',
		'f5',
		'ctrl-k',
		'\n',
		'中',
		'space',
	];
	let seed = 5;
	const below = (max: number) => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((seed / 2 ** 32) * max);
	};

	for (let round = 0; round < 200; round++) {
		const wishes = Object.fromEntries(
			Array.from({ length: 8 }, () => [
				actions[below(actions.length)]?.name ?? '',
				Array.from({ length: below(3) }, () => pool[below(pool.length)] ?? ''),
			]),
		);
		const { actions: bound } = rebind(actions, wishes);
		expect(keyConflicts(bound)).toEqual([]);
		for (const action of actions) {
			const keys = bound.find(({ name }) => name === action.name)?.keys;
			for (const key of ['ctrl-c', 'escape']) {
				expect(action.keys.includes(key) && !keys?.includes(key)).toBe(false);
			}
		}
	}
});
