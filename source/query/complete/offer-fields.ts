import { metadataFields } from '../check/known.ts';
import type { Schema } from '../stage/schema.ts';
import { quoteName } from '../syntax/escape.ts';
import { countDetail } from '../stage/stage-completion.ts';
import type { CompletionItem, CompletionSources } from '../stage/stage-completion.ts';

/** Fields in scope: those made by stages, then those of the events by frequency, then metadata. */
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

	for (const { name, count } of sources.fields) {
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
