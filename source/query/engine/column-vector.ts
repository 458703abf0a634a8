import type { Column } from '../../../store/column/column.ts';
import type { Vector } from '../frame/vector.ts';

/** @param identity - names the column across queries; only for a sealed segment */
export function columnVector(column: Column, identity?: string): Vector {
	const vector: Vector = {
		codes: column.codes(),
		size: column.valueCount + 1,
		repeats: column.distinct,
		value: code => (code === 0 ? null : column.value(code)),
		tokens: () => column.tokens,
	};
	return identity === undefined ? vector : { ...vector, identity };
}
