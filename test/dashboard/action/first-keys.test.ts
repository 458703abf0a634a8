import { expect, test } from 'vitest';
import { actions } from '../../../source/dashboard/action/index.ts';
import { endsFirstKeys } from '../../../source/dashboard/action/first-keys.ts';
import { footLines } from '../../../source/dashboard/screen/foot.ts';
import { footRows } from '../../../source/dashboard/state/foot.ts';
import { bodySize } from '../../../source/dashboard/state/panels-shown.ts';
import { lineText } from '../../../source/panels/span.ts';
import { cellWidth } from '../../../source/text/width.ts';
import { Driver } from '../console-driver.ts';

const foot = { kind: 'first-keys' } as const;

function shown(driver: Driver): string {
	return footLines(driver.state).map(lineText).join('\n');
}

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 40, rows: 12 },
	{ columns: 200, rows: 50 },
])('the first keys are whole at $columns columns, and the panels leave them room', size => {
	const driver = new Driver({ foot }, undefined, size);
	expect(footLines(driver.state)).toHaveLength(footRows(driver.state));
	for (const line of shown(driver).split('\n')) {
		expect(cellWidth(line)).toBeLessThanOrEqual(size.columns);
		expect(line).not.toContain('…');
	}

	expect(bodySize(driver.state).rows).toBe(size.rows - 5 - footRows(driver.state));
	expect(shown(driver).match(/(\S+) (all keys|dashboards|opens|query|times|hides)/g)).toHaveLength(
		6,
	);
});

test('each of them is a key of a dashboard, and puts the line away with what it does', () => {
	const named = actions.filter(({ name }) => endsFirstKeys(name));
	expect(named.map(({ name }) => name).toSorted()).toEqual(
		['back', 'dashboard', 'edit-query', 'help', 'let-go', 'open', 'time'].toSorted(),
	);
	for (const { keys, contexts } of named.filter(({ name }) => name !== 'back')) {
		expect(contexts).toContain('dashboard');
		for (const key of keys) {
			const driver = new Driver({ foot }).press(key);
			expect([key, shown(driver)]).toEqual([key, '']);
		}
	}
});

test('a key that it does not name, and one that is typed elsewhere, leaves it', () => {
	const driver = new Driver({ foot }).press('tab f').type('1');
	expect(shown(driver)).toContain('all keys');
	expect(driver.press('escape escape').footer()).toContain('? help');
	expect(shown(driver)).toBe('');
});
