import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleArguments, exampleStore, program } from './program.ts';
import type { Store } from './program.ts';
import { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

test.each(['\u001Be', '\u0018\u0005'])(
	'the editor has the terminal after %j, and what it leaves is in the bar',
	async keys => {
		const terminal = new Terminal(
			'env',
			['EDITOR=sed -i s/eventName/awsRegion/', process.execPath, program].concat(
				consoleArguments(store),
				['--dashboard', 'access'],
			),
			{ columns: 80, rows: 24 },
		);
		try {
			await terminal.until(/CreateSnapshot/);
			terminal.send('/\u0015* | count by eventName');
			await terminal.until('count by eventName');
			terminal.send(keys);
			await terminal.until('/ * | count by awsRegion');
			terminal.send('\r');
			await terminal.until(/us-east-1/);
			terminal.send('q');
			expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		} finally {
			terminal.close();
		}
	},
);
