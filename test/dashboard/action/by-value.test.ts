import { expect, test } from 'vitest';
import { cellFilter } from '../../../source/dashboard/compose/cell-filter.ts';
import { check } from '../../../source/query/check/check.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { aResult, hourly } from '../../panels/result.ts';
import { Driver, usualAnswer } from '../console-driver.ts';
import { shippedLayout, shippedLayouts } from '../layouts.ts';

const aliases = { '111122223333': 'prod', '444455556666': 'data' };
const panel = (name: string, id: string) =>
	shippedLayout(name).panels.find(one => one.id === id)?.query ?? '';

test.each([
	['accounts', 'AS2', 'user', 'ada', { kind: 'filter', name: 'user' }],
	['accounts', 'AS2', 'account', '1', { kind: 'filter', name: 'account' }],
	['access', 'AM6', 'awsRegion', 'eu-west-1', { kind: 'filter', name: 'region' }],
	['privileged', 'PA20', 'errorCode', 'x', { kind: 'filter', name: 'errorCode' }],
	[
		'accounts',
		'AS2',
		'targetUser',
		'bo"b',
		{ kind: 'search', term: 'requestParameters.userName="bo\\"b"' },
	],
	[
		'accounts',
		'AS2',
		'targetUser',
		null,
		{ kind: 'search', term: '!requestParameters.userName=*' },
	],
	[
		'privileged',
		'PA3',
		'result',
		'AccessDenied',
		{ kind: 'search', term: '_result="AccessDenied"' },
	],
	['privileged', 'PA10', 'groupId', 'sg-1', { kind: 'search', term: '"sg-1"' }],
	['threats', 'TI4', 'actor', 'FANCY BEAR', undefined],
	['overview', 'OV12', 'country_name', 'Germany', undefined],
	['access', 'AM2', 'eventCount', 7, undefined],
] as const)('in %s %s a cell of %s, %j, filters by %j', (name, id, column, value, expected) => {
	expect(cellFilter(panel(name, id), column, value)).toEqual(expected);
});

test('every column of every list filters, but counts, times and what lies outside the records', () => {
	const columnsOf = (query: string) =>
		/\| fields ([^|]+)$/
			.exec(query.trim())?.[1]
			?.split(',')
			.map(title => title.trim()) ?? [];
	const without = shippedLayouts()
		.flatMap(layout => layout.panels)
		.filter(({ view }) => view === 'table')
		.flatMap(({ id, query }) =>
			columnsOf(query)
				.filter(column => column !== 'eventTime' && cellFilter(query, column, 'x') === undefined)
				.map(column => `${id} ${column}`),
		);
	expect(without).toEqual([
		// Joined from lists, or known of the address only.
		...['AM6 fromPort', 'AM6 toPort', 'AM6 cidr'],
		...['TI6 confidence', 'TI6 label', 'TI6 malwareFamilies', 'TI6 lastUpdated'],
	]);
});

test('o and O on any cell of a list set the filter that holds for the whole dashboard', () => {
	const driver = new Driver({ dashboard: 'accounts' }, run =>
		usualAnswer(run).kind === 'rows'
			? aResult(
					['eventTime', 'user', 'targetUser', 'account'],
					[['2026-03-01T11:58:03Z', 'ada', 'bob', '111122223333']],
					{ kind: 'rows', keys: [], refs: [{ segmentId: 's', row: 1 }] },
				)
			: usualAnswer(run),
	);
	driver.press('tab down right right right o');
	expect(driver.header()).toContain('requestParameters.userName="bob"');
	expect(driver.runs.at(-1)?.text).toContain('prod (requestParameters.userName="bob") (');
	driver.press('O');
	expect(driver.state.variables.text).toBe(
		'requestParameters.userName="bob" !requestParameters.userName="bob"',
	);
	driver.press('F').press('left O');
	expect(driver.state.variables.filters.user).toEqual({ include: [], exclude: ['ada'] });
	driver.press('left o');
	expect(driver.footer()).toContain('m moves every panel to this time');
});

test('a cell beside a search with OR narrows the whole of it', () => {
	const driver = new Driver({ dashboard: 'accounts' }, () =>
		aResult(['eventTime', 'targetUser'], [[null, 'bob']], { kind: 'rows', keys: [] }),
	);
	driver.state = { ...driver.state, variables: { ...driver.state.variables, text: 'a OR b' } };
	driver.press('tab down right right o');
	const { text } = driver.state.variables;
	expect(text).toBe('(a OR b) requestParameters.userName="bob"');
	const { query, faults } = parse(driver.runs.at(-1)?.text ?? '');
	expect([...faults, ...check(query)]).toEqual([]);
});

test('a cell calls an account by its alias; copied is the id', () => {
	const wide = { columns: 120, rows: 40 };
	const driver = new Driver({ aliases: { '111122223333': 'payments' } }, undefined, wide);
	driver.press('enter');
	const list = driver.shown()[0]!;
	expect(driver.panel(list)).toContain('payments');
	expect(driver.panel(list)).not.toContain('111122223333');
	driver.press('right right right right right y');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'copy', text: '111122223333' });
});

test.each([
	{ dashboard: 'logins', panel: 'LA2', shown: 'prod', not: '111122223333' },
	{ dashboard: 'classic-logins', panel: 'CL2', shown: '111122223333', not: 'prod' },
])('$panel of $dashboard calls an id $shown', ({ dashboard, panel, shown, not }) => {
	const driver = new Driver(
		{ aliases, dashboard, layouts: [shippedLayout(dashboard)] },
		() => hourly([[4, 1]], ['111122223333', '444455556666']),
		{ columns: 160, rows: 50 },
	);
	expect(driver.panel(panel)).toContain(shown);
	expect(driver.panel(panel)).not.toContain(not);
});
