import { parsePath, pathOf, type PathStep } from '../../../store/index.ts';
import type { Value } from '../value.ts';
import { parseRecord } from '../json-text.ts';
import { stepsField } from '../record-path.ts';
import type { SegmentAccess } from './segment-access.ts';
import { firstByteOf, tokenLengthOf } from './token-bytes.ts';

/**
 * The store keeps long arrays and very large objects as one text. Their keys are not in the shapes
 * and their values not in columns.
 *
 * @returns codes of the column that are such a text, ascending
 */
export function wholeCodes(source: SegmentAccess, path: string): readonly number[] {
	const column = source.view.holdsContainers(path) === false ? undefined : source.view.column(path);
	if (column === undefined) {
		return [];
	}

	const compute = (): number[] => {
		const codes: number[] = [];
		const firstByte = firstByteOf(column);
		const length = tokenLengthOf(column);
		for (let code = 1; code <= column.valueCount; code++) {
			// `[]` and `{}` contain nothing.
			if (isOpening(firstByte(code)) && length(code) > 2) {
				codes.push(code);
			}
		}

		return codes;
	};

	return source.cached(`whole|${path}`, codes => 64 + codes.length * 8, compute);
}

const bracket = 0x5b;
const brace = 0x7b;

function isOpening(byte: number): boolean {
	return byte === bracket || byte === brace;
}

/** Whether some record has at the path a container that is stored as one text. */
export function holdsWhole(source: SegmentAccess, path: string): boolean {
	return source.view.holdsContainers(path) ?? wholeCodes(source, path).length > 0;
}

/** Paths at which some record has a container stored as one text. */
export function wholeContainerPaths(source: SegmentAccess): readonly string[] {
	return source.cached('whole', 512, () =>
		source.view.paths().filter(path => holdsWhole(source, path)),
	);
}

/**
 * The value at `name` in rows where a container around it is stored as one text.
 *
 * @returns row → value, only rows with a value
 */
export function insideWholeContainers(
	source: SegmentAccess,
	name: string,
	anyCase: boolean,
): Map<number, Value> {
	const found = new Map<number, Value>();
	const steps = parsePath(name) ?? [];
	for (let length = 1; length < steps.length; length++) {
		const outer = pathOf(steps.slice(0, length));
		for (const path of source.spellings(outer, anyCase)) {
			addInside(source, path, steps.slice(length), anyCase, found);
		}
	}

	return found;
}

function addInside(
	source: SegmentAccess,
	path: string,
	rest: readonly PathStep[],
	anyCase: boolean,
	found: Map<number, Value>,
): void {
	const whole = wholeCodes(source, path);
	const column = whole.length === 0 ? undefined : source.view.column(path);
	if (column === undefined) {
		return;
	}

	const values = new Map(
		whole.map(code => [code, stepsField(parseRecord(column.token(code)), rest, anyCase)]),
	);
	const codes = column.codes();
	for (let row = 0; row < source.rowCount; row++) {
		const value = values.get(codes[row] as number);
		if (value !== undefined) {
			found.set(row, value);
		}
	}
}
