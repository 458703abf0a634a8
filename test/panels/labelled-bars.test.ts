import { expect, test } from 'vitest';
import { drawBar } from '../../source/panels/bar.ts';
import { legendRow, legendColumn } from '../../source/panels/legend.ts';
import { drawPie } from '../../source/panels/pie.ts';
import { lineText } from '../../source/panels/span.ts';
import { drawTable } from '../../source/panels/table.ts';
import { aFrame, aResult, drawn } from './result.ts';

const twins = ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RunInstances'];
const counts = aResult(
	['eventName', 'eventCount'],
	twins.map((name, index) => [name, 50 - index]),
);
const sso = 'AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50';

/** Cells before the numbers, and of the longest bar. */
function roomOf(result: typeof counts, widthCells: number): [labels: number, bar: number] {
	const lines = drawn(drawBar(result, aFrame(widthCells, 3))).split('\n');
	const [label = ''] = /^.*(?= \d+ )/.exec(lines[0] ?? '') ?? [];
	const [bar = ''] = /█*$/.exec(lines[0] ?? '') ?? [];
	return [label.length, bar.length];
}

test('labels are whole before bars are long, and bars keep a fifth of the panel and six cells', () => {
	expect(roomOf(counts, 80)).toEqual([29, 47]);
	expect(roomOf(counts, 42)).toEqual([29, 9]);
	expect(roomOf(counts, 40)).toEqual([28, 8]);
	expect(roomOf(counts, 24)[1]).toBeGreaterThanOrEqual(6);
});

test('the column of labels is as wide as what is shown of the longest', () => {
	const who = aResult(
		['user', 'eventCount'],
		[
			['root', 9],
			[`${sso}/ada@example.com`, 2],
		],
	);
	expect(roomOf(who, 60)[0]).toBe('…PowerUser/ada@example.com'.length);
});

test('where two names are cut they stay different: bars, pie, legends and columns', () => {
	const entries = twins.map(label => ({
		label,
		total: 1,
		style: { role: 'series-1' as const, fill: '█', rivals: [] },
	}));
	const pictures = [
		drawn(drawBar(counts, aFrame(30, 3))),
		drawn(drawPie(counts, aFrame(34, 8))),
		legendColumn(entries, 23).map(lineText).join('\n'),
		drawn(drawTable(aResult(['eventName', 'n'], counts.rows), aFrame(22, 4))),
	];
	for (const picture of pictures) {
		expect(picture).toContain('…Ingress');
		expect(picture).toMatch(/…\w*Egress/);
	}

	expect(lineText(legendRow(entries, 30))).toContain('…Ingress');
});
