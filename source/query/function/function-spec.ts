import type { CompiledRegex } from '../regex/compiled.ts';
import type { Value } from '../value.ts';

/** What a function may know beside its arguments. */
export interface FunctionContext {
	readonly nowMs: number;
	readonly fromMs: number;
	readonly toMs: number;
	/** IANA name. */
	readonly timeZone: string;
}

/** One scalar function of the language: everything that parser, checker, help and engine need. */
export interface FunctionSpec {
	/** Canonical spelling; found without regard to case. */
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly syntax: string;
	readonly help: string;
	readonly argsMin: number;
	readonly argsMax: number;
	/** Arguments that may be a regex literal. */
	readonly regexArgs?: readonly number[];
	/** Without `as`, the result replaces the field that is the first argument. */
	readonly replacesArgument?: boolean;
	/** False when the result depends on more than the arguments (`now`): then it is not folded. */
	readonly pure: boolean;
	/** Regex arguments arrive compiled. Never throws: what cannot be computed is null. */
	apply(args: readonly (Value | CompiledRegex)[], context: FunctionContext): Value;
}
