import { expect, test } from 'vitest';
import { Driver, nowMs } from '../console-driver.ts';

const hourMs = 3_600_000;
const overview = { dashboard: 'overview' } as const;

test('R gives one panel a length of its own, and the next start knows it', () => {
	const driver = new Driver(overview);
	const [first = ''] = driver.shown();
	driver.press('R').type('7d').press('enter');
	expect(driver.panel(first)).toContain('· last 7d');
	expect(driver.runs.at(-1)?.range).toEqual({ fromMs: nowMs - 168 * hourMs, toMs: nowMs });
	const asked = driver.runs.length;
	driver.press('r');
	const lengths = driver.runs.slice(asked).map(({ range }) => range.toMs - range.fromMs);
	expect(lengths.filter(ms => ms === 168 * hourMs)).toHaveLength(1);
	const saved = driver.told.findLast(({ kind }) => kind === 'save-session');
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	const next = new Driver({ ...overview, session: session! });
	expect(next.panel(first)).toContain('· last 7d');
	next.send({ kind: 'layouts', layouts: new Driver(overview).state.layouts });
	expect(next.panel(first)).toContain('· last 7d');
});

test('it follows the dashboard again', () => {
	const driver = new Driver(overview);
	const [first = ''] = driver.shown();
	driver.press('R').type('7d').press('enter R up enter');
	expect(driver.panel(first)).toContain('· last');
	driver.press('R').type('as the').press('enter');
	expect(driver.panel(first)).not.toContain('· last');
});

test('only a length is taken', () => {
	const driver = new Driver(overview);
	driver.press('R').type('yesterday').press('enter');
	expect(driver.box()).toContain('so this is no length: write 36h');
	driver.press('ctrl-u').type('500d').press('enter');
	expect(driver.box()).toContain('longer than 400 days');
});

test('a panel that is saved keeps its range; a damaged session is left out', () => {
	const driver = new Driver(overview);
	driver.press('R').type('36h').press('enter p').type('x').press('enter');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'save-panel', range: '36h' });
	const [first = ''] = driver.shown();
	const panelRanges = { [`overview/${first}`]: 'soon', 'overview/NONE': '7d' };
	const next = new Driver({ ...overview, session: { panelRanges } });
	expect(next.state.panelRanges).toEqual({});
	const damaged = new Driver({ ...overview, session: { panelRanges: null as never } });
	expect(damaged.state.panelRanges).toEqual({});
});
