import { Box } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { panelInputs } from '../../source/dashboard/screen/body.ts';
import { span } from '../../source/panels/span.ts';
import { Body } from '../../source/view/body.tsx';
import { Console, view } from '../../source/view/console.tsx';
import { FloatingBox } from '../../source/view/floating-box.tsx';
import { Lines } from '../../source/view/lines.tsx';
import { Panel } from '../../source/view/panel.tsx';
import { makeTheme } from '../../source/view/theme.ts';
import { FixedLines } from '../../source/view/fixed-lines.tsx';
import { Driver, usualAnswer } from '../dashboard/console-driver.ts';

const theme = makeTheme('dark', 'none');

function frame(element: Parameters<typeof render>[0]): string {
	const { lastFrame, unmount } = render(element);
	const text = lastFrame() ?? '';
	unmount();
	// Bold is taken out: it is not what these tests are about.
	return text.replace(/\u001b\[[\d;]*m/g, '');
}

/** What floats gives its surroundings no height. */
function standing(element: Parameters<typeof render>[0], height: number): string {
	return frame(<Box height={height}>{element}</Box>);
}

test('lines stay lines, also the empty ones', () => {
	const lines = [[span('one')], [], [span('three '), span('3', 'strong')]];
	expect(frame(<Lines lines={lines} theme={theme} />)).toBe('one\n\nthree 3');
});

test('lines of the header stand one below the other', () => {
	const lines = [[span('above')], [span('below')]];
	expect(frame(<FixedLines lines={lines} theme={theme} />)).toBe('above\nbelow');
});

test('a panel is drawn in its border', () => {
	const [panel] = panelInputs(new Driver({}, usualAnswer, { columns: 100, rows: 40 }).state);
	expect(standing(<Panel panel={panel!} theme={theme} />, 3)).toBe(
		['╭ Potential Threats by… ╮', '│ 8  =/15m    █▁▁▁▁▁▁▁▁ │', '╰───────────────────────╯'].join(
			'\n',
		),
	);
});

test('a panel without a result says that it is loading', () => {
	const [panel] = panelInputs(new Driver({}, null).state);
	expect(standing(<Panel panel={panel!} theme={theme} />, 3)).toContain('loading …');
});

test('a box floats where it belongs', () => {
	const box = {
		rect: { x: 3, y: 1, widthCells: 4, heightCells: 2 },
		lines: [[span('╭──╮')], [span('╰──╯')]],
	};
	expect(standing(<FloatingBox box={box} theme={theme} />, 3)).toBe('\n   ╭──╮\n   ╰──╯');
});

test('the body holds the panels side by side', () => {
	const { panels, bodyRows } = view(new Driver().state);
	const text = frame(
		<Body doubts={[]} panels={panels} record={undefined} rows={bodyRows} theme={theme} />,
	);
	expect(text.split('\n')[0]).toBe(
		'╭ Potential Threats by IP ╮╭ Created AccessKey ──────╮╭ Deleted AccessKey ─────╮',
	);
	expect(text.split('\n')).toHaveLength(bodyRows);
});

test('the body holds a record instead', () => {
	const record = [[span('{')], [span('}')]];
	expect(frame(<Body doubts={[]} panels={[]} record={record} rows={2} theme={theme} />)).toBe(
		'{\n}',
	);
});

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 100, rows: 30 },
])('the console fills $columns x $rows and no more', size => {
	const driver = new Driver({}, usualAnswer, size);
	const lines = frame(<Console state={driver.state} theme={theme} />).split('\n');
	expect(lines).toHaveLength(size.rows);
	expect(lines[0]).toContain('trailtop ▸ prod');
	expect(lines.at(-1)).toContain('? help');
	expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(size.columns);
});

test('the console shows a menu over the panels', () => {
	const driver = new Driver().press('t');
	const text = frame(<Console state={driver.state} theme={theme} />);
	expect(text).toContain('╭ Time range ─');
	expect(text).toContain('x last 24h');
	expect(text.split('\n')).toHaveLength(24);
});

test('the console in ASCII is ASCII', () => {
	const driver = new Driver();
	const text = frame(<Console state={driver.state} theme={makeTheme('dark', 'none', 'ascii')} />);
	expect(text).toMatch(/^[\x20-\x7e\n]*$/);
	expect(text).toContain('+ Potential Threats by IP +');
	expect(text).toContain('| Created Roles ----------|');
});

test('a screen that is too small says what it needs', () => {
	const driver = new Driver({}, usualAnswer, { columns: 30, rows: 6 });
	expect(frame(<Console state={driver.state} theme={theme} />)).toContain('needs 40x12, has 30x6');
});
