import { quoteString } from '../../query/syntax/escape.ts';
import { fieldOfRecord } from './chosen-record.ts';
import { recordFacts } from './record-facts.ts';
import type { OpenRecord } from './state.ts';

/** Something that a record has in common with others. */
export interface Relation {
	/** `same user`. */
	readonly title: string;
	readonly value: string;
	/** For a `where` of the query language. */
	readonly condition: string;
}

/** What others can have in common with an open record; empty as long as it has not come, or is no call. */
export function relationsOf(record: OpenRecord): readonly Relation[] {
	const facts = recordFacts(record);

	if (facts === undefined) {
		return [];
	}

	const { json } = record;
	const all: readonly (readonly [title: string, field: string, value: string | undefined])[] = [
		['same user', '_user', facts.who],
		['same key', 'userIdentity.accessKeyId', facts.key],
		['same address', 'sourceIPAddress', fieldOfRecord(json, 'sourceIPAddress')],
		['same request', 'requestID', fieldOfRecord(json, 'requestID')],
		['same shared event', 'sharedEventID', fieldOfRecord(json, 'sharedEventID')],
		['same call', 'eventName', fieldOfRecord(json, 'eventName')],
	];
	return all.flatMap(([title, field, value]) =>
		value === undefined || value === ''
			? []
			: [{ title, value, condition: `${field} = ${quoteString(value)}` }],
	);
}
