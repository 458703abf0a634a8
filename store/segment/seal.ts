import { writeCodec } from '../column/codec.ts';
import { encodeCodes } from '../column/code-stream.ts';
import type { GrowingColumn } from '../column/growing-column.ts';
import { packTokens } from '../column/packed-tokens.ts';
import { IntegerWriter } from '../column/varint.ts';
import { BlockWriter } from './block-writer.ts';
import type { BlockRef } from './block-writer.ts';
import type { KeptBytes } from './kept-rows.ts';
import type { MetaRuns } from './meta-table.ts';
import type { OpenRows } from './open-data.ts';
import { columnFields, encodeHeader } from './sealed-format.ts';
import type { Directory } from './sealed-format.ts';
import { unrebuiltRows } from './segment-data.ts';
import { encodeLiterals, encodeShapes } from './shape-stream.ts';
import { encodeTimes } from './time-stream.ts';

/** The parts that are stored: one value for the header and one for each group. */
export interface SealedSegment {
	readonly header: Uint8Array;
	/** By name (`0`, `1`, …), each about 1 MiB at most. */
	readonly groups: ReadonlyMap<string, Uint8Array>;
}

/**
 * Encodes which rows have the column, then the codes.
 *
 * The shapes are listed here and not looked up among all shapes, so that a query that reads one
 * column need not decode the shapes.
 */
function encodeColumnCodes(column: GrowingColumn, largest: number, rowCount: number): Uint8Array {
	const writer = new IntegerWriter(1024);
	const everywhere = column.count === rowCount;
	writer.unsigned(everywhere ? 0 : column.shapes.length);
	if (!everywhere) {
		let previous = 0;
		for (const shape of column.shapes) {
			writer.unsigned(shape - previous);
			previous = shape;
		}
	}

	if (largest > 1) {
		writer.append(encodeCodes(column.codes, column.codedCount, largest));
	}

	return writer.bytes;
}

function addColumn(
	blocks: BlockWriter,
	filters: IntegerWriter,
	column: GrowingColumn,
	rowCount: number,
): number[] {
	const { count, valueCount, codedCount } = column;
	const pooledFrom = Math.min(column.pooledFrom, valueCount);
	const { text, random, facts, filter } = packTokens(column.borrowTokens(), valueCount);
	const filterStart = filters.bytes.length;
	filters.append(filter);
	return columnFields({
		count,
		valueCount,
		codedCount,
		pooledFrom,
		codes: blocks.add(encodeColumnCodes(column, pooledFrom, rowCount)),
		text: blocks.add(text),
		random: blocks.add(random, false),
		facts,
		filter: [filterStart, filter.length],
	});
}

function addKept(
	blocks: BlockWriter,
	kept: KeptBytes,
): { keptCount: number; keptRows: BlockRef; keptBytes: BlockRef } {
	const writer = new IntegerWriter();
	for (let at = 0; at < kept.count; at += 1) {
		writer.unsigned((kept.rows[at] as number) - (at > 0 ? (kept.rows[at - 1] as number) : 0));
		writer.unsigned((kept.offsets[at + 1] as number) - (kept.offsets[at] as number));
	}

	return {
		keptCount: kept.count,
		keptRows: blocks.add(writer.bytes),
		keptBytes: blocks.add(kept.bytes.subarray(0, kept.offsets[kept.count])),
	};
}

function addUnrebuilt(
	blocks: BlockWriter,
	{ space, shapeIds, rowCount }: OpenRows,
): NonNullable<Directory['unrebuilt']> {
	const rows = unrebuiltRows(space.shapes.entries, shapeIds, rowCount);
	const writer = new IntegerWriter();
	rows.forEach((row, at) => writer.unsigned(row - (rows[at - 1] ?? 0)));
	return { count: rows.length, rows: blocks.add(writer.bytes) };
}

function addMeta(blocks: BlockWriter, metas: Iterable<MetaRuns>): (readonly [string, BlockRef])[] {
	return Array.from(metas, ({ name, tokens, runs }) => [
		name,
		blocks.add(Buffer.from(JSON.stringify({ tokens, runs }))),
	]);
}

/** Encodes all rows of a growing segment. */
export function sealSegment(rows: OpenRows): SealedSegment {
	const { set, shapes, states } = rows.space;
	const blocks = new BlockWriter(writeCodec);
	const numbers = new Map<number, number>();
	const paths: string[] = [];
	const columns: number[] = [];
	const filters = new IntegerWriter();
	set.columns.forEach((column, id) => {
		// A record that was peeked but not added leaves a shape, which names columns without
		// values.
		if (column.count > 0 || column.shapes.length > 0) {
			numbers.set(id, paths.push(column.path) - 1);
			columns.push(...addColumn(blocks, filters, column, rows.rowCount));
		}
	});
	const shapeCount = shapes.entries.length;
	const shapeIds = encodeCodes(rows.shapeIds, rows.rowCount, shapeCount);
	const refs = {
		shapeCount,
		shapes: blocks.add(encodeShapes(shapes.entries, id => numbers.get(id) ?? -1)),
		literals: blocks.add(encodeLiterals(id => states.literalBytes(id).bytes, states.literalCount)),
		times: blocks.add(encodeTimes(rows.times.subarray(0, rows.rowCount))),
		shapeIds: blocks.add(shapeIds),
		...addKept(blocks, rows.kept),
		meta: addMeta(blocks, rows.meta.byName.values()),
		unrebuilt: addUnrebuilt(blocks, rows),
		filters: blocks.add(filters.bytes, false),
	};
	blocks.flush();
	const header = encodeHeader(
		{
			id: rows.id,
			rowCount: rows.rowCount,
			minTimeMs: rows.rowCount === 0 ? null : rows.minTimeMs,
			maxTimeMs: rows.rowCount === 0 ? null : rows.maxTimeMs,
		},
		{ blocks: blocks.directory, paths, columns, ...refs },
	);
	const groups = new Map(
		blocks.groups.flatMap((parts, name) =>
			parts.length === 0 ? [] : [[String(name), Buffer.concat(parts)]],
		),
	);
	return { header, groups };
}
