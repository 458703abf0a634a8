import { expect, test } from 'vitest';
import { conditionLines } from '../../../source/dashboard/screen/condition-lines.ts';

const long = (name: string) => `${name} = "${name.repeat(40)}"`;

test('a branch is a line, several conditions are alternatives, and a short or stands in its line', () => {
	expect(
		conditionLines(['((a = 1) and ((b = 2) or isNull(b))) or (c = 3)', 'not_there = "x"'], 60),
	).toEqual(['a = 1 and (b = 2 or isNull(b))', 'or c = 3', 'or not_there = "x"']);
	expect(conditionLines([`(a = 1) and ((${long('b')}) or (${long('c')}))`], 80)).toEqual([
		'a = 1 and one of:',
		`  · ${long('b')}`,
		`  · ${long('c')}`,
	]);
	expect(conditionLines([], 60)).toEqual([]);
});

test('what goes on in another line stands further in, and none is too long', () => {
	const lines = conditionLines([`(a = 1) and ((${long('bb')} and d = 2) or (${long('c')}))`], 30);
	expect(lines[1]).toMatch(/^ {2}· bb/);
	expect(lines[2]).toMatch(/^ {6}\S/);
	expect(lines.every(line => line.length <= 30)).toBe(true);
});

test('six branches in each other are taken apart, and what is deeper stands in its line', () => {
	let text = long('x');
	for (let depth = 0; depth < 12; depth++) {
		text = `(a${depth} = 1) and ((b${depth} = 2) or (${text}))`;
	}

	const lines = conditionLines([text], 2_000);
	const deepest = Math.max(...lines.map(line => line.search(/\S/)));
	expect(deepest).toBeLessThanOrEqual(4 * 6);
	expect(lines.join(' ')).toContain(long('x'));
});
