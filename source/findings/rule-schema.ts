import * as z from 'zod';
import { parseDuration } from '../text/duration.ts';
import { severities } from './rule.ts';

/** A length of time as people write it, in ms. */
const length = z.string().transform((text, context): number => {
	const ms = parseDuration(text);
	if (ms === undefined || ms <= 0) {
		context.addIssue({
			code: 'custom',
			message: `"${text}" is no length of time: write 5m, 1h or 7d`,
		});
		return z.NEVER;
	}

	return ms;
});
export const text = z.string().trim().min(1, 'this must not be empty');
const texts = z.array(text);
/** Conditions under which a record is no hit. */
export const exceptionTexts = texts;
const atLeast = z.int('this must be a whole number').min(2, 'a window counts at least 2');

const count = z.strictObject({ at_least: atLeast, within: length });
const distinct = z.strictObject({ field: text, at_least: atLeast, within: length });
const sequence = z.strictObject({
	steps: texts.min(2, 'a sequence has at least two steps'),
	within: length,
	ordered: z.boolean().default(true),
});
const by = texts.min(1, 'name at least one field');

/** Windows of one rule: each is looked for by itself. */
const windowsMax = 8;

/** One of several windows of a rule; it has one of the last three. */
const windowSchema = z.strictObject({
	name: text,
	when: text.optional(),
	by: by.optional(),
	count: count.optional(),
	distinct: distinct.optional(),
	sequence: sequence.optional(),
});

const recordSchema = z.record(z.string(), z.unknown());

/** The file of a rule. */
export const ruleFileSchema = z.strictObject({
	id: text,
	title: text,
	severity: z.enum(severities),
	description: z.string().default(''),
	why: z.string().default(''),
	attack: texts.default([]),
	references: texts.default([]),
	author: z.string().default(''),
	licence: z.string().default(''),
	when: text.optional(),
	outcome: z.enum(['success', 'failure', 'any']).default('success'),
	attempts: z.boolean().default(false),
	by: by.default(['_principal']),
	count: count.optional(),
	distinct: distinct.optional(),
	sequence: sequence.optional(),
	any: z
		.array(windowSchema)
		.min(2, 'any is of two windows at least')
		.max(windowsMax, `any is of ${windowsMax} windows at most`)
		.optional(),
	new: z
		.strictObject({
			fields: texts.min(1, 'name at least one field'),
			learn: length,
			forget: length,
		})
		.optional(),
	unless: exceptionTexts.default([]),
	tests: z
		.array(
			z.strictObject({
				finds: z.int('this must be a whole number').min(0),
				records: z.array(recordSchema),
			}),
		)
		.default([]),
});

export type RuleFile = z.infer<typeof ruleFileSchema>;
export type WindowOfFile = z.infer<typeof windowSchema>;
