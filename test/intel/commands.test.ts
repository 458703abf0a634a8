import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedServer } from '../../fixtures/feeds.ts';
import { anMmdb } from '../../fixtures/mmdb.ts';
import type { CommandPorts } from '../../source/app/ports.ts';
import { run } from '../../source/cli/run.ts';

let dir = '';
let server: FeedServer;
let nowMs = 0;

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'trailtop-intel-'));
	await mkdir(join(dir, 'config', 'trailtop'), { recursive: true });
	server = await FeedServer.start();
	nowMs = Date.parse('2026-03-01T12:00:00Z');
});

afterEach(async () => {
	await server.stop();
	await rm(dir, { recursive: true });
});

/** Runs a command line as a script would. */
async function trailtop(...argv: readonly string[]) {
	let out = '';
	let err = '';
	const ports: CommandPorts = {
		out: text => {
			out += text;
			return Promise.resolve();
		},
		err: text => {
			err += text;
		},
		outIsTty: false,
		rewriteLine: () => {},
		errIsTty: false,
		columns: 80,
		env: {
			XDG_CONFIG_HOME: join(dir, 'config'),
			XDG_DATA_HOME: join(dir, 'data'),
			XDG_CACHE_HOME: join(dir, 'cache'),
			FEED_KEY: 'hunter2',
		},
		homeDir: dir,
		workingDir: dir,
		tempDir: dir,
		nowMs: () => nowMs,
		random: () => 0.5,
		pause: () => Promise.resolve(),
		stdin: () => Promise.resolve(''),
		stdinBytes: () => Promise.resolve(Buffer.of()),
		signal: new AbortController().signal,
		terminal: undefined,
	};
	const code = await run(argv, ports);
	return { code, out, err };
}

const writeFeeds = (text: string) => writeFile(join(dir, 'config', 'trailtop', 'feeds.yaml'), text);

test('without feeds, the words show what to write and where', async () => {
	const { code, err } = await trailtop('threats', 'update');
	expect(code).toBe(2);
	expect(err).toContain(`name feeds in ${join(dir, 'config', 'trailtop', 'feeds.yaml')}`);
	await writeFeeds(err.slice(err.indexOf('feeds:')));
	const listed = await trailtop('threats');
	expect(listed.code).toBe(0);
	expect(listed.out).toMatch(/^ipsum +0 +0 +never +Unlicense · https/m);
});

test('a mistake in feeds.yaml has file, line and key', async () => {
	await writeFeeds(
		'feeds:\n  a:\n    url: https://example.com/x\n    intervall: 1h\n  b:\n    url: nope\n',
	);
	const { code, err } = await trailtop('threats', 'update');
	expect(code).toBe(2);
	expect(err).toMatch(/feeds\.yaml:4:feeds\.a\.intervall: .*known here: url, format, interval/);
	expect(err).toMatch(/feeds\.yaml:6:feeds\.b\.url: expected an http or https URL/);
	await writeFeeds(
		'feeds:\n  a:\n    url: https://example.com/x\n    interval: 1m\n    auth_env: "not a name"\n',
	);
	const second = await trailtop('threats', 'update');
	expect(second.err).toMatch(/:4:feeds\.a\.interval: expected at least 5m/);
	expect(second.err).toMatch(/:5:feeds\.a\.auth_env: .*never the secret itself/);
});

test('update, list, check: one feed that fails does not keep the others', async () => {
	await writeFeeds(
		[
			'feeds:',
			'  good:',
			`    url: ${server.url}/good.txt`,
			'    confidence: 60',
			'    licence: CC0',
			'    auth_env: FEED_KEY',
			'  broken:',
			`    url: ${server.url}/gone.txt`,
		].join('\n'),
	);
	server.serve('/good.txt', { body: '192.0.2.0/24\n192.0.2.7\n\u001B[31mred\n', etag: '"1"' });
	const updated = await trailtop('threats', 'update');
	expect(updated.code).toBe(3);
	expect(updated.out).toBe('good: 2 indicators, 2 new, 0 withdrawn\n');
	expect(updated.err).toContain(
		'trailtop: broken: the server answers 404 Not Found; the feed has moved: correct its url in feeds.yaml; there are no indicators of it yet\n',
	);
	expect(updated.err).toContain('1 line unreadable');
	expect(updated.err).not.toContain('\u001B');

	expect((await trailtop('threats', 'update', 'good')).out).toBe(
		'good: asked less than 1d ago; next time in 1d\n',
	);
	nowMs += 86_400_000;
	expect((await trailtop('threats', 'update', 'good')).out).toBe('good: unchanged, 2 indicators\n');
	const listed = await trailtop('threats', 'list');
	expect(listed.out).toMatch(/^broken +0 +0 +never +.*failed: the server answers 404/m);
	expect(listed.out).toMatch(/^good +2 +0 +2026-03-01 12:00:00 +CC0 · http/m);

	const found = await trailtop('threats', 'check', '192.0.2.7', '--format', 'json');
	expect(found.code).toBe(0);
	expect(JSON.parse(found.out)).toMatchObject([
		{ indicator: '192.0.2.7', source: 'good', level: 'medium', confidence: 60, withdrawn: null },
		{ indicator: '192.0.2.0/24' },
	]);
	const missed = await trailtop('threats', 'check', '198.51.100.1');
	expect(missed).toMatchObject({ code: 1, out: '' });
	expect((await trailtop('threats', 'update', 'gud')).err).toContain('it has good, broken');
	const everything = await Promise.all(
		['good.json', 'good.content'].map(name =>
			readFile(join(dir, 'cache', 'trailtop', 'threats', name)),
		),
	);
	expect(Buffer.concat(everything).includes('hunter2')).toBe(false);
});

test('import a file, again with less of it, and remove it', async () => {
	await writeFile(
		join(dir, 'my list.csv.gz'),
		gzipSync('ip,malware\n192.0.2.1,KeyRake\n192.0.2.2,\n192.0.2.3,\n'),
	);
	const imported = await trailtop('threats', 'import', 'my list.csv.gz', '--confidence', '40');
	expect(imported).toMatchObject({
		code: 0,
		out: 'my-list: 3 indicators (csv), 3 new, 0 withdrawn\n',
	});
	const checked = await trailtop('threats', 'check', '192.0.2.1');
	expect(checked.out).toContain('low (40)');
	expect(checked.out).toContain('KeyRake');

	await writeFile(join(dir, 'less.csv'), 'ip,malware\n192.0.2.1,KeyRake\n');
	const less = ['threats', 'import', 'less.csv', '--name', 'my-list'];
	expect((await trailtop(...less)).err).toMatch(/it shrank from 3 to 1 indicators/);
	expect((await trailtop(...less, '--accept')).out).toBe(
		'my-list: 1 indicators (csv), 0 new, 2 withdrawn\n',
	);
	expect((await trailtop('threats', 'check', '192.0.2.2')).out).toMatch(/^withdrawn +2026-03-01/m);

	await writeFile(join(dir, 'empty.txt'), 'hello world\n');
	expect((await trailtop('threats', 'import', 'empty.txt')).err).toMatch(
		/there is no indicator in it \(1 lines unreadable, the first: line 1/,
	);
	expect((await trailtop('threats', 'remove', 'other')).err).toContain('there are my-list');
	expect((await trailtop('threats', 'remove', 'my-list')).code).toBe(0);
	expect((await trailtop('threats', 'list')).code).toBe(1);
});

const place = (city: string, countryCode = 'DE') =>
	anMmdb('DBIP-City-Lite', {
		'11.0.0.0/8': { city: { names: { en: city } }, country: { iso_code: countryCode } },
	});

test('geo update takes last month’s database while this month’s is not out yet', async () => {
	server.serve('/free/dbip-city-lite-2026-02.mmdb.gz', {
		body: gzipSync(place('Berlin')),
		etag: '"2"',
	});
	const url = `${server.url}/free`;
	const updated = await trailtop('geo', 'update', 'city', '--url', url);
	expect(updated).toMatchObject({ code: 0, err: '' });
	expect(updated.out).toMatch(/geo\/dbip-city-lite\.mmdb: DBIP-City-Lite, built 2026-03-01\n$/);
	expect(server.takePaths()).toEqual([
		'/free/dbip-city-lite-2026-03.mmdb.gz',
		'/free/dbip-city-lite-2026-02.mmdb.gz',
	]);
	expect((await trailtop('geo', 'check', '11.1.1.1')).out).toBe(
		'country_code DE\ncity         Berlin\n',
	);
	expect((await trailtop('geo', 'update', 'city', '--url', url)).out).toMatch(/: unchanged\n$/);
	server.serve('/free/dbip-city-lite-2026-03.mmdb.gz', { body: gzipSync(place('Lisbon', 'PT')) });
	await trailtop('geo', 'update', 'city', '--url', url);
	expect((await trailtop('geo', 'check', '11.1.1.1')).out).toContain('Lisbon');
	const listed = await trailtop('geo');
	expect(listed.out).toMatch(/^dbip-city-lite\.mmdb +0\.0 MB +DBIP-City-Lite +2026-03-01/m);
	expect(listed.err).toContain('IP Geolocation by DB-IP (https://db-ip.com)');
});

test.each([
	{ name: 'gone', served: { status: 404 }, says: /answers 404 .*what was there stays/ },
	{ name: 'an error page', served: { body: '<html>' }, says: /is no MaxMind-format database/ },
	{
		name: 'cut off',
		served: { body: gzipSync(Buffer.alloc(9_000, 1)).subarray(0, 30) },
		says: /gzip and is damaged/,
	},
	{ name: 'much smaller', served: { body: place('X', '') }, says: /it shrank from/ },
])('a database that is $name leaves the one that is there', async ({ served, says }) => {
	const file = join(dir, 'data', 'trailtop', 'geo', 'mine.mmdb');
	const url = `${server.url}/mine.mmdb`;
	const large = anMmdb('DBIP-City-Lite', {
		'11.0.0.0/8': { city: { names: { en: 'B'.repeat(2_000) } } },
	});
	server.serve('/mine.mmdb', { body: large });
	expect((await trailtop('geo', 'update', '--url', url)).code).toBe(0);
	server.serve('/mine.mmdb', served);
	const failed = await trailtop('geo', 'update', '--url', url);
	expect(failed.code).toBe(3);
	expect(failed.err).toMatch(says);
	expect(await readFile(file)).toEqual(large);
});

test('a word that is none says which there are', async () => {
	expect((await trailtop('threats', 'fetch')).err).toContain(
		'it has list, update, import, check, remove',
	);
	expect((await trailtop('geo', 'get')).err).toContain('it has list, update, check');
	expect((await trailtop('geo', 'update', 'moon')).err).toContain('city, country, asn');
	expect((await trailtop('geo', 'update', '--url', 'file:///x')).code).toBe(2);
	expect((await trailtop('threats', 'check', '192.0.2.1', '--threats', 'nope.txt')).err).toMatch(
		/--threats .*nope\.txt cannot be read/,
	);
});
