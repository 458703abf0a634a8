import { numberOf, textOf, truthy } from '../comparison.ts';
import { define, defineLoose } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

/** Tests for missing values, and replacements for them. */
export const presenceFunctions: readonly FunctionSpec[] = [
	defineLoose(
		'isNull',
		1,
		{ syntax: 'isNull(x)', help: 'true when the field is missing or null', gives: 'test' },
		([value]) => value === null,
	),
	defineLoose(
		'isEmpty',
		1,
		{ syntax: 'isEmpty(x)', help: 'true when the field is missing, null or ""', gives: 'test' },
		([value]) => value === null || value === '',
	),
	defineLoose(
		'isBlank',
		1,
		{
			syntax: 'isBlank(x)',
			help: 'true when the field is missing, null, "" or only white space',
			gives: 'test',
		},
		([value]) => value === null || textOf(value ?? null).trim() === '',
	),
	defineLoose(
		'if',
		3,
		{ syntax: 'if(condition, a, b)', help: 'a where the condition is true, else b' },
		([test, yes, no]) => (truthy(test ?? null) ? yes : no) ?? null,
	),
	define(
		'any',
		2,
		{
			syntax: 'any(list, condition)',
			help: 'true when the condition holds for one element, with its fields',
			gives: 'test',
		},
		([, condition]) => truthy(condition ?? null),
	),
	define(
		'isNumeric',
		1,
		{
			syntax: 'isNumeric(x)',
			help: 'true when x is a number or text that is wholly a number',
			gives: 'test',
		},
		([value]) => numberOf(value ?? null) !== null,
	),
];
