import { expect, test } from 'vitest';
import type { Rect } from '../../../source/dashboard/layout/grid.ts';
import { panelInputs } from '../../../source/dashboard/screen/body.ts';
import { cursorOf, focusedPanel } from '../../../source/dashboard/state/panels-shown.ts';
import { everyLayout, screenSizes } from '../every-layout.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

type Direction = keyof typeof letters;
const directions = ['up', 'down', 'left', 'right'] as const;
const letters = { up: 'k', down: 'j', left: 'h', right: 'l' } as const;
/** More than any table has columns with the answers of these tests. */
const pressesMax = 20;

function focusedId(driver: Driver): string {
	return panelInputs(driver.state).find(panel => panel.focused)?.id ?? '';
}

/** The panel that one is in after pressing an arrow until the focus moves, from the first or last row. */
function crossed(from: Driver['state'], driver: Driver, id: string, to: Direction): string {
	driver.state = { ...from, focus: { [driver.state.layouts[0]?.name ?? '']: id } };
	driver.press(to === 'left' || to === 'up' ? 'home' : 'end');
	const isThere = () => focusedPanel(driver.state)?.panel?.id === id;
	for (let press = 0; press < pressesMax && isThere(); press++) {
		driver.press(press % 2 === 0 ? to : letters[to]);
	}

	return focusedId(driver);
}

/** Whether `other` touches `rect` at that side. */
function touches(rect: Rect, other: Rect, to: Direction): boolean {
	const isBeside = rect.y < other.y + other.heightCells && other.y < rect.y + rect.heightCells;
	const isOver = rect.x < other.x + other.widthCells && other.x < rect.x + rect.widthCells;
	switch (to) {
		case 'left':
			return isBeside && other.x + other.widthCells === rect.x;
		case 'right':
			return isBeside && rect.x + rect.widthCells === other.x;
		case 'up':
			return isOver && other.y + other.heightCells === rect.y;
		case 'down':
			return isOver && rect.y + rect.heightCells === other.y;
	}
}

const cases = everyLayout.flatMap(layout =>
	screenSizes.map(size => ({ name: layout.name, layout, size, width: size.columns })),
);

test.each(cases)(
	'in $name at $width columns the arrows reach each neighbour, and from each panel all others',
	({ layout, size }) => {
		for (const answer of [usualAnswer, null]) {
			const driver = new Driver({ layouts: [layout], dashboard: layout.name }, answer, size);
			const from = driver.state;
			const next = new Map<string, readonly string[]>();

			for (const { id } of layout.panels) {
				driver.state = { ...from, focus: { [layout.name]: id } };
				const drawn = panelInputs(driver.state);
				const rectOf = (one: string) => drawn.find(panel => panel.id === one);
				const here = drawn.find(panel => panel.id === id);
				const reached = directions.map(to => {
					const beside = drawn.filter(one => here !== undefined && touches(here, one, to));
					const arrived = crossed(from, driver, id, to);
					// Whatever a key does, the focus is seen.
					expect(driver.shown()).toContain(arrived);

					if (beside.length > 0) {
						expect(beside.map(one => one.id)).toContain(arrived);
					} else if (to === 'left' || to === 'right') {
						expect(arrived).toBe(id);
					} else {
						// Another page, or nothing.
						expect(arrived === id || rectOf(arrived) === undefined).toBe(true);
					}

					return arrived;
				});
				next.set(id, reached);
			}

			for (const { id } of layout.panels) {
				const seen = new Set([id]);
				for (const one of seen) {
					for (const other of next.get(one) ?? []) {
						seen.add(other);
					}
				}

				expect(seen.size).toBe(layout.panels.length);
			}
		}
	},
	60_000,
);

function placeOf(driver: Driver): (string | number)[] {
	const key = focusedPanel(driver.state)?.key ?? '';
	return [focusedId(driver), cursorOf(driver.state, key).row];
}

function focusOn(driver: Driver, kind: string): string {
	const found = panelInputs(driver.state).find(one => one.kind === kind);
	const name = driver.state.layouts.find(({ panels }) => panels.some(({ id }) => id === found?.id));
	driver.state = { ...driver.state, focus: { [name?.name ?? '']: found?.id ?? '' } };
	return found?.id ?? '';
}

test('in a list the arrows choose rows first, and cross from its first and last', () => {
	const driver = new Driver({ dashboard: 'access' }, usualAnswer, { columns: 120, rows: 40 });
	const list = focusOn(driver, 'pie');
	expect(list).not.toBe('');
	expect(placeOf(driver.press('down'))).toEqual([list, 0]);
	expect(placeOf(driver.press('down'))).toEqual([list, 1]);
	expect(placeOf(driver.press('up'))).toEqual([list, 0]);
	const [above] = placeOf(driver.press('up'));
	expect(above).not.toBe(list);
	focusOn(driver, 'pie');
	// The list remembers its row.
	expect(placeOf(driver.press('down'))).toEqual([list, 1]);
	expect(placeOf(driver.press('down'))[0]).not.toBe(list);
});

test('in a chart left begins at the newest moment, and right from there leaves it', () => {
	const driver = new Driver({}, usualAnswer, { columns: 120, rows: 40 });
	const chart = focusOn(driver, 'column');
	const [, newest = -1] = placeOf(driver.press('left'));
	expect(newest).toBeGreaterThan(2);
	expect(placeOf(driver.press('left'))).toEqual([chart, Number(newest) - 1]);
	expect(placeOf(driver.press('right'))).toEqual([chart, newest]);
});

test('alone on the screen a panel keeps the arrows', () => {
	const driver = new Driver({}, usualAnswer, { columns: 120, rows: 40 }).press('z');
	const shown = driver.shown();
	for (const key of ['up', 'down', 'left', 'right', 'k', 'l']) {
		expect(driver.press(key).shown()).toEqual(shown);
	}
});
