import type { SegmentView } from '../../../store/segment/view.ts';
import type { RecordRef } from '../port.ts';
import type { Table } from './table.ts';
import type { Value } from '../value.ts';
import { BoundedCache } from '../engine/cache.ts';
import { Frame, lazy } from './frame.ts';
import { pickPlaces, type OrderedRows } from './ordered-rows.ts';
import { eachRow } from './rows.ts';
import { SegmentSource } from '../engine/segment-source.ts';
import type { Vector } from './vector.ts';

/** Reads the columns of rows in their order. */
export function rowsToTable(ordered: OrderedRows, columns: readonly string[]): Table {
	const vectors: Vector[][] = ordered.frames.map(frame =>
		columns.map(name => frame.field(name).get()),
	);
	const rows = Array.from(ordered.frameOf, (frame, place): Value[] => {
		const position = ordered.positionOf[place] as number;
		return (vectors[frame] as Vector[]).map(vector =>
			vector.value(vector.codes[position] as number),
		);
	});
	return { columns, rows };
}

/** Where the records of rows stand. */
export function refsOf(ordered: OrderedRows): readonly RecordRef[] {
	return Array.from(ordered.frameOf, (index, place) => {
		const frame = ordered.frames[index] as Frame;
		return {
			segmentId: frame.source.view.id,
			row: frame.rowAt(ordered.positionOf[place] as number),
		};
	});
}

/** The first places of an order. */
export function firstPlaces(ordered: OrderedRows, count: number): OrderedRows {
	if (ordered.frameOf.length <= count) {
		return ordered;
	}

	return pickPlaces(
		ordered,
		Uint32Array.from({ length: count }, (_, place) => place),
	);
}

/** A table as a frame, so that the stages of records run on it: its columns are all there is. */
export function tableToFrame(table: Table): Frame {
	const rowCount = table.rows.length;
	const frame = new Frame(
		new SegmentSource(emptyView(rowCount), 0, new BoundedCache(0), new Map()),
		undefined,
	);
	frame.restrict(() => false);
	for (const [index, name] of table.columns.entries()) {
		frame.define(
			name,
			lazy(() => columnOf(table, index)),
		);
	}

	return frame;
}

/** Equal values share a code, so that a stage asks about each once. */
function columnOf(table: Table, index: number): Vector {
	const numbers = new Map<Value, number>();
	const values: Value[] = [];
	const codes = Uint32Array.from(table.rows, row => {
		const value = row[index] ?? null;
		const known = numbers.get(value) ?? values.push(value) - 1;
		numbers.set(value, known);
		return known;
	});
	return {
		codes,
		size: Math.max(values.length, 1),
		repeats: true,
		value: code => values[code] ?? null,
	};
}

export function frameToTable(frame: Frame, columns: readonly string[]): Table {
	const vectors = columns.map(name => frame.field(name).get());
	const rows: Value[][] = [];
	eachRow(frame.rows, frame.rowCount, position => {
		rows.push(vectors.map(vector => vector.value(vector.codes[position] as number)));
	});
	return { columns, rows };
}

function emptyView(rowCount: number): SegmentView {
	return {
		id: 'table',
		sealed: false,
		rowCount,
		minTimeMs: 0,
		maxTimeMs: 0,
		times: () => new Float64Array(rowCount),
		shapeIds: () => new Uint8Array(rowCount),
		shapes: () => [{ literals: ['{}'], leafPaths: [], rebuilds: true }],
		paths: () => [],
		column: () => undefined,
		mayHold: () => false,
		meta: () => undefined,
		metaNames: () => [],
		container: () => undefined,
		raw: () => '{}',
		delivered: () => new Uint8Array(0),
	};
}
