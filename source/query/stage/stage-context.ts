import type { CompiledExpression } from '../evaluate.ts';
import type { CompiledRegex } from '../regex/compiled.ts';
import type { Expression, RegexText } from '../syntax/tree.ts';
import type { FunctionContext } from '../function/function-spec.ts';
import type { LookupPort } from '../lookup-port.ts';
import type { TableContext } from '../frame/table.ts';
import type { Spending } from '../spending.ts';

/** The context that the stages of one run share. */
export interface StageContext extends FunctionContext {
	/**
	 * Compiles an expression. The engine passes it in, so that code that only parses queries does
	 * not load the evaluator.
	 */
	expression(expression: Expression): CompiledExpression;
	/** The same for a condition. */
	condition(condition: Expression): CompiledExpression;
	/** Compiles a regex, or says what is wrong with it. */
	regex(regex: RegexText): CompiledRegex | { readonly fault: string };
	readonly lookups: LookupPort;
	/** What grows with the records is told here. */
	readonly spending: Spending;
	/** A message is shown once, however often it is given. */
	warn(message: string): void;
	/** The query's bucket width, once its `timeslice` stage was reached. */
	timeslice: { readonly stepMs: number; readonly column: string } | undefined;
}

/** The part of the context that table stages use. */
export function tableContext(
	context: StageContext,
	keys: readonly string[],
	isTransposed: boolean,
): TableContext {
	return { ...context, keys, isTransposed, warn: message => context.warn(message) };
}
