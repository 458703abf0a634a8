import { viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import { IntegerReader, IntegerWriter } from '../column/varint.ts';

function sharedLength(a: Int32Array, b: Int32Array): number {
	let length = 0;
	while (length < a.length && length < b.length && a[length] === b[length]) {
		length += 1;
	}

	return length;
}

/**
 * Writes a list as the length of its common beginning with the list before, and the rest as
 * differences.
 */
function writeList(writer: IntegerWriter, list: Int32Array, before: Int32Array): void {
	const shared = sharedLength(list, before);
	writer.unsigned(shared);
	writer.unsigned(list.length - shared);
	for (let at = shared; at < list.length; at += 1) {
		writer.signed((list[at] as number) - (at > 0 ? (list[at - 1] as number) : 0));
	}
}

function readList(reader: IntegerReader, before: Int32Array): Int32Array {
	const shared = reader.unsigned();
	const list = new Int32Array(shared + reader.unsigned());
	list.set(before.subarray(0, shared));
	for (let at = shared; at < list.length; at += 1) {
		list[at] = reader.signed() + (at > 0 ? (list[at - 1] as number) : 0);
	}

	return list;
}

const none: Int32Array = new Int32Array(0);

/** @param columnNumber - maps a column of the open segment to its number in the directory */
export function encodeShapes(
	entries: readonly ShapeEntry[],
	columnNumber: (column: number) => number,
): Uint8Array {
	const writer = new IntegerWriter(4096);
	let literalsBefore = none;
	let columnsBefore = none;
	for (const entry of entries) {
		const columns = entry.columns.map(columnNumber);
		writer.unsigned(entry.rebuilds ? 1 : 0);
		writeList(writer, entry.literals, literalsBefore);
		writeList(writer, columns, columnsBefore);
		literalsBefore = entry.literals;
		columnsBefore = columns;
	}

	return writer.bytes;
}

/** @throws RangeError when there are fewer than `count` shapes */
export function decodeShapes(bytes: Uint8Array, count: number): ShapeEntry[] {
	const reader = new IntegerReader(bytes);
	const entries: ShapeEntry[] = [];
	let literals = none;
	let columns = none;
	for (let shape = 0; shape < count; shape += 1) {
		const rebuilds = reader.unsigned() === 1;
		literals = readList(reader, literals);
		columns = readList(reader, columns);
		entries.push({ rebuilds, literals, columns });
	}

	return entries;
}

export function encodeLiterals(literal: (id: number) => Uint8Array, count: number): Uint8Array {
	const writer = new IntegerWriter(4096);
	writer.unsigned(count);
	for (let id = 0; id < count; id += 1) {
		writer.unsigned(literal(id).length);
		writer.append(literal(id));
	}

	return writer.bytes;
}

export function decodeLiterals(bytes: Uint8Array): ByteSource[] {
	const reader = new IntegerReader(bytes);
	return Array.from({ length: reader.unsigned() }, () => {
		const literal = Uint8Array.from(reader.take(reader.unsigned()));
		return { bytes: literal, view: viewOf(literal) };
	});
}
