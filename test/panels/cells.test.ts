import { expect, test } from 'vitest';
import { drawCells } from '../../source/panels/cells.ts';
import { noCursor, type PanelContext } from '../../source/panels/model.ts';
import { panelModel } from '../../source/panels/panel-model.ts';
import { lineText } from '../../source/panels/span.ts';
import type { QueryResult } from '../../source/query/port.ts';
import { aFrame, aResult } from './result.ts';

const named = ['Reconnaissance', 'Command and Control', 'Impact'];

function tactics(...rows: readonly (readonly [string, number])[]): QueryResult {
	return aResult(['tacticName', 'findingCount'], rows);
}

const frame = (widthCells: number, heightCells: number, columns = named): PanelContext =>
	aFrame(widthCells, heightCells, { columns });

function drawn(result: QueryResult, context: PanelContext): readonly string[] {
	return drawCells(result, context).lines.map(line => lineText(line).trimEnd());
}

test('cells stand in the order of the panel, with 0 where the result has none, and others follow', () => {
	const result = tactics(['Other', 1], ['Impact', 4]);
	expect(drawn(result, frame(70, 2))).toEqual([
		'Reconnaissance    Command and Con…  Impact            Other',
		'0                 0                 4 ██████████████  1 ███▌',
	]);
	expect(drawCells(result, frame(70, 2)).note).toBe('2 of 4');
});

test('a name that is too long for its cell is broken between words where there is room', () => {
	expect(drawn(tactics(['Impact', 4]), frame(50, 3))).toEqual([
		'                 Command and',
		'Reconnaissance   Control          Impact',
		'0                0                4 █████████████',
	]);
});

test('a narrow panel has several rows of cells, with a gap when there is room for it', () => {
	const result = tactics(['Impact', 4]);
	expect(drawn(result, frame(30, 4))).toEqual([
		'Reconnaissance  Command and C…',
		'0               0',
		'Impact',
		'4 ████████████',
	]);
	expect(drawn(result, frame(40, 5, ['a', 'b', 'c'])).filter(line => line === '')).toHaveLength(1);
});

test('only cells that stand for rows can be selected, and the selected one is in sight', () => {
	const result = tactics(['Impact', 4], ['Other', 1]);
	const { items, lineRows, hiddenCount, itemCount } = drawCells(result, frame(16, 4));
	expect(items.map(({ label, rows }) => [label, rows])).toEqual([
		['Impact', [0]],
		['Other', [1]],
	]);
	expect([itemCount, hiddenCount, lineRows]).toEqual([2, 2, [[], [], [], []]]);
	const moved = drawCells(result, { ...frame(16, 4), cursor: { ...noCursor, row: 1 } });
	expect(moved.lines.map(line => lineText(line).trimEnd())).toEqual([
		'Impact',
		'4 ██████████████',
		'Other',
		'1 ███▌',
	]);
	expect(moved.lines.map(line => line.some(part => part.selected === true))).toEqual([
		false,
		false,
		true,
		true,
	]);
});

test('without a row all is 0 where the panel names its cells, and nothing where it does not', () => {
	const ready = { kind: 'ready', result: tactics() } as const;
	expect(panelModel('cells', ready, frame(70, 2)).state).toBe('ready');
	expect(panelModel('cells', ready, frame(70, 2, [])).state).toBe('empty');
});

test('what nobody looked for is no 0', () => {
	const result = { ...tactics(), lacks: ['nobody has looked'] };
	expect(panelModel('cells', { kind: 'ready', result }, frame(70, 4)).state).toBe('lacking');
});

test.each([1, 2, 13, 14, 15, 40, 200])('nothing reaches beyond %i cells', widthCells => {
	const wide = tactics(['漢字'.repeat(30), 1e15], ['\u0000\u001b[2J', 3], ['', 1]);
	for (const height of [0, 1, 2, 7]) {
		const model = panelModel('cells', { kind: 'ready', result: wide }, frame(widthCells, height));
		expect(model.lines).toHaveLength(height);
	}
});
