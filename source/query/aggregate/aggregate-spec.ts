import type { ValueNumbers } from '../frame/value-numbers.ts';
import type { AggregateCall } from '../syntax/tree.ts';
import type { Accumulator } from './accumulator.ts';

/**
 * The descriptor of one aggregate: its words, and how it counts. It may be a stage by itself or
 * part of a list.
 */
export interface AggregateSpec {
	readonly name: string;
	/** Other names that it is written by. */
	readonly aliases?: readonly string[];
	/** Column title without `as`; with `numbers` each number has a title of its own. */
	readonly title: string;
	/** How important it is: `must` is used by CloudTrail dashboards. */
	readonly tier: 'must' | 'should' | 'later';
	readonly syntax: string;
	/** One line. */
	readonly help: string;
	/** Text that completion inserts. */
	readonly snippet: string;
	/** A whole query. */
	readonly example: string;
	/** Fields it takes. */
	readonly argsMin: number;
	readonly argsMax: number;
	/** Takes numbers after its field, and makes a column for each. */
	readonly numbers?: NumberArguments;
	/** Whether it computes with the numbers of its field and leaves other values out. */
	readonly readsNumbers: boolean;
	/** Whether each of its results is a number or null, whatever its field holds. */
	readonly givesNumbers: boolean;
	/** Whether it asks which of two rows of one time comes first. */
	readonly dependsOnOrder: boolean;
	/** Whether it uses the numbers that a dictionary assigns to values. */
	readonly tellsApart: boolean;
	/** @param numbers - of the values, shared by the run; given where `tellsApart` */
	start(call: AggregateCall, numbers: ValueNumbers | undefined): Accumulator;
	/** An accumulator with the state that `save` returned; undefined when none is ever saved. */
	readonly restore:
		| ((call: AggregateCall, numbers: ValueNumbers | undefined, saved: unknown) => Accumulator)
		| undefined;
}

/** The numbers of `pct(f, 50, 95)`. */
export interface NumberArguments {
	/** `percentile`: the word for one of the numbers in faults and in the manual. */
	readonly what: string;
	readonly least: number;
	readonly most: number;
	/** `pct(f, 50, 95)`, as the user may write it. */
	readonly example: string;
	/** Title of the column of one number, as written, without `as`. */
	title(field: string, number: string): string;
	/** The title with the name of `as`. */
	named(name: string, number: string): string;
}

type Words = Pick<
	AggregateSpec,
	| 'name'
	| 'title'
	| 'tier'
	| 'help'
	| 'example'
	| 'readsNumbers'
	| 'givesNumbers'
	| 'start'
	| 'restore'
> &
	Partial<AggregateSpec>;

/** Creates an aggregate of one field; `parts` may override this. */
export function defineAggregate(parts: Words): AggregateSpec {
	const field = /\((\w[\w.]*)/.exec(parts.example)?.[1] ?? 'f';
	return {
		syntax: `${parts.name}(f) [as x] [by k, …]`,
		snippet: `${parts.name}(${field})`,
		argsMin: 1,
		argsMax: 1,
		dependsOnOrder: false,
		tellsApart: false,
		...parts,
	};
}
