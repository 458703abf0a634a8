import { addressFunctions } from './address.ts';
import { dateFunctions } from './date.ts';
import { encodingFunctions } from './encoding.ts';
import { formatFunctions } from './format.ts';
import type { FunctionSpec } from './function-spec.ts';
import { numberFunctions } from './number.ts';
import { presenceFunctions } from './presence.ts';
import { textFunctions } from './text.ts';

/** Every scalar function once, by group. */
export const functionSpecs: readonly FunctionSpec[] = [
	...presenceFunctions,
	...textFunctions,
	...numberFunctions,
	...dateFunctions,
	...addressFunctions,
	...encodingFunctions,
	...formatFunctions,
];

/** Every scalar function by the lower-case form of its name and of its aliases. */
export const functions: ReadonlyMap<string, FunctionSpec> = new Map(
	functionSpecs.flatMap(spec =>
		[spec.name, ...(spec.aliases ?? [])].map(name => [name.toLowerCase(), spec] as const),
	),
);

/** By its name or an alias, in any case. */
export function findFunction(name: string): FunctionSpec | undefined {
	return functions.get(name.toLowerCase());
}
