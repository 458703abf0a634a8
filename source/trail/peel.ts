import { jsonParts, textAt } from './json-parts.ts';
import type { JsonPart } from './json-parts.ts';
import { JsonScanner } from './json-scanner.ts';
import { whyNoRecord } from './record-check.ts';

/** SQS around SNS around EventBridge is six; a wrapper of more is no wrapper. */
const layersMax = 12;

interface Around {
	/** Layers that may still be opened. */
	readonly layers: number;
	/** Summaries of aggregated events count as records. */
	readonly takesSummaries: boolean;
}

/**
 * Members with the whole record as text beside fields that were taken out of it: Splunk, LookupEvents,
 * CloudWatch Logs Insights, Elastic. They come before the fields, which are not as delivered.
 */
const originals = ['CloudTrailEvent', '_raw', '@message', 'event.original'];
/** Members that records are wrapped in, as objects, lists or text; the first with a record counts. */
const carriers = [
	...['Records', 'records', 'Events', 'events', 'logEvents', 'Messages', 'hits'],
	...['results', 'result', '_source', 'fields', 'detail', 'event', 'original'],
	...['Sns', 'Message', 'message', 'Body', 'body', 'value', 'log', 'data', 'rows'],
];

/** What is inside one piece of a file. */
export interface Peeled {
	/** The piece itself is a record. */
	readonly isRecord: boolean;
	/** The bytes of the records that it holds: its own bytes, or new ones where they were text. */
	readonly records: readonly Uint8Array[];
	/** Pieces in it that neither are records nor hold one. */
	readonly leftCount: number;
	/** Everything that was left is known to be something else than a record. */
	readonly isForeign: boolean;
	/** Why the first was left, with its verb; empty when none was. */
	readonly reason: string;
}

/**
 * Looks for records inside a piece of JSON: an object, a list, or either as text. What is inside
 * keeps its bytes, because a number that is printed again may differ. Never throws.
 */
export function peel(
	bytes: Uint8Array,
	start: number,
	end: number,
	takesSummaries: boolean,
): Peeled {
	return peelValue(bytes, start, end, { layers: layersMax, takesSummaries });
}

const nothing: Peeled = { isRecord: false, records: [], leftCount: 0, isForeign: true, reason: '' };

function left(reason: string, isForeign = false): Peeled {
	return { isRecord: false, records: [], leftCount: 1, isForeign, reason };
}

function within({ layers, takesSummaries }: Around): Around {
	return { layers: layers - 1, takesSummaries };
}

function peelValue(bytes: Uint8Array, start: number, end: number, around: Around): Peeled {
	switch (bytes[start]) {
		case 0x7b:
			return peelObject(bytes, start, end, around);
		case 0x5b:
			return around.layers === 0
				? left('is wrapped too often')
				: peelList(bytes, start, end, within(around));
		case 0x22:
			return around.layers === 0
				? left('is wrapped too often')
				: peelText(bytes, start, end, within(around));
		default:
			return left('is no JSON object');
	}
}

function peelText(bytes: Uint8Array, start: number, end: number, around: Around): Peeled {
	const text = textAt(bytes, start, end)?.trim() ?? '';
	if (!text.startsWith('{') && !text.startsWith('[')) {
		return left('is a text that is no record');
	}

	const inner = Buffer.from(text);
	const isJson = new JsonScanner(inner).endOfContainer(0, inner.length) === inner.length;
	return isJson
		? inBytes(peelValue(inner, 0, inner.length, around), inner, 0, inner.length)
		: left('is a text that is cut short or no JSON');
}

function peelList(bytes: Uint8Array, start: number, end: number, around: Around): Peeled {
	const records: Uint8Array[] = [];
	let leftCount = 0;
	let isForeign = true;
	let reason = '';
	for (const part of jsonParts(bytes, start, end)) {
		const peeled = peelPart(bytes, part, around);
		for (const record of peeled.records) {
			records.push(record);
		}

		leftCount += peeled.leftCount;
		isForeign &&= peeled.isForeign;
		reason ||= peeled.reason;
	}

	return { isRecord: false, records, leftCount, isForeign, reason };
}

function peelObject(bytes: Uint8Array, start: number, end: number, around: Around): Peeled {
	const members = new Map<string, JsonPart>();
	for (const part of jsonParts(bytes, start, end)) {
		members.set(part.key, part);
	}

	const inside = (names: readonly string[]): Peeled | undefined => {
		let first: Peeled | undefined;
		for (const name of around.layers === 0 ? [] : names) {
			const part = members.get(name);
			const peeled =
				part && mayHold(bytes, part) ? peelPart(bytes, part, within(around)) : undefined;
			if (peeled !== undefined && peeled.records.length > 0) {
				return peeled;
			}

			first ??= peeled;
		}

		return first;
	};

	const original = inside(originals);
	if (original !== undefined && original.records.length > 0) {
		return original;
	}

	const why = whyNoRecord(shallow(bytes, members));
	if (why === undefined || (why.isSummary && around.takesSummaries)) {
		return { ...nothing, isRecord: true };
	}

	if (isEmptyEnvelope(bytes, members)) {
		return nothing;
	}

	const carried = why.isForeign && !members.has('body') ? undefined : inside(carriers);
	if (carried !== undefined && (carried.records.length > 0 || carried.leftCount > 0)) {
		const isKnown = carried.records.length > 0 || carried.isForeign;
		return isKnown ? carried : left(`is ${why.reason}`, why.isForeign);
	}

	return left(`is ${why.reason}`, why.isForeign);
}

/** A control message of CloudWatch Logs, and the other fields of a row of Logs Insights. */
function isEmptyEnvelope(bytes: Uint8Array, members: ReadonlyMap<string, JsonPart>): boolean {
	const text = (name: string): string | undefined => {
		const part = members.get(name);
		return part && textAt(bytes, part.start, part.end);
	};

	const field = members.has('value') ? text('field') : undefined;
	return text('messageType') === 'CONTROL_MESSAGE' || (field !== undefined && field !== '@message');
}

/** Objects, lists and texts may hold records; a text only when it begins as JSON does. */
function mayHold(bytes: Uint8Array, { start, end }: JsonPart): boolean {
	const first = bytes[start];
	return first === 0x7b || first === 0x5b || (first === 0x22 && end - start > 2);
}

function peelPart(bytes: Uint8Array, { start, end }: JsonPart, around: Around): Peeled {
	return inBytes(peelValue(bytes, start, end, around), bytes, start, end);
}

/** A record that was found is given by its bytes to whoever holds it. */
function inBytes(peeled: Peeled, bytes: Uint8Array, start: number, end: number): Peeled {
	return peeled.isRecord
		? { ...peeled, isRecord: false, records: [bytes.subarray(start, end)] }
		: peeled;
}

/** The members as `whyNoRecord` wants them, with `eventSource` alone for a value. */
function shallow(bytes: Uint8Array, members: ReadonlyMap<string, JsonPart>): object {
	return Object.fromEntries(
		[...members.values()].map(({ key, start, end }) => [
			key,
			key === 'eventSource' ? textAt(bytes, start, end) : null,
		]),
	);
}
