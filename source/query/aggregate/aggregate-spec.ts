import type { ValueNumbers } from '../frame/value-numbers.ts';
import type { AggregateCall } from '../syntax/tree.ts';
import type { Accumulator } from './accumulator.ts';

/** One aggregate of the language: its words, and how it counts. It makes a stage alone or in a list. */
export interface AggregateSpec {
	readonly name: string;
	/** Column title without `as`; with `numbers` each number has a title of its own. */
	readonly title: string;
	/** How far it goes back: `must` is what CloudTrail dashboards use. */
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
	/** Takes numbers behind its field, and makes a column of each. */
	readonly numbers?: NumberArguments;
	/** Are rows of one time told apart by the order in which they arrived? */
	readonly dependsOnArrival: boolean;
	/** Does it work on the numbers that a dictionary gives to values? */
	readonly tellsApart: boolean;
	/** @param numbers - of the values, shared by the run; given where `tellsApart` */
	start(call: AggregateCall, numbers: ValueNumbers | undefined): Accumulator;
}

/** The numbers of `pct(f, 50, 95)`. */
export interface NumberArguments {
	/** `percentile`, as faults and the manual call one of them. */
	readonly what: string;
	readonly least: number;
	readonly most: number;
	/** `pct(f, 50, 95)`, as one may write it. */
	readonly example: string;
	/** Title of the column of one number, as written, without `as`. */
	title(field: string, number: string): string;
	/** The same, with one name for all. */
	named(name: string, number: string): string;
}

type Words = Pick<AggregateSpec, 'name' | 'title' | 'tier' | 'help' | 'example' | 'start'> &
	Partial<AggregateSpec>;

/** An aggregate of one field, unless `parts` say otherwise. */
export function defineAggregate(parts: Words): AggregateSpec {
	const field = /\((\w[\w.]*)/.exec(parts.example)?.[1] ?? 'f';
	return {
		syntax: `${parts.name}(f) [as x] [by k, …]`,
		snippet: `${parts.name}(${field})`,
		argsMin: 1,
		argsMax: 1,
		dependsOnArrival: false,
		tellsApart: false,
		...parts,
	};
}
