import { expect, test } from 'vitest';
import type { Arguments } from '../../source/app/arguments.ts';
import { exitCode } from '../../source/app/ports.ts';
import type { CommandPorts } from '../../source/app/ports.ts';
import { runInTime } from '../../source/cli/time-limit.ts';

const given = (timeout: string) => ({ strings: { timeout } }) as unknown as Arguments;

function somePorts(signal = new AbortController().signal) {
	const told: string[] = [];
	const ends: (readonly [ms: number, why: string])[] = [];
	const ports = {
		signal,
		err: (text: string) => told.push(text),
		endAfter: (ms: number, why: string) => ends.push([ms, why]),
	} as unknown as CommandPorts;
	return { ports, told, ends };
}

/** Hears that it is to end, and ends. */
const patient = ({ signal }: CommandPorts) =>
	new Promise<number>(resolve => {
		signal.addEventListener('abort', () => resolve(exitCode.interrupted), { once: true });
	});

test('a command that hears that its time is over ends with an error and a word', async () => {
	const { ports, told, ends } = somePorts();
	expect(await runInTime(given('1ms'), ports, patient)).toBe(exitCode.error);
	const words = 'there was no answer within 1ms; ask for less, or give it more time';
	expect(told).toEqual([`trailtop: ${words}\n`]);
	// Who does not hear it is ended a little later.
	expect(ends).toEqual([[101, words]]);
});

test('what it throws because of that is not told besides', async () => {
	const { ports, told } = somePorts();
	const thrown = async (limited: CommandPorts) => {
		await patient(limited);
		throw new Error('aborted');
	};

	expect(await runInTime(given('1ms'), ports, thrown)).toBe(exitCode.error);
	expect(told).toHaveLength(1);
});

test('a signal is a signal, and an answer an answer', async () => {
	const stopping = new AbortController();
	const { ports, told } = somePorts(stopping.signal);
	const running = runInTime(given('1h'), ports, patient);
	stopping.abort();
	expect(await running).toBe(exitCode.interrupted);
	expect(await runInTime(given('1h'), somePorts().ports, async () => exitCode.none)).toBe(
		exitCode.none,
	);
	await expect(
		runInTime(given('1h'), somePorts().ports, () => Promise.reject(new Error('odd'))),
	).rejects.toThrow('odd');
	expect(told).toEqual([]);
});

test.each(['soon', '0s', '-1s', ''])('%j is no time', async text => {
	await expect(runInTime(given(text), somePorts().ports, patient)).rejects.toThrow(
		`--timeout takes a time such as 10s or 2m; found "${text}"`,
	);
});
