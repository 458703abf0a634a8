import { expect, test } from 'vitest';
import { actions } from '../../../source/dashboard/action/index.ts';
import { footLines } from '../../../source/dashboard/screen/foot.ts';
import { tourSteps } from '../../../source/dashboard/state/tour-steps.ts';
import type { TourPlace } from '../../../source/dashboard/state/tour-steps.ts';
import { lineText } from '../../../source/panels/span.ts';
import { Driver } from '../console-driver.ts';

/** What receives the keys at a place. */
function contextAt({ place }: TourPlace): string {
	return place === 'finding' ? 'record' : place;
}

test('every key that the tour names works where it names it', () => {
	let context = 'dashboard';
	for (const { keys, to } of tourSteps) {
		// A text is typed, and with it what edits the line.
		for (const key of keys.filter(one => !one.includes(' ') && one !== 'ctrl-u')) {
			const found = actions.find(
				action => action.keys.includes(key) && action.contexts.some(one => one === context),
			);
			expect([context, key, found?.name]).toEqual([context, key, expect.any(String)]);
		}

		context = contextAt(to);
	}
});

test('every step is whole in two lines of 80 columns, and says how one leaves', () => {
	for (const [step, { sees, does }] of tourSteps.entries()) {
		const driver = new Driver({ foot: { kind: 'tour', step }, dashboard: 'access' });
		const lines = footLines(driver.state).map(lineText);
		expect(lines).toHaveLength(2);
		expect(lines[0]).toContain(sees);
		expect(lines[1]).toContain(does);
		expect(lines.join('')).not.toContain('…');
		expect(lines[1]).toMatch(/esc ends it|q quits/);
	}
});

test('a step is over where its keys lead, however one came there, and not before', () => {
	const step = tourSteps.findIndex(({ keys }) => keys.includes('1'));
	const driver = new Driver({ foot: { kind: 'tour', step }, dashboard: 'access' });
	driver.press('3 tab');
	expect(driver.state.foot).toEqual({ kind: 'tour', step });
	driver.press('0').type('overview').press('enter');
	expect(driver.state.foot).toEqual({ kind: 'tour', step: step + 1 });
	driver.press('escape');
	expect(driver.state.foot).toBeUndefined();
	expect(driver.footer()).toContain('the tour is over');
});
