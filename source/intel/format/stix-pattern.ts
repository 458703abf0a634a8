import type { IndicatorType } from '../indicator.ts';

/** One comparison of a pattern, as something to match. */
export interface Compared {
	readonly type: IndicatorType;
	readonly value: string;
}

/** The kind of indicator that each path of the pattern language compares. */
const paths: Readonly<Record<string, IndicatorType>> = {
	'ipv4-addr:value': 'ip_address',
	'ipv6-addr:value': 'ip_address',
	'network-traffic:src_ref.value': 'ip_address',
	'network-traffic:dst_ref.value': 'ip_address',
	'autonomous-system:number': 'asn',
	'domain-name:value': 'domain',
	'url:value': 'url',
	'email-addr:value': 'email',
	'user-account:user_id': 'user_account',
	'user-account:account_login': 'user_account',
	'file:hashes.md5': 'hash_md5',
	'file:hashes.sha-1': 'hash_sha1',
	'file:hashes.sha-256': 'hash_sha256',
};

const token =
	/\s*(?:(?<path>[a-z0-9-]+:[\w.'-]+)|(?<operator>=|==|!=|IN\b|ISSUBSET\b|ISSUPERSET\b|LIKE\b|MATCHES\b|[<>]=?)|(?<word>NOT\b|AND\b|OR\b|FOLLOWEDBY\b)|'(?<text>(?:[^'\\]|\\.)*)'|(?<number>-?\d+(?:\.\d+)?)|(?<mark>[[\](),]))/iy;

type Token = Readonly<
	Partial<Record<'path' | 'operator' | 'word' | 'text' | 'number' | 'mark', string>>
>;

/**
 * Parses the part of the pattern language that lists indicators: comparisons with `=`, `IN` and
 * `ISSUBSET`, joined by OR, within one observation or several joined by OR.
 *
 * @returns undefined for a pattern that means more than "any of these": with AND, NOT, FOLLOWEDBY,
 *   LIKE, an unknown path or a qualifier. Matching only a part of it would cause false alarms.
 */
export function readPattern(pattern: string): readonly Compared[] | undefined {
	const tokens = tokensOf(pattern);
	if (tokens === undefined) {
		return undefined;
	}

	const compared: Compared[] = [];
	let index = 0;
	const take = () => tokens[index++];
	// Brackets and parentheses only group comparisons that OR joins.
	const skipMarks = (marks: string) => {
		while (tokens[index]?.mark !== undefined && marks.includes(tokens[index]?.mark ?? '')) {
			index++;
		}
	};

	for (;;) {
		skipMarks('[(');
		const type = paths[(take()?.path ?? '').replaceAll("'", '').toLowerCase()];
		const operator = take()?.operator?.toUpperCase();
		if (type === undefined || operator === undefined) {
			return undefined;
		}

		const values = valuesOf(operator, type, tokens, index);
		if (values === undefined) {
			return undefined;
		}

		compared.push(...values.compared);
		index = values.next;
		skipMarks('])');
		const joiner = take();
		if (joiner === undefined) {
			return compared;
		}

		if (joiner.word?.toUpperCase() !== 'OR') {
			return undefined;
		}
	}
}

function valuesOf(
	operator: string,
	type: IndicatorType,
	tokens: readonly Token[],
	start: number,
): { readonly compared: readonly Compared[]; readonly next: number } | undefined {
	const isRange = operator === 'ISSUBSET' && type === 'ip_address';
	if (operator === '=' || operator === '==' || isRange) {
		const value = valueOf(type, tokens[start]);
		return value === undefined ? undefined : { compared: [{ type, value }], next: start + 1 };
	}

	if (operator !== 'IN' || tokens[start]?.mark !== '(') {
		return undefined;
	}

	const compared: Compared[] = [];
	for (let index = start + 1; index < tokens.length; index += 2) {
		const value = valueOf(type, tokens[index]);
		if (value === undefined) {
			return undefined;
		}

		compared.push({ type, value });
		if (tokens[index + 1]?.mark === ')') {
			return { compared, next: index + 2 };
		}
	}

	return undefined;
}

function valueOf(type: IndicatorType, given: Token | undefined): string | undefined {
	const text = given?.text?.replaceAll(/\\(.)/g, '$1') ?? given?.number;
	return type === 'asn' && text !== undefined ? `AS${text}` : text;
}

function tokensOf(pattern: string): readonly Token[] | undefined {
	const tokens: Token[] = [];
	const text = pattern.trim();
	token.lastIndex = 0;
	while (token.lastIndex < text.length) {
		const found = token.exec(text);
		if (found?.groups === undefined) {
			return undefined;
		}

		tokens.push(found.groups);
	}

	return tokens;
}
