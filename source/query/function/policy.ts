import { textOf } from '../comparison.ts';
import { parseRecord } from '../json-text.ts';
import { define } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

const accountOfArn = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;
const account = /^\d{12}$/;

/** The account ids of a policy document, each once, in the order of the text. */
function accountsIn(document: string): readonly string[] {
	const found = new Set<string>();
	const waiting: unknown[] = [document];
	while (waiting.length > 0) {
		const next = waiting.pop();
		if (typeof next === 'object' && next !== null) {
			for (const member of Object.values(next).reverse()) {
				waiting.push(member);
			}
		} else if (typeof next === 'string' || typeof next === 'number') {
			const text = String(next);
			const json = jsonOf(text);
			const [, id = text] = accountOfArn.exec(text) ?? [];
			if (json !== undefined) {
				waiting.push(json);
			} else if (account.test(id)) {
				found.add(id);
			}
		}
	}

	return [...found];
}

/** The document that a text is; IAM gives some of them escaped for a URL. */
function jsonOf(text: string): object | undefined {
	const isEscaped = /^%(?:5b|7b)/i.test(text);
	const json = isEscaped ? unescaped(text) : text;
	const parsed = /^\s*[[{]/.test(json) ? parseRecord(json) : undefined;
	return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
}

function unescaped(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Policy documents. */
export const policyFunctions: readonly FunctionSpec[] = [
	define(
		'accounts',
		1,
		{
			syntax: 'accounts(policy)',
			help: 'the account ids in a policy: of its principals and ARNs, each once; a list',
			gives: 'list',
		},
		([policy = null]) => JSON.stringify(accountsIn(textOf(policy))),
	),
];
