import { expect, test } from 'vitest';
import { readMemory } from '../../source/app/memory.ts';

test('what the program itself does not need is shared out', () => {
	expect(readMemory(undefined, true)).toEqual(readMemory('300', true));
	expect(readMemory('300', false)).toEqual({ answers: 100e6, fetching: 0 });
	expect(readMemory('300', true)).toEqual({ answers: 75e6, fetching: 25e6 });
	expect(readMemory('2000', true)).toEqual({ answers: 1_736e6, fetching: 64e6 });
});

test.each(['239', '0', '-300', '300.5', '300MB', '', 'Infinity', '1e400'])(
	'--memory %j is refused with what would do',
	text => {
		expect(() => readMemory(text, true)).toThrow(
			`--memory takes megabytes, 240 or more, and got "${text}"; 300 is usual`,
		);
	},
);
