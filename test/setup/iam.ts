/** As much of IAM’s evaluation as the templates need: wildcards, Deny first, four conditions. */
export interface IamStatement {
	readonly Effect: string;
	readonly Action: string | readonly string[];
	readonly Resource?: unknown;
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface IamPolicy {
	readonly Version: string;
	readonly Statement: readonly IamStatement[];
}

export interface IamRequest {
	readonly action: string;
	readonly resource: string;
	readonly context?: Readonly<Record<string, string>>;
}

export function isAllowed(policy: IamPolicy, request: IamRequest): boolean {
	const matching = policy.Statement.filter(statement => matches(statement, request));
	return (
		matching.some(({ Effect }) => Effect === 'Allow') &&
		!matching.some(({ Effect }) => Effect === 'Deny')
	);
}

function matches(statement: IamStatement, { action, resource, context }: IamRequest): boolean {
	return (
		listOf(statement.Action).some(pattern => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
		listOf(statement.Resource).some(pattern => isLike(pattern, resource)) &&
		Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
			Object.entries(keys).every(([key, wanted]) =>
				holds(operator, listOf(wanted), context?.[key]),
			),
		)
	);
}

function holds(operator: string, wanted: readonly string[], found: string | undefined): boolean {
	switch (operator) {
		case 'StringLike':
		case 'ArnEquals':
			return found !== undefined && wanted.some(pattern => isLike(pattern, found));
		case 'StringEquals':
		case 'Bool':
			return found !== undefined && wanted.includes(found);
		case 'Null':
			return wanted.includes(String(found === undefined));
		default:
			throw new Error(`the evaluator does not know ${operator}`);
	}
}

function listOf(value: unknown): readonly string[] {
	return (Array.isArray(value) ? value : [value]).map(String);
}

function isLike(pattern: string, text: string): boolean {
	const source = pattern
		.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
		.replaceAll('*', '.*')
		.replaceAll('?', '.');
	return new RegExp(`^${source}$`, 's').test(text);
}
