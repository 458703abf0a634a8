import { expect, test } from 'vitest';
import { frameLines } from '../../source/panels/border.ts';
import type { Box } from '../../source/panels/border.ts';
import { lineText } from '../../source/panels/span.ts';
import { cellWidth } from '../../source/text/width.ts';

const title = 'Failed Configuration Changes';

function top(widthCells: number, change: Partial<Box>): string {
	const box = { title, note: '', focused: false, widthCells, heightCells: 3, ...change };
	return lineText(frameLines(box, [])[0] ?? []);
}

test('a count gives way before the title is cut, part by part, and never half', () => {
	const note = '6 parts · 142';
	const gives = (widthCells: number) => top(widthCells, { note, noteGives: true });
	expect(gives(50)).toBe(`╭ ${title} ${'─'.repeat(2)} 6 parts · 142 ─╮`);
	expect(gives(48)).toBe(`╭ ${title} ${'─'.repeat(6)} 6 parts ─╮`);
	expect(gives(34)).toBe(`╭ ${title} ${'─'.repeat(2)}╮`);
	expect(gives(24)).toBe('╭ Failed Configuratio… ╮');
});

test('an alarm stays, and the title is cut for it', () => {
	expect(top(40, { note: '▲ 3 outliers' })).toBe('╭ Failed Configuratio… ─ ▲ 3 outliers ─╮');
});

test('a title that is cut stays different from those around it', () => {
	const others = ['Failed Configuration Checks', title];
	expect(top(24, { others })).toMatch(/^╭ Failed…Changes ─+╮$/);
	expect(top(24, { title: others[0]!, others: [title] })).toMatch(/^╭ Failed…Checks ─+╮$/);
	expect(top(24, { others: ['Who'] })).toBe('╭ Failed Configuratio… ╮');
});

test('every line is as wide as its frame, whatever stands in it', () => {
	for (let widthCells = 8; widthCells < 60; widthCells++) {
		for (const noteGives of [true, false]) {
			const others = ['Failed Configuration Checks'];
			const box = { note: '6 parts · 142', noteGives, others, same: ['type AwsApiCall'] };
			expect(cellWidth(top(widthCells, box))).toBe(widthCells);
		}
	}
});
