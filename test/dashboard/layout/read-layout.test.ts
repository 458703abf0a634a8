import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { composePanel } from '../../../source/dashboard/compose/compose.ts';
import { layoutSchema } from '../../../source/dashboard/layout/layout.ts';
import { formatLayoutFault, readLayout } from '../../../source/dashboard/layout/read-layout.ts';
import { readSearches } from '../../../source/dashboard/layout/searches.ts';
import { check } from '../../../source/query/check/check.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { allLayoutNames, layoutNames, layoutText, shippedLayouts } from '../layouts.ts';

const small = `name: mine
title: Mine
description: One panel.
panels:
  - id: A1
    title: Logins
    view: table
    query: eventName=ConsoleLogin
    about:
      counts: Logins.
`;

test('the shipped dashboards are six, with a digit each and panels that are numbered without a gap', () => {
	const layouts = shippedLayouts();
	expect(layouts.map(layout => layout.name)).toEqual(layoutNames);
	expect(layouts.map(layout => layout.key)).toEqual([1, 2, 3, 4, 5, 6]);
	const ids = layouts.flatMap(layout => layout.panels.map(panel => panel.id));
	const prefixes = [...new Set(ids.map(id => id.replace(/\d+$/, '')))];
	expect(prefixes.sort()).toEqual(['AM', 'AS', 'LA', 'OV', 'PA', 'TI']);
	const numbered = prefixes.flatMap(prefix =>
		ids.filter(id => id.startsWith(prefix)).map((_, index) => `${prefix}${index + 1}`),
	);
	expect([...ids].sort()).toEqual(numbered.sort());
});

test.each(allLayoutNames)('every query of %s is without fault or warning', name => {
	const layout = shippedLayouts().find(one => one.name === name);
	const faults = (layout?.panels ?? []).flatMap(panel => {
		const { text } = composePanel(layout ?? { variables: {} }, panel, {
			scope: { key: '_sourceCategory', value: 'prod' },
			rangeMs: 86_400_000,
		});
		const { query, faults: found } = parse(text);
		return [...found, ...check(query)].map(fault => `${panel.id}: ${fault.message}`);
	});
	expect(faults).toEqual([]);
});

test('every panel says what it counts, as a sentence', () => {
	for (const panel of shippedLayouts().flatMap(layout => layout.panels)) {
		expect(panel.about.counts, panel.id).toMatch(/^[A-Z].*\.$/s);
		expect(panel.about.differs ?? 'X.', panel.id).toMatch(/^[A-Z].*\.$/s);
	}
});

test.each([
	{
		name: 'a wrong word',
		text: small.replace('view: table', 'view: tabel'),
		drawn: 'mine.yaml:7: panels[0].view: there is no "tabel" here\n  next: did you mean "table"?',
	},
	{
		name: 'a panel that is chosen and not there',
		text: small.replace('panels:', 'focus: A2\npanels:'),
		drawn: 'mine.yaml:4: focus: there is no panel "A2"\n  next: did you mean "A1"?',
	},
	{
		name: 'a wrong key',
		text: small.replace('    query:', '    qeury:'),
		drawn:
			'mine.yaml:5: panels[0].query: invalid input: expected string, received undefined\n' +
			'mine.yaml:8: panels[0].qeury: there is no key "qeury" here\n  next: did you mean "query"?',
	},
	{
		name: 'a key that is like no other',
		text: `${small}colour: red\n`,
		drawn:
			'mine.yaml:11: colour: there is no key "colour" here\n' +
			'  next: the keys here are name, title, key, description, variables, grid, focus, panels',
	},
	{
		name: 'text that is no YAML',
		text: 'name: [',
		drawn: expect.stringMatching(/^mine\.yaml:1: this is no YAML: /),
	},
	{
		name: 'a panel without a cell',
		text: small.replace('panels:', 'grid:\n  wide:\n    - [A2]\npanels:'),
		drawn:
			'mine.yaml:6: grid.wide[0][0]: there is no panel "A2"\n  next: did you mean "A1"?\n' +
			'mine.yaml:5: grid.wide: no cell for A1\n  next: every panel needs a cell in every grid',
	},
	{
		name: 'a cell that is none',
		text: small.replace('panels:', 'grid:\n  wide:\n    - [A1 0]\npanels:'),
		drawn: expect.stringContaining('grid.wide[0][0]: "A1 0" is no cell of a grid'),
	},
	{
		name: 'a variable nobody declared',
		text: small.replace('ConsoleLogin', 'ConsoleLogin {{level}}'),
		drawn:
			'mine.yaml:8: panels[0].query: there is no variable "level"\n  next: declare it under variables',
	},
	{
		name: 'an id twice',
		text: small + small.slice(small.indexOf('  - id')),
		drawn: 'mine.yaml:11: panels[1].id: the id "A1" is taken already\n  next: give it another id',
	},
	{
		name: 'no mapping at all',
		text: '- a\n',
		drawn: expect.stringMatching(/^mine\.yaml:1: invalid input: expected object/),
	},
])('$name is a fault with its line, its key and the next step', ({ text, drawn }) => {
	const outcome = readLayout(text, 'mine.yaml');
	expect(outcome.ok ? 'fine' : outcome.faults.map(formatLayoutFault).join('\n')).toEqual(drawn);
});

test('a small dashboard needs no grid', () => {
	const outcome = readLayout(small, 'mine.yaml');
	expect(outcome).toMatchObject({ ok: true, layout: { name: 'mine', grid: {}, key: undefined } });
});

test('the schema beside the layouts is the one of the code', () => {
	const file = new URL('../../../layouts/layout.schema.json', import.meta.url);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(layoutSchema());
});

test('layouts are read the same, whatever the line ends', () => {
	const outcome = readLayout(layoutText('access').replaceAll('\n', '\r\n'), 'access.yaml');
	expect(outcome.ok).toBe(true);
});

test('a panel is up to twenty times as wide as another', () => {
	const weighted = (weight: number) =>
		readLayout(
			`${small}grid: { wide: [[A1 ${weight}]], medium: [[A1]], narrow: [[A1]] }\n`,
			'mine.yaml',
		);
	expect(weighted(20).ok).toBe(true);
	const wide = weighted(21);
	expect(wide.ok ? '' : wide.faults[0]?.message).toBe('"A1 21" is no cell of a grid');
});

test('five hundred saved searches are kept, and of more it is said', () => {
	const listed = (count: number) =>
		`searches:\n${Array.from({ length: count }, (_item, index) => `  - { name: s${index}, title: S, description: D, query: '*' }`).join('\n')}\n`;
	expect(readSearches(listed(500), 'searches.yaml').ok).toBe(true);
	expect(readSearches(listed(501), 'searches.yaml')).toMatchObject({
		faults: [{ message: 'there are 501 searches, and at most 500 are kept' }],
	});
});

test.each([
	['yesterday', ''],
	['last 3 days', ''],
	['10:00-11:00', ''],
	['31 june', 'has 30 days; write 30 june'],
	['soonish', '"soonish" is no time range; write last 24h'],
])('the range of a panel may be "%s": %s', (range, said) => {
	const text = small.replace('view: table', `view: table\n    range: "${range}"`);
	const outcome = readLayout(text, 'mine.yaml');
	expect(outcome.ok ? '' : outcome.faults[0]?.message).toContain(said);
	expect(outcome.ok).toBe(said === '');
});
