import { expect, test } from 'vitest';
import { drawTable, scrollFor } from '../../source/panels/table.ts';
import { aFrame, aResult, drawn } from './result.ts';

const columns = ['eventTime', 'user', 'sourceIPAddress', 'errorMessage', 'eventCount'];
const rows = [
	['2026-03-01T11:58:03Z', 'ada', '203.0.113.9', 'Failed authentication', 12],
	['2026-03-01T11:02:11Z', 'bob', '198.51.100.7', null, 1412],
	['2026-03-01T10:00:00Z', null, '192.0.2.1', 'two\nlines', 3],
];
const result = aResult(columns, rows, { kind: 'rows', keys: [] });

test('times are clocks, numbers stand right, nothing is blank', () => {
	expect(drawn(drawTable(result, aFrame(70, 4)))).toBe(
		[
			'time     user ip           message               count',
			'11:58:03 ada  203.0.113.9  Failed authentication    12',
			'11:02:11 bob  198.51.100.7 –                     1,412',
			'10:00:00 –    192.0.2.1    two\\nlines                3',
		].join('\n'),
	);
});

test('the widest column gives way first', () => {
	expect(drawn(drawTable(result, aFrame(46, 2)))).toBe(
		[
			'time     user ip           message       count',
			'11:58:03 ada  203.0.113.9  Failed authe…    12',
		].join('\n'),
	);
});

test('columns without room leave, and are counted', () => {
	const model = drawTable(result, aFrame(30, 2));
	expect(drawn(model).split('\n')[0]).toBe('time     user ip           +2›');
	expect(model.figures['hiddenColumnCount']).toBe(2);
});

test('the cursor brings its column and its row in sight', () => {
	const cursor = { row: 2, column: 4, scroll: 0, sort: undefined };
	const model = drawTable(result, aFrame(30, 2, { cursor }));
	expect(drawn(model)).toBe('time     user count        +2›\n10:00:00 –        3');
	expect(model.lines[1]?.every(span => span.selected)).toBe(true);
	expect(model.figures).toMatchObject({ firstRow: 2, shownCount: 1 });
});

test('a person’s order keeps the result’s for ties, and shows its direction', () => {
	const sort = { column: 'eventCount', descending: true };
	const cursor = { row: -1, column: -1, scroll: 0, sort };
	const lines = drawn(drawTable(result, aFrame(70, 4, { cursor }))).split('\n');
	expect(lines.map(line => line.slice(9, 12))).toEqual(['use', 'bob', 'ada', '–  ']);
	expect(lines[0]).toContain('count▼');
});

test('only the columns asked for are shown, in that order', () => {
	const model = drawTable(result, aFrame(70, 2, { columns: ['user', 'EVENTTIME', 'nothing'] }));
	expect(drawn(model)).toBe('user time\nada  11:58:03');
});

test('rows that are not here are counted', () => {
	const model = drawTable({ ...result, rowCount: 25_000 }, aFrame(70, 4));
	expect(model.note).toBe('3 of 25,000 rows');
	expect(model.hiddenCount).toBe(24_997);
});

test('over more than a day times carry their date', () => {
	const range = {
		fromMs: Date.parse('2026-02-20T00:00:00Z'),
		toMs: Date.parse('2026-03-01T12:00:00Z'),
	};
	expect(drawn(drawTable(result, aFrame(70, 2, { range })))).toContain('03-01 11:58:03');
});

test('the text of a record has no column beside others', () => {
	const raw = aResult(['_messageTime', 'eventName', '_raw'], [[1, 'ConsoleLogin', '{}']], {
		kind: 'rows',
	});
	expect(drawn(drawTable(raw, aFrame(40, 2)))).toBe('time     event\n00:00:00 ConsoleLogin');
});

test.each([
	{ cursor: -1, scroll: 99, rows: 10, height: 4, first: 6 },
	{ cursor: 0, scroll: 5, rows: 10, height: 4, first: 0 },
	{ cursor: 9, scroll: 0, rows: 10, height: 4, first: 6 },
	{ cursor: 5, scroll: 3, rows: 10, height: 4, first: 3 },
	{ cursor: 2, scroll: 0, rows: 3, height: 9, first: 0 },
])(
	'row $cursor of $rows is seen from $first on',
	({ cursor, scroll, rows: count, height, first }) => {
		expect(scrollFor(cursor, scroll, count, height)).toBe(first);
	},
);

test('a cell takes more than 48 columns only of room that is left, and widths are taken from the first two hundred rows', () => {
	const long = aResult(['a', 'b'], [['x'.repeat(60), 1]], { kind: 'rows', keys: [] });
	const second = (result: typeof long) => drawn(drawTable(result, aFrame(100, 2))).split('\n')[1];
	expect(second(long)).toMatch(/^x{60} +1/);
	const both = aResult(['a', 'b'], [['x'.repeat(60), 'y'.repeat(61)]], { kind: 'rows' });
	expect(second(both)).toBe(`${'x'.repeat(50)}… ${'y'.repeat(47)}…`);

	const rowsOf = (place: number) =>
		Array.from({ length: 201 }, (_item, row) => [row === place ? 'wide value' : 'v', 1]);
	const startOf = (place: number) =>
		drawn(drawTable(aResult(['a', 'b'], rowsOf(place), { kind: 'rows', keys: [] }), aFrame(60, 2)))
			.split('\n')[0]
			?.indexOf('b');
	expect(startOf(199)).toBe(11);
	expect(startOf(200)).toBe(2);
});

test('a title is as it is written in the query, and no short one could be another column’s', () => {
	const head = (...titles: readonly string[]): string =>
		drawn(drawTable(aResult(titles, [titles.map(() => 1)]), aFrame(70, 2))).split('\n')[0] ?? '';
	expect(head('eventName', '_count')).toBe('event _count');
	expect(head('count', '_count')).toBe('count _count');
	expect(head('eventName', 'eventCount')).toBe('event count');
	expect(head('count', 'eventCount')).toBe('count eventCount');
	expect(head('_messageTime', 'eventTime', '_user')).toBe('_messageTime eventTime _user');
});

test('an identifier is whole before other texts, up to forty cells', () => {
	const shown = (id: string) =>
		drawn(drawTable(aResult(['who', 'requestId', 'n'], [['w'.repeat(40), id, 1]]), aFrame(60, 2)))
			.split('\n')[1]
			?.split(/ +/)
			.map(text => text.length);
	expect(shown('r'.repeat(40))).toEqual([17, 40, 1]);
	// Longer than that, both give way alike.
	expect(shown('r'.repeat(41))).toEqual([28, 29, 1]);
});

test('of few columns an event name is cut last, and the texts beside it keep eight cells', () => {
	const rows = [
		['AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50/bob', 'AuthorizeSecurityGroupIngress', 7],
	];
	const line = (cells: number) =>
		drawn(drawTable(aResult(['user', 'eventName', 'eventCount'], rows), aFrame(cells, 2))).split(
			'\n',
		)[1];
	expect(line(45)).toMatch(/^\S{8,9} +AuthorizeSecurityGroupIngress +7$/);
	expect(line(38)).toMatch(/^\S{8} AuthorizeSecurityGroup… +7$/);
});

test('the column with few long texts gives way before the one where most are long', () => {
	const who = ['root', 'ada', 'bob', 'dave', 'w'.repeat(30)];
	const rows = who.map((name, index) => ['t'.repeat(30), name, index + 1]);
	const lines = drawn(drawTable(aResult(['title', 'who', 'n'], rows), aFrame(46, 6))).split('\n');
	expect(lines[1]).toMatch(/^t{30} root +1$/);
	expect(lines[5]).toMatch(/^t{30} \S{12,} 5$/);
});

test('a service among addresses is cut, and no address', () => {
	const rows = [
		['ada', '198.51.100.129', 'm'.repeat(30)],
		['bob', 'cloudformation.amazonaws.com', 'm'.repeat(30)],
		['dave', '203.0.113.9', 'm'.repeat(30)],
	];
	const shown = drawn(drawTable(aResult(['who', 'from', 'message'], rows), aFrame(40, 4)));
	expect(shown).toContain('198.51.100.129');
	expect(shown).not.toContain('cloudformation.amazonaws.com');
	expect(shown).toMatch(/…\S*amazonaws\.com|cloudf\S*…/);
});

const who = ['AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50/bob@example.com', 'ci-deploy/build-4806'];

test('what tells least is hidden first, wherever it stands, and the cursor brings it back in its place', () => {
	const titles = ['eventTime', 'eventType', 'user', 'principalId', 'eventName', 'errorMessage'];
	const denied = 'User is not authorized to perform this';
	const calls = aResult(titles, [
		[1, 'AwsApiCall', 'ada', 'AIDAEXAMPLEADA000001', 'GetObject', denied],
	]);
	const shown = (column: number) =>
		drawTable(calls, aFrame(56, 2, { cursor: { row: 0, column, scroll: 0, sort: undefined } }))
			.figures;
	expect(shown(0)).toMatchObject({
		columns: ['eventTime', 'user', 'eventName', 'errorMessage'],
		hiddenColumnCount: 2,
	});
	expect(shown(1)['columns']).toContain('eventType');
	expect(shown(3)['columns']).toEqual(['eventTime', 'user', 'principalId', 'eventName']);
});

test('a rare long event out of sight takes no cells from who, and is cut where it comes into sight', () => {
	const rows = Array.from({ length: 100 }, (_, row) => [
		row,
		who[row % 2] ?? '',
		row === 90 ? 'AuthorizeSecurityGroupIngress' : 'PutObject',
	]);
	const events = aResult(['_timeslice', 'user', 'eventName'], rows);
	const at = (row: number) =>
		drawn(
			drawTable(events, aFrame(46, 6, { cursor: { row, column: -1, scroll: 0, sort: undefined } })),
		);
	expect(at(0)).toContain('…PowerUser/bob@example.com');
	// Scrolling moves no column.
	expect(at(90)).toContain('…PowerUser/bob@example.com');
	expect(at(90)).toMatch(/ Autho\S*…$/m);
	// Of nineteen rows one is not rare.
	const few = aResult(['_timeslice', 'user', 'eventName'], rows.slice(81, 100));
	expect(drawn(drawTable(few, aFrame(46, 6)))).toContain('bob@exa…');
});

test('a column has no cells that its cut names do not take', () => {
	const rows = [[who[0] ?? '', 't'.repeat(70), 1]];
	const line = drawn(drawTable(aResult(['user', 'title', 'n'], rows), aFrame(90, 2))).split(
		'\n',
	)[1];
	expect(line).toMatch(/^…PowerUser\/bob@example\.com t{60}… 1$/);
});

test('how many columns are hidden stands over the last one where its title leaves room', () => {
	const rows = [['03-14', who[1] ?? '', 'x'.repeat(40), 'y'.repeat(40)]];
	const [head, line] = drawn(
		drawTable(aResult(['day', 'user', 'third', 'fourth'], rows), aFrame(36, 2)),
	).split('\n');
	expect(head).toMatch(/third +\+1›$/);
	expect(head).toHaveLength(36);
	expect(line).toHaveLength(36);
});

test('the title of a finding keeps thirty cells before account, region and the first time are shown', () => {
	const titles = ['severity', 'title', 'principal', 'account', 'region', 'first', 'last', 'count'];
	const rows = [
		[
			'critical',
			'Credentials of root used, made or recovered',
			'root',
			'111122223333',
			'us-east-1',
			'03-14 04:08',
			'03-14 04:09',
			2,
		],
	];
	const model = drawTable(aResult(titles, rows), aFrame(78, 2));
	expect(model.figures['columns']).toEqual(['severity', 'title', 'principal', 'last', 'count']);
	expect(drawn(model)).toContain('Credentials of root used, made or');
});
