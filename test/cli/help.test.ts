import { expect, test } from 'vitest';
import { commandHelps } from '../../source/cli/command.ts';
import { helpCells, printCommandHelp, printHelp } from '../../source/cli/help.ts';
import { manual } from '../../source/query/language/manual.ts';
import { cellWidth } from '../../source/text/width.ts';
import { runInProcess } from './run-in-process.ts';

const entries = [...manual().matchAll(/^### (.+)$/gm)].map(([, name = '']) => name);
const world = { home: '/nonexistent', nowMs: 0 };
const topics = [
	[],
	...commandHelps.map(({ name }) => [name]),
	['config'],
	['time'],
	...entries.map(name => ['query', name]),
];

test('no line of any help is wider than the usual terminal, and nothing of it is lost', async () => {
	expect(entries.length).toBeGreaterThan(50);
	for (const topic of topics) {
		const { out, code } = await runInProcess(['help', ...topic], world);
		expect([topic, code]).toEqual([topic, 0]);
		expect([topic, out.split('\n').filter(line => cellWidth(line) > helpCells)]).toEqual([
			topic,
			[],
		]);
	}

	const words = (text: string) => text.replace(/\\\n|\s/g, '');
	expect(words((await runInProcess(['help', 'query'], world)).out)).toContain(words(manual()));
});

test('--help says the same as help of a command', async () => {
	for (const help of commandHelps.filter(({ name }) => name !== 'console')) {
		expect((await runInProcess([help.name, '--help'], world)).out).toBe(printCommandHelp(help));
	}

	expect((await runInProcess(['--help'], world)).out).toBe(printHelp(commandHelps));
});

test('the summary of a command stands beside it, or below what is long', () => {
	const text = printHelp(commandHelps);
	expect(text).toMatch(/^ {2}trailtop report {12}a day or a week/m);
	expect(text).toMatch(/^ {2}trailtop store \[[^\]]*\]\n {29}what a store holds/m);
});
