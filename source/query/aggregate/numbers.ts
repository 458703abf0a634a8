import { numberOf } from '../comparison.ts';
import type { Vector } from '../frame/vector.ts';
import type { GroupedRows } from './accumulator.ts';
import { eachGrouped } from './accumulator.ts';

/**
 * Calls back with every row whose value is a number or numeric text. Text is parsed once per code.
 */
export function eachNumber(
	grouped: GroupedRows,
	vector: Vector,
	visit: (group: number, number: number) => void,
): void {
	const { codes, size } = vector;
	const numbers = new Float64Array(size);
	// 0 is "not parsed yet", 1 a number, 2 not a number.
	const known = new Uint8Array(size);
	eachGrouped(grouped, (row, group) => {
		const code = codes[row] as number;
		if (known[code] === 0) {
			const number = numberOf(vector.value(code));
			known[code] = number === null ? 2 : 1;
			numbers[code] = number ?? 0;
		}

		if (known[code] === 1) {
			visit(group, numbers[code] as number);
		}
	});
}
