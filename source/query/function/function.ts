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

/** A user's regex, compiled by `query/regex.ts`: native when provably linear, else re2js. */
export interface CompiledRegex {
	readonly groupNames: readonly string[];
	test(text: string): boolean;
	/** Groups by index from 0 (whole match); undefined when nothing matches from `start` on. */
	exec(text: string, start?: number): RegexMatch | undefined;
	/** Replaces every match; `$1`, `$0`, `${name}` and `\$` as in Java. */
	replaceAll(text: string, replacement: string): string;
}

export interface RegexMatch {
	readonly index: number;
	readonly end: number;
	/** null for a group that took no part. */
	group(indexOrName: number | string): string | null;
}
