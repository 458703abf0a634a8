import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panelInputs } from '../../source/dashboard/screen/body.ts';
import { panelLines } from '../../source/dashboard/screen/panel-lines.ts';
import { floating } from '../../source/dashboard/screen/overlay.ts';
import { headerLine } from '../../source/dashboard/screen/header.ts';
import { cursorOf, focusedPanel } from '../../source/dashboard/state/panels-shown.ts';
import { locationOf } from '../../source/dashboard/state/state.ts';
import { headRows } from '../../source/dashboard/layout/grid.ts';
import type { MouseAct } from '../../source/dashboard/input/mouse.ts';
import { lineText } from '../../source/panels/span.ts';
import { aResult } from '../panels/result.ts';
import { Driver, usualAnswer } from './console-driver.ts';

const size = { columns: 120, rows: 40 };

function aDriver(dashboard = 'access', answer = usualAnswer): Driver {
	return new Driver({ dashboard, mouse: true }, answer, size);
}

function act(driver: Driver, kind: MouseAct['act'], x: number, y: number): Driver {
	return driver.send({ kind: 'mouse', mouse: { act: kind, x, y } });
}

function click(driver: Driver, x: number, y: number): Driver {
	return act(act(driver, 'press', x, y), 'release', x, y);
}

/** The panel of a kind, with the cell of the screen at the top left of its content. */
function panelOfKind(driver: Driver, kind: string, isFocused = false) {
	const panel = panelInputs(driver.state).find(
		one => one.kind === kind && one.focused === isFocused,
	);
	if (panel === undefined) {
		throw new Error(
			`no ${kind} among ${panelInputs(driver.state)
				.map(one => one.kind)
				.join()}`,
		);
	}

	const top = panel.y + headRows + (panel.edges?.top === 'none' ? 0 : 1);
	return { ...panel, left: panel.x + 1, top, lines: panelLines(panel).map(lineText) };
}

function placeOf(driver: Driver): (string | number | undefined)[] {
	const focused = focusedPanel(driver.state);
	return [focused?.panel?.id, cursorOf(driver.state, focused?.key ?? '').row];
}

test('a click gives the focus to a panel and the cursor to its row, and a second one is enter', () => {
	const driver = aDriver();
	const table = panelOfKind(driver, 'table');
	click(driver, table.left, table.top);
	expect(placeOf(driver)).toEqual([table.id, -1]);
	click(driver, table.left + 3, table.top + 1);
	expect(placeOf(driver)).toEqual([table.id, 0]);
	click(driver, table.left + 3, table.top + 2);
	expect(placeOf(driver)).toEqual([table.id, 1]);
	expect(locationOf(driver.state).kind).toBe('dashboard');
	click(driver, table.left + 5, table.top + 2);
	expect(locationOf(driver.state).kind).not.toBe('dashboard');
});

test('a click beside the rows, or one that ends on another row, opens nothing', () => {
	const driver = aDriver();
	const pie = panelOfKind(driver, 'pie');
	const line = pie.lines.findIndex(text => text.includes('CreateUser'));
	const y = headRows + pie.y + line;
	click(driver, pie.left, y);
	expect(placeOf(driver)).toEqual([pie.id, 0]);
	act(act(driver, 'press', pie.left, y), 'release', pie.left, y + 1);
	act(driver, 'release', pie.left, y);
	click(driver, pie.left, pie.top + pie.heightCells - 3);
	expect(locationOf(driver.state).kind).toBe('dashboard');
	expect(driver.state.pressed).toBeUndefined();
	click(driver, pie.left, y);
	expect(locationOf(driver.state).kind).toBe('rows');
});

const manyRows = () =>
	aResult(
		['eventName', 'eventCount'],
		Array.from({ length: 60 }, (_, index) => [`Event${index}`, 60 - index]),
	);

test('the wheel scrolls the panel under the pointer, and leaves the focus where it is', () => {
	const driver = aDriver('access', run =>
		run.text.includes('timeslice') ? usualAnswer(run) : manyRows(),
	);
	const [focused] = placeOf(driver);
	const table = panelOfKind(driver, 'table');
	const shown = () => driver.panel(table.id);
	expect(shown()).toContain('Event0 ');
	act(driver, 'wheel-down', table.left, table.top);
	expect(shown()).not.toContain('Event2 ');
	expect(shown()).toContain('Event3 ');
	expect(placeOf(driver)[0]).toBe(focused);
	for (let notch = 0; notch < 40; notch++) {
		act(driver, 'wheel-down', table.left, table.top);
	}

	expect(shown()).toContain('Event59');
	const atEnd = driver.state;
	expect(act(driver, 'wheel-down', table.left, table.top).state).toEqual(atEnd);
	for (let notch = 0; notch < 40; notch++) {
		act(driver, 'wheel-up', table.left, table.top);
	}

	expect(shown()).toContain('Event0 ');

	// The chosen row stays on the screen.
	click(driver, table.left, table.top + 1);
	expect(placeOf(driver)).toEqual([table.id, 0]);
	act(driver, 'wheel-down', table.left, table.top);
	expect(placeOf(driver)).toEqual([table.id, 3]);
});

test('a drag across a chart over time picks its range, and a click its moment', () => {
	const driver = aDriver();
	const chart = panelOfKind(driver, 'column');
	const middle = chart.left + Math.floor(chart.widthCells / 3);
	const y = chart.top;
	click(driver, middle, y);
	const [id, row] = placeOf(driver);
	expect(id).toBe(chart.id);
	const drawn = panelLines(panelInputs(driver.state).find(one => one.id === id) ?? chart);
	let at = 0;
	const chosen = (drawn[1] ?? []).flatMap(part => {
		const cells = Array.from({ length: part.text.length }, (_, cell) => at + cell);
		at += part.text.length;
		return part.selected === true ? cells : [];
	});
	// What is under the pointer is what is drawn as chosen.
	expect(chosen).toContain(middle - chart.x);
	expect(Number(row)).toBeGreaterThan(0);

	act(driver, 'press', middle, y);
	act(driver, 'drag', middle + 4, y);
	act(driver, 'drag', middle + 8, y + 1);
	const to = placeOf(driver)[1];
	expect(Number(to)).toBeGreaterThan(Number(row));
	const runs = driver.runs.length;
	act(driver, 'release', middle + 8, y + 20);
	const { range } = driver.state;
	const stepMs = 3_600_000;
	expect(range).toMatchObject({ kind: 'fixed' });
	if (range.kind === 'fixed') {
		expect(range.toMs - range.fromMs).toBe((Number(to) - Number(row) + 1) * stepMs);
		expect(range.fromMs % stepMs).toBe(0);
	}

	expect(driver.runs.length).toBeGreaterThan(runs);
	expect(driver.state.rangeBy).toBe('user');
});

test('a click on the name of a dashboard opens it', () => {
	const driver = aDriver();
	const { state } = driver;
	const at = (name: string) => lineText(headerLine(driver.state)).indexOf(name);
	click(driver, at('3'), 0);
	expect(locationOf(driver.state)).toMatchObject({ dashboard: 'logins' });
	driver.state = state;
	click(driver, at('trailtop'), 0);
	click(driver, 119, 0);
	expect(locationOf(driver.state)).toMatchObject({ dashboard: 'access' });
});

test('in a menu a click chooses a line and takes none, the wheel moves, beside it nothing happens', () => {
	const driver = aDriver().press('t');
	const menu = () =>
		driver.state.overlay?.kind === 'menu' ? driver.state.overlay.menu : undefined;
	const [box] = floating(driver.state);
	const before = driver.state;
	const line = box?.lines.map(lineText).findIndex(text => text.includes('last 7d')) ?? 0;
	click(driver, (box?.rect.x ?? 0) + 5, (box?.rect.y ?? 0) + line);
	const label = menu()?.items[menu()?.index ?? -1]?.label;
	expect(label).toContain('last 7d');
	const index = menu()?.index ?? 0;
	act(driver, 'wheel-down', 60, 20);
	expect(menu()?.index).toBe(index + 1);
	for (let notch = 0; notch < 99; notch++) {
		act(driver, 'wheel-up', 60, 20);
	}

	expect(menu()?.index).toBe(0);
	click(driver, 1, 20);
	click(driver, 20, 0);
	act(driver, 'wheel-down', 500, 20);
	act(driver, 'wheel-down', 20, 500);
	expect(menu()?.index).toBe(0);
	expect(driver.state.range).toEqual(before.range);
	expect(driver.state.locations).toEqual(before.locations);
});

test('over a text the wheel scrolls, and over the query bar and the letters nothing is run', () => {
	const reading = new Driver({ mouse: true }, usualAnswer, { columns: 80, rows: 16 }).press('?');
	const first = reading.box();
	expect(act(reading, 'wheel-down', 9, 9).box()).not.toBe(first);
	expect(act(reading, 'wheel-up', 9, 9).box()).toBe(first);

	const letters = aDriver().press('J');
	const { focus: kept } = letters.state;
	expect(act(letters, 'press', 90, 30).state).toMatchObject({ focus: kept, overlay: undefined });

	for (const keys of ['/', '/ x y']) {
		const driver = aDriver().press(keys);
		const { bar, locations, focus } = driver.state;
		const told = driver.told.length;
		for (const kind of ['press', 'drag', 'release', 'wheel-up', 'wheel-down'] as const) {
			for (const y of [0, 5, 20, 38, 39]) {
				act(driver, kind, 40, y);
			}
		}

		expect(driver.state.bar).toEqual(bar);
		expect(driver.state).toMatchObject({ locations, focus });
		expect(driver.told).toHaveLength(told);
		expect(driver.state.overlay).toBeUndefined();
	}
});

test('in a record a click goes to a line, and a second one folds it', () => {
	const driver = aDriver();
	const table = panelOfKind(driver, 'table');
	click(driver, table.left, table.top + 1);
	driver.press('enter enter');
	const { state } = driver;
	const id = state.locations[state.location];
	if (id?.kind === 'record') {
		driver.send({ kind: 'record', id: id.id, json: '{"a":{"b":1,"c":2},"d":3}' });
		const line = driver
			.record()
			.split('\n')
			.findIndex(text => text.includes('"a"'));
		click(driver, 6, headRows + line);
		expect(driver.record()).toContain('"b"');
		click(driver, 6, headRows + line);
		expect(driver.record()).not.toContain('"b"');
		act(driver, 'wheel-down', 6, 10);
		expect(driver.state.records[id.id]?.cursor).toBeGreaterThan(1);
	}

	expect(id?.kind).toBe('record');
});

test('without the mouse its reports do nothing, and F2 says how it stands', () => {
	const driver = new Driver({}, usualAnswer, size);
	const { state } = driver;
	click(driver, 50, 20);
	expect(driver.state).toEqual(state);
	driver.press('f2');
	expect(driver.footer()).toContain('the mouse is on');
	expect(driver.told.at(-1)).toEqual({ kind: 'mouse', isOn: true });
	driver.press('f2');
	expect(driver.footer()).toContain('the mouse is off');
	expect(driver.told.at(-1)).toEqual({ kind: 'mouse', isOn: false });
});

test('no order of acts and keys, anywhere on or beside the screen, does more than look', () => {
	const acts = fc.constantFrom('press', 'drag', 'release', 'wheel-up', 'wheel-down');
	const steps = fc.oneof(
		{
			weight: 9,
			arbitrary: fc.tuple(acts, fc.integer({ min: 0, max: 140 }), fc.integer({ min: 0, max: 45 })),
		},
		{
			weight: 1,
			arbitrary: fc.constantFrom(
				't',
				'escape',
				'?',
				'J',
				'/',
				'f',
				':',
				'e',
				'enter',
				'z',
				'2',
				'f2',
			),
		},
		{ weight: 1, arbitrary: fc.tuple(acts, fc.constant(99_998), fc.constant(99_998)) },
	);
	fc.assert(
		fc.property(fc.array(steps, { maxLength: 40 }), taken => {
			const driver = aDriver('overview');
			for (const step of taken) {
				if (typeof step === 'string') {
					driver.press(step);
				} else {
					const before = driver.state;
					act(driver, step[0], step[1], step[2]);
					expect(driver.state.bar).toEqual(before.bar);
				}
			}

			const written = driver.told.map(({ kind }) => kind);
			expect(written).not.toContain('quit');
			expect(driver.state.variables).toEqual(aDriver('overview').state.variables);
		}),
		{ seed: 21, numRuns: 60 },
	);
});
