import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { csvRows } from '../../source/intel/csv.ts';
import { UserTables } from '../../source/intel/user-table.ts';

let dir = '';
let tables: UserTables;

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'trailtop-tables-'));
	await mkdir(join(dir, 'tables', 'shared'), { recursive: true });
	tables = new UserTables(join(dir, 'tables'));
});

afterEach(async () => {
	await rm(dir, { recursive: true });
});

const put = (name: string, text: string) => writeFile(join(dir, 'tables', name), text);
const missing = (path: string) => {
	const table = tables.table(path);
	return 'missing' in table ? table.missing : 'it is there';
};

const find = (path: string, keys: Readonly<Record<string, string | number>>) => {
	const table = tables.table(path);
	return 'missing' in table ? table.missing : table.find(keys);
};

test.each([
	{
		text: 'a,b\n1,2\n',
		rows: [
			['a', 'b'],
			['1', '2'],
		],
	},
	{
		text: 'a,b\r\n"x, ""y""\r\nz",2\r\n\r\n',
		rows: [
			['a', 'b'],
			['x, "y"\r\nz', '2'],
		],
	},
	{
		text: '"a" ,b\n,\n',
		rows: [
			['a', 'b'],
			['', ''],
		],
	},
	{
		text: 'a,b\rc,d',
		rows: [
			['a', 'b'],
			['c', 'd'],
		],
	},
	{ text: 'a,"open\nfor ever', rows: [['a', 'open\nfor ever']] },
	{ text: '', rows: [] },
])('CSV $text', ({ text, rows }) => {
	expect([...csvRows(text, ',')].map(row => row.cells)).toEqual(rows);
});

test('a row of CSV knows the line it starts on', () => {
	expect([...csvRows('a\n"b\nc"\n\nd\n', ',')].map(row => row.line)).toEqual([1, 2, 5]);
});

test('any column is a key, without regard to case, with or without the ending', async () => {
	await put('shared/users.csv', '\uFEFFId,Team,Floor\nada,ops,2\nBOB,"dev, web",3\nada,second,9\n');
	const expected = { Id: 'BOB', Team: 'dev, web', Floor: '3' };
	expect(find('/shared/users', { Id: 'bob' })).toEqual(expected);
	expect(find('shared/users.csv', { Team: 'DEV, WEB' })).toEqual(expected);
	expect(find('/shared/users', { Id: 'Ada' })).toMatchObject({ Team: 'ops' });
	expect(find('/shared/users', { Id: 'ada', Floor: 9 })).toMatchObject({ Team: 'second' });
	expect(find('/shared/users', { Id: 'eve' })).toBeUndefined();
	expect(tables.table('/shared/users')).toMatchObject({
		columns: ['Id', 'Team', 'Floor'],
		keyColumn: undefined,
		keyColumns: ['Id', 'Team', 'Floor'],
	});
});

test.each([
	{ name: 'a.json', text: '[{"id":1,"ok":true,"tags":["x"]},{"id":2,"note":null}]' },
	{ name: 'a.json', text: '{"rows":[{"id":1,"ok":true,"tags":["x"]},{"id":2}]}' },
	{ name: 'a.json', text: '{"id":1,"ok":true,"tags":["x"]}\n{"id":2}\n' },
])('JSON keeps its values: $text', async ({ name, text }) => {
	await put(name, text);
	expect(find('a', { id: 1 })).toEqual({ id: 1, ok: true, tags: '["x"]' });
	expect(find('a', { id: '2' })).toMatchObject({ id: 2 });
});

test('other separators', async () => {
	await put('semi.csv', 'id;name\n1;a,b\n');
	await put('tab.tsv', 'id\tname\n1\ta,b\n');
	expect(find('semi', { id: 1 })).toEqual({ id: '1', name: 'a,b' });
	expect(find('tab', { id: 1 })).toEqual({ id: '1', name: 'a,b' });
});

test('a changed file is read again, and its version grows', async () => {
	await put('a.csv', 'id,v\n1,old\n');
	const first = tables.table('a');
	expect(tables.table('a')).toBe(first);
	await put('a.csv', 'id,v\n1,new\n');
	await utimes(join(dir, 'tables', 'a.csv'), 1_000, 1_000);
	expect(find('a', { id: 1 })).toMatchObject({ v: 'new' });
	const second = tables.table('a');
	expect('version' in first && 'version' in second && second.version > first.version).toBe(true);
	await rm(join(dir, 'tables', 'a.csv'));
	expect(missing('a')).toMatch(/there is no table "a"/);
});

test('no path leaves the folder', async () => {
	await writeFile(join(dir, 'secret.csv'), 'id\n1\n');
	await symlink(join(dir, 'secret.csv'), join(dir, 'tables', 'link.csv'));
	await symlink(dir, join(dir, 'tables', 'up'));
	await symlink(join(dir, 'tables', 'shared'), join(dir, 'tables', 'inside'));
	await put('shared/fine.csv', 'id\n1\n');
	for (const path of [
		'../secret.csv',
		'/shared/../../secret',
		'..',
		'/',
		'',
		'a\0b',
		'/../secret',
	]) {
		expect(missing(path)).toMatch(/is outside of/);
	}

	expect(missing('link')).toMatch(/leads outside of/);
	expect(missing('up/secret')).toMatch(/leads outside of/);
	expect(find('inside/fine', { id: 1 })).toEqual({ id: '1' });
});

test('what cannot be read says why and what to do', async () => {
	expect(missing('/x/y')).toBe(
		`there is no table "/x/y": put x/y.csv or x/y.json into ${join(dir, 'tables')}`,
	);
	await put('broken.json', '[{"id":1},');
	expect(missing('broken')).toMatch(/broken\.json cannot be read: /);
	await put('odd.json', '[1,2]');
	expect(missing('odd')).toMatch(/expected a list of objects, found 1 in it/);
	await put('empty.csv', '');
	expect(missing('empty')).toMatch(/no header line/);
	await put('big.csv', `id\n${'x'.repeat(65 * 1024 * 1024)}`);
	expect(missing('big')).toMatch(/larger than 64 MiB/);
	expect(missing('shared')).toMatch(/there is no table/);
});

test('thirty-two tables are held; the one asked for longest ago is read again', async () => {
	await Promise.all(Array.from({ length: 33 }, (_item, index) => put(`t${index}.csv`, 'a\n1\n')));
	const first = tables.table('t0');
	expect(tables.table('t0')).toBe(first);
	const second = tables.table('t1');
	for (let index = 2; index < 32; index++) {
		tables.table(`t${index}`);
	}

	expect(tables.table('t0')).toBe(first);
	tables.table('t32');
	expect(tables.table('t0')).toBe(first);
	expect(tables.table('t1')).not.toBe(second);
});

test('a table answers for more sets of keys than it keeps indexes for', async () => {
	const names = Array.from({ length: 10 }, (_item, index) => `c${index}`);
	await put('wide.csv', `${names.join(',')}\n${names.map(name => `${name}v`).join(',')}\n`);
	for (const name of [...names, ...names]) {
		expect(find('wide', { [name]: `${name}v` })).toMatchObject({ c0: 'c0v', c9: 'c9v' });
	}
});

test('a table that is too large, in bytes or in rows, is not read', async () => {
	await put('long.csv', '');
	await truncate(join(dir, 'tables', 'long.csv'), 64 * 2 ** 20 + 1);
	expect(missing('long')).toMatch(/larger than 64 MiB/);
	await put('rows.csv', 'a\n' + '1\n'.repeat(1_000_001));
	expect(missing('rows')).toMatch(/more than 1,000,000 rows/);
});

test('the names of two hundred tables are offered, in order; without a folder none', async () => {
	expect(new UserTables(join(dir, 'elsewhere')).names()).toEqual([]);
	await Promise.all(
		Array.from({ length: 201 }, (_item, index) =>
			put(`n${String(index).padStart(3, '0')}.csv`, 'a'),
		),
	);
	await put('notes.txt', 'x');
	expect(tables.names()).toHaveLength(200);
	expect(tables.names().slice(0, 2)).toEqual(['n000', 'n001']);
});
