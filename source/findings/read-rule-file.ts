import { readYamlDocuments, type YamlText } from '../config/yaml-text.ts';
import { isExtension, readExtension, type RuleExtension } from './read-extension.ts';
import { readOwnRule } from './read-rule.ts';
import { faultPathText, type ReportFault, type RuleFault } from './rule-fault.ts';
import type { Rule } from './rule.ts';
import type { Correlation } from './sigma/correlation.ts';
import { isSigma, readSigma } from './sigma/read-sigma.ts';
import { Refusal } from './sigma/refusal.ts';

/** A rule with the name that correlations may call it by. */
export interface NamedRule {
	readonly rule: Rule;
	readonly name: string | undefined;
}

export interface RuleFileText {
	readonly rules: readonly NamedRule[];
	/** Of Sigma; they need the rules of all files. */
	readonly correlations: readonly Correlation[];
	/** Exceptions for rules of any file; they need those of all files. */
	readonly extensions: readonly RuleExtension[];
	readonly faults: readonly RuleFault[];
	/** Documents of which no rule was read. */
	readonly refusedCount: number;
}

/** Characters of the file of a rule; a rule of ours has 6,000. */
export const ruleLengthMax = 2_000_000;

/**
 * Reads a file of rules, in our form or in that of Sigma, one a document. Never throws, whatever is in it.
 *
 * @param text - YAML
 * @param file - its name, for faults
 */
export function readRuleFile(text: string, file: string): RuleFileText {
	const rules: NamedRule[] = [];
	const correlations: Correlation[] = [];
	const extensions: RuleExtension[] = [];
	const faults: RuleFault[] = [];
	let refusedCount = 0;
	if (text.length > ruleLengthMax) {
		const message = `this has ${text.length} characters; ${ruleLengthMax} are read at most`;
		return {
			rules,
			correlations,
			extensions,
			faults: [{ file, line: 1, path: '', message, next: 'make several files of it' }],
			refusedCount: 1,
		};
	}

	// A line of --- before or behind a rule makes an empty document.
	const documents = readYamlDocuments(text).filter(
		({ data, errors }) => data !== undefined || errors.length > 0,
	);
	if (documents.length === 0) {
		const next = 'write a rule, or remove the file';
		faults.push({ file, line: 1, path: '', message: 'there is no rule in this file', next });
		refusedCount++;
	}

	for (const document of documents) {
		const found = readDocument(document, file, faults);
		if (found === undefined) {
			refusedCount++;
		} else if ('correlation' in found) {
			correlations.push(found.correlation);
		} else if ('of' in found) {
			extensions.push(found);
		} else {
			rules.push(found);
		}
	}

	return { rules, correlations, extensions, faults, refusedCount };
}

function readDocument(
	yaml: YamlText,
	file: string,
	faults: RuleFault[],
): NamedRule | RuleExtension | { readonly correlation: Correlation } | undefined {
	const [syntaxError] = yaml.errors;
	if (syntaxError !== undefined) {
		const { line, message } = syntaxError;
		const next = 'text with : # [ or { in it needs quotes around it';
		faults.push({ file, line, path: '', message: `this is no YAML: ${message}`, next });
		return undefined;
	}

	const before = faults.length;
	const report: ReportFault = (path, message, next = '') =>
		faults.push({
			file,
			line: yaml.positionOf(path).line,
			path: faultPathText(path),
			message,
			next,
		});
	if (isExtension(yaml.data)) {
		const { line } = yaml.positionOf(['extends']);
		const extension = readExtension(yaml.data, report);
		return extension === undefined || faults.length > before
			? undefined
			: { ...extension, file, line };
	}

	if (!isSigma(yaml.data)) {
		const rule = readOwnRule(yaml.data, file, report);
		return rule === undefined || faults.length > before ? undefined : { rule, name: undefined };
	}

	try {
		const item = readSigma(yaml.data, file);
		return item.kind === 'event' ? item : { correlation: item.correlation };
	} catch (error) {
		if (error instanceof Refusal) {
			report(error.path, error.message, error.next);
			return undefined;
		}

		throw error;
	}
}
