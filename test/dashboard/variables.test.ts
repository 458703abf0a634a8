import { expect, test } from 'vitest';
import { cellFilter } from '../../source/dashboard/compose/cell-filter.ts';
import { composeQuery } from '../../source/dashboard/compose/compose.ts';
import { filterFields, filterNames } from '../../source/dashboard/compose/variables.ts';
import { check } from '../../source/query/check/check.ts';
import { parse } from '../../source/query/syntax/parse.ts';
import { aResult, hourly } from '../panels/result.ts';
import { Driver, usualAnswer } from './console-driver.ts';
import { shippedLayout, shippedLayouts } from './layouts.ts';

const aliases = { '111122223333': 'prod', '444455556666': 'data' };

/** Values of whatever filter is asked for, one of them missing. */
const withValues: (run: Driver['runs'][number]) => ReturnType<typeof usualAnswer> = run =>
	run.slot === 'values'
		? aResult(
				['value', 'eventCount'],
				[
					['444455556666', 900],
					['111122223333', 7],
					[null, 3],
				],
			)
		: usualAnswer(run);

test.each(filterNames)('%s is offered with its counts, taken and left out', name => {
	const driver = new Driver({}, withValues);
	const downs = Array.from({ length: filterNames.indexOf(name) }, () => 'down');
	driver.press(['f', ...downs, 'enter'].join(' '));
	const asked = driver.runs.at(-1)!;
	expect(asked.text).toContain(`| count as eventCount by ${filterFields[name]} `);
	expect(driver.box()).toMatch(/444455556666 +900/);
	driver.press('down tab down tab').press('escape');
	expect(driver.state.variables.filters[name]?.include).toEqual(['444455556666', '111122223333']);
	const condition = `${filterFields[name]} in ("444455556666", "111122223333")`;
	expect(
		driver.runs.slice(-driver.shown().length).every(({ text }) => text.includes(condition)),
	).toBe(true);
	expect(driver.header()).toContain('444455556666, 111122223333');
	driver
		.press(['f', ...downs, 'enter'].join(' '))
		.type('!444455556666')
		.press('enter');
	expect(driver.runs.at(-1)?.text).toContain(`!(${filterFields[name]} = "444455556666")`);
});

test('records without the field are a value of their own, and pass when nothing is chosen', () => {
	const driver = new Driver({}, withValues);
	driver.press('f').type('error').press('enter');
	expect(driver.box()).toMatch(/\(none\) +3/);
	driver.press('down down down tab');
	expect(driver.state.variables.filters.errorCode).toEqual({ include: ['(none)'], exclude: [] });
	expect(driver.runs.at(-1)?.text).toContain('(isEmpty(errorCode) or errorCode = "(none)")');
	expect(
		composeQuery('*', {
			variables: { filters: { errorCode: { include: ['*'], exclude: [] } }, text: '', params: {} },
		}),
	).toBe('*');
	expect(
		composeQuery('*', {
			variables: {
				filters: { errorCode: { include: ['(none)', 'a', 'b', 'c*'], exclude: [] } },
				text: '',
				params: {},
			},
		}),
	).toBe(
		'*\n| where (errorCode matches "c*" or (isEmpty(errorCode) or errorCode = "(none)") or errorCode in ("a", "b"))',
	);
});

test('an account goes by its alias: in the list, typed, and in the header', () => {
	const driver = new Driver({ aliases }, withValues);
	driver.press('f enter');
	expect(driver.box()).toMatch(/444455556666 data +900/);
	driver.type('dat').press('enter');
	expect(driver.state.variables.filters.account?.include).toEqual(['444455556666']);
	driver.press('escape');
	expect(driver.header()).toContain('account data · region *');
	expect(driver.runs.at(-1)?.text).toContain('_account = "444455556666"');
	driver.press('f enter').type('!Prod').press('enter escape');
	expect(driver.state.variables.filters.account?.exclude).toEqual(['111122223333']);
	expect(driver.header()).toContain('account not prod');
});

test('an alias that several accounts share stands for all of them', () => {
	const shared = { '111122223333': 'prod', '444455556666': 'data', '777788889999': 'Prod' };
	const driver = new Driver({ aliases: shared });
	driver.press('f enter').type('!prod').press('enter escape');
	expect(driver.state.variables.filters.account).toEqual({
		include: [],
		exclude: ['111122223333', '777788889999'],
	});
});

test('free text stands beside the search of every panel', () => {
	const driver = new Driver();
	driver.press('f').type('search').press('enter').type('ada OR bob').press('enter escape');
	expect(driver.runs.at(-1)?.text).toContain('_sourceCategory=prod (ada OR bob)');
	expect(driver.header()).toContain('ada OR bob');
});

test('F clears every filter at once, and says so; it is saved like the others', () => {
	const driver = new Driver({ dashboard: 'threats' }, withValues);
	driver.press('f').type('region').press('enter').type('eu-*').press('enter escape');
	driver.press('f').type('confidence').press('enter').type('low').press('enter escape');
	expect(driver.header()).toContain('region eu-*');
	expect(driver.header()).toContain('confidence low');
	const saved = driver.told.findLast(effect => effect.kind === 'save-session');
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	expect(new Driver({ session }).header()).toContain('region eu-*');
	const before = driver.runs.length;
	driver.press('F');
	expect(driver.header()).toContain('account * · region *');
	expect(driver.header()).not.toContain('confidence');
	expect(driver.footer()).toContain('all filters cleared');
	expect(driver.runs.length - before).toBe(driver.shown().length);
	expect(driver.told.at(-1)).toMatchObject({ session: { variables: { filters: {}, text: '' } } });
	expect(driver.press('F').footer()).toContain('nothing is filtered');
});

test('on a small screen filters without room are counted, and none is hidden in silence', () => {
	const driver = new Driver();
	const choice = (value: string) => ({ include: [value], exclude: [] });
	driver.state = {
		...driver.state,
		variables: {
			filters: {
				region: choice('eu-central-1'),
				user: choice('PlatformEngineers/ada'),
				eventName: choice('AuthorizeSecurityGroupIngress'),
				errorCode: choice('AccessDenied'),
			},
			text: 'ada',
			params: {},
		},
	};
	const [, line = ''] = driver.header().split('\n');
	expect(line).toHaveLength(80);
	expect(line).toMatch(/region eu-central-1 \+4 more /);
	driver.send({ kind: 'resize', size: { columns: 200, rows: 50 } });
	expect(driver.header()).toContain('error AccessDenied · ada');
});

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
