import type { NaiveFunction } from './function.ts';
import { addressFunctions } from './functions-address.ts';
import { dateFunctions } from './functions-date.ts';
import { encodingFunctions } from './functions-encoding.ts';
import { listFunctions } from './functions-lists.ts';
import { numberFunctions } from './functions-number.ts';
import { textFunctions } from './functions-text.ts';

/** The functions for which null is a value like any other. */
const takeNull = ['isNull', 'isEmpty', 'isBlank', 'concat', 'length'];

/** Name → function. */
export const functions: ReadonlyMap<string, NaiveFunction> = new Map(
	Object.entries({
		...textFunctions,
		...numberFunctions,
		...addressFunctions,
		...encodingFunctions,
		...listFunctions,
		...dateFunctions,
	}).map(([name, apply]): [string, NaiveFunction] => [
		name,
		takeNull.includes(name)
			? apply
			: (args, clock) => (args.some(arg => arg === null) ? null : apply(args, clock)),
	]),
);
