import type { CompiledRegex } from '../regex/compiled.ts';
import type { Value } from '../value.ts';

/** What a function may know besides its arguments. */
export interface FunctionContext {
	readonly nowMs: number;
	readonly fromMs: number;
	readonly toMs: number;
	/** IANA name. */
	readonly timeZone: string;
}

/** The descriptor of one scalar function, for the parser, the checks, help and the engine. */
export interface FunctionSpec {
	/** Canonical spelling; looked up ignoring case. */
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly syntax: string;
	readonly help: string;
	readonly argsMin: number;
	readonly argsMax: number;
	/** Indexes of the arguments that may be a regex literal. */
	readonly regexArgs?: readonly number[];
	/** Without `as`, the result replaces the field that is the first argument. */
	readonly replacesArgument?: boolean;
	/**
	 * What it gives. A `test` is true, false or null, and true for a list where it is for an element. A
	 * `list` is the text of a JSON list, and stands for its elements.
	 */
	readonly gives: 'value' | 'test' | 'list';
	/**
	 * False when the result also depends on something else, as for `now`; it is then not computed
	 * once.
	 */
	readonly pure: boolean;
	/**
	 * Regex arguments are compiled. A value that cannot be computed is null.
	 *
	 * @throws TooLarge, without a span, before it makes a text that is too long
	 */
	apply(args: readonly (Value | CompiledRegex)[], context: FunctionContext): Value;
}
