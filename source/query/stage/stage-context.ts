import type { CompiledExpression } from '../evaluate.ts';
import type { CompiledRegex } from '../regex/compiled.ts';
import type { Expression, RegexText } from '../syntax/tree.ts';
import type { FunctionContext } from '../function/function-spec.ts';
import type { LookupPort } from '../lookup-port.ts';
import type { TableContext } from '../frame/table.ts';

/** What the stages of one run may know. */
export interface StageContext extends FunctionContext {
	/**
	 * Makes an expression ready. The engine gives it: whoever only reads a query need not load what
	 * runs one.
	 */
	expression(expression: Expression): CompiledExpression;
	/** Makes a regex ready, or says what is wrong with it. */
	regex(regex: RegexText): CompiledRegex | { readonly fault: string };
	readonly lookups: LookupPort;
	/** A message is shown once, however often it is given. */
	warn(message: string): void;
	/** The query's bucket width, once its `timeslice` stage was reached. */
	timeslice: { readonly stepMs: number; readonly column: string } | undefined;
}

/** What the table stages want to know. */
export function tableContext(context: StageContext, keys: readonly string[]): TableContext {
	return { ...context, keys, warn: message => context.warn(message) };
}
