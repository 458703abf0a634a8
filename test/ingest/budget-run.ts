import { expect, vi } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { meta } from '../../fixtures/a-tailer.ts';
import { trailRecord } from '../../fixtures/doubled-trail.ts';
import { startMs } from '../../fixtures/records.ts';
import { seeded } from '../../fixtures/seeded.ts';
import type { Environment } from '../../source/app/environment.ts';
import { keepWithin } from '../../source/app/retention.ts';
import { findRecords } from '../../source/trail/find-records.ts';
import { objectMeta } from '../../source/trail/metadata.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader, openWriter } from '../../store/index.ts';
import type { DeliveredObject } from '../../store/index.ts';

export interface BudgetRunOptions {
	readonly seed: number;
	readonly budgetBytes: number;
	/** Of the trail before compression. */
	readonly trailBytes: number;
	/** What arrives between two looks at the budget, before compression. */
	readonly minuteBytes: number;
	readonly segmentRowsMax: number;
	/** Letters of a record that no compression makes fewer. */
	readonly noiseLength: number;
}

export interface BudgetRunResult {
	readonly trailBytes: number;
	readonly deliveredCount: number;
	readonly keptCount: number;
	readonly droppedCount: number;
	/** The most that the store ever used, looked at after every minute's writes. */
	readonly usedBytesMax: number;
	/** The same without dropped segments in their grace. */
	readonly ownBytesMax: number;
	readonly usedBytesAtEnd: number;
	readonly fileBytesAtEnd: number;
	/** Whether what is left is exactly the newest records. */
	readonly keepsTheNewest: boolean;
	readonly told: readonly string[];
	/** Sums of the drops that the store lists. */
	readonly listedDrops: number;
}

const objectRecords = 400;
const noiseBytes = 3 << 20;
const minuteMs = 60_000;

/** The newest is kept, all else is told and listed, and the budget holds at every moment. */
export function expectWithin(budgetBytes: number, result: BudgetRunResult): void {
	expect(result.keepsTheNewest).toBe(true);
	expect(result.keptCount + result.droppedCount).toBe(result.deliveredCount);
	expect(result.listedDrops).toBe(result.droppedCount);
	expect(result.told.every(line => line.includes('over the budget'))).toBe(true);
	expect(result.ownBytesMax).toBeLessThanOrEqual(budgetBytes);
	expect(result.usedBytesAtEnd).toBeLessThanOrEqual(budgetBytes);
}

/** Fills a store with far more than its budget and looks at what it keeps, minute by minute. */
export async function budgetRun(options: BudgetRunOptions): Promise<BudgetRunResult> {
	const { budgetBytes, trailBytes, minuteBytes, segmentRowsMax, noiseLength } = options;
	const random = seeded(options.seed);
	const noise = noiseOf(random);
	const noisy = (): string => {
		const at = Math.floor(random() * (noise.length - noiseLength));
		return noise.slice(at, at + noiseLength);
	};

	const folder = await aFolder();
	const writer = await openWriter({
		dir: folder.path,
		schema: recordSchema,
		segmentRowsMax,
		heartbeatEveryMs: 0,
	});
	let nowMs = startMs;
	const told: string[] = [];
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	const end = keepWithin(
		writer,
		budgetOf(budgetBytes),
		0,
		() => nowMs,
		text => told.push(text),
	);
	try {
		let fedBytes = 0;
		let deliveredCount = 0;
		let usedBytesMax = 0;
		let ownBytesMax = 0;
		while (fedBytes < trailBytes) {
			const minuteEnd = fedBytes + minuteBytes;
			while (fedBytes < minuteEnd) {
				const object = anObject(nowMs, deliveredCount, random, noisy);
				await writer.append('tail', [object], () => []);
				deliveredCount += objectRecords;
				fedBytes += object.inflated.length;
			}

			const before = writer.info({ nowMs });
			usedBytesMax = Math.max(usedBytesMax, before.usedBytes);
			nowMs += minuteMs;
			await vi.advanceTimersByTimeAsync(minuteMs);
			const { usedBytes, doomedBytes } = writer.info({ nowMs });
			usedBytesMax = Math.max(usedBytesMax, usedBytes);
			ownBytesMax = Math.max(ownBytesMax, usedBytes - doomedBytes);
		}

		nowMs += minuteMs;
		await vi.advanceTimersByTimeAsync(minuteMs);
		const info = writer.info({ nowMs });
		return {
			trailBytes: fedBytes,
			deliveredCount,
			keptCount: info.recordCount,
			droppedCount: info.droppedRecordCount,
			usedBytesMax,
			ownBytesMax,
			usedBytesAtEnd: info.usedBytes,
			fileBytesAtEnd: info.fileBytes,
			keepsTheNewest: await keepsTheNewest(folder.path, deliveredCount),
			told,
			listedDrops: info.drops.reduce((sum, drop) => sum + drop.rowCount, 0),
		};
	} finally {
		end();
		vi.useRealTimers();
		await writer.close();
		await folder.remove();
	}
}

function budgetOf(diskBudgetBytes: number): Environment {
	return {
		name: 'test',
		source: undefined,
		storeDir: undefined,
		groupAccess: false,
		members: [],
		sourceCategory: meta.sourceCategory,
		sourceName: meta.source,
		sourceHost: meta.sourceHost,
		scope: { key: '_sourceCategory', value: meta.sourceCategory },
		since: '30d',
		pollMs: minuteMs,
		retentionDays: undefined,
		diskBudgetBytes,
		aliases: {},
		administrators: [],
		limits: {},
		verify: 'off',
		publicKeys: [],
	};
}

function noiseOf(random: () => number): string {
	const bytes = Buffer.alloc(noiseBytes);
	for (let at = 0; at < noiseBytes; at++) {
		bytes[at] = random() * 256;
	}

	return bytes.toString('base64');
}

/** Records count up in `requestParameters.number`. */
function anObject(
	timeMs: number,
	firstNumber: number,
	random: () => number,
	noisy: () => string,
): DeliveredObject {
	const records = Array.from({ length: objectRecords }, (_, index) => ({
		...trailRecord('111122223333', 'us-east-1', timeMs - Math.floor(random() * minuteMs), random),
		requestParameters: {
			number: firstNumber + index,
			policy: noisy(),
		},
	}));
	const inflated = Buffer.from(JSON.stringify({ Records: records }));
	const found = findRecords(inflated);
	return {
		delivered: inflated,
		encoding: 'identity',
		inflated: found.bytes,
		spans: found.spans,
		meta: objectMeta(meta, `object-${firstNumber}`, timeMs),
		fallbackTimeMs: timeMs,
	};
}

/** The numbers that are left are the last ones, without a gap. */
async function keepsTheNewest(dir: string, deliveredCount: number): Promise<boolean> {
	const reader = await openReader({ dir, schema: recordSchema });
	const left = new Set<number>();
	for (const segment of reader.refresh().segments) {
		const column = segment.column('requestParameters.number')!;
		for (const code of column.codes()) {
			left.add(Number(column.value(code)));
		}
	}

	await reader.close();
	const first = deliveredCount - left.size;
	return left.size > 0 && Array.from(left).every(number => number >= first);
}
