import { numberOf, textOf } from '../comparison.ts';
import type { Value } from '../value.ts';
import type { CompiledRegex } from '../regex/compiled.ts';
import type { FunctionContext, FunctionSpec } from './function-spec.ts';

type Described = Pick<FunctionSpec, 'syntax' | 'help'> &
	Partial<Pick<FunctionSpec, 'aliases' | 'replacesArgument' | 'regexArgs' | 'gives'>>;
type Count = number | readonly [min: number, max: number];

/** The largest number of arguments of a function without an own limit. */
export const argsUnbounded = 64;

/**
 * Defines a function whose result is null when any argument is null.
 *
 * @param count - number of arguments, or the least and the most
 */
export function define(
	name: string,
	count: Count,
	described: Described,
	apply: (args: readonly Value[], context: FunctionContext) => Value,
): FunctionSpec {
	return defineLoose(name, count, described, (args, context) =>
		args.includes(null) ? null : apply(args, context),
	);
}

/** Defines a function that handles null itself. */
export function defineLoose(
	name: string,
	count: Count,
	described: Described,
	apply: (args: readonly Value[], context: FunctionContext) => Value,
): FunctionSpec {
	const [argsMin, argsMax] = typeof count === 'number' ? [count, count] : count;
	return {
		name,
		gives: 'value',
		...described,
		argsMin,
		argsMax,
		pure: true,
		apply: (args, context) => apply(args.map(plain), context),
	};
}

/** A regex counts as missing when the function does not take one. */
function plain(argument: Value | CompiledRegex): Value {
	return typeof argument === 'object' ? null : argument;
}

/** Defines a function of numbers; null when an argument is not a number. */
export function defineNumeric(
	name: string,
	count: Count,
	described: Described,
	apply: (...numbers: readonly number[]) => number,
): FunctionSpec {
	return define(name, count, described, args => {
		const numbers = args.map(numberOf);
		return numbers.includes(null) ? null : apply(...(numbers as readonly number[]));
	});
}

/** Defines a function of one text. */
export function defineText(
	name: string,
	described: Described,
	apply: (text: string) => Value,
): FunctionSpec {
	return define(name, 1, described, ([value]) => apply(textOf(value ?? null)));
}
