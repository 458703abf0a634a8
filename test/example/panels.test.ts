import { beforeAll, expect, test } from 'vitest';
import { createExampleSource } from '../../source/example/example-source.ts';
import { exampleGeoRanges } from '../../source/example/geo.ts';
import { exampleIndicators } from '../../source/example/intel.ts';
import { exampleAccounts, exampleAdministrators } from '../../source/example/organisation.ts';
import { distinctRecords } from './trail-of.ts';
import { classicOracle } from '../oracle/classic.ts';
import { oracle } from '../oracle/oracle.ts';
import { standardsOracle } from '../oracle/standards.ts';
import type { Panel } from '../oracle/shapes.ts';

const nowMs = Date.parse('2026-03-01T12:34:56Z');
const dayMs = 86_400_000;
const outliers = ['OV13', 'OV15', 'PA2', 'PA5', 'PA21', 'PA22'];

const newestDays = (seed: number) => distinctRecords(createExampleSource({ seed, nowMs, days: 2 }));

function countOf(panel: Panel): number {
	return panel.columns[0] === '_timeslice' && panel.columns[1] === 'eventCount'
		? panel.rows.reduce((sum, row) => sum + Number(row['eventCount']), 0)
		: panel.rows.length;
}

let panels: ReadonlyMap<string, Panel> = new Map();

beforeAll(async () => {
	panels = oracle(await newestDays(20_260_301), {
		fromMs: nowMs - dayMs,
		toMs: nowMs,
		indicators: exampleIndicators,
		geo: exampleGeoRanges,
	});
});

test('the oracle answers for all panels of the six dashboards and the three added ones', () => {
	const sizes = { AM: 7, LA: 11, AS: 20, OV: 16, PA: 22, TI: 7 };
	const ids = Object.entries(sizes).flatMap(([letters, size]) =>
		Array.from({ length: size }, (_, index) => `${letters}${index + 1}`),
	);
	expect([...panels.keys()].sort()).toEqual(ids.sort());
});

test('every panel has something to show in the last 24 hours of the example', () => {
	expect([...panels].filter(([, panel]) => countOf(panel) === 0).map(([id]) => id)).toEqual([]);
});

test('every panel of the second set has something to show in its range', async () => {
	const records = await newestDays(20_260_301);
	const range = { fromMs: nowMs - dayMs, toMs: nowMs, geo: exampleGeoRanges };
	const second = new Map([
		...classicOracle(records, { ...range, administrators: exampleAdministrators }),
		...standardsOracle(records, { ...range, indicators: exampleIndicators }),
	]);
	const sizes = { CO: 6, CU: 6, CL: 9, CP: 6, CN: 8, CS: 9, PC: 16, CI: 20, DV: 16 };
	const ids = Object.entries(sizes).flatMap(([letters, size]) =>
		Array.from({ length: size }, (_, index) => `${letters}${index + 1}`),
	);
	expect([...second.keys()].sort()).toEqual(ids.sort());
	expect([...second].filter(([, panel]) => countOf(panel) === 0).map(([id]) => id)).toEqual([]);
});

test('every control of the benchmark has events', async () => {
	const standards = standardsOracle(await newestDays(20_260_301), {
		...{ fromMs: nowMs - dayMs, toMs: nowMs },
		...{ geo: exampleGeoRanges, indicators: exampleIndicators },
	});
	const rows = standards.get('CI19')?.rows ?? [];
	expect(rows).toHaveLength(16);
	expect(rows.filter(row => row['eventCount'] === 0)).toEqual([]);
	expect((standards.get('DV7')?.rows ?? []).some(row => row['eventCount_violation'] === 1)).toBe(
		true,
	);
});

test.each(outliers)('%s has a bucket that stands out', id => {
	const rows = panels.get(id)?.rows ?? [];
	expect(rows.some(row => row['eventCount_violation'] === 1)).toBe(true);
});

test('denied calls come from several accounts, users and role sessions', () => {
	expect(panels.get('LA2')?.columns.slice(1)).toEqual(exampleAccounts.map(({ id }) => id).sort());
	const users = (panels.get('OV16')?.rows ?? []).map(row => String(row['user']));
	expect(users.filter(user => user.includes('/')).length).toBeGreaterThan(5);
	expect(users.filter(user => !user.includes('/')).length).toBeGreaterThan(3);
	expect(panels.get('OV16')?.columns).toContain('Client.UnauthorizedOperation');
});

test('callers on the list have several results, actors, places and confidence levels', () => {
	expect(panels.get('TI3')?.columns).toEqual(
		expect.arrayContaining(['AccessDenied', 'Failure', 'Success']),
	);
	const actors = (panels.get('TI4')?.rows ?? []).map(row => row['actor']);
	expect(actors).toContain('Unassigned');
	expect(actors.length).toBeGreaterThanOrEqual(4);
	expect((panels.get('TI1')?.rows ?? []).length).toBeGreaterThanOrEqual(5);
	expect((panels.get('TI2')?.rows ?? []).length).toBe(10);
});

test.each([1, 2])('the story holds for seed %i as well', async seed => {
	const others = oracle(await newestDays(seed), {
		fromMs: nowMs - dayMs,
		toMs: nowMs,
		indicators: exampleIndicators,
		geo: exampleGeoRanges,
	});
	const silent = [...others].filter(([, panel]) => countOf(panel) === 0).map(([id]) => id);
	const flat = outliers.filter(
		id => !(others.get(id)?.rows ?? []).some(row => row['eventCount_violation'] === 1),
	);
	expect({ silent, flat }).toEqual({ silent: [], flat: [] });
});
