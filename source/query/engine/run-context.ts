import { compileCondition, compileExpression } from '../evaluate.ts';
import type { FunctionContext } from '../function/function-spec.ts';
import type { LookupPort } from '../lookup-port.ts';
import { compileRegex } from '../regex/compile.ts';
import type { Spending } from '../spending.ts';
import type { StageContext } from '../stage/stage-context.ts';

/** The context of the stages of one run. */
export function stageContext(
	{ fromMs, toMs, nowMs, timeZone }: FunctionContext,
	lookups: LookupPort,
	warn: (message: string) => void,
	spending: Spending,
): StageContext {
	const clock = { fromMs, toMs, nowMs, timeZone };
	return {
		...clock,
		lookups,
		spending,
		warn,
		timeslice: undefined,
		expression: expression => compileExpression(expression, clock, spending),
		condition: condition => compileCondition(condition, clock, spending),
		regex: ({ source, flags, span }) =>
			compileRegex(source, flags, { span, work: () => spending.work() }),
	};
}

/** The context for another range, in which no `timeslice` was reached yet. */
export function rangedContext(context: StageContext, fromMs: number, toMs: number): StageContext {
	const warn = (message: string) => context.warn(`subquery: ${message}`);
	return stageContext({ ...context, fromMs, toMs }, context.lookups, warn, context.spending);
}

/** The context for an earlier range, for functions that use the range. */
export function shiftedContext(context: StageContext, shiftMs: number): StageContext {
	return contextOfRange(context, context.fromMs - shiftMs, context.toMs - shiftMs);
}

/** The same for another range. */
export function contextOfRange(context: StageContext, fromMs: number, toMs: number): StageContext {
	const clock = { ...context, fromMs, toMs };
	const warn = (message: string) => context.warn(message);
	const shifted = stageContext(clock, context.lookups, warn, context.spending);
	shifted.timeslice = context.timeslice;
	return shifted;
}
