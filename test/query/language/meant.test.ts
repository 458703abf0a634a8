import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import { parse } from '../../../source/query/language/parse.ts';
import type { Fault } from '../../../source/query/value.ts';

function faultsOf(text: string): readonly Fault[] {
	const parsed = parse(text);
	return parsed.faults.length > 0 ? parsed.faults : check(parsed.query);
}

function mended(text: string): string | undefined {
	const fault = faultsOf(text).find(({ repair }) => repair !== undefined);
	return (
		fault && text.slice(0, fault.span.start) + (fault.repair ?? '') + text.slice(fault.span.end)
	);
}

test.each([
	['eventName=x | cout by user', 'eventName=x | count by user'],
	['* | conut', '* | count'],
	['* | limt 5', '* | limit 5'],
	['* | lenght(a) as b', '* | length(a) as b'],
	['* | where contians(a, "b")', '* | where contains(a, "b")'],
	['* | sum(x), cout(y)', '* | sum(x), count(y)'],
	['* | sort by x dsc', '* | sort by x desc'],
	['* | top 5 user bye x', '* | top 5 user by x'],
	['* | transpose rw a column b', '* | transpose row a column b'],
	['* | count by user sort by x', '* | count by user | sort by x'],
	['* | lookup a from geo://locaton on ip = b', '* | lookup a from geo://location on ip = b'],
	['* | count by a | where aa = 1', '* | count by a | where a = 1'],
])('what may be meant in %s is written by a repair', (text, wanted) => {
	const [slip] = faultsOf(text).filter(({ repair }) => repair !== undefined);
	expect(mended(text)).toBe(wanted);
	expect(faultsOf(wanted).map(({ message }) => message)).not.toContain(slip?.message);
});

test('no file asks what was meant without a repair', () => {
	const folder = 'source/query';
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	const asking = files
		.filter(file => file.endsWith('.ts'))
		.flatMap(file => {
			const text = readFileSync(join(folder, file), 'utf8');
			const own = text.split('\n').filter(line => !/^\s*(?:\/\*\*|\*|\/\/)/.test(line));
			return own.filter(line => line.includes('did you mean')).length > 0
				? [[file, text] as const]
				: [];
		});
	expect(asking.map(([file]) => file).toSorted()).toEqual([
		'check/check-capitals.ts',
		'syntax/advice.ts',
	]);
	for (const [, text] of asking) {
		expect(text).toMatch(/did you mean[^\n]*\n?\s*repair:|did you mean[^\n]*repair:/);
	}
});

test('what nobody can have meant has no repair', () => {
	expect(mended('* | xyzzyplugh by user')).toBeUndefined();
	expect(mended(`* | ${'c'.repeat(100_000)} by user`)).toBeUndefined();
	expect(mended('* | count by user )')).toBeUndefined();
});
