/** Equal trees have equal text; spans are left out. */
export function fingerprint(node: unknown): string {
	return JSON.stringify(node, (key, value: unknown) =>
		key === 'span' || key === 'nameSpan' ? undefined : value,
	);
}

const rangeFunctions = new Set(['now', 'querystarttime', 'queryendtime', 'querytimerange']);

/** Whether the result depends on the current time or the range of the query. */
export function isOfTheRange(node: unknown): boolean {
	if (typeof node !== 'object' || node === null) {
		return false;
	}

	const { kind, name } = node as { kind?: unknown; name?: unknown };
	return (
		(kind === 'call' && typeof name === 'string' && rangeFunctions.has(name.toLowerCase())) ||
		Object.values(node).some(isOfTheRange)
	);
}
