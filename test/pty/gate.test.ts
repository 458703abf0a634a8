import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { program } from './program.ts';
import { keys, Terminal } from './terminal.ts';

/** One of each kind: erasing, a title, the clipboard, C1, overwriting, a bell, bidi, DEL. */
const planted =
	'\u001B[2J\u001B]0;owned\u0007\u001B]52;c;eA==\u0007\u009B2J\rover\b\u202Edlrow\u2066\u007F';
/** How the sanitiser shows it; in JSON the controls are escaped once more, by JSON itself. */
const shown = String.raw`\x1b[2J\x1b]0;owned\x07\x1b]52;c;eA==\x07\x9b2J\rover\x08\u202edlrow\u2066\x7f`;

/** What is ours: doctor's questions to the terminal, and progress over the line before. */
const own = /\u001B\]11;\?\u001B\\\u001B\[\?2026\$p\u001B\[c|\r(?=1 of 1 records)/g;

/** Of a terminal's bytes, all but line ends and tabs that a terminal would act on. */
const acting = /(?!\r*\n|\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

let home: Awaited<ReturnType<typeof aFolder>>;
let server: Server;

beforeAll(async () => {
	home = await aFolder();
	const { path } = home;
	const record = aRecord({
		...{ eventName: planted, eventSource: planted, awsRegion: planted, userAgent: planted },
		...{ sourceIPAddress: planted, errorCode: planted, errorMessage: planted, eventID: planted },
		userIdentity: { type: planted, userName: planted, arn: planted, accountId: planted },
		requestParameters: { [planted]: planted },
	});
	const { key, body } = anObject([record]);
	const folder = join(path, 'logs', key, '..');
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, `${planted}.json.gz`), body);
	await writeFile(join(folder, `${planted}-damaged.json.gz`), `{"Records":[${planted}`);
	const yaml = JSON.stringify(planted);
	const configs = {
		unknown: `${yaml}: 1\n`,
		broken: `environments: [${planted}\n`,
		named: `environments:\n  ${yaml}:\n    source: { folder: ${yaml} }\n`,
		profile: `environments:\n  a:\n    source: { bucket: logs, profile: ${yaml} }\n`,
	};
	for (const [name, text] of Object.entries(configs)) {
		await mkdir(join(path, name, '.config/trailtop'), { recursive: true });
		await writeFile(join(path, name, '.config/trailtop/config.yaml'), text);
	}

	await writeFile(join(path, 'layout.yaml'), `name: ${yaml}\ntitle: ${yaml}\n${planted}: [`);
	await writeFile(join(path, 'indicators.txt'), `203.0.113.9 ${planted}\n${planted}\n`);
	server = createServer((_request, response) => {
		response.writeHead(403, { 'x-amz-request-id': '\u009B2J', server: '\u009B2J' });
		response.end(
			`<Error><Code>${planted}</Code><Message>${planted}</Message><HostId>${planted}</HostId></Error>`,
		);
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
});

afterAll(async () => {
	server.close();
	await home.remove();
});

/** A word of a shell, whatever is in it. */
const word = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const range = '--until 2026-03-01T13:00:00Z --since 24h';
const stored = `--store store ${range}`;
const bad = word(planted);

/** Command lines: every command in every format, and what is planted in what they are given. */
function commandLines(): readonly string[] {
	const { port } = server.address() as AddressInfo;
	const bucket = `--from s3://logs --endpoint http://127.0.0.1:${port} --bucket-region us-east-1`;
	const formats = (command: string, ...names: readonly string[]) =>
		names.map(name => `${command} --format ${name}`);
	return [
		`ingest --once --from logs ${stored}`,
		...formats(`query '*' ${stored}`, 'table', 'json', 'ndjson', 'csv'),
		...formats(`show access ${stored}`, 'text', 'json'),
		...formats(`export '*' ${stored}`, 'ndjson', 'json', 'csv'),
		...formats('store --store store', 'text', 'json'),
		...formats(`damaged list ${stored}`, 'text', 'json'),
		...formats('doctor --from logs', 'text', 'json'),
		...formats('verify --from logs', 'text', 'json'),
		`query "* | count by eventName, userAgent" ${stored}`,
		`query "* | where eventName = " ${stored} ${bad}`,
		`query ${bad} ${stored}`,
		`query ${word(`* | ${planted}`)} ${stored}`,
		`query ${word(`"${planted}" | fields ${planted}`)} --explain ${stored}`,
		`query '*' --from ${bad}`,
		`query '*' --store ${bad}`,
		`query '*' --format ${bad}`,
		`query '*' --var ${bad} ${stored}`,
		`query '*' --since ${bad}`,
		`query '*' ${bucket}`,
		`query '*' ${bucket} --profile ${bad}`,
		`doctor ${bucket}`,
		`ingest --once ${bucket} --store other`,
		`why ${bad} --store store`,
		`why eventName --from logs --store store`,
		`damaged show ${bad} --from logs ${stored}`,
		`damaged retry --from logs ${stored}`,
		`threats check --threats indicators.txt --store store`,
		`threats import ${bad}`,
		`geo list --geo ${bad}`,
		`layout check layout.yaml`,
		`layout import layout.yaml`,
		`layout export ${bad}`,
		`layout ${bad}`,
		`store rebuild ${bad} --store store`,
		`store ${bad} --store store`,
		`template ${bad}`,
		`init --yes --bucket ${bad} --name ${bad}`,
		`completion ${bad}`,
		`help ${bad}`,
		`${bad}`,
		`--${planted.replaceAll(/[^a-z]/g, '')}=${bad}`,
		`--dashboard ${bad} --from logs`,
		...['unknown', 'broken', 'named', 'profile'].map(name => `config check@${name}`),
		...['unknown', 'broken', 'named', 'profile'].map(name => `query '*'@${name}`),
	];
}

test('whatever is planted where, no command lets it act on the terminal', async () => {
	const lines = commandLines().map(line => {
		const [command, of = '.'] = line.split(/@(?=\w+$)/);
		return `HOME=$PWD/${of} node "$PROGRAM" ${command}; printf '%s\\n' "-- $?"`;
	});
	await writeFile(join(home.path, 'all.sh'), `${lines.join('\n')}\n`);
	const terminal = new Terminal('bash', ['-c', `cd ${word(home.path)} && . ./all.sh`], {
		columns: 200,
		rows: 24,
		home: home.path,
		env: {
			PROGRAM: join(process.cwd(), program),
			AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
			AWS_SECRET_ACCESS_KEY: 'secret',
		},
	});
	try {
		await terminal.untilExit();
		const outputs = terminal.bytes.replaceAll(own, '').split(/-- \d+\r\n/);
		expect(outputs).toHaveLength(lines.length + 1);
		for (const [index, output] of outputs.entries()) {
			const found = acting.exec(output);
			expect(
				found === null ? '' : JSON.stringify(output.slice(0, found.index + 20)),
				lines[index],
			).toBe('');
		}

		// It was there to be drawn: in tables, records, names, arguments, configuration and answers.
		expect(outputs.filter(output => output.includes(shown)).length).toBeGreaterThan(20);
		expect(terminal.bytes).not.toMatch(/\n\s+at /);
	} finally {
		terminal.close();
	}
}, 180_000);

/** What node itself would write, and what libraries write without asking: planted by a module. */
const planting = `
process.emitWarning(process.env.PLANTED, 'Planted');
console.warn('%s', process.env.PLANTED);
console.log('%s', process.env.PLANTED);
process.on('exit', () => {
	process.stdout.write('\\u001B');
	process.stdout.write('[2J');
	process.stderr.write(Buffer.from(process.env.PLANTED));
});
setImmediate(() => { throw new Error(process.env.PLANTED); });
`;

test('warnings, what libraries print, and an error that nobody caught pass the gate too', async () => {
	const terminal = new Terminal(
		process.execPath,
		[
			'--import',
			`data:text/javascript,setTimeout(()=>{${encodeURIComponent(planting)}},400)`,
			program,
			'ingest',
			'--from',
			'example',
			'--store',
			join(home.path, 'warned'),
		],
		{ columns: 200, rows: 24, env: { PLANTED: planted } },
	);
	try {
		expect((await terminal.untilExit()).exitCode).toBe(3);
		expect(acting.exec(terminal.bytes)?.input).toBe(undefined);
		expect(terminal.bytes).toContain(`trailtop: Planted: ${shown}`);
		expect(terminal.bytes).toContain(`unexpected Error: ${shown}`);
		expect(terminal.bytes.split(shown)).toHaveLength(6);
		expect(terminal.bytes).toContain(String.raw`\x1b[2J`);
		expect(terminal.bytes).not.toMatch(/\n\s+at /);
	} finally {
		terminal.close();
	}
});

test('a question shows what was planted in it, and a line is edited as before', async () => {
	const terminal = new Terminal(
		process.execPath,
		['--import', 'tsx', './test/pty/programs/ask-what-is-planted.mjs'],
		{ columns: 200, rows: 24, env: { PLANTED: planted } },
	);
	try {
		await terminal.until(shown);
		terminal.send(`ac${keys.left}b`);
		await terminal.until('abc');
		terminal.send(keys.enter);
		await terminal.until('answer "abc"');
		const rest = terminal.bytes.replaceAll(/\u001B\[\d*[A-DGJK]|\r/g, '');
		expect(acting.exec(rest)?.input).toBe(undefined);
	} finally {
		terminal.close();
	}
});

test('a file or a pipe has every byte as it was delivered', async () => {
	const run = (...argv: readonly string[]) =>
		new Promise<string>(resolve => {
			const all = [join(process.cwd(), program), ...argv, '--until', '2026-03-01T13:00:00Z'];
			const options = { cwd: home.path, env: { PATH: process.env['PATH'], HOME: home.path } };
			execFile(process.execPath, all, options, (_error, out) => resolve(out));
		});
	const source = ['--from', 'logs', '--since', '24h'];
	const query = '* | fields eventName';
	const inJson = JSON.stringify(planted);
	expect(await run('query', query, ...source, '--format', 'ndjson')).toBe(
		`{"eventName":${inJson}}\n`,
	);
	expect(await run('query', query, ...source, '--format', 'json')).toBe(
		`[\n{"eventName":${inJson}}\n]\n`,
	);
	expect(await run('query', query, ...source, '--format', 'csv')).toBe(
		`eventName\r\n"${planted}"\r\n`,
	);
	expect(await run('export', '*', ...source)).toContain(`"userAgent":${inJson}`);
});
