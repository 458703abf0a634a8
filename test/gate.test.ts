import { existsSync } from 'node:fs';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';

/** The rules of the linter that keep all writing behind source/gate.ts. */
const names = ['properties', 'globals', 'imports', 'syntax'].map(what => `no-restricted-${what}`);

const linter = new ESLint();

/** What those rules say of a text that stood in this file. */
async function said(file: string, text: string): Promise<readonly string[]> {
	const whole = (await linter.calculateConfigForFile(file)) as Linter.Config;
	const rules = Object.fromEntries(names.map(name => [name, whole.rules?.[name] ?? 'off']));
	const config = { rules, languageOptions: { parser: tseslint.parser as Linter.Parser } };
	return new Linter()
		.verify(text, [config])
		.map(({ message }) => message)
		.filter(message => message.includes('source/gate.ts'));
}

/** One file of every kind of room that has rules of its own. */
const rooms = [
	'source/main.ts',
	'source/terminal.ts',
	'source/ingest-worker.ts',
	'source/cli/run.ts',
	'source/text/width.ts',
	'source/query/engine/index.ts',
	'source/query/port.ts',
	'source/view/screen/tty-sink.ts',
	'store/errors.ts',
	'store/column/code-stream.ts',
];

const past = [
	"process.stdout.write('x');",
	"process['stderr'].write('x');",
	'const { stdout } = process;',
	"import { stderr } from 'node:process';",
	"import { log } from 'console';",
	"console.error('x');",
	"globalThis.console.log('x');",
	'globalThis.process.exit(0);',
	"process._rawDebug('x');",
	"writeSync(2, 'x');",
	"fork('x', [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });",
	"createWriteStream('/dev/tty');",
];

test.each(past)('%s is seen wherever it stands', async text => {
	for (const room of rooms) {
		expect(await said(room, text), room).not.toEqual([]);
	}
});

test('the gate alone may name the streams, and what goes through it is free', async () => {
	expect(await said('source/gate.ts', past[0] ?? '')).toEqual([]);
	expect(await said('source/cli/run.ts', "ports.err('x'); write(descriptor, 'x');")).toEqual([]);
	expect(rooms.filter(room => !existsSync(room))).toEqual([]);
});
