import { gzipSync } from 'node:zlib';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { lateTrail, missedByLastKey, regionsOfLateTrail } from '../../fixtures/late-trail.ts';
import type { Lateness, LateTrailOptions } from '../../fixtures/late-trail.ts';
import { aRecord, objectKey, startMs } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import type { LoggedRequest } from '../../fixtures/s3-server.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';

export interface ArrivalResult {
	readonly objectCount: number;
	/** How many arrive how late. */
	readonly arriving: Readonly<Record<Lateness, number>>;
	readonly missed: number;
	readonly doubled: number;
	/** Of all, what one who goes on after the last key would miss. */
	readonly missedByLastKeyShare: number;
	/** From its arrival until it was read, the longest, ms. */
	readonly delayMaxMs: Readonly<Record<Lateness, number>>;
	readonly polls: number;
	readonly hourlyLooks: number;
	readonly dailyLooks: number;
	/** All LIST requests, continued pages too, over the polls. */
	readonly listsPerPoll: number;
	readonly errorCount: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The latest object may be found by the next daily look only. */
const afterwardsMs = 1.2 * dayMs;

/** Lets a month pass, in which objects arrive early and late, and says what was found and when. */
export async function arrivalRun(
	options: Omit<LateTrailOptions, 'fromMs'> & { readonly pollEveryMs: number },
): Promise<ArrivalResult> {
	const { pollEveryMs } = options;
	const objects = lateTrail({ ...options, fromMs: startMs + hourMs });
	const server = await S3Server.start();
	const store = await aStore();
	const source = new S3Source({
		bucket: 'logs',
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	});
	try {
		const bucket = server.bucket('logs');
		// Both regions were there before; a new one is looked for every six hours.
		for (const region of regionsOfLateTrail) {
			bucket.put(objectKey({ region }), gzipSync('{"Records":[]}'), { lastModifiedMs: startMs });
		}

		for (const [index, { key, stampMs, arrivalMs }] of objects.entries()) {
			const record = aRecord({
				eventID: eventIdOf(index),
				eventTime: isoSecond(stampMs - 200_000),
			});
			const body = gzipSync(JSON.stringify({ Records: [record] }));
			bucket.put(key, body, { lastModifiedMs: arrivalMs });
		}

		const { tailer, clock } = aTailer(source, store.writer, { pollEveryMs });
		server.hidesUnwritten = true;
		server.clock = () => clock.nowMs();
		clock.limitMs = startMs + hourMs + options.dayCount * dayMs + afterwardsMs;
		const ended = clock.sleep(clock.limitMs - clock.nowMs(), new AbortController().signal);
		tailer.start();
		await ended;
		const { errorCount } = tailer.status();
		await tailer.stop();
		const receipts = await receiptsOf(store.dir);
		const found = objects.map((_, index) => receipts.get(eventIdOf(index)) ?? []);
		const delayMax = (lateness: Lateness): number =>
			Math.max(
				...objects.map((object, index) =>
					object.lateness === lateness ? (found[index]?.[0] ?? Infinity) - object.arrivalMs : 0,
				),
			);
		const looks = looksOf(server.requests);
		return {
			objectCount: objects.length,
			arriving: perLateness(
				lateness => objects.filter(object => object.lateness === lateness).length,
			),
			missed: found.filter(times => times.length === 0).length,
			doubled: found.filter(times => times.length > 1).length,
			missedByLastKeyShare: missedByLastKey(objects, pollEveryMs) / objects.length,
			delayMaxMs: perLateness(delayMax),
			...looks,
			errorCount,
		};
	} finally {
		await source.close();
		await server.stop();
		await store.close();
	}
}

function perLateness(of: (lateness: Lateness) => number): Record<Lateness, number> {
	return {
		minutes: of('minutes'),
		quarter: of('quarter'),
		hours: of('hours'),
		days: of('days'),
	};
}

/** When each record was read, by its eventID, ms since the epoch. */
async function receiptsOf(dir: string): Promise<ReadonlyMap<string, readonly number[]>> {
	const receipts = new Map<string, number[]>();
	const reader = await openReader({ dir, schema: recordSchema });
	for (const segment of reader.refresh().segments) {
		const ids = segment.column('eventID')!;
		const idCodes = ids.codes();
		const times = segment.meta('_receiptTime')!;
		const timeCodes = times.codes();
		for (let row = 0; row < segment.rowCount; row++) {
			const id = String(ids.value(idCodes[row]!));
			receipts.set(id, [...(receipts.get(id) ?? []), Number(times.value(timeCodes[row]!))]);
		}
	}

	await reader.close();
	return receipts;
}

/** By how far back a listing began. */
function looksOf(requests: readonly LoggedRequest[]) {
	const lists = requests.filter(({ op }) => op === 'list');
	const back = lists.flatMap(({ startAfter, atMs }) => {
		const [, date, hour, minute] = /_(\d{8})T(\d\d)(\d\d)/.exec(startAfter ?? '') ?? [];
		const day = date?.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3');
		return day === undefined ? [] : [atMs - Date.parse(`${day}T${hour}:${minute}:00Z`)];
	});
	const count = (fromMs: number, toMs: number): number =>
		back.filter(ms => ms >= fromMs && ms < toMs).length;
	const polls = count(0, 24 * hourMs);
	return {
		polls,
		hourlyLooks: count(24 * hourMs, 72 * hourMs),
		dailyLooks: count(72 * hourMs, Infinity),
		listsPerPoll: lists.length / polls,
	};
}

function eventIdOf(index: number): string {
	return `0000000a-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

function isoSecond(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
