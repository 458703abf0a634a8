import { gunzipSync } from 'node:zlib';
import type { ExampleSource } from '../../source/example/example-source.ts';
import type { ListedObject } from '../../source/ingest/source.ts';
import type { DeliveredRecord as OracleRecord } from '../oracle/event.ts';
import type { JsonObject } from '../oracle/json.ts';

/** A record as JSON.parse gives it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export interface DeliveredObject {
	readonly listed: ListedObject;
	/** Undefined where the body is damaged. */
	readonly text: string | undefined;
}

export const never = new AbortController().signal;

export async function listAll(
	source: ExampleSource,
	prefix = '',
	startAfter?: string,
): Promise<readonly ListedObject[]> {
	const objects: ListedObject[] = [];

	for await (const page of source.list(prefix, startAfter, never)) {
		objects.push(...page);
	}

	return objects;
}

export async function deliver(
	source: ExampleSource,
	listed: ListedObject,
): Promise<DeliveredObject> {
	const body = await source.get(listed, never);

	try {
		return { listed, text: gunzipSync(body).toString('utf8') };
	} catch {
		return { listed, text: undefined };
	}
}

export interface DeliveredRecord {
	/** The bytes it has in the file, as text. */
	readonly text: string;
	readonly record: JsonRecord;
}

const start = '{"eventVersion":';

/** The records of a log object's text. Both the whole text and each record must be JSON. */
export function deliveredRecords(text: string): readonly DeliveredRecord[] {
	const { Records } = JSON.parse(text) as { Records: readonly JsonRecord[] };
	// Every record of the example begins so, and no record holds another.
	const texts = text.slice('{"Records":['.length, -']}'.length).split(`,${start}`);
	return Records.map(({ eventID }, index) => {
		const own = index === 0 ? (texts[0] ?? '') : `${start}${texts[index] ?? ''}`;
		const record = JSON.parse(own) as JsonRecord;

		if (record['eventID'] !== eventID) {
			throw new Error(`not the record ${String(eventID)}: ${own.slice(0, 80)}`);
		}

		return { text: own, record };
	});
}

/** Every record of the source once, with the key of the first object that held it. */
export async function distinctRecords(source: ExampleSource): Promise<readonly OracleRecord[]> {
	const records = new Map<string, OracleRecord>();

	for (const listed of await listAll(source)) {
		const { text } = /\/CloudTrail(?:-Insight)?\//.test(listed.key)
			? await deliver(source, listed)
			: { text: undefined };

		for (const record of text === undefined ? [] : recordsOf(text)) {
			const { eventTime, eventID, recipientAccountId } = record;
			const identity = JSON.stringify([eventTime, eventID, recipientAccountId]);
			records.set(identity, records.get(identity) ?? { key: listed.key, record });
		}
	}

	return [...records.values()];
}

function recordsOf(text: string): readonly JsonObject[] {
	return (JSON.parse(text) as { Records: readonly JsonObject[] }).Records;
}
