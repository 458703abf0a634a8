import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadLayouts } from '../../../source/app/layouts.ts';
import { addPanel, ownLayoutFile, withPanel } from '../../../source/app/workers/own-layout.ts';

let dir = '';
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'own-layout-'));
});
afterEach(async () => {
	await rm(dir, { recursive: true });
});

const panel = { title: 'Who', view: 'table', query: '*\n| count by user' } as const;

test('the first panel makes the dashboard, the next ones join it', async () => {
	expect(await addPanel(dir, panel)).toBe('MY1');
	expect(
		await addPanel(dir, { title: 'Where', view: 'bar', query: '* | count by awsRegion' }),
	).toBe('MY2');
	const { layouts } = await loadLayouts(dir);
	const mine = layouts.find(layout => layout.name === 'mine');
	expect(mine?.panels.map(one => [one.id, one.title, one.view, one.query])).toEqual([
		['MY1', 'Who', 'table', '*\n| count by user'],
		['MY2', 'Where', 'bar', '* | count by awsRegion'],
	]);
});

test('comments and a grid of one’s own stay', () => {
	const before = `# by ada
name: mine
title: Mine
description: d
grid:
  wide:
    - [MY3]
panels:
  # the first
  - id: MY3
    title: t
    view: table
    query: "*"
    about: { counts: c }
`;
	const { text, id } = withPanel(before, panel, 'mine.yaml');
	expect(id).toBe('MY2');
	expect(text).toContain('# by ada');
	expect(text).toContain('# the first');
	expect(text).toContain('query: |-\n      *\n      | count by user');
	expect(text).toMatch(/- \[ ?MY2 ?\]|- - MY2/);
	expect(withPanel(text, panel, 'mine.yaml').id).toBe('MY4');
});

test('a file that is no dashboard stays as it is', async () => {
	await addPanel(dir, panel);
	await writeFile(ownLayoutFile(dir), 'panels: nothing\n');
	await expect(addPanel(dir, panel)).rejects.toThrow('layout check');
	expect(await readFile(ownLayoutFile(dir), 'utf8')).toBe('panels: nothing\n');
	await expect(addPanel(dir, { ...panel, query: '' })).rejects.toThrow();
});

test('a fault that stands in the file already is told with its line', () => {
	const panels = '  - { id: A, title: t, view: table, query: "*", about: { counts: c } }\n';
	const before = `name: mine\ntitle: M\ndescription: d\nwrong: 1\npanels:\n${panels}`;
	expect(() => withPanel(before, panel, 'mine.yaml')).toThrow(/mine\.yaml:4/);
});

test('a file that is nested without end is refused, and ends nothing', () => {
	const before = `name: mine\npanels: ${'['.repeat(100_000)}`;
	expect(() => withPanel(before, panel, 'mine.yaml')).toThrow('layout check');
});
