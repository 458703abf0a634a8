import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { sanitise } from '../../source/text/sanitise.ts';
import { shellWord, shownShellWord } from '../../source/text/shell-word.ts';
import { spokenBy } from './spoken-by.ts';

const hostile = [
	...[
		'',
		' ',
		'-',
		'--',
		'-rf',
		'--from=x',
		'=ls',
		'~',
		'*',
		'!',
		'!!',
		'#',
		'%s',
		'%%n',
		'\\',
		'\\\\n',
	],
	...["'", "''", '"', '`id`', '$(id)', '${IFS}', '$HOME', 'a;b', 'a&&b', 'a|b', '>x', "'; id; '"],
	...[
		'a\nb',
		'\n',
		'\na',
		'a\r\nb',
		'\t',
		'\u0003',
		'\u0004',
		'\u0015',
		'\u001b]52;c;x\u0007',
		'\u007f',
	],
	...[
		'\u0085',
		'\u009b31m',
		'\u202e',
		'\u200b',
		'ä',
		'中',
		'😀',
		'e\u0301\u0301\u0301\u0301',
		"-\n'%!\\",
	],
	...["$'\\n'", '"$(id)\n"', '\n--', 'a\n\\012', 'x\u0001!x', 'a\n`id`', 'a\n$(id)"'],
];

/** Texts of hostile pieces, from a seed. */
function texts(count: number): string[] {
	let state = 7;
	const below = (max: number) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * max);
	};

	return Array.from({ length: count }, () =>
		Array.from({ length: 1 + below(6) }, () => hostile[below(hostile.length)] ?? '').join(''),
	);
}

test('a shell gets each text back, byte for byte, and a terminal gets nothing that acts on it', () => {
	const all = [...hostile, ...texts(2_000)].filter(text => !text.endsWith('\n'));
	const words = all.map(text => shellWord(text) ?? '?');
	for (const word of words) {
		expect(sanitise(word)).toBe(word);
	}

	expect(spokenBy(words.map(word => `trailtop ${word} end`))).toEqual(
		all.map(text => [text, 'end']),
	);
});

test('what no shell passes on is no word, and is shown as escapes', () => {
	for (const text of ['\0', 'a\0b', 'a\n', '\ud800']) {
		expect(shellWord(text)).toBeUndefined();
		expect(sanitise(shownShellWord(text))).toBe(shownShellWord(text));
	}

	expect(shownShellWord('/srv/it is\n')).toBe("'/srv/it is\\n'");
});

test('the stand-in itself hears what a shell splits', () => {
	expect(spokenBy(["trailtop a 'b c'", 'trailtop'])).toEqual([['a', 'b c'], []]);
	expect(() => execFileSync('/bin/sh', ['-c', "trailtop 'a"], { stdio: 'pipe' })).toThrow();
});
