import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { Codes, Column } from '../column/column.ts';
import type { TokenColumn } from '../column/token-column.ts';
import { textOf } from '../column/tokens.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import type { ContainerColumn } from './containers.ts';
import type { SegmentView, Shape } from './view.ts';

/**
 * The data of a segment, sealed or open, that `RecordsView` needs; with numbers instead of texts.
 */
export interface SegmentData extends Pick<
	SegmentView,
	| 'id'
	| 'sealed'
	| 'signature'
	| 'rowCount'
	| 'minTimeMs'
	| 'maxTimeMs'
	| 'times'
	| 'shapeIds'
	| 'shapes'
	| 'paths'
	| 'meta'
	| 'metaNames'
	| 'unrebuiltRows'
> {
	shapeEntries(): readonly ShapeEntry[];
	/** Bytes of a literal, by its id in a shape entry. */
	literal(id: number): ByteSource;
	/** All literals by id; there may be some that no shape has. */
	literalTexts(): readonly string[];
	/** Path of a column, by its id in a shape entry. */
	columnPath(id: number): string;
	columnId(path: string): number | undefined;
	/** See `SegmentView.mayHold`. */
	mayHold(id: number, needle: AnyCaseNeedle): boolean;
	/** A column that has values. */
	columnById(id: number): TokenColumn;
	/** Whether the column is known to hold containers, or not to; undefined where nobody looked. */
	holdsContainers(id: number): boolean | undefined;
	/**
	 * A container's column, from memory or made anew.
	 *
	 * @param isPart - of some rows only; such a one is not remembered
	 */
	container(
		path: string,
		isPart: boolean,
		make: () => ContainerColumn | undefined,
	): Column | undefined;
	/** Writes records; the same one as long as the segment is read from. */
	rebuilder(): Rebuilder;
	/** The kept bytes of a row, or undefined when its columns give them back. */
	kept(row: number): Uint8Array | undefined;
}

/** Gives the records of a segment back. */
export interface Rebuilder {
	/** Whether the record's leaves give it back; if not, only its kept bytes do. */
	rebuilds(row: number): boolean;
	/** The compact form. */
	text(row: number): string;
	/** The compact form as bytes of its own. */
	bytes(row: number): Uint8Array;
}

/** See `SegmentView.unrebuiltRows`. */
export function unrebuiltRows(
	shapes: readonly Pick<ShapeEntry, 'rebuilds'>[],
	shapeIds: Codes,
	rowCount: number,
): readonly number[] {
	const rows: number[] = [];
	if (shapes.every(({ rebuilds }) => rebuilds)) {
		return rows;
	}

	for (let row = 0; row < rowCount; row++) {
		if (shapes[shapeIds[row] as number]?.rebuilds === false) {
			rows.push(row);
		}
	}

	return rows;
}

/** The shapes as `SegmentView` shows them; equal literals are one string. */
export function shapesOf(data: SegmentData): readonly Shape[] {
	const texts: (string | undefined)[] = [];
	const paths: (string | undefined)[] = [];
	const literalText = (id: number): string => (texts[id] ??= textOf(data.literal(id).bytes));
	const path = (id: number): string => (paths[id] ??= data.columnPath(id));
	return data.shapeEntries().map(({ rebuilds, literals, columns }) => ({
		rebuilds,
		literals: Array.from(literals, literalText),
		leafPaths: Array.from(columns, path),
	}));
}
