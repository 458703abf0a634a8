import { addressFunctions } from './address.ts';
import { cidrFunctions } from './cidr.ts';
import { dateFunctions } from './date.ts';
import { encodingFunctions } from './encoding.ts';
import { formatFunctions } from './format.ts';
import type { FunctionSpec } from './function-spec.ts';
import { jsonArrayFunctions } from './json-array.ts';
import { numberFunctions } from './number.ts';
import { policyFunctions } from './policy.ts';
import { presenceFunctions } from './presence.ts';
import { textFunctions } from './text.ts';

/** All scalar functions, by group. */
export const functionSpecs: readonly FunctionSpec[] = [
	...presenceFunctions,
	...textFunctions,
	...numberFunctions,
	...dateFunctions,
	...addressFunctions,
	...cidrFunctions,
	...policyFunctions,
	...encodingFunctions,
	...jsonArrayFunctions,
	...formatFunctions,
];

/** All scalar functions, by lower-case name and alias. */
export const functions: ReadonlyMap<string, FunctionSpec> = new Map(
	functionSpecs.flatMap(spec =>
		[spec.name, ...(spec.aliases ?? [])].map(name => [name.toLowerCase(), spec] as const),
	),
);

/** Finds a function by its name or an alias, ignoring case. */
export function findFunction(name: string): FunctionSpec | undefined {
	return functions.get(name.toLowerCase());
}
