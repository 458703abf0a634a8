import * as z from 'zod';
import type { Expression } from '../query/syntax/tree.ts';
import { readCondition } from './conditions.ts';
import { reportIssue } from './read-rule.ts';
import type { ReportFault } from './rule-fault.ts';
import { exceptionTexts, text } from './rule-schema.ts';

/** Exceptions for a rule of another file, which goes on as that file has it. */
export interface RuleExtension {
	/** The id of the rule. */
	readonly of: string;
	/** At least one. */
	readonly unless: readonly Expression[];
	readonly file: string;
	/** Of the id, from 1. */
	readonly line: number;
}

const extensionSchema = z.strictObject({
	extends: text,
	unless: exceptionTexts.min(1, 'name at least one exception'),
});

/** Whether a document adds to a rule instead of being one. */
export function isExtension(data: unknown): boolean {
	return typeof data === 'object' && data !== null && Object.hasOwn(data, 'extends');
}

/**
 * Reads a document that adds exceptions to a rule. Whether there is such a rule is known only when all files are read.
 *
 * @returns undefined after it reported what is wrong
 */
export function readExtension(
	data: unknown,
	report: ReportFault,
): Pick<RuleExtension, 'of' | 'unless'> | undefined {
	const parsed = extensionSchema.safeParse(data, { reportInput: true });
	if (!parsed.success) {
		parsed.error.issues.forEach(issue => {
			reportIssue(issue, report, Object.keys(extensionSchema.shape));
		});
		return undefined;
	}

	const unless = parsed.data.unless.map((condition, index) =>
		readCondition(condition, ['unless', index], report),
	);
	return { of: parsed.data.extends, unless: unless.filter(one => one !== undefined) };
}
