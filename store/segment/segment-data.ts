import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { TokenColumn } from '../column/token-column.ts';
import { textOf } from '../column/tokens.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import type { SegmentView, Shape } from './view.ts';

/**
 * The data of a segment, sealed or open, that `RecordsView` needs; with numbers instead of texts.
 */
export interface SegmentData extends Pick<
	SegmentView,
	| 'id'
	| 'sealed'
	| 'rowCount'
	| 'minTimeMs'
	| 'maxTimeMs'
	| 'times'
	| 'shapeIds'
	| 'shapes'
	| 'paths'
	| 'meta'
	| 'metaNames'
> {
	shapeEntries(): readonly ShapeEntry[];
	/** Bytes of a literal, by its id in a shape entry. */
	literal(id: number): ByteSource;
	/** Path of a column, by its id in a shape entry. */
	columnPath(id: number): string;
	columnId(path: string): number | undefined;
	/** See `SegmentView.mayHold`. */
	mayHold(id: number, needle: AnyCaseNeedle): boolean;
	/** A column that has values. */
	columnById(id: number): TokenColumn;
	/** The kept bytes of a row; undefined when its columns can rebuild it. */
	kept(row: number): Uint8Array | undefined;
}

/** The shapes in the form of `SegmentView`; equal literals are one string. */
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
