import { truthy } from './comparison.ts';
import type { Values } from './any-element.ts';
import type { Value } from './value.ts';

/** A part of an expression; `constant` when it depends on no field, clock or time zone. */
export interface Part {
	readonly constant: boolean;
	run(values: Values): Value;
}

export function negated(part: Part): Part {
	return derived([part], ([value = null]) => (value === null ? null : !truthy(value)));
}

export function constant(value: Value): Part {
	return { constant: true, run: () => value };
}

export function folded(part: Part): Part {
	return part.constant ? constant(part.run([])) : part;
}

export function derived(
	parts: readonly Part[],
	compute: (values: readonly Value[]) => Value,
): Part {
	return {
		constant: parts.every(part => part.constant),
		run: values => compute(parts.map(part => part.run(values))),
	};
}
