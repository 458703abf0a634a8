import type { Values } from './any-element.ts';
import type { FunctionContext, FunctionSpec } from './function/function-spec.ts';
import type { CompiledRegex } from './regex/compiled.ts';
import { TooLarge } from './spending.ts';
import type { Span, Value } from './value.ts';

/** One argument of a function, ready to run. */
export interface ArgumentPart {
	readonly constant: boolean;
	run(values: Values): Value | CompiledRegex;
}

/** @throws TooLarge at the span of the call */
export function applied(
	spec: FunctionSpec,
	parts: readonly ArgumentPart[],
	values: Values,
	context: FunctionContext,
	span: Span,
): Value {
	const given = parts.map(part => part.run(values));
	try {
		return spec.apply(given, context);
	} catch (error) {
		throw TooLarge.at(span, error);
	}
}
