import { isLogKind, specOfKind } from './log-kinds.ts';

/** Event types that stand for a category; two spellings of the second are about. */
const categoryOfType: Readonly<Record<string, string>> = {
	AwsCloudTrailInsight: 'Insight',
	AwsVpceEvents: 'NetworkActivity',
	AwsVpceEvent: 'NetworkActivity',
};
/** Records in these categories tell of other events, and are no calls themselves. */
const noCalls: ReadonlySet<string> = new Set(['Insight', 'Aggregated']);

/**
 * The category of a record. Those before version 1.07 have none; it then follows from the folder that
 * the record was delivered to, its type, or its managementEvent.
 *
 * @param kind - of the object, unless that is an ordinary log
 */
export function eventCategory(
	category: string | undefined,
	eventType: string | undefined,
	managementEvent: string | undefined,
	kind: string | undefined,
): string {
	const ofFolder = kind !== undefined && isLogKind(kind) ? specOfKind(kind).category : undefined;
	return (
		category ??
		ofFolder ??
		categoryOfType[eventType ?? ''] ??
		(managementEvent === 'false' ? 'Data' : 'Management')
	);
}

/** Whether a record stands for a call of its own. */
export function isCall(category: string | undefined, eventType: string | undefined): boolean {
	return !noCalls.has(category ?? categoryOfType[eventType ?? ''] ?? '');
}
