import { AnyCaseNeedle, parsePath, type PathStep } from '../../../store/index.ts';
import type { Column } from '../../../store/column/column.ts';
import { parseRecord } from '../json-text.ts';
import type { Vector } from '../frame/vector.ts';
import type { SegmentAccess } from './segment-access.ts';

/**
 * The text in the rows where some direct member of an object is exactly this text, whatever its
 * name; nothing in the others.
 *
 * @param object - a key of the record
 * @param text - two ASCII characters at least
 */
export function memberVector(source: SegmentAccess, object: string, text: string): Vector {
	const marks = new Uint8Array(source.rowCount);
	const needle = new AnyCaseNeedle(text.toLowerCase());
	const token = JSON.stringify(text);
	for (const path of source.view.paths()) {
		const steps = path.startsWith(object) ? (parsePath(path) ?? []) : [];
		const column =
			isMemberOf(object, steps) && source.view.mayHold(path, needle)
				? source.view.column(path)
				: undefined;
		if (column !== undefined) {
			// The object itself is a column where it is stored whole.
			const isWanted =
				steps.length === 2
					? (code: number) => column.token(code) === token
					: (code: number) => hasMember(parsed(column.value(code)), text);
			mark(column, isWanted, marks);
		}
	}

	for (const row of source.slowRows()) {
		const record = source.slowRecord(row);
		marks[row] = hasMember(isObject(record) ? record[object] : undefined, text) ? 1 : 0;
	}

	return { codes: marks, size: 2, repeats: true, value: code => (code === 1 ? text : null) };
}

/** Also the object itself. */
function isMemberOf(object: string, [first, second, ...more]: readonly PathStep[]): boolean {
	return first === object && typeof second !== 'number' && more.length === 0;
}

function mark(column: Column, isWanted: (code: number) => boolean, marks: Uint8Array): void {
	const wanted = new Uint8Array(column.valueCount + 1);
	for (let code = 1; code <= column.valueCount; code++) {
		wanted[code] = isWanted(code) ? 1 : 0;
	}

	const codes = column.codes();
	for (let row = 0; row < codes.length; row++) {
		marks[row] = (marks[row] as number) | (wanted[codes[row] as number] as number);
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(value: unknown): unknown {
	return typeof value === 'string' && value.startsWith('{') ? parseRecord(value) : undefined;
}

function hasMember(value: unknown, text: string): boolean {
	return isObject(value) && Object.values(value).includes(text);
}
