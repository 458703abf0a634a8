import { printField } from '../syntax/print-expression.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { alongRows, windowOf } from '../frame/columns.ts';
import { afterFields } from './stage-completion.ts';
import { readAsBy, readBetween, windowMax } from './read-parts.ts';
import { adding } from './schema.ts';
import type { StageHelp, StageSpec } from './stage-spec.ts';
import { asBy, plainFieldBy } from './stage-text.ts';

/** A stage that computes a column along the rows in their order: `f[, n] [as x] [by k]`. */
export interface RunningStage<Kind extends string> extends StageNode {
	readonly kind: Kind;
	readonly field: Field;
	/** Rows of the window; of stages without one, 1. */
	readonly count: number;
	readonly as: string;
	readonly by: readonly Field[];
}

interface Running {
	readonly help: Pick<StageHelp, 'tier' | 'help' | 'example'> & Partial<StageHelp>;
	/** Default number of rows of the window; undefined when there is no window. */
	readonly window: number | undefined;
	/**
	 * The new column of one group.
	 *
	 * @param numbers - of the rows whose field is a number, in their order
	 * @param count - rows of the window
	 */
	readonly compute: (numbers: readonly number[], count: number) => readonly (number | null)[];
}

/** Defines a stage of this kind; they differ only in what they compute. */
export function runningStage<Kind extends string>(
	kind: Kind,
	{ help, window, compute }: Running,
): StageSpec<RunningStage<Kind>> {
	const shown = window === undefined ? '' : `, ${window}`;
	return {
		kind,
		help: {
			name: kind,
			group: 'table',
			takes: 'table',
			syntax: `${kind} f${window === undefined ? '' : '[, n]'} [as x] [by k]`,
			snippet: `${kind} _count${shown}`,
			keywords: [],
			...help,
		},
		read: reader => {
			const isCall = reader.takeSymbol('(') !== undefined;
			const field = reader.field();
			if (isCall) {
				reader.expectSymbol(')', `write ${kind} f, or ${kind}(f)`);
			}

			const given =
				window !== undefined &&
				(reader.takeSymbol(',') !== undefined || reader.peek().kind === 'number');
			const count = given ? readBetween(reader, 'a number of rows', 1, windowMax) : (window ?? 1);
			return { kind, field, count, ...readAsBy(reader, `_${kind}`) };
		},
		print: stage =>
			`${kind} ${printField(stage.field)}${window === undefined ? '' : `, ${stage.count}`}${asBy(stage)}`,
		name: () => kind,
		explain: plainFieldBy,
		reads: stage => [stage.field, ...stage.by],
		makes: (stage, before) => adding(before, [stage.as]),
		run: {
			class: 'table',
			run: (table, stage, context) => {
				const count = windowOf(stage.count, context);
				return alongRows(table, stage, numbers => compute(numbers, count));
			},
		},
		complete: { operands: 'fields', opens: [kind], follows: afterFields },
		drill: { made: stage => [stage.as.toLowerCase()], dropsRows: false },
	};
}

/** Applies `compute` to the last rows at each row. */
export function overWindow(
	numbers: readonly number[],
	count: number,
	compute: (window: readonly number[]) => number,
): readonly number[] {
	return numbers.map((_, index) =>
		compute(numbers.slice(Math.max(0, index - count + 1), index + 1)),
	);
}
