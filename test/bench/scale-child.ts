import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { meta } from '../../fixtures/a-tailer.ts';
import { busySource } from '../../fixtures/busy-source.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { writerWith } from '../../fixtures/writer-with.ts';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import type { ObjectSource } from '../../source/ingest/source.ts';
import { Tailer } from '../../source/ingest/tailer.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter } from '../../store/index.ts';
import type { ScaleMessage, ScalePlan } from './scale-plan.ts';

// Tails a large bucket in virtual time, in which each request takes a while.
const plan = JSON.parse(process.argv[2] ?? '') as ScalePlan;
const clock = new VirtualClock(plan.nowMs);
const never = new AbortController().signal;
setMaxListeners(0, never);
/** LastModified of what arrived since we began, by key. */
const arrivedMs = new Map<string, number>();
const lagsMs: number[] = [];
let backfillEndMs: number | undefined;
const memory = { before: 0, most: 0, heapMost: 0 };
let answered: (() => void) | undefined;

process.on('message', () => answered?.());

function tell(message: ScaleMessage): void {
	process.send?.(message);
}

/** A request takes its time, and the server's clock is ours. */
let askingMs = 0;
let asking: Promise<void> = Promise.resolve();
let tellingCount = 0;

async function take(): Promise<void> {
	await clock.sleep(plan.latencyMs, never);
	if (clock.nowMs() !== askingMs) {
		askingMs = clock.nowMs();
		tellingCount++;
		asking = asking.then(async () => {
			const answer = new Promise<void>(resolve => {
				answered = resolve;
			});
			tell({ type: 'time', nowMs: clock.nowMs() });
			await answer;
			tellingCount--;
		});
	}

	await asking;
}

function slow(source: ObjectSource): ObjectSource {
	return {
		title: source.title,
		list: async function* (prefix, startAfter, signal) {
			await take();
			for await (const page of source.list(prefix, startAfter, signal)) {
				for (const { key, lastModifiedMs } of page) {
					if (lastModifiedMs >= plan.nowMs) {
						arrivedMs.set(key, lastModifiedMs);
					}
				}

				yield page;
			}
		},
		folders: (prefix, signal) => source.folders(prefix, signal),
		get: async (object, signal) => {
			await take();
			return source.get(object, signal);
		},
		nowMs: () => source.nowMs(),
		close: () => source.close(),
	};
}

function noteMemory(): void {
	const status = readFileSync('/proc/self/status', 'utf8');
	const bytes = Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
	memory.before ||= bytes;
	memory.most = Math.max(memory.most, bytes);
	memory.heapMost = Math.max(memory.heapMost, process.memoryUsage().heapUsed);
}

const s3 = new S3Source({
	bucket: 'logs',
	prefix: '',
	region: 'us-east-1',
	endpoint: plan.endpoint,
	credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
});
const busy = busySource(s3);
const source = slow(busy.source);
const writer = await openWriter({ dir: plan.dir, schema: recordSchema, heartbeatEveryMs: 0 });
noteMemory();
clock.isBusy = () => busy.isBusy() || tellingCount > 0;
const tailer = new Tailer({
	source,
	writer: writerWith(writer, {
		append: async (partition, objects, rows) => {
			const outcomes = await writer.append(partition, objects, rows);
			for (const object of objects) {
				const arrived = arrivedMs.get(String(object.meta['_object']));
				if (arrived !== undefined && backfillEndMs === undefined) {
					lagsMs.push(clock.nowMs() - arrived);
				}
			}

			return outcomes;
		},
	}),
	meta,
	sinceMs: plan.sinceMs,
	clock,
	random: seeded(7),
	pollEveryMs: plan.pollEveryMs,
	concurrencyMax: plan.concurrencyMax,
});
clock.limitMs = plan.nowMs + plan.minutes * 60_000;
const watch = setInterval(noteMemory, 200);
watch.unref();
tailer.onChange(() => {
	if (backfillEndMs === undefined && tailer.status().backfill?.done === true) {
		backfillEndMs = clock.nowMs();
	}
});
tailer.start();
await clock.sleep(clock.limitMs - clock.nowMs(), never);
noteMemory();
const { objects, prefixCount } = tailer.status();
const sorted = [...lagsMs].sort((a, b) => a - b);
const quantile = (share: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const done: ScaleMessage = {
	type: 'done',
	prefixCount,
	objectsRead: objects.ok,
	backfillDone: backfillEndMs !== undefined,
	backfillMinutes: ((backfillEndMs ?? clock.nowMs()) - plan.nowMs) / 60_000,
	tailObjects: sorted.length,
	tailLagMedianMs: quantile(0.5),
	tailLagP95Ms: quantile(0.95),
	tailLagMaxMs: sorted.at(-1) ?? NaN,
	memoryBytesMax: memory.most,
	memoryBytesBefore: memory.before,
	heapBytesMax: memory.heapMost,
};
tell(done);
clock.allow(1e9);
await tailer.stop();
await source.close();
await writer.close();
process.disconnect();
