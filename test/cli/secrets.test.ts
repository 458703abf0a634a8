import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aNetwork, FeedServer, publicAddress, serveTaxii } from '../../fixtures/feeds.ts';
import { anMmdb } from '../../fixtures/mmdb.ts';
import { httpGet } from '../../source/intel/feed/http-get.ts';
import { commandHelps } from '../../source/cli/command.ts';
import { aBucket, bucketName, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

const secret = 'hunter2-PLANTED';
const forms = [secret, encodeURIComponent(secret), Buffer.from(`ada:${secret}`).toString('base64')];

let home: Awaited<ReturnType<typeof aFolder>>;
let world: BucketWorld;
let server: FeedServer;
beforeEach(async () => {
	home = await aFolder();
	world = await aBucket();
	server = await FeedServer.start();
	vi.stubEnv('AWS_CONFIG_FILE', join(home.path, 'aws-config'));
	vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home.path, 'aws-credentials'));
	await mkdir(configDir(), { recursive: true });
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server.stop();
	await world.stop();
	await home.remove();
});

const configDir = () => join(home.path, '.config/trailtop');

async function run(...argv: readonly string[]) {
	const env = { FEED_KEY: `ada:${secret}` };
	const ran = await runInProcess(argv, { home: home.path, nowMs: bucketNowMs, env });
	return { ...ran, told: `${ran.outBytes.toString('latin1')}\n${ran.err}` };
}

/** Files below the home in which the secret stands, but for those that its owner wrote. */
async function filesWithSecret(): Promise<readonly string[]> {
	const entries = await readdir(home.path, { recursive: true, withFileTypes: true });
	const found: string[] = [];
	for (const entry of entries) {
		const file = join(entry.parentPath, entry.name);
		const isOwners = /trailtop\/(?:config|feeds|layouts\/mine|detections\/rule)\.yaml$/.test(file);
		const bytes = entry.isFile() && !isOwners ? await readFile(file) : Buffer.of();
		if (forms.some(form => bytes.includes(form) || entry.name.includes(form))) {
			found.push(file);
		}
	}

	return found;
}

async function plant(): Promise<void> {
	const key = `key=${secret}&api_key=${secret}`;
	const page = `<html>your key ${secret} is wrong</html>`;
	world.put();
	serveTaxii(server, () => [], { pageObjects: 5, password: `ada:${secret}` });
	server.serve('/good.txt', { body: '198.51.100.1\n', etag: '"1"' });
	server.serve('/page.txt', page);
	server.serve('/denied.txt', { status: 403, body: page });
	server.serve('/away.txt', {
		status: 302,
		headers: { location: `http://localhost:${server.port}/x?token=${secret}` },
	});
	server.serve('/less-safe.txt', {
		status: 302,
		headers: { location: `ftp://ada:${secret}@example.com/?token=${secret}` },
	});
	server.serve('/city.mmdb', {
		body: anMmdb('DBIP-City-Lite', { '11.0.0.0/8': { city: { names: { en: 'Berlin' } } } }),
	});
	const feeds = ['good', 'page', 'denied', 'away', 'less-safe', 'missing'].map(name => [
		name,
		{ url: `${server.url}/${name}.txt?${key}#${secret}` },
	]);
	const more = {
		partner: { url: `${server.url}/taxii2/?${key}`, format: 'taxii', auth: 'basic' },
		misp: { url: `${server.url}/misp/?${key}`, format: 'misp-feed' },
		unreachable: { url: `http://127.0.0.1:1/list.txt?${secret}` },
	};
	const all = Object.fromEntries([...feeds, ...Object.entries(more)]);
	const withKeys = Object.entries(all).map(([name, feed]) => [
		name,
		{ ...(feed as object), auth_env: 'FEED_KEY' },
	]);
	await writeFile(
		join(configDir(), 'feeds.yaml'),
		JSON.stringify({ feeds: Object.fromEntries(withKeys) as unknown }),
	);
	const source = {
		bucket: bucketName,
		region: 'us-east-1',
		endpoint: `${world.server.endpoint}/?token=${secret}`,
		queue_url: `${world.server.endpoint}/111122223333/trail?token=${secret}`,
	};
	const environments = {
		prod: { source, since: '2h' },
		history: { source: { lookup: true, endpoint: `http://127.0.0.1:1/?token=${secret}` } },
	};
	const outputs = [
		{ webhook: `${server.url}/services/${secret}?${key}#${secret}`, form: 'slack' },
		{ webhook: `http://127.0.0.1:1/${secret}` },
		{ webhook: { env: 'FEED_KEY' } },
		{
			webhook: `${server.url}/${secret}`,
			form: 'pagerduty',
			routing_key: { env: 'FEED_KEY' },
		},
		{ command: ['false', secret] },
	];
	await writeFile(join(configDir(), 'config.yaml'), JSON.stringify({ environments, outputs }));
	await mkdir(join(configDir(), 'detections'));
	const rule = {
		id: 'PLANTED',
		title: `see https://example.com/?token=${secret}`,
		severity: 'high',
		description: `https://ada:${secret}@example.com/`,
		references: [`https://example.com/?token=${secret}`],
		when: 'eventName = "x"',
	};
	await writeFile(join(configDir(), 'detections/rule.yaml'), JSON.stringify(rule));
	await mkdir(join(configDir(), 'layouts'));
	const layout = {
		name: 'mine',
		title: 'Mine',
		description: `see https://example.com/?token=${secret}`,
		panels: [],
	};
	await writeFile(join(configDir(), 'layouts/mine.yaml'), JSON.stringify(layout));
}

const env = ['--env', 'prod'];
const lines: readonly (readonly string[])[] = [
	['config', 'check'],
	['config', 'show'],
	['config', 'outputs'],
	['config', 'outputs', 'test'],
	['paths'],
	['threats', 'update'],
	['threats', 'update'],
	['threats', 'update', 'page', '--accept'],
	['threats', 'list'],
	['threats', 'check', '198.51.100.1'],
	['geo', 'update', '--url', `{server}/city.mmdb?token=${secret}`],
	['geo', 'update', '--url', `{server}/city.mmdb?token=${secret}`],
	['geo', 'update', '--url', `{server}/gone.mmdb?token=${secret}`],
	['geo', 'update', 'asn', '--url', `{server}/folder?token=${secret}`],
	['geo', 'update', '--url', `ftp://ada:${secret}@example.com/?token=${secret}`],
	['geo', 'list'],
	['geo', 'check', '11.1.1.1'],
	['ingest', '--once', ...env],
	['query', '* | count', ...env],
	['show', 'access', ...env],
	['detect', 'run', ...env],
	['detect', 'list', ...env],
	['detect', 'explain', 'PLANTED'],
	['story', 'ada', ...env],
	['story', 'ada', '--bundle', 'story', ...env],
	['report', '--since', '2h', ...env],
	['report', '--since', '2h', '--out', 'report.html', ...env],
	['export', '*', '--bundle', 'bundle', ...env],
	['why', 'x', ...env],
	['damaged', 'list', ...env],
	['verify', ...env],
	['store', 'info', ...env],
	['store', 'check', ...env],
	['doctor', ...env],
	['doctor', '--env', 'history'],
	['query', '*', '--from', 'lookup', '--endpoint', `http://127.0.0.1:1/?token=${secret}`],
	['query', '*', '--from', `https://ada:${secret}@example.com/?token=${secret}`],
	['query', '*', '--from', `https://example.com/?token=${secret}`],
	['init', '--from', `s3://${bucketName}`, '--endpoint', `http://127.0.0.1:1/?token=${secret}`],
	['template', 'cloudformation', ...env],
	['layout', 'list'],
	['completion', 'bash'],
	['help', 'config'],
	['help', 'time'],
	['console', ...env],
	['tour'],
	['man'],
];

test('a key in a URL or in the environment is in nothing that any command tells or keeps', async () => {
	await plant();
	const commands = new Set(lines.map(([name]) => name));
	expect(commandHelps.map(({ name }) => name).filter(name => !commands.has(name))).toEqual([]);
	for (const argv of lines) {
		const words = argv.map(word => word.replace('{server}', server.url));
		const { told } = await run(...words);
		expect(
			forms.filter(form => told.includes(form)),
			`${argv.join(' ')}: ${told}`,
		).toEqual([]);
		expect(await filesWithSecret(), argv.join(' ')).toEqual([]);
	}

	// What was sought really was sent, and the search really finds it.
	expect(server.requests.some(({ path }) => path.includes(secret))).toBe(true);
	await writeFile(join(home.path, 'planted'), forms[2] ?? '');
	expect(await filesWithSecret()).toEqual([join(home.path, 'planted')]);
});

test('the lists show where a feed comes from, with the key masked', async () => {
	await plant();
	await run('threats', 'update');
	const { out } = await run('threats', 'list');
	expect(out).toContain(`${server.url}/good.txt?key=***&api_key=***#***`);
	expect(out).toMatch(/page .*failed: the server answers 200 OK \(\d+ B\), which is a web page/);
	expect((await run('config', 'show')).out).toContain(`"${world.server.endpoint}/?token=***"`);
});

test.each([
	{
		name: 'a feed',
		file: 'feeds.yaml',
		text: `feeds:\n  a:\n    url: https://ada:${secret}@example.com/x\n`,
		argv: ['threats', 'update'],
		says: /feeds\.yaml:3:feeds\.a\.url: .*auth_env: NAME.*user:password/,
	},
	{
		name: 'an endpoint',
		file: 'config.yaml',
		text: `environments:\n  a:\n    source:\n      bucket: logs\n      endpoint: https://ada:${secret}@example.com\n`,
		argv: ['config', 'check'],
		says: /config\.yaml:5:environments\.a\.source\.endpoint: a user or password .*`profile`/,
	},
	{
		name: 'a queue',
		file: 'config.yaml',
		text: `environments:\n  a:\n    source:\n      bucket: logs\n      queue_url: https://:${secret}@example.com\n`,
		argv: ['doctor'],
		says: /source\.queue_url: a user or password/,
	},
	{
		name: 'an endpoint of the event history',
		file: 'config.yaml',
		text: `environments:\n  a:\n    source:\n      lookup: true\n      endpoint: https://${secret}@example.com\n`,
		argv: ['query', '*'],
		says: /source\.endpoint: a user or password/,
	},
	{
		name: '--endpoint',
		file: 'config.yaml',
		text: '',
		argv: ['query', '*', '--from', 's3://logs', '--endpoint', `http://ada:${secret}@example.com`],
		says: /--endpoint takes no URL with a user or password in it; name a --profile/,
	},
	{
		name: '--url',
		file: 'config.yaml',
		text: '',
		argv: ['geo', 'update', '--url', `https://ada:${secret}@example.com/x.mmdb`],
		says: /--url takes no URL with a user or password in it/,
	},
])(
	'credentials in the URL of $name are refused and not echoed',
	async ({ file, text, argv, says }) => {
		await writeFile(join(configDir(), file), text);
		const ran = await run(...argv);
		expect(ran.code).toBe(2);
		expect(ran.err).toMatch(says);
		expect(ran.told).not.toContain(secret);
	},
);

test('a key stays with the configured host when it answers from elsewhere', async () => {
	const other = await FeedServer.start(publicAddress);
	other.serve('/x', '192.0.2.1');
	server.serve('/x', { status: 302, headers: { location: `${other.url}/x` } });
	await httpGet({
		url: `${server.url}/x?token=${secret}`,
		secretHeaders: { authorization: `Bearer ${secret}` },
		network: aNetwork(),
	});
	await other.stop();
	expect(JSON.stringify(server.requests)).toContain(secret);
	expect(JSON.stringify(other.requests)).not.toContain(secret);
});
