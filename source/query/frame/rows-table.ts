import assert from 'node:assert/strict';
import type { RecordRef } from '../port.ts';
import type { Table } from './table.ts';
import type { Value } from '../value.ts';
import type { SortKey } from '../syntax/tree.ts';
import { readers } from './columns.ts';
import { compareKeys } from './sorted-rows.ts';
import { Frame } from './frame.ts';
import { pickPlaces, type OrderedRows } from './ordered-rows.ts';
import { TableSource } from './table-source.ts';
import type { Vector } from './vector.ts';

/**
 * Reads the columns of ordered rows.
 *
 * @param made - is told of each row
 */
export function rowsToTable(
	ordered: OrderedRows,
	columns: readonly string[],
	made?: (row: readonly Value[]) => void,
): Table {
	const vectors: Vector[][] = ordered.frames.map(frame =>
		columns.map(name => frame.field(name).get()),
	);
	const rows = Array.from(ordered.frameOf, (frame, index): Value[] => {
		const position = ordered.positionOf[index] as number;
		const row = (vectors[frame] as Vector[]).map(vector =>
			vector.value(vector.codes[position] as number),
		);
		made?.(row);
		return row;
	});
	return { columns, rows };
}

/** References to the records of rows. */
export function refsOf(ordered: OrderedRows): readonly RecordRef[] {
	return Array.from(ordered.frameOf, (index, at) => {
		const frame = ordered.frames[index] as Frame;
		const ref = frame.source.ref(frame.rowAt(ordered.positionOf[at] as number));
		assert(ref !== undefined, 'rows of a table stand for no record');
		return ref;
	});
}

/** The first rows of an order. */
export function firstPlaces(ordered: OrderedRows, count: number): OrderedRows {
	if (ordered.frameOf.length <= count) {
		return ordered;
	}

	return pickPlaces(
		ordered,
		Uint32Array.from({ length: count }, (_, index) => index),
	);
}

/** All rows of a frame, in order. */
export function inOrder(frame: Frame): OrderedRows {
	const { rowCount } = frame;
	return {
		frames: [frame],
		frameOf: new Uint32Array(rowCount),
		positionOf: Uint32Array.from({ length: rowCount }, (_, position) => position),
	};
}

/** A table as a frame; its columns are the only fields. */
export function tableToFrame(table: Table): Frame {
	return new Frame(new TableSource(table), undefined);
}

/** Sorts rows by several keys; equal rows keep their order. */
export function sortTable(table: Table, keys: readonly SortKey[]): Table {
	const reads = readers(
		table.columns,
		keys.map(({ field }) => field),
	);
	const compare = compareKeys(keys);
	const entries = table.rows.map(row => ({ row, values: reads.map(read => read(row)) }));
	entries.sort((a, b) => compare(a.values, b.values));
	return { columns: table.columns, rows: entries.map(({ row }) => row) };
}
