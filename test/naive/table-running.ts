import type { Value } from '../../source/query/value.ts';
import { type Context, type Rows, setColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { asNumber, deviationOf, grouped, meanOf, sumOf } from './value.ts';

export type RunningStage = StageOf<
	'total' | 'accum' | 'diff' | 'backshift' | 'smooth' | 'rollingstd'
>;

/** Computes a column along the rows of each group that have a number; the others keep null. */
export function runAlong(state: Rows, stage: RunningStage, context: Context): Rows {
	const numbered = state.rows.map((row, index) => ({ row, index }));
	const values: Value[] = numbered.map(() => null);

	for (const group of grouped(numbered, ({ row }) => row.all(stage.by)).values()) {
		const points = group.flatMap(({ row, index }) => {
			const number = asNumber(row.get(stage.field.name));
			return number === undefined ? [] : [{ number, index }];
		});
		const numbers = points.map(({ number }) => number);

		for (const [place, { index }] of points.entries()) {
			values[index] = valueAt(numbers, place, stage, context);
		}
	}

	return setColumn(state, stage.as, values);
}

function valueAt(
	numbers: readonly number[],
	place: number,
	stage: RunningStage,
	context: Context,
): Value {
	const number = numbers[place]!;
	const before = numbers[place - 1];

	switch (stage.kind) {
		case 'total':
			return sumOf(numbers);
		case 'accum':
			return sumOf(numbers.slice(0, place + 1));
		case 'diff':
			return before === undefined ? null : number - before;
		case 'backshift':
			return numbers[place - windowOf(stage.count, context)] ?? null;
		case 'smooth':
			return meanOf(lastOf(numbers, place, windowOf(stage.count, context)));
		case 'rollingstd':
			return deviationOf(lastOf(numbers, place, windowOf(stage.count, context)));
	}
}

function lastOf(numbers: readonly number[], place: number, count: number): readonly number[] {
	return numbers.slice(0, place + 1).slice(-count);
}

const windowMax = 1_000;

/** Rows of a window, within its limit. */
export function windowOf(count: number, context: Context): number {
	if (count > windowMax) {
		context.warn(`the window of ${count} rows was cut to ${windowMax}`);
	}

	return Math.min(Math.max(Math.floor(count), 1), windowMax);
}
