import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '../../../source/app/print/csv.ts';
import type { Value } from '../../../source/query/value.ts';

test.each<{ values: readonly Value[]; line: string }>([
	{ values: ['a', 1, null, true], line: 'a,1,,true' },
	{ values: ['a,b', 'c"d', 'e\nf'], line: '"a,b","c""d","e\nf"' },
	{ values: ['=1+1', '+x', '-x', '@x', '\tx', '\rx'], line: `'=1+1,'+x,'-x,'@x,'\tx,"'\rx"` },
	{ values: [-1, 1.5], line: '-1,1.5' },
	{ values: ['', ''], line: ',' },
	{ values: [], line: '' },
])('$line', ({ values, line }) => {
	expect(csvLine(values)).toBe(line);
});

test('any text comes back, but for the apostrophe that stops a formula', () => {
	fc.assert(
		fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), texts => {
			const wanted = texts.map(text => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
			expect(readCsv(csvLine(texts))).toEqual(wanted);
		}),
		{ seed: 1 },
	);
});

function readCsv(line: string): readonly string[] {
	const cells: string[] = [];
	for (let at = 0; at <= line.length; at++) {
		const [cell = ''] = /^(?:"(?:[^"]|"")*"|[^",]*)/.exec(line.slice(at)) ?? [];
		cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
		at += cell.length;
	}

	return cells;
}
