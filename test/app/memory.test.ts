import { expect, test } from 'vitest';
import { readMemory } from '../../source/app/memory.ts';

test('what the program itself does not need is shared out', () => {
	const console = (text: string | undefined, hasSource: boolean) =>
		readMemory(text, 'console', hasSource);
	expect(console(undefined, true)).toEqual(console('300', true));
	expect(console('300', false)).toEqual({ answers: 100e6, fetching: 0, run: 200e6 });
	expect(console('300', true)).toEqual({ answers: 75e6, fetching: 25e6, run: 200e6 });
	expect(console('2100', true)).toEqual({ answers: 1_836e6, fetching: 64e6, run: 1_400e6 });
});

test('a command that answers once has a gigabyte, and keeps no more answers than 224 MiB', () => {
	expect(readMemory(undefined, 'query', false)).toEqual(readMemory('1000', 'query', false));
	expect(readMemory('1200', 'query', false)).toEqual({
		answers: 224 * 2 ** 20,
		fetching: 0,
		run: 800e6,
	});
	expect(readMemory('300', 'show', true)).toEqual(readMemory('300', 'console', true));
	expect(() => readMemory('1', 'query', false)).toThrow('1000 is usual');
});

test.each(['239', '0', '-300', '300.5', '300MB', '', 'Infinity', '1e400'])(
	'--memory %j is refused with what would do',
	text => {
		expect(() => readMemory(text, 'console', true)).toThrow(
			`--memory takes megabytes, 240 or more, and got "${text}"; 300 is usual`,
		);
	},
);
