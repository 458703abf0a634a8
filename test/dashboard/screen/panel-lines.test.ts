import { expect, test } from 'vitest';
import { seeded } from '../../../fixtures/seeded.ts';
import { panelInputs } from '../../../source/dashboard/screen/body.ts';
import type { PanelInput } from '../../../source/dashboard/screen/body.ts';
import { panelContent, panelLines } from '../../../source/dashboard/screen/panel-lines.ts';
import { Driver } from '../console-driver.ts';

/** As if nothing had been drawn before: what is kept is kept for a slot. */
const drawnAnew = (panel: PanelInput) =>
	panelLines({ ...panel, slot: panel.slot === undefined ? undefined : { ...panel.slot } });

test('the focus changes borders alone, and nothing else of a panel is drawn again', () => {
	const driver = new Driver({}, undefined, { columns: 200, rows: 50 });
	const contents = () =>
		new Map(panelInputs(driver.state).map(panel => [panel.id, panelContent(panel)]));
	const before = contents();
	expect(before.size).toBeGreaterThan(5);
	driver.press('tab tab');
	for (const [id, model] of contents()) {
		expect(model, id).toBe(before.get(id));
	}
});

test('a page that is shown again is as it was when nothing was counted again', () => {
	const driver = new Driver({}, undefined, { columns: 80, rows: 24 });
	const shown = () =>
		panelInputs(driver.state).map(panel => ({ panel, model: panelContent(panel) }));
	const before = shown();
	driver.press('pagedown');
	expect(shown()[0]?.panel.id).not.toBe(before[0]?.panel.id);
	driver.press('pageup');
	const after = shown();
	expect(after).toHaveLength(before.length);
	after.forEach(({ panel, model }, index) => {
		expect(model, panel.id).toBe(before[index]?.model);
	});
});

test('whatever is pressed, what was kept is what would be drawn', () => {
	const keys = ['tab', 'shift+tab', 'down', 'up', 'left', 'right', 's', 'x', 'z', 'escape'];
	keys.push(']', '[', '2', '1', 'J', '=', 'C', 'enter', 'w', 'space', 'g', 'G');
	const random = seeded(3);
	const driver = new Driver({}, undefined, { columns: 120, rows: 40 });
	for (let press = 0; press < 300; press++) {
		driver.press(keys[Math.floor(random() * keys.length)]!);
		for (const panel of panelInputs(driver.state)) {
			expect(panelLines(panel), `${panel.id} after ${press}`).toEqual(drawnAnew(panel));
		}
	}
});
