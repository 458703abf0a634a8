import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import { allLayoutNames, shippedLayout, shippedLayouts } from '../dashboard/layouts.ts';
import { exampleRange, openExampleStore, panelText } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';
import { secondSet, standardNames } from './second-set.ts';

let store: ExampleStore;

beforeAll(async () => {
	store = await openExampleStore({ days: 1, recordsPerDay: 1_500 });
});

afterAll(async () => {
	await store.close();
});

const panels = shippedLayouts().flatMap(layout => layout.panels);

test('every panel says how it differs from the reference', () => {
	expect(panels.length).toBeGreaterThan(0);
	expect(panels.filter(({ about }) => (about.differs ?? '') === '').map(({ id }) => id)).toEqual(
		[],
	);
});

test('every panel of a standard says how it differs, and stands once in each grid', () => {
	for (const layout of standardNames.map(shippedLayout)) {
		const ids = layout.panels.map(({ id }) => id);
		expect(layout.panels.filter(({ about }) => (about.differs ?? '') === '')).toEqual([]);
		for (const size of ['wide', 'medium', 'narrow'] as const) {
			const placed = (layout.grid[size] ?? []).flat().flatMap(({ stack }) => stack);
			expect(placed.toSorted()).toEqual(ids.toSorted());
		}
	}
});

test('no file of layouts is left out of these tests', async () => {
	const files = await readdir(new URL('../../layouts', import.meta.url));
	const names = [...allLayoutNames, ...secondSet().map(({ name }) => name), 'searches'];
	expect(files.filter(file => file.endsWith('.yaml')).toSorted()).toEqual(
		names.map(name => `${name}.yaml`).toSorted(),
	);
});

test('the benchmark is there whole: each control has its own panel and its row among all', () => {
	const { panels: own } = shippedLayout('cis');
	const all = own.find(({ id }) => id === 'CI19')?.query ?? '';
	for (let control = 1; control <= 16; control++) {
		expect(own.filter(({ title }) => title.startsWith(`4.${control} `)).length).toBeGreaterThan(0);
		expect(all).toContain(`";4.${control} `);
	}
});

const range = (letters: string, from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => `${letters}${from + index}`);

const regionOnly = [...range('AS', 1, 4), 'OV3', 'OV4'];
const noFilter = ['AS5', 'AS6', 'OV5', ...range('PA', 6, 20)];
const made = [
	...range('AS', 1, 12),
	...range('AS', 17, 20),
	...range('OV', 3, 10),
	...range('PA', 9, 12),
];

test.each([
	['filters by region only', regionOnly],
	['applies no filter here', noFilter],
	['tells how many attempts failed', made],
	[
		'the readOnly flag decides',
		['AM1', 'AM2', 'AM3', 'AM4', 'AM5', 'AM7', 'AS14', 'OV1', 'OV2', 'PA7', 'PA8'],
	],
	['an IAM group|about IAM groups', [...range('AS', 17, 20), 'OV9', 'OV10']],
	['a keyword with a typo', [...range('AS', 17, 20), 'OV9', 'OV10']],
	['CreateLoginProfile', ['AS15', 'AS16']],
	['misses Client.UnauthorizedOperation', ['OV16']],
	['set to all widens it', range('PA', 1, 6)],
	['versions of policies and permission boundaries', ['PA17', 'PA18', 'PA19', 'PA20', 'PA22']],
	['blocked vanishes', ['TI2']],
	['not logins only', ['OV12']],
	['a feed of its own', ['OV11', 'OV14', 'OV15', ...range('TI', 1, 7)]],
	['key of the caller', ['AS10', 'AS12']],
	['The reference has no such panel', ['PA21', 'PA22']],
	['the key b|The key b', ['OV13', 'OV15', 'PA2', 'PA5']],
] as const)('%j is told by %j', (words, ids) => {
	const told = new RegExp(words);
	const silent = ids.filter(
		id => !told.test(panels.find(one => one.id === id)?.about.differs ?? ''),
	);
	expect(silent).toEqual([]);
});

test.each(made.map(id => ({ id })))(
	'$id counts the attempts that failed in its last where',
	async ({ id }) => {
		const layout = shippedLayouts().find(one => one.panels.some(panel => panel.id === id))!;
		const panel = layout.panels.find(one => one.id === id)!;
		const result = await store.run(panelText(layout, panel, exampleRange, noVariables));
		const stage = result.stages.findLast(({ name }) => name === 'where');
		const eventName = /eventName=(\w+)/.exec(panel.query)?.[1];
		const failed = store.records.filter(
			({ record }) =>
				record['eventName'] === eventName &&
				typeof record['errorCode'] === 'string' &&
				Date.parse(String(record['eventTime'])) >= exampleRange.fromMs &&
				Date.parse(String(record['eventTime'])) < exampleRange.toMs,
		).length;
		expect((stage?.rowsIn ?? 0) - (stage?.rowsOut ?? 0)).toBe(failed);
	},
);

test('some of them did fail, so that the numbers above are not all nothing', async () => {
	const layout = shippedLayout('accounts');
	const outs = await Promise.all(
		layout.panels
			.filter(({ id }) => made.includes(id))
			.map(panel => store.run(panelText(layout, panel, exampleRange, noVariables))),
	);
	const failed = outs.map(({ stages }) => stages.findLast(({ name }) => name === 'where'));
	expect(failed.some(stage => (stage?.rowsIn ?? 0) > (stage?.rowsOut ?? 0))).toBe(true);
});
