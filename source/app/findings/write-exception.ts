import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readRuleFile } from '../../findings/read-rule-file.ts';
import { formatRuleFault } from '../../findings/rule-fault.ts';
import { orUndefined, writeWhole } from '../../intel/write-whole.ts';
import { printExpression } from '../../query/syntax/print-expression.ts';
import { readCondition } from '../../findings/conditions.ts';
import { ownRulesDir } from '../rules.ts';

const lead = `# Exceptions that the console wrote, with its key U on a finding. Edit them as you like.\n`;

/** What an exception is written as, a document of a file of rules. */
export interface WrittenException {
	/** Id of the rule. */
	readonly of: string;
	/** A condition, as the language has it. */
	readonly condition: string;
}

/** The file of the exceptions that the console writes. */
export function exceptionsFile(configDir: string): string {
	return join(ownRulesDir(configDir), 'exceptions.yaml');
}

/**
 * A document of a file of rules, in printable characters alone: whoever prints the file has none of a hostile value act on
 * the terminal.
 */
export function exceptionText({ of, condition }: WrittenException): string {
	const written = stringify(
		{ extends: of, unless: [condition] },
		{ lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' },
	);
	// Each value stands in double quotes, where an escape means the same.
	return written.replace(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, found => {
		const code = found.codePointAt(0) ?? 0;
		return code > 0xffff
			? `\\U${code.toString(16).padStart(8, '0')}`
			: `\\u${code.toString(16).padStart(4, '0')}`;
	});
}

/**
 * Adds an exception at the end of the file of exceptions; all that stands in it stays, comments included.
 *
 * @returns false when it stands there already
 * @throws Error when the file has faults, before or after it is added, or when it cannot be written; the file then stays as
 *   it was
 */
export async function writeException(
	configDir: string,
	exception: WrittenException,
): Promise<boolean> {
	const file = exceptionsFile(configDir);
	const before = (await orUndefined(readFile(file, 'utf8'))) ?? '';
	const text = withException(before, exception, file);
	if (text === undefined) {
		return false;
	}

	await writeWhole(file, [text]);
	return true;
}

/** The text of a file with one more exception; undefined when it has that one. */
export function withException(
	before: string,
	exception: WrittenException,
	file: string,
): string | undefined {
	const isEmpty = before.trim() === '';
	const known = isEmpty ? [] : extensionsOf(before, file, 'it is not changed before it is mended');
	const condition = asRead(exception.condition);
	const meaning = condition === undefined ? '' : printExpression(condition);
	const has = (extensions: typeof known) =>
		extensions.some(
			({ of, unless }) => of === exception.of && unless.map(printExpression).includes(meaning),
		);
	if (has(known)) {
		return undefined;
	}

	const start = isEmpty ? `${before}${lead}` : `${before}${before.endsWith('\n') ? '' : '\n'}---\n`;
	const text = `${start}${exceptionText(exception)}`;
	const after = extensionsOf(text, file, 'write the exception by hand');
	if (after.length !== known.length + 1 || !has(after)) {
		throw new Error('these values do not read as they are written; write the exception by hand');
	}

	return text;
}

function extensionsOf(text: string, file: string, next: string) {
	const { extensions, faults } = readRuleFile(text, file);
	const [first] = faults;
	// A file of comments alone has no rule, and nothing wrong.
	if (first !== undefined && !/^(?:\s*(?:#.*)?\n?)*$/.test(text)) {
		throw new Error(`${formatRuleFault(first)}; ${next}`);
	}

	return extensions;
}

/** A condition as it will be read; undefined when it would not be. */
export function asRead(condition: string) {
	return readCondition(condition, [], () => {});
}
