import { expect, test } from 'vitest';
import { hostileName } from '../../fixtures/a-finding.ts';
import { notificationBytes, notificationCellsMax } from '../../source/text/notification.ts';

test('a terminal is told in its own form, through tmux too', () => {
	expect(notificationBytes('high: x; y', 'osc9', false)).toBe(
		'\u001b]9;trailtop: high: x; y\u0007',
	);
	expect(notificationBytes('high: x; y', 'osc777', false)).toBe(
		'\u001b]777;notify;trailtop;high: x, y\u0007',
	);
	expect(notificationBytes('x', 'osc9', true)).toBe(
		'\u001bPtmux;\u001b\u001b]9;trailtop: x\u0007\u001b\\',
	);
});

test('nothing of the text acts on the terminal', () => {
	for (const form of ['osc9', 'osc777'] as const) {
		const inside = notificationBytes(hostileName, form, false).slice(2, -1);
		expect(inside).not.toMatch(/[\p{Cc}\p{Cf}]/u);
		expect(inside).toContain('\\x1b]0,x\\x07'.replace(',', form === 'osc9' ? ';' : ','));
	}
});

test('a notification has two hundred cells', () => {
	const bytes = notificationBytes('界'.repeat(100_000), 'osc777', false);
	const shown = bytes.slice('\u001b]777;notify;trailtop;'.length, -1);
	expect(shown).toBe(`${'界'.repeat(notificationCellsMax / 2 - 1)}…`);
});
