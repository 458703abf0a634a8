import { expect, test } from 'vitest';
import { shippedLayouts } from '../layouts.ts';
import { Driver } from '../console-driver.ts';

const words = 'has no meaning here';

test('a key without a meaning is told once, quietly, and names the help where that is open to it', () => {
	const driver = new Driver();
	expect(driver.press('%').footer()).toContain(`% ${words} · ? help`);
	expect(driver.state.toasts.at(-1)?.level).toBe('quiet');
	const { toasts } = driver.state;
	// The same key again says nothing new; another one does, and any key that works ends it.
	expect(driver.press('%').state.toasts).toBe(toasts);
	expect(driver.press('ctrl-g').footer()).toContain(`ctrl-g ${words}`);
	expect(driver.press('%').footer()).toContain(`% ${words}`);
	expect(driver.press('tab').footer()).not.toContain(words);
	expect(driver.press('%').footer()).toContain(`% ${words}`);
	expect(driver.press('t ctrl-g').footer()).toMatch(/ctrl-g has no meaning here$/);
});

test('keys that come together or as a paste, escape and what is typed are told nothing', () => {
	const driver = new Driver();
	for (const name of 'ls -%&') {
		const key = { name, ctrl: false, alt: false, shift: false };
		driver.send({ kind: 'key', key, isBurst: true });
	}

	expect(driver.footer()).not.toContain(words);
	driver.send({ kind: 'paste', text: '%&' });
	expect(driver.footer()).not.toContain(words);
	expect(driver.press('escape escape escape').footer()).not.toContain(words);
	expect(driver.press('/ ctrl-u').type('%&').footer()).not.toContain(words);
	expect(driver.press('escape t').type('%').footer()).not.toContain(words);
});

test('the digits are those that have a dashboard, in the help and at the foot', () => {
	const last = shippedLayouts()
		.flatMap(({ key }) => (key === undefined ? [] : [key]))
		.sort()
		.at(-1);
	const driver = new Driver({}, undefined, { columns: 160, rows: 40 });
	expect(driver.footer()).toContain(`1-${last} dashboard`);
	expect(driver.press('?').box()).toContain(`1-${last} `);
	expect(driver.box()).not.toContain('1-9');
	expect(driver.press('escape 9').footer()).toContain('no dashboard has the key 9: 0 lists them');
});
