import { expect, test } from 'vitest';
import { Driver, nowMs } from '../console-driver.ts';
import { shippedLayouts } from '../layouts.ts';

const layouts = shippedLayouts();
const environments = [
	{ name: 'prod', sourceTitle: 's3://prod-logs' },
	{ name: 'lab', sourceTitle: '/srv/lab' },
	{ name: 'all', sourceTitle: 'prod + lab' },
];
const lab = {
	kind: 'environment',
	name: 'lab',
	scope: { key: '_sourceCategory', value: 'aws/lab' },
	aliases: { '444455556666': 'sandbox' },
	layouts,
	session: { queryHistory: ['eventName=A'], dashboard: 'threats', utc: false },
} as const;

test('E lists the environments with their places, and the one shown is marked', () => {
	const driver = new Driver({ environments });
	driver.press('E');
	const menu = driver.box();
	expect(menu).toContain('Environments');
	expect(menu).toMatch(/lab +\/srv\/lab/);
	expect(menu).toMatch(/all +prod \+ lab/);
	driver.press('enter');
	expect(driver.told.filter(({ kind }) => kind === 'open-environment')).toEqual([]);
});

test('a chosen one is asked for, and what is shown stays until it is there', () => {
	const driver = new Driver({ environments });
	driver.press('E down enter');
	expect(driver.told.at(-1)).toEqual({ kind: 'open-environment', name: 'lab' });
	expect(driver.header()).toContain('prod');
});

test('the other environment comes with its own scope, filters and queries, on the same dashboard and time', () => {
	const driver = new Driver({ environments });
	driver.press('2 tab + u');
	driver.send({ kind: 'data', version: 9, recordCount: 500, nowMs });
	const { range } = driver.state;
	const asked = driver.runs.length;
	driver.send(lab);
	expect(driver.state).toMatchObject({
		environment: 'lab',
		environments,
		range,
		utc: false,
		recordCount: 0,
		queryHistory: ['eventName=A'],
		aliases: { '444455556666': 'sandbox' },
	});
	expect(driver.state.focus).not.toEqual({});
	expect(driver.header()).toContain('lab');
	const runs = driver.runs.slice(asked);
	expect(runs.length).toBeGreaterThan(0);
	expect(runs.every(({ text }) => text.includes('aws/lab'))).toBe(true);
	expect(new Set(runs.map(({ slot }) => slot.split('/')[0]))).toEqual(new Set(['access']));
	expect(driver.told.at(-1)).toMatchObject({
		kind: 'save-session',
		session: { dashboard: 'access', queryHistory: ['eventName=A'] },
	});
});

test('with one environment E says how to get another', () => {
	const driver = new Driver({ environments: environments.slice(0, 1) });
	driver.press('E');
	expect(driver.state.overlay).toBeUndefined();
	expect(driver.state.toasts.at(-1)?.text).toContain('trailtop init');
});
