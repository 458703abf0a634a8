import { expect, test } from 'vitest';
import { UsageError } from '../../source/app/arguments.ts';
import { readArguments } from '../../source/cli/read-arguments.ts';
import { commandHelps } from '../../source/cli/command.ts';
import { flags, flagsOf } from '../../source/cli/flags.ts';

const names = commandHelps.map(({ name }) => name);
const read = (...argv: readonly string[]) => readArguments(argv, names);

test.each([
	{ argv: [], command: 'console', input: [] },
	{ argv: ['--env', 'prod'], command: 'console', input: [] },
	{ argv: ['query', 'a b | count'], command: 'query', input: ['a b | count'] },
	{ argv: ['query', '-'], command: 'query', input: ['-'] },
	{ argv: ['show', 'access', '--format', 'json'], command: 'show', input: ['access'] },
	{ argv: ['store'], command: 'store', input: [] },
])('$argv is $command', ({ argv, command, input }) => {
	expect(read(...argv)).toMatchObject({ command, input });
});

test('flags by their kinds; what was not given is absent', () => {
	expect(
		read(
			...['query', '*', '--since', '7d', '--account', '1', '--account', '2', '--var', 'a=b'],
			...['--explain', '--bucket-region', 'eu-west-1'],
		),
	).toEqual({
		command: 'query',
		input: ['*'],
		strings: { since: '7d', 'bucket-region': 'eu-west-1' },
		lists: { account: ['1', '2'], var: ['a=b'] },
		switches: { explain: true },
	});
});

test('a flag whose own name begins with no- is a flag', () => {
	expect(read('--no-braille', '--ascii').switches).toEqual({ 'no-braille': true, ascii: true });
	expect(read('--ascii').switches).toEqual({ ascii: true });
	expect(() => read('--no-such')).toThrow(/no flag/);
});

test('values that look like numbers or flags stay text', () => {
	expect(read('query', '*', '--limit', '010', '--env=-x').strings).toEqual({
		limit: '010',
		env: '-x',
	});
});

test.each([
	{ argv: ['qery', '*'], said: /no command "qery"; did you mean "query"/ },
	{ argv: ['frobnicate'], said: /the commands: / },
	{ argv: ['query', '*', '--sinse', '1h'], said: /no flag --sinse; did you mean "since"/ },
	{ argv: ['paths', '--since', '1h'], said: /`paths` has no flag --since/ },
	{ argv: ['query', '*', '--since='], said: /--since needs a value: --since TIME/ },
	{ argv: ['--color', 'pink'], said: /--color is one of auto, always/ },
	{ argv: ['query', '*', '--store', 'a', '--store', 'b'], said: /only be set once/ },
])('$argv is refused', ({ argv, said }) => {
	expect(() => read(...argv)).toThrow(UsageError);
	expect(() => read(...argv)).toThrow(said);
});

test('each flag is known once a command, and each of its commands exists', () => {
	for (const command of names) {
		const known = flagsOf(command).map(({ name }) => name);
		expect(new Set(known).size, command).toBe(known.length);
	}

	const commands = new Set(flags.flatMap(flag => flag.commands));
	commands.delete('*');
	expect([...commands].filter(command => !names.includes(command))).toEqual([]);
});

test('every command has words, an example, and a module', async () => {
	const { loadCommand } = await import('../../source/cli/commands.ts');
	for (const help of commandHelps) {
		expect(help.summary, help.name).not.toBe('');
		expect(help.examples.length, help.name).toBeGreaterThan(0);
		expect((await loadCommand(help.name)).help, help.name).toBe(help);
	}
});
