import type { Elements } from '../elements.ts';
import type { Frame } from '../frame/frame.ts';
import { eachRow } from '../frame/rows.ts';
import type { StageCount } from '../port.ts';
import type { Value } from '../value.ts';

/** Rows in and out of a stage, by its index in the query; -1 is the search. */
export interface KeptCount extends StageCount {
	readonly index: number;
}

/** Which rows of one sealed segment the stages of a plan left. */
export interface KeptRows {
	/** Rows of the segment, in the order of the frame; a stage may have made several of one. */
	readonly rows: Uint32Array;
	/** Their times, ms since the epoch. */
	readonly times: Float64Array;
	/** Of the search and the stages, by their index. */
	readonly counts: readonly KeptCount[];
	readonly warnings: readonly string[];
	readonly recordCount: number;
	/** 1 when no record of the segment was found. */
	readonly prunedCount: number;
}

/** One field of kept rows. */
export interface KeptColumn {
	/** Whether a stage made it. */
	readonly isMade: boolean;
	readonly values: readonly Value[];
	/** By the index of their value, where it is a list that a path crosses; empty without any. */
	readonly lists: readonly (Elements | undefined)[];
	/** Index into `values`, shape `[rows]`. */
	readonly codes: Uint32Array;
}

/** The rows that are left in a frame, with their times. */
export function rowsOfFrame(frame: Frame): Pick<KeptRows, 'rows' | 'times'> {
	const all = frame.times();
	const rows: number[] = [];
	const times: number[] = [];
	eachRow(frame.rows, frame.rowCount, position => {
		rows.push(frame.rowAt(position));
		times.push(all[position] as number);
	});
	return { rows: Uint32Array.from(rows), times: Float64Array.from(times) };
}

/** A field of the rows that are left in a frame. */
export function columnOfFrame(frame: Frame, name: string): KeptColumn {
	const vector = frame.field(name).get();
	const codeOf = new Map<number, number>();
	const values: Value[] = [];
	const lists: (Elements | undefined)[] = [];
	const codes: number[] = [];
	eachRow(frame.rows, frame.rowCount, position => {
		const from = vector.codes[position] as number;
		let code = codeOf.get(from);
		if (code === undefined) {
			code = values.push(vector.value(from)) - 1;
			codeOf.set(from, code);
			if (vector.list !== undefined) {
				lists.push(vector.list.elements(from));
			}
		}

		codes.push(code);
	});
	return { isMade: frame.has(name), values, lists, codes: Uint32Array.from(codes) };
}
