/** Counts a principal's records from their JSON, without our engine and without our fields. */

export type Json = Readonly<Record<string, unknown>>;

/** The value at a path of keys; undefined where there is none. */
export function at(record: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) =>
				typeof value === 'object' && value !== null ? (value as Json)[key] : undefined,
			record,
		);
}

const denials =
	/^(?:AccessDenied.*|.*UnauthorizedOperation|(?:Client\.)?AuthFailure|UnauthorizedAccess|VpceAccessDenied|OptInRequired|AuthorizationError|NotAuthorized)$/;
const readers = /^(?:Describe|Get|List|Lookup|Search|Head|BatchGet)/;

/** What became of a call, and its error. */
export function ending(record: Json): readonly [outcome: string, error: string] {
	const code = record['errorCode'];
	if (typeof code === 'string' && code !== '') {
		return [denials.test(code) ? 'refused' : 'failed', code];
	}

	const answer = record['responseElements'] ?? record['serviceEventDetails'];
	if (typeof answer === 'object' && answer !== null && Object.values(answer).includes('Failure')) {
		return ['failed', 'Failure'];
	}

	return [isRead(record) ? 'read' : 'write', ''];
}

export function isRead(record: Json): boolean {
	const flag = record['readOnly'];
	return typeof flag === 'boolean' ? flag : readers.test(String(record['eventName']));
}

export function timeOf(record: Json): number {
	return Date.parse(String(record['eventTime']));
}

/** How many records have each key. */
export function countsBy(
	records: readonly Json[],
	keyOf: (record: Json) => string | undefined,
): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const record of records) {
		const key = keyOf(record);
		if (key !== undefined) {
			counts[key] = (counts[key] ?? 0) + 1;
		}
	}

	return counts;
}
