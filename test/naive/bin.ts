import type { Value } from '../../source/query/value.ts';
import { type Rows, setColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { asNumber } from './value.ts';

/** The label and the ends of the interval that has a value. */
function binParts(
	value: Value,
	{ width, min, max }: StageOf<'bin'>,
): readonly [Value, Value, Value] {
	const number = asNumber(value);
	if (number === undefined || !Number.isFinite(number / width)) {
		return [null, null, null];
	}

	const start = min ?? 0;
	let index = Math.floor((number - start) / width);
	if (max !== undefined) {
		// The last bin is the first one that reaches so far.
		const last = Math.ceil((max - start) / width) - 1;
		index = index > last ? last : index;
	}

	if (min !== undefined && index < 0) {
		index = 0;
	}

	const isWhole = Number.isInteger(start) && Number.isInteger(width);
	const [lower, upper] = [index, index + 1].map(at => {
		const edge = start + at * width;
		return isWhole ? edge : parseFloat(edge.toExponential(11));
	}) as [number, number];
	return [`[${lower}, ${upper})`, lower, upper];
}

/** Adds the interval that has a field. */
export function binRows(state: Rows, stage: StageOf<'bin'>): Rows {
	const parts = state.rows.map(row => binParts(row.get(stage.field.name), stage));
	return ['_bin_label', '_bin_lower', '_bin_upper'].reduce(
		(made, title, index) =>
			setColumn(
				made,
				title,
				parts.map(part => part[index]!),
			),
		state,
	);
}
