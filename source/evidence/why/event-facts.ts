import type { StoreReader } from '../../../store/index.ts';
import type { ObjectState } from '../../ingest/ledger.ts';
import type { Engine, StoredRecord } from '../../query/port.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { isoTime, moreFacts } from './facts.ts';
import type { Facts } from './facts.ts';
import { lackingStates, noteworthyObjects, readAccount } from '../../ingest/account.ts';
import { stateWords, wordsOf } from '../../ingest/account-words.ts';
import { ledgerObjects } from '../../ingest/damaged.ts';
import type { LedgerObject } from '../../ingest/damaged.ts';

/** Covers every time that a record can have. */
const everMs = { fromMs: 0, toMs: 8.64e15 };
/** Records with the same id. Duplicates are not kept, so more than one is a conflict. */
const recordsMax = 20;
const examplesMax = 3;
/**
 * CloudTrail’s own delay, the largest part of the lag: 99 of 100 records arrive within ten minutes.
 */
const usualLagMs = 15 * 60_000;

export interface WhyRequest {
	readonly reader: StoreReader;
	readonly engine: Engine;
	readonly nowMs: number;
	/**
	 * Objects before this time are not fetched, in ms since the epoch; NaN when no limit is known.
	 */
	readonly sinceMs: number;
	readonly dropped: { readonly count: number; readonly untilMs: number };
}

/** Facts about an event: one entry for each record with its id. */
export async function findEvent(request: WhyRequest, id: string): Promise<readonly Facts[]> {
	const outcome = await request.engine.run({
		text: `eventID="${id}"`,
		...everMs,
		nowMs: request.nowMs,
		timeZone: 'UTC',
		rowsMax: recordsMax,
	});
	if (!outcome.ok) {
		return [];
	}

	const { refs = [], rowCount } = outcome.result;
	const found: Facts[] = [];
	for (const ref of refs) {
		const record = await request.engine.record(ref);
		if (record !== undefined) {
			found.push(recordFacts(id, ref.segmentId, ref.row, record, request.reader));
		}
	}

	return [...found, ...moreFacts(rowCount - refs.length, 'record')];
}

function recordFacts(
	id: string,
	segmentId: string,
	row: number,
	record: StoredRecord,
	reader: StoreReader,
): Facts {
	const fields = JSON.parse(record.raw) as Readonly<Record<string, unknown>>;
	const text = (name: string) => sanitise(String(fields[name] ?? ''));
	const object = String(record.meta['_object'] ?? '');
	const timeMs = Date.parse(text('eventTime'));
	const received = Number(record.meta['_receiptTime'] ?? NaN);
	return {
		isThere: true,
		title: `event ${id}`,
		lines: [
			['event', `${text('eventName')} of ${text('eventSource')}`],
			['account', `${text('recipientAccountId')}, ${text('awsRegion')}`],
			['time', isoTime(timeMs)],
			['fetched', `${isoTime(received)}${delay(received - timeMs)}`],
			['object', sanitise(object)],
			['segment', `${segmentId}, row ${row}`],
			...copies(timeMs, object, reader),
		],
	};
}

function delay(ms: number): string {
	return ms > 0 ? `, ${formatDuration(ms)} after it happened` : '';
}

/** The store counts duplicates per object; it does not know which records they were. */
function copies(
	timeMs: number,
	object: string,
	reader: StoreReader,
): readonly (readonly [string, string])[] {
	let count = 0;
	const examples: string[] = [];
	for (const { key, entry } of ledgerObjects(reader)) {
		const covers = (entry.oldestMs ?? NaN) <= timeMs && (entry.newestMs ?? NaN) >= timeMs;
		if (entry.duplicates > 0 && covers && key !== object) {
			count++;
			if (examples.length < examplesMax) {
				examples.push(key);
			}
		}
	}

	return [
		[
			'copies',
			count === 0
				? 'no other object of its time brought a record that was there before'
				: `${formatPlural(count, 'other object')} of its time brought records that were there before, maybe this one`,
		],
		...examples.map(key => ['', sanitise(key)] as const),
	];
}

/** Why an event that is not there may be missing. */
export function reasonsForMissing(
	request: WhyRequest,
	id: string,
	window: { readonly fromMs: number; readonly toMs: number },
): Facts {
	const { nowMs, sinceMs, dropped } = request;
	const { segments, counts } = request.reader.refresh();
	const newestMs = segments.reduce(
		(newest, { maxTimeMs }) => Math.max(newest, maxTimeMs),
		-Infinity,
	);
	const oldestMs = segments.reduce(
		(oldest, { minTimeMs }) => Math.min(oldest, minTimeMs),
		Infinity,
	);
	const lines: (readonly [string, string])[] = [
		[
			'store',
			counts.recordCount === 0
				? 'holds no record at all'
				: `holds ${formatPlural(counts.recordCount, 'record')} of ${isoTime(oldestMs)} … ${isoTime(newestMs)}`,
		],
		...(Number.isNaN(sinceMs)
			? []
			: [['not fetched', `what is older than ${isoTime(sinceMs)}`] as const]),
		[
			'not due',
			`what happened after ${isoTime(nowMs - usualLagMs)}: CloudTrail takes minutes, S3 and the poll some more`,
		],
		...troubles(request.reader, window),
	];
	if (dropped.count > 0) {
		lines.push([
			'dropped',
			`${formatNumber(dropped.count)} records by retention, up to ${isoTime(dropped.untilMs)}`,
		]);
	}

	lines.push(
		[
			'no event',
			'a call may leave no event: data events and read-only calls only where the trail has them',
		],
		['other id', 'a call across accounts has an event in each of them, with another eventID'],
	);
	return {
		isThere: false,
		title: `event ${id} is not in the store; it may be missing because of`,
		lines,
	};
}

/** Objects of a time window that did not give all their records, by what became of them. */
function troubles(
	reader: StoreReader,
	window: { readonly fromMs: number; readonly toMs: number },
): readonly (readonly [string, string])[] {
	const found = new Map<ObjectState, { count: number; readonly examples: LedgerObject[] }>();
	for (const match of noteworthyObjects(reader)) {
		if (!isWithin(match, window)) {
			continue;
		}

		const { state } = match.entry;
		const entry = found.get(state) ?? { count: 0, examples: [] };
		entry.count++;
		if (entry.examples.length < examplesMax) {
			entry.examples.push(match);
		}

		found.set(state, entry);
	}

	const account = readAccount([reader], window);
	return [
		['objects', wordsOf(account).join(', ')],
		...([...lackingStates, 'unasked'] as const).flatMap(state =>
			troublesOf(state, found.get(state)),
		),
		...account.deniedPrefixes
			.slice(0, examplesMax)
			.map(prefix => ['denied', sanitise(`the folder ${prefix}`)] as const),
	];
}

function troublesOf(
	state: Exclude<ObjectState, 'ok'>,
	found: { readonly count: number; readonly examples: readonly LedgerObject[] } | undefined,
): readonly (readonly [string, string])[] {
	return found === undefined
		? []
		: [
				[state, `${formatPlural(found.count, 'object')} ${stateWords[state]}`],
				...found.examples.map(
					({ key, entry: { reason } }) =>
						['', sanitise(reason === undefined ? key : `${key}: ${reason}`)] as const,
				),
			];
}

function isWithin(
	{ key, entry }: LedgerObject,
	{ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
	const { stampMs } = parseObjectKey(key);
	const newestMs = entry.newestMs ?? (Number.isNaN(stampMs) ? entry.lastModifiedMs : stampMs);
	const oldestMs = entry.oldestMs ?? newestMs - usualLagMs;
	return newestMs >= fromMs && oldestMs < toMs;
}
