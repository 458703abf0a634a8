import type * as z from 'zod';
import type { Expression } from '../query/syntax/tree.ts';
import { nearest } from '../query/syntax/nearest.ts';
import { readCondition } from './conditions.ts';
import { allOf, anyOf, isMissing, isText, notOf } from './expressions.ts';
import type { FaultPath, ReportFault } from './rule-fault.ts';
import { ruleFileSchema, type RuleFile, type WindowOfFile } from './rule-schema.ts';
import type { Probe, Rule, RuleForm, WindowForm } from './rule.ts';

/**
 * Reads a document of our own form.
 *
 * @param file - its name
 * @returns undefined after it reported what is wrong
 */
export function readOwnRule(data: unknown, file: string, report: ReportFault): Rule | undefined {
	if (typeof data !== 'object' || data === null || Array.isArray(data)) {
		report([], 'a rule is keys with values', 'write id, title, severity and when');
		return undefined;
	}

	const parsed = ruleFileSchema.safeParse(data, { reportInput: true });
	if (!parsed.success) {
		parsed.error.issues.forEach(issue => {
			reportIssue(issue, report);
		});
		return undefined;
	}

	return ruleOf(parsed.data, file, report);
}

/**
 * Reports what a schema says of a file.
 *
 * @param topKeys - the keys that a document of its kind has
 */
export function reportIssue(
	issue: z.core.$ZodIssue,
	report: ReportFault,
	topKeys: readonly string[] = Object.keys(ruleFileSchema.shape),
): void {
	const path = issue.path.filter(key => typeof key !== 'symbol');
	switch (issue.code) {
		case 'unrecognized_keys': {
			const known =
				path.length === 0
					? topKeys
					: (keysOf[String(path.findLast(part => typeof part === 'string'))] ?? []);
			for (const key of issue.keys) {
				const near = nearest(key, known);
				const keys = known.length === 0 ? '' : `the keys here are ${known.join(', ')}`;
				report(
					[...path, key],
					`there is no key "${key}" here`,
					near === undefined ? keys : `did you mean "${near}"?`,
				);
			}

			return;
		}

		case 'invalid_value':
			reportWord(path, String(issue.input ?? ''), issue.values.map(String), report);
			return;
		case 'invalid_type':
			reportKind(path, issue, report);
			return;
		default:
			report(path, issue.message, path.length === 0 ? '' : nextOf(path));
	}
}

/** Keys of the parts of a rule. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
	count: ['at_least', 'within'],
	distinct: ['field', 'at_least', 'within'],
	sequence: ['steps', 'within', 'ordered'],
	new: ['fields', 'learn', 'forget'],
	any: ['name', 'when', 'by', 'count', 'distinct', 'sequence'],
	tests: ['finds', 'records'],
};
const kinds: Readonly<Record<string, string>> = {
	array: 'a list',
	string: 'a text',
	int: 'a whole number',
	number: 'a number',
	boolean: 'true or false',
	record: 'keys with values',
	object: 'keys with values',
};

function reportKind(
	path: FaultPath,
	{ expected, input }: z.core.$ZodIssueInvalidType,
	report: ReportFault,
): void {
	const kind = kinds[expected] ?? expected;
	const isMissing = input === undefined;
	const isBare = expected === 'string' && ['number', 'boolean'].includes(typeof input);
	const next = isBare ? 'put it between quotes' : nextOf(path);
	report(path, isMissing ? 'this key is missing' : `this must be ${kind}`, next);
}

/** Of what a key has the value. */
const examples: Readonly<Record<string, string>> = {
	id: 'id: MY01',
	title: 'title: A trail was stopped',
	at_least: 'at_least: 5',
	within: 'within: 10m',
	learn: 'learn: 7d',
	forget: 'forget: 90d',
	field: 'field: sourceIPAddress',
	fields: 'fields: [_user, sourceIPAddress]',
	by: 'by: [_user]',
	steps: `steps: ['eventName = "CreateUser"', 'eventName = "AttachUserPolicy"']`,
	unless: `unless: ['_user = "deployer"']`,
	finds: 'finds: 1',
	records: 'records: [{ eventName: StopLogging }]',
	attempts: 'attempts: true',
	ordered: 'ordered: false',
	count: 'count: { at_least: 5, within: 10m }',
	name: 'name: from one address',
	any: 'any: [{ name: one user, by: [_user], count: { at_least: 5, within: 10m } }, …]',
};

function nextOf(path: FaultPath): string {
	const key = path.findLast(part => typeof part === 'string') ?? '';
	const example = examples[key];
	return example === undefined
		? `the keys of a rule are ${Object.keys(ruleFileSchema.shape).join(', ')}`
		: `write ${example}`;
}

function reportWord(
	path: FaultPath,
	found: string,
	words: readonly string[],
	report: ReportFault,
): void {
	const near = nearest(found, words);
	const next = near === undefined ? `one of ${words.join(', ')}` : `did you mean "${near}"?`;
	report(
		path,
		found === '' ? 'this must be one of a few words' : `there is no "${found}" here`,
		next,
	);
}

const windowForms = ['count', 'distinct', 'sequence'] as const;
const forms = [...windowForms, 'new', 'any'] as const;

function ruleOf(file: RuleFile, source: string, report: ReportFault): Rule | undefined {
	const given = forms.filter(form => file[form] !== undefined);
	if (given.length > 1) {
		report(
			[given[1] as string],
			`a rule has one of ${forms.join(', ')}; found ${given.join(' and ')}`,
			given.includes('new') ? 'make two rules of it' : 'make two rules of it, or windows of any',
		);
		return undefined;
	}

	const probes = probesOf(file, report);
	const unless = file.unless.flatMap(
		(text, index) => readCondition(text, ['unless', index], report) ?? [],
	);
	if (probes === undefined) {
		return undefined;
	}

	const { id, title, severity, description, why, attack, references, author, licence, by, tests } =
		file;
	const about = { id, title, severity, description, why, attack, references, author, licence };
	return {
		...about,
		file: source,
		probes,
		form: formOf(file),
		by,
		acrossAccounts: false,
		unless,
		tests,
	};
}

function probesOf(file: RuleFile, report: ReportFault): readonly Probe[] | undefined {
	const base = whenOf(file.when, ['when'], report);
	if (base === undefined) {
		return undefined;
	}

	const look = { base, window: 0, by: undefined, sequence: file.sequence };
	return file.any === undefined
		? probesIn(file, look, [], report)
		: file.any.flatMap((own, window) => {
				const path = ['any', window];
				const more = whenOf(own.when, [...path, 'when'], report) ?? [];
				const { by, sequence } = own;
				refuseForms(own, path, report);
				return (
					probesIn(file, { base: [...base, ...more], window, by, sequence }, path, report) ?? []
				);
			});
}

/** The condition as a list of one, or of none where none is written; undefined when it is refused. */
function whenOf(
	when: string | undefined,
	path: FaultPath,
	report: ReportFault,
): readonly Expression[] | undefined {
	const condition = when === undefined ? undefined : readCondition(when, path, report);
	return when === undefined ? [] : condition && [condition];
}

function refuseForms(window: WindowOfFile, path: FaultPath, report: ReportFault): void {
	const given = windowForms.filter(form => window[form] !== undefined);
	if (given.length !== 1) {
		const found = given.length === 0 ? 'none' : given.join(' and ');
		report(
			given[1] === undefined ? path : [...path, given[1]],
			`a window has one of ${windowForms.join(', ')}; found ${found}`,
			given.length === 0 ? 'write count: { at_least: 5, within: 10m }' : 'make two windows of it',
		);
	}
}

/** What is looked for: the rule's, or that of one window. */
interface Look {
	readonly base: readonly Expression[];
	readonly window: number;
	readonly by: readonly string[] | undefined;
	readonly sequence: RuleFile['sequence'];
}

function probesIn(
	file: RuleFile,
	look: Look,
	path: FaultPath,
	report: ReportFault,
): readonly Probe[] | undefined {
	const { base, sequence } = look;
	if (base.length === 0 && sequence === undefined) {
		report(
			[...path, 'when'],
			'there is nothing to look for',
			'write a condition as it may stand behind | where',
		);
		return undefined;
	}

	if (sequence !== undefined) {
		const steps = sequence.steps.map((text, index) =>
			readCondition(text, [...path, 'sequence', 'steps', index], report),
		);
		return steps.flatMap((step, index) =>
			step === undefined ? [] : probesFor(file, look, [...base, step], index),
		);
	}

	return probesFor(file, look, base, 0);
}

/** What no one called has no result, such as an event of a service: it happened. */
const succeeded = anyOf([isText('_result', 'Success'), isMissing('_result')]);

function probesFor(
	{ outcome, attempts }: RuleFile,
	{ window, by }: Look,
	conditions: readonly Expression[],
	step: number,
): readonly Probe[] {
	const asked = { success: [succeeded], failure: [notOf(succeeded)], any: [] }[outcome];
	const probe = (isAttempt: boolean, more: readonly Expression[]): Probe => ({
		condition: allOf([...conditions, ...more]),
		isAttempt,
		step,
		window,
		by,
	});
	return [
		probe(false, asked),
		...(attempts && outcome === 'success' ? [probe(true, [notOf(succeeded)])] : []),
	];
}

function formOf({ any, new: first, ...file }: RuleFile): RuleForm {
	if (any !== undefined) {
		const windows = any.flatMap(({ name, ...own }) => {
			const form = windowOf(own);
			return form === undefined ? [] : [{ name, form }];
		});
		return {
			kind: 'any',
			windows,
			withinMs: Math.max(...windows.map(({ form }) => form.withinMs)),
		};
	}

	return (
		windowOf(file) ??
		(first === undefined
			? { kind: 'each' }
			: { kind: 'new', fields: first.fields, learnMs: first.learn, forgetMs: first.forget })
	);
}

function windowOf({
	count,
	distinct,
	sequence,
}: Pick<RuleFile, (typeof windowForms)[number]>): WindowForm | undefined {
	if (count !== undefined) {
		return { kind: 'count', atLeast: count.at_least, withinMs: count.within };
	}

	if (distinct !== undefined) {
		const { field, at_least: atLeast, within: withinMs } = distinct;
		return { kind: 'distinct', field, atLeast, withinMs };
	}

	if (sequence !== undefined) {
		const { steps, within: withinMs, ordered: isOrdered } = sequence;
		return { kind: 'sequence', stepCount: steps.length, withinMs, isOrdered };
	}

	return undefined;
}
