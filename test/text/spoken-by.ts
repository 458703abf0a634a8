import { execFileSync } from 'node:child_process';

/** What a command `trailtop` of a real shell gets from each line: its arguments, without its name. */
export function spokenBy(lines: readonly string[]): string[][] {
	// No argument has a NUL, so it ends each; the count of them comes first.
	const standIn = `trailtop() { printf '%s\\0' "$#"; [ "$#" = 0 ] || printf '%s\\0' "$@"; }`;
	const out = execFileSync('/bin/sh', ['-s'], {
		input: [standIn, ...lines, ''].join('\n'),
		env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
		maxBuffer: 100_000_000,
	}).toString('utf8');
	const parts = out.split('\0').slice(0, -1);
	const spoken: string[][] = [];
	while (parts.length > 0) {
		spoken.push(parts.splice(0, Number(parts.shift())));
	}

	return spoken;
}
