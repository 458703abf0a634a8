import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../store/index.ts';
import type { StoreKeeper } from '../store/index.ts';
import { openEnvironmentWriter } from './app/open-writer.ts';
import { describeError } from './app/describe-error.ts';
import { openSource, sourceKindOf } from './app/source/index.ts';
import type { SourceSpec } from './app/source/index.ts';
import { keepYoungSpaceSmall } from './app/garbage.ts';
import { keepScrubbed } from './app/keep-scrubbed.ts';
import { proofOptionsOf } from './app/proof.ts';
import { keepWithin } from './app/retention.ts';
import { metaOf } from './app/with-tailer.ts';
import type {
	IngestCommand,
	IngestReply,
	IngestWorkerData,
} from './app/workers/ingest-messages.ts';
import type { ObjectSource } from './ingest/source.ts';
import type { ProofOptions } from './ingest/proof/new-prover.ts';
import { Tailer } from './ingest/tailer.ts';
import { systemClock } from './ingest/clock.ts';
import { watchTrails } from './ingest/trail-api/watch-trails.ts';
import { trailFindings } from './app/trail-findings.ts';
import { storeAdvice } from './app/store-advice.ts';
import { messageOf } from './text/error-message.ts';

/**
 * The status is sent at most this often, in ms; a change in between is sent at the next interval.
 */
const statusEveryMs = 100;
/** New records are reported at most this often, in ms. */
const recordsEveryMs = 20;
/** While another process writes, its lease is asked for again at this interval, in ms. */
const leaseRetryEveryMs = 5_000;

keepYoungSpaceSmall();
const { environment, storeDir, sinceMs, inFlightBytesMax } = workerData as IngestWorkerData;
const reply = (message: IngestReply) => parentPort?.postMessage(message);

// Node would write them to the terminal itself, past the console.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) =>
	reply({ type: 'notice', text: `${name}: ${message}` }),
);

/** Opens the store for writing, and waits as long as another process is its writer. */
async function becomeWriter(signal: AbortSignal, lost: (error: StoreError) => void) {
	for (;;) {
		try {
			return await openEnvironmentWriter(environment, storeDir, Date.now, lost);
		} catch (error) {
			if (!(error instanceof StoreError) || error.code !== 'lease-held' || signal.aborted) {
				throw error;
			}

			reply({ type: 'read-only', reason: error.message });
			await new Promise(resolve => {
				setTimeout(resolve, leaseRetryEveryMs);
			});
		}
	}
}

function tailerBetween(
	source: ObjectSource,
	writer: StoreKeeper,
	proof: ProofOptions | undefined,
): Tailer {
	return new Tailer({
		...environment.limits,
		source,
		writer,
		meta: metaOf(environment),
		sinceMs,
		pollEveryMs: environment.pollMs,
		inFlightBytesMax,
		proof,
		troubled: error => reply({ type: 'notice', text: describeError(error) }),
	});
}

async function main(): Promise<void> {
	const stopping = new AbortController();
	let retry = (): void => {};
	const stopped = new Promise<void>(resolve => {
		parentPort?.on('message', (command: IngestCommand) => {
			if (command.type === 'retry') {
				retry();
				return;
			}

			stopping.abort();
			resolve();
		});
	});
	if (environment.source === undefined) {
		await stopped;
		return;
	}

	const watching = watchOver(environment.source, stopping.signal);
	try {
		await fill(environment.source, stopped, stopping.signal, again => {
			retry = again;
		});
	} finally {
		// Its timer would keep the thread alive.
		stopping.abort();
		await watching;
	}
}

/** Tails the source into the store until it is stopped. */
async function fill(
	spec: SourceSpec,
	stopped: Promise<void>,
	signal: AbortSignal,
	onRetry: (retry: () => void) => void,
): Promise<void> {
	const losing = new AbortController();
	const tell = (text: string) => reply({ type: 'notice', text });
	const proof = await proofOptionsOf(environment, tell);
	const writer = await becomeWriter(signal, error => losing.abort(error));
	const source = await openSource(spec, Date.now);
	const tailer = tailerBetween(source, writer, proof);
	let timer: NodeJS.Timeout | undefined;
	let reportedMs = Number.NEGATIVE_INFINITY;
	let reportedCount = 0;
	const report = () => {
		clearTimeout(timer);
		timer = undefined;
		reportedMs = performance.now();
		const counts = writer.counts();
		reportedCount = counts.recordCount;
		reply({ type: 'status', status: tailer.status(), counts });
	};

	tailer.onChange(() => {
		// Somebody waits for new records; not for a word about how they were fetched.
		const hasRecords = writer.counts().recordCount !== reportedCount;
		if (hasRecords && performance.now() - reportedMs >= recordsEveryMs) {
			report();
		} else {
			timer ??= setTimeout(report, statusEveryMs);
		}
	});
	reply({ type: 'ready' });
	const endRetention = keepWithin(writer, environment, sinceMs, Date.now, tell);
	const endScrubbing = keepScrubbed(tailer, writer, Date.now, tell);
	tailer.start();
	onRetry(() => void retryDamaged(tailer, signal));
	await Promise.race([stopped, abortOf(losing.signal)]);
	clearTimeout(timer);
	endRetention();
	endScrubbing();
	await tailer.stop();
	await writer.close();
	await source.close();
	// The console starts another worker, which waits until the store is free.
	losing.signal.throwIfAborted();
}

async function abortOf(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise(resolve => {
			signal.addEventListener('abort', resolve, { once: true });
		});
	}
}

/** Says what the trails of the source do not log. That it cannot be asked never ends the ingest. */
async function watchOver(source: SourceSpec, signal: AbortSignal): Promise<void> {
	const { lacks, trailsOf } = sourceKindOf(source);
	const question = trailsOf(source);
	if (lacks.length > 0) {
		reply({ type: 'trails', findings: lacks });
	}

	if (question === undefined) {
		return;
	}

	try {
		await watchTrails(
			{
				clock: systemClock,
				ask: during => trailFindings(question, Date.now(), during),
				found: findings => reply({ type: 'trails', findings: [...lacks, ...findings] }),
			},
			signal,
		);
	} catch (error) {
		if (!signal.aborted) {
			reply({ type: 'notice', text: `the trails were not asked: ${messageOf(error)}` });
		}
	}
}

/** An error is reported by the status. */
async function retryDamaged(tailer: Tailer, signal: AbortSignal): Promise<void> {
	try {
		reply({ type: 'retried', count: await tailer.retryDamaged(signal) });
	} catch (error) {
		const found = messageOf(error);
		reply({ type: 'notice', text: `what is not whole was not fetched again: ${found}` });
	}
}

try {
	await main();
} catch (error) {
	reply({
		type: 'failed',
		message: messageOf(error),
		next:
			error instanceof StoreError
				? storeAdvice(error)
				: 'start again; `trailtop doctor` looks closer',
	});
}

reply({ type: 'stopped' });
parentPort?.close();
