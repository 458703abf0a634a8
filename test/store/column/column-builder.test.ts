import { expect, test } from 'vitest';
import { ColumnBuilder } from '../../../store/column/column-builder.ts';
import { hashToken, viewOf } from '../../../store/shred/bytes.ts';

function add(column: ColumnBuilder, token: string, hash?: number): void {
	const bytes = Buffer.from(token);
	const source = { bytes, view: viewOf(bytes) };
	column.add(source, 0, bytes.length, 0, hash ?? hashToken(source.view, 0, bytes.length));
}

function tokens(column: ColumnBuilder): string[] {
	return Array.from({ length: column.valueCount }, (_, index) =>
		Buffer.from(
			column.tokens.bytes.subarray(column.offsets[index], column.offsets[index + 1]),
		).toString(),
	);
}

test('equal tokens have one code', () => {
	const column = new ColumnBuilder('a');
	['"x"', '1', '"x"', 'null', '1'].forEach(token => add(column, token));
	expect(tokens(column)).toEqual(['"x"', '1', 'null']);
	expect(Array.from(column.codes.subarray(0, column.codedCount))).toEqual([1, 2, 1, 3, 2]);
});

test('a column of unique values becomes a pool, one of repeated values does not', () => {
	const unique = new ColumnBuilder('a');
	const repeated = new ColumnBuilder('b');
	for (let row = 0; row < 2000; row += 1) {
		add(unique, `"${row}"`);
		add(repeated, `"${row % 100}"`);
	}

	expect(unique.pooledFrom).toBe(512);
	expect(unique.codedCount).toBe(512);
	expect(unique.count).toBe(2000);
	expect(tokens(unique).at(-1)).toBe('"1999"');
	expect(repeated.pooledFrom).toBe(Infinity);
	expect(repeated.valueCount).toBe(100);
});

test('more than 65,535 codes fit', () => {
	const column = new ColumnBuilder('a');
	for (let row = 0; row < 70_000; row += 1) {
		add(column, '"again"');
		add(column, String(row));
	}

	expect(column.valueCount).toBe(70_001);
	expect(column.codes[139_998]).toBe(1);
	expect(column.codes[139_999]).toBe(70_001);
});

test('values made to collide end the looking up, not the machine', () => {
	const column = new ColumnBuilder('a');
	for (let row = 0; row < 400; row += 1) {
		add(column, `"${row}"`, 7);
		add(column, '"again"', 7);
	}

	expect(column.pooledFrom).toBeLessThan(300);
	expect(column.count).toBe(800);
	expect(tokens(column)).toContain('"399"');
});
