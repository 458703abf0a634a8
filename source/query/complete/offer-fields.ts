import { metadataFields } from '../check/known.ts';
import type { Schema } from '../stage/schema.ts';
import { quoteName } from '../syntax/escape.ts';
import { countDetail } from '../stage/stage-completion.ts';
import type { CompletionItem, CompletionSources } from '../stage/stage-completion.ts';

/** Fields in scope: those made by stages, those derived from a record, those of the events as they are used, then metadata. */
export function* fieldOffers(
	schema: Schema,
	sources: CompletionSources,
): Generator<CompletionItem> {
	const made = [...schema.fields.values()].reverse();
	for (const name of made) {
		yield { label: name, insert: quoteName(name), detail: 'made by this query' };
	}

	if (!schema.auto) {
		return;
	}

	for (const { name, help } of sources.derived) {
		yield { label: name, insert: name, detail: help };
	}

	for (const { name, count } of byUse(sources.fields)) {
		yield { label: name, insert: quoteName(name), detail: countDetail(count) };
	}

	for (const name of metadataFields) {
		yield { label: name, insert: name, detail: 'of every event' };
	}
}

/** Members of the elements of a list, by frequency. */
export function* memberOffers(
	list: string,
	{ fields }: CompletionSources,
): Generator<CompletionItem> {
	const start = `${list}.`;
	for (const { name, count } of fields) {
		if (name.toLowerCase().startsWith(start.toLowerCase())) {
			const member = name.slice(start.length);
			yield { label: member, insert: quoteName(member), detail: countDetail(count) };
		}
	}
}

/** The fields of an event that are asked for most, in the order of that. */
const usedMost: readonly string[] = [
	...['eventName', 'eventSource', 'errorCode', 'sourceIPAddress', 'awsRegion', 'userIdentity.arn'],
	...['recipientAccountId', 'userIdentity.type', 'userIdentity.userName', 'userAgent'],
	...[
		'errorMessage',
		'eventType',
		'userIdentity.accountId',
		'userIdentity.accessKeyId',
		'eventTime',
	],
];
const ranks: ReadonlyMap<string, number> = new Map(usedMost.map((name, rank) => [name, rank]));

/** Fields in the order of their use; the others stay in theirs. */
export function byUse<Named extends { readonly name: string }>(
	fields: readonly Named[],
): readonly Named[] {
	const rankOf = ({ name }: Named): number => ranks.get(name) ?? usedMost.length;
	return [...fields].sort((a, b) => rankOf(a) - rankOf(b));
}
