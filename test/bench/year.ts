import { aStore } from '../../fixtures/a-store.ts';
import { indexRows, changedRows } from '../../source/ingest/ledger-index.ts';
import { settledEntry } from '../../source/ingest/ledger.ts';
import { pruneLedger } from '../../source/ingest/prune-ledger.ts';

export interface YearFigures {
	readonly objectsADay: number;
	/** Days whose rows are kept: a look-back of sixty days, and two more. */
	readonly keptDays: number;
	/** Used bytes of the store and rows of objects at the end of each month. */
	readonly months: readonly {
		readonly day: number;
		readonly usedBytes: number;
		readonly rowCount: number;
	}[];
	/** What they would be without pruning, as far as the rows of a day tell. */
	readonly unprunedBytes: number;
	/** Of all prunings together, and of the slowest. */
	readonly prunedCount: number;
	readonly pruneMsMax: number;
	readonly elapsedMs: number;
}

const dayMs = 86_400_000;
const yearDays = 365;
const monthDays = 30;
const keptDays = 62;
const accountCount = 40;
const rowsAtOnce = 5_000;
const startMs = Date.UTC(2026, 0, 1);

/** A year of the ledger of a large organisation: its rows, its index, and what is pruned each day. */
export async function benchYear(objectsADay: number): Promise<YearFigures> {
	const store = await aStore();
	const startedMs = performance.now();
	const months: { day: number; usedBytes: number; rowCount: number }[] = [];
	let rowCount = 0;
	let prunedCount = 0;
	let pruneMsMax = 0;
	let dayBytes = 0;
	try {
		const { writer } = store;
		await writer.putLedger(indexRows(writer));
		for (let day = 0; day < yearDays; day++) {
			for (let from = 0; from < objectsADay; from += rowsAtOnce) {
				const count = Math.min(rowsAtOnce, objectsADay - from);
				await writer.putLedger(changedRows(changesOf(day, from, count), writer));
			}

			rowCount += objectsADay;
			dayBytes ||= writer.counts().usedBytes;
			const began = performance.now();
			const beforeMs = startMs + (day - keptDays) * dayMs;
			const removed = await pruneLedger(writer, beforeMs, () => Promise.resolve());
			pruneMsMax = Math.max(pruneMsMax, performance.now() - began);
			prunedCount += removed;
			rowCount -= removed;
			if (day % monthDays === monthDays - 1) {
				months.push({ day: day + 1, usedBytes: writer.counts().usedBytes, rowCount });
			}
		}
	} finally {
		await store.close();
	}

	return {
		objectsADay,
		keptDays,
		months,
		unprunedBytes: dayBytes * yearDays,
		prunedCount,
		pruneMsMax: Math.round(pruneMsMax),
		elapsedMs: Math.round(performance.now() - startedMs),
	};
}

function changesOf(day: number, from: number, count: number) {
	const dateMs = startMs + day * dayMs;
	const path = new Date(dateMs).toISOString().slice(0, 10).replaceAll('-', '/');
	const date = path.replaceAll('/', '');
	return Array.from({ length: count }, (_, index) => {
		const number = from + index;
		const account = 111_122_220_000 + (number % accountCount);
		const minute = String(Math.floor(number / accountCount) % 60).padStart(2, '0');
		const hour = String(number % 24).padStart(2, '0');
		const key = `AWSLogs/o-abc1234567/${account}/CloudTrail/eu-west-1/${path}/${account}_CloudTrail_eu-west-1_${date}T${hour}${minute}Z_Abc${number}.json.gz`;
		const object = {
			key,
			etag: `"${number.toString(16).padStart(32, '0')}"`,
			sizeBytes: 20_000,
			lastModifiedMs: dateMs,
			storageClass: undefined,
		};
		const facts = { records: 200, kept: 200, oldestMs: dateMs, newestMs: dateMs + 300_000 };
		return {
			namespace: 's3://an-organisation/trail',
			key,
			entry: settledEntry(object, 'ok', dateMs, facts),
		};
	});
}
