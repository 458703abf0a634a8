import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import { runInProcess } from './run-in-process.ts';

const esc = '\u001b[31m';
const rules = {
	'own.yaml': `id: MINE
title: A trail was stopped
severity: high
author: Ada
licence: MIT
attack: [T1562.008]
when: eventName = "StopLogging"
tests:
  - finds: 1
    records: [{ eventName: StopLogging }]
  - finds: 0
    records: [{ eventName: StartLogging }]
---
id: LOW
title: Something was listed
severity: low
when: eventName = "ListBuckets"
unless: ['awsRegion = "eu-west-1"']
`,
	'sigma.yml': `title: A key was made
id: 5c1d3a3e-0000-4000-8000-00000000feed
author: Bob
level: critical
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: createaccesskey }, condition: selection }
`,
	'nested/more.yaml': `title: Lists, many of them
id: lists
level: medium
correlation: { type: event_count, rules: [made], group-by: [awsRegion], timespan: 1h, condition: { gte: 2 } }
---
title: A list
name: made
id: made-id
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: ListBuckets }, condition: s }
`,
};
const hostile = ['id', 'title', 'description', 'why', 'author', 'licence', 'field']
	.map(key => ({ key, value: JSON.stringify(`${esc}${key}`) }))
	.reduce((text, { key, value }) => (key === 'field' ? text : `${text}${key}: ${value}\n`), '')
	.concat(
		`severity: info\nattack: [${JSON.stringify(esc)}]\nreferences: [${JSON.stringify(esc)}]\n`,
	)
	.concat(
		`by: [_user, ${JSON.stringify('requestParameters.evil')}]\nwhen: ${JSON.stringify(`eventName = "Evil" or userAgent = "${esc}"`)}\n`,
	);

let home: Awaited<ReturnType<typeof aFolder>>;
beforeAll(async () => {
	home = await aFolder();
	await putFiles(join(home.path, 'logs'), [
		anObject([
			aRecord({ eventName: 'StopLogging' }),
			aRecord({ eventName: 'CreateAccessKey', awsRegion: 'eu-west-1' }),
			aRecord({ eventName: 'Evil', requestParameters: { evil: esc }, awsRegion: esc }),
			...recordsEvery(1_000, 60, { eventName: 'ListBuckets' }),
			...recordsEvery(1_000, 3, { eventName: 'ListBuckets', awsRegion: 'eu-west-1' }),
		]),
	]);
	await putFiles(join(home.path, 'quiet'), [anObject([aRecord()])]);
	const torn = anObject([aRecord()]);
	await putFiles(join(home.path, 'torn'), [
		torn,
		{ ...anObject([]), body: Buffer.from('no gzip') },
	]);
	await mkdir(join(home.path, 'rules/nested'), { recursive: true });
	for (const [file, text] of Object.entries(rules)) {
		await writeFile(join(home.path, 'rules', file), text);
	}

	for (const [dir, file, text] of [
		['evil', 'evil.yaml', hostile],
		[
			'bad',
			'bad.yaml',
			`id: BAD\ntitle: bad\nseverity: ${JSON.stringify(esc)}\nwhen: eventName = "x"\n`,
		],
		['bad', 'good.yaml', rules['own.yaml']],
		['failing', 'f.yaml', rules['own.yaml'].replace('finds: 0', 'finds: 3')],
		[
			'same',
			'same.yaml',
			rules['own.yaml']
				.replace('StopLogging"', 'ListBuckets"')
				.replace('A trail was stopped', 'Mine now'),
		],
	] as const) {
		await mkdir(join(home.path, dir), { recursive: true });
		await writeFile(join(home.path, dir, file), text);
	}
});
afterAll(() => home.remove());

const inRange = ['--since', '2026-02-28T00:00:00Z', '--until', '2026-03-02T00:00:00Z'];
const over = (logs: string, dir = 'rules') => ['--from', logs, '--rules', dir, ...inRange];

function run(...argv: readonly string[]) {
	return runInProcess(['detect', ...argv], {
		home: home.path,
		workingDir: home.path,
		nowMs: startMs + 3_600_000,
	});
}

const linesOf = (text: string) =>
	text
		.split('\n')
		.filter(Boolean)
		.map(line => JSON.parse(line) as Record<string, unknown>);

test('run prints a finding a line, with the names that scripts rely on', async () => {
	const { code, out, err } = await run(
		'run',
		...over('logs'),
		'--format',
		'ndjson',
		'--only',
		'mine',
	);
	expect(code, err).toBe(1);
	const [finding, ...more] = linesOf(out);
	expect(more).toEqual([]);
	expect(finding).toEqual({
		rule: 'MINE',
		severity: 'high',
		title: 'A trail was stopped',
		principal: expect.stringContaining('ada') as unknown,
		account: '111122223333',
		region: 'us-east-1',
		first: '2026-03-01T12:00:00Z',
		last: '2026-03-01T12:00:00Z',
		count: 1,
		eventIDs: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
		fired: [],
		attack: ['T1562.008'],
		author: 'Ada',
		licence: 'MIT',
	});
	expect(err).toMatch(/1 finding: 1 high in 66 records by 1 rule/);
});

test('a Sigma rule goes by its id, and a rule only a correlation looks at finds nothing by itself', async () => {
	const { out } = await run('run', ...over('logs'), '--format', 'ndjson');
	const found = linesOf(out);
	expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
		['5c1d3a3e-0000-4000-8000-00000000feed', 'critical'],
		['MINE', 'high'],
		['lists', 'medium'],
		['lists', 'medium'],
		['LOW', 'low'],
	]);
	expect(
		found
			.filter(({ rule }) => rule === 'lists')
			.map(({ count }) => count)
			.sort(),
	).toEqual([3, 60]);
	// Fifty record ids at most, the newest.
	const big = found.find(({ count }) => count === 60) as { eventIDs: readonly string[] };
	expect(big.eventIDs).toHaveLength(50);
});

test('exceptions leave out, and say how many', async () => {
	const { out, err } = await run('run', ...over('logs'), '--only', 'LOW', '--format', 'ndjson');
	expect(linesOf(out)).toMatchObject([{ rule: 'LOW', count: 60, region: 'us-east-1' }]);
	expect(err).toContain('LOW: 3 hits silenced by its exceptions');
});

test('--hits prints a record a line', async () => {
	const { code, out } = await run(
		'run',
		...over('logs'),
		'--format',
		'ndjson',
		'--hits',
		'--only',
		'lists',
		'--only',
		'MINE',
	);
	expect(code).toBe(1);
	const hits = linesOf(out);
	expect(hits).toHaveLength(64);
	expect(new Set(hits.flatMap(Object.keys))).toEqual(new Set(['rule', 'eventTime', 'eventID']));
	expect(hits.map(({ eventTime }) => eventTime)).toEqual(
		hits.map(({ eventTime }) => eventTime).sort(),
	);
	expect((await run('run', ...over('logs'), '--hits')).code).toBe(2);
});

test('tables and SARIF tell the same findings', async () => {
	const table = await run(...over('logs'));
	expect(table.code).toBe(1);
	expect(table.out).toMatch(/severity\s+rule\s+last\s+count\s+principal\s+title/);
	expect(table.out).toMatch(/critical\s+5c1d3a3e/);
	const sarif = JSON.parse((await run('run', ...over('logs'), '--format', 'sarif')).out) as {
		version: string;
		runs: {
			tool: { driver: { rules: { id: string }[] } };
			results: { ruleId: string; level: string }[];
		}[];
	};
	expect(sarif.version).toBe('2.1.0');
	const [{ results, tool } = { results: [], tool: { driver: { rules: [] } } }] = sarif.runs;
	expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
		['5c1d3a3e-0000-4000-8000-00000000feed', 'error'],
		['MINE', 'error'],
		['lists', 'warning'],
		['lists', 'warning'],
		['LOW', 'note'],
	]);
	expect(tool.driver.rules.map(({ id }) => id).sort()).toEqual(
		[...new Set(results.map(({ ruleId }) => ruleId))].sort(),
	);
});

test.each([
	{
		argv: ['run', ...over('logs'), '--severity', 'critical'],
		code: 1,
		err: /1 finding: 1 critical/,
	},
	{
		argv: ['run', ...over('logs'), '--only', 'LOW', '--severity', 'medium'],
		code: 0,
		err: /no findings/,
	},
	{ argv: ['run', ...over('quiet')], code: 0, err: /no findings in 1 record/ },
	{ argv: ['run', ...over('torn')], code: 4, err: /not everything was read/ },
	{
		argv: ['run', ...over('logs'), '--only', 'nobody'],
		code: 2,
		err: /there is no rule "nobody"; `trailtop detect list`/,
	},
	{
		argv: ['run', ...over('logs'), '--severity', 'awful'],
		code: 2,
		err: /--severity is one of info, low/,
	},
	{ argv: ['run', ...over('logs'), '--format', 'xml'], code: 2, err: /--format is one of/ },
	{ argv: ['run', 'more', ...over('logs')], code: 2, err: /takes no further words; found "more"/ },
	{ argv: ['walk', '--rules', 'rules'], code: 2, err: /detect knows list, run, test and explain/ },
	{ argv: ['explain', '--rules', 'rules'], code: 2, err: /takes one rule/ },
	{ argv: ['explain', 'nobody', '--rules', 'rules'], code: 2, err: /there is no rule "nobody"/ },
	{
		argv: ['list', '--rules', 'rules', '--format', 'sarif'],
		code: 2,
		err: /list prints table or ndjson/,
	},
	{ argv: ['list', '--rules', 'rules'], code: 0, err: /rules loaded, 0 refused/ },
	{
		argv: ['list', '--rules', 'bad'],
		code: 2,
		err: /bad\.yaml:3: severity: .*\n.*rules loaded, 1 refused/s,
	},
	{
		argv: ['test', '--rules', 'rules', '--only', 'MINE'],
		code: 0,
		out: /^2 passed, 0 failed; 0 rules have no tests\n$/,
	},
	{
		argv: ['test', '--rules', 'failing', '--only', 'MINE'],
		code: 2,
		out: /MINE: tests\[1\]: found 0 findings, expected 3\n1 passed, 1 failed/,
	},
	{
		argv: ['explain', 'mine', '--rules', 'rules'],
		code: 0,
		out: /^MINE {2}A trail was stopped {2}\(high\)[\s\S]*StopLogging[\s\S]*by +_principal/,
	},
	{ argv: ['explain', 'lists', '--rules', 'rules'], code: 0, out: /finds +2 records within 1h/ },
	{ argv: ['explain', 'MINE', '--rules', 'rules', '--rules', 'same'], code: 0, out: /Mine now/ },
	{
		argv: ['explain', 'CT11'],
		code: 0,
		out: /any of {3}one address\nwhen .*Failure.*\nby {7}sourceIPAddress\nfinds {4}5 records within 10m\n\nany of {3}many users[\s\S]*finds {4}5 values of userIdentity\.userName[\s\S]*any of {3}one user\nwhen [\s\S]*\nby {7}userIdentity\.userName\n[\s\S]*any of {3}then a success\n(?:when .*\n){6}by {7}sourceIPAddress\nfinds {4}6 steps, one after the other, within 10m\n/,
	},
	{ argv: ['run', ...over('logs', 'bad')], code: 1, err: /bad\.yaml:3: severity/ },
])('detect $argv.0 ends with $code', async ({ argv, code, out, err }) => {
	const ran = await run(...argv);
	expect(ran.code, `${ran.out}${ran.err}`).toBe(code);
	expect(ran.out).toMatch(out ?? /^/);
	expect(ran.err).toMatch(err ?? /^/);
});

test('list names each rule once, with its author and licence', async () => {
	const { out } = await run('list', '--rules', 'rules', '--format', 'ndjson');
	expect(linesOf(out).filter(({ rule }) => rule === 'MINE')).toEqual([
		{
			rule: 'MINE',
			severity: 'high',
			title: 'A trail was stopped',
			attack: 'T1562.008',
			author: 'Ada',
			licence: 'MIT',
			exceptions: '',
		},
	]);
	expect(linesOf(out).map(({ rule }) => rule)).not.toContain('made-id');
});

test('list and explain tell which file an exception comes from', async () => {
	const dir = join(home.path, 'extending');
	await mkdir(dir, { recursive: true });
	await writeFile(join(dir, 'office.yaml'), `extends: CT01\nunless: ['_user = "ada[2J"']\n`);
	const listed = await run('list', '--rules', 'extending', '--format', 'ndjson');
	const file = join(dir, 'office.yaml');
	expect(linesOf(listed.out).find(({ rule }) => rule === 'CT01')).toMatchObject({
		exceptions: expect.stringMatching(/^\d+ \(1 of .*office\.yaml\)$/) as string,
	});
	const { out } = await run('explain', 'CT01', '--rules', 'extending');
	expect(out).toContain(`unless   _user = "ada[2J"  (of ${file})`);
});

test('nothing of a rule or a record acts on a terminal, whatever the command and format', async () => {
	const id = `${esc}id`;
	const commands = [
		['list', '--rules', 'evil'],
		['list', '--rules', 'evil', '--format', 'ndjson'],
		['list', '--rules', 'bad'],
		['explain', id, '--rules', 'evil'],
		['explain', esc, '--rules', 'evil'],
		['test', '--rules', 'evil'],
		...['table', 'ndjson', 'sarif'].map(format => [
			'run',
			...over('logs', 'evil'),
			'--format',
			format,
		]),
		['run', ...over('logs', 'evil'), '--format', 'ndjson', '--hits'],
		['run', ...over('logs', 'evil'), '--only', esc],
	];
	let foundCount = 0;
	for (const argv of commands) {
		const { out, err } = await run(...argv);
		expect(`${out}${err}`, argv.join(' ')).not.toContain('\u001b');
		foundCount += out.includes('x1b[31mid') || out.includes('u001b[31mid') ? 1 : 0;
	}

	expect(foundCount).toBeGreaterThanOrEqual(6);
});
