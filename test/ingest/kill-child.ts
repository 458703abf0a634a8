import { writerWith } from '../../fixtures/writer-with.ts';
import { hurriedClock } from '../../fixtures/hurried-clock.ts';
import { meta } from '../../fixtures/a-tailer.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import { Tailer } from '../../source/ingest/tailer.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter } from '../../store/index.ts';
import type { WriterPlan, WriterReport } from './kill-plan.ts';

// Tails a bucket into a store and reports, until somebody kills it or it does so itself.
const plan = JSON.parse(process.argv[2] ?? '') as WriterPlan;
const clock = hurriedClock(plan.nowMs, plan.speed);
const { die } = plan;

function kill(signal: 'SIGKILL' | 'SIGSTOP'): void {
	process.kill(process.pid, signal);
}

async function report(message: WriterReport): Promise<void> {
	await new Promise<void>(resolve => {
		process.send?.(message, undefined, {}, () => resolve());
	});
}

let recordCount = 0;
const isTime = (at: 'transaction' | 'committed'): boolean =>
	die?.at === at && recordCount >= die.afterRecords;
const writer = await openWriter({
	dir: plan.dir,
	schema: recordSchema,
	segmentRowsMax: plan.segmentRowsMax,
	clock: () => Date.now() + plan.leaseAheadMs,
	beforeCommit: () => {
		if (isTime('transaction')) {
			kill('SIGKILL');
		}
	},
});
let appendCount = 0;
const source = new S3Source({
	bucket: plan.bucket,
	prefix: '',
	region: 'us-east-1',
	endpoint: plan.endpoint,
	credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	silenceMax: 10_000,
});
const tailer = new Tailer({
	source,
	writer: writerWith(writer, {
		append: async (partition, objects, rows) => {
			appendCount++;
			if (appendCount === plan.freezeAt) {
				await report({ type: 'freezing' });
				kill('SIGSTOP');
			}

			recordCount += objects.reduce((sum, object) => sum + object.spans.length / 2, 0);
			const outcomes = await writer.append(partition, objects, rows);
			if (isTime('committed')) {
				kill('SIGKILL');
			}

			return outcomes;
		},
	}),
	meta,
	sinceMs: plan.sinceMs,
	clock,
	random: seeded(plan.seed),
});
let told = '';
let isTelling = false;
tailer.onChange(() => {
	if (!isTelling) {
		isTelling = true;
		setImmediate(tell);
	}
});
const stopping = new AbortController();
process.on('message', message => {
	if (message === 'retry') {
		// An error shows in the status; being told to stop is none.
		void tailer.retryDamaged(stopping.signal).then(tell, tell);
	} else {
		void stop();
	}
});
const orphaned = (): void => kill('SIGKILL');
process.once('disconnect', orphaned);
tailer.start();

async function stop(): Promise<void> {
	stopping.abort();
	await tailer.stop();
	await source.close();
	await writer.close();
	process.off('disconnect', orphaned);
	process.disconnect();
}

/** Each commit changes the status once for each of its objects: one report is enough. */
function tell(): void {
	isTelling = false;
	const { state, records, lastError } = tailer.status();
	const message = { type: 'status', state, records, errorCode: lastError?.code } as const;
	const text = JSON.stringify(message);
	// After a retry nothing may have changed, and somebody waits to hear that.
	if (text !== told || state === 'live') {
		told = text;
		void report(message);
	}
}
