import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../store/index.ts';
import type { StoreKeeper } from '../store/index.ts';
import { openEnvironmentWriter } from './app/open-writer.ts';
import { describeError } from './app/describe-error.ts';
import { openSource, sourceKindOf } from './app/source/index.ts';
import type { SourceSpec } from './app/source/index.ts';
import { keepFindings } from './app/findings/keep-findings.ts';
import { keepYoungSpaceSmall } from './app/garbage.ts';
import { keepScrubbed } from './app/keep-scrubbed.ts';
import { tellingOf } from './app/outputs/outputs-of.ts';
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
import { trailFlaws } from './app/trail-flaws.ts';
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
const { environment, storeDir, sinceMs, inFlightBytesMax, configDir, outputs } =
	workerData as IngestWorkerData;
const reply = (message: IngestReply) => parentPort?.postMessage(message);

// Node would write them to the terminal itself, past the console.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) =>
	reply({ type: 'notice', text: `${name}: ${message}` }),
);

/**
 * Opens the store for writing, and waits as long as another process is its writer. Undefined: the
 * worker was stopped meanwhile.
 */
async function becomeWriter(signal: AbortSignal, lost: (error: StoreError) => void) {
	for (;;) {
		try {
			return await openEnvironmentWriter(environment, storeDir, Date.now, lost);
		} catch (error) {
			if (!(error instanceof StoreError) || error.code !== 'lease-held') {
				throw error;
			}

			reply({ type: 'read-only', reason: error.message });
			await wait(leaseRetryEveryMs, undefined, { signal }).catch(() => {});
			if (signal.aborted) {
				return undefined;
			}
		}
	}
}

function tailerBetween(
	source: ObjectSource,
	writer: StoreKeeper,
	proof: ProofOptions | undefined,
	troubled: (error: unknown) => void,
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
		troubled,
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
		const onRetry = (again: () => void) => {
			retry = again;
		};

		for (;;) {
			const lost = await fill(environment.source, stopped, stopping.signal, onRetry);
			if (lost === undefined) {
				break;
			}

			const next = 'this one reads on, and fills the store when that one has ended';
			reply({ type: 'notice', text: `${lost.message}; ${next}` });
		}
	} finally {
		// Its timer would keep the thread alive.
		stopping.abort();
		await watching;
	}
}

/**
 * Tails the source into the store until it is stopped, or another writer has taken the store over.
 *
 * @returns why it cannot write any more; undefined: it was stopped
 */
async function fill(
	spec: SourceSpec,
	stopped: Promise<void>,
	signal: AbortSignal,
	onRetry: (retry: () => void) => void,
): Promise<StoreError | undefined> {
	let lost: StoreError | undefined;
	let lose = (): void => {};
	const losing = new Promise<void>(resolve => {
		lose = resolve;
	});
	const tell = (text: string) => {
		// That the store is lost is told once, and not by each who cannot write it.
		if (lost === undefined) {
			reply({ type: 'notice', text });
		}
	};

	const proof = await proofOptionsOf(environment, tell);
	const writer = await becomeWriter(signal, error => {
		lost = error;
		lose();
	});
	if (writer === undefined) {
		return undefined;
	}

	const source = await openSource(spec, Date.now);
	const tailer = tailerBetween(source, writer, proof, error => tell(describeError(error)));
	const endReports = reportOn(tailer, writer);
	reply({ type: 'ready' });
	const endRetention = keepWithin(writer, environment, sinceMs, Date.now, tell);
	const endScrubbing = keepScrubbed(tailer, writer, Date.now, tell);
	const telling = tellingOf(environment, outputs, process.env);
	const findings = keepFindings({ storeDir, configDir, telling }, tailer, writer, tell);
	tailer.start();
	onRetry(() => void retryDamaged(tailer, signal));
	await Promise.race([stopped, losing]);
	onRetry(() => {});
	endReports();
	endRetention();
	endScrubbing();
	await findings.end();
	await tailer.stop();
	await writer.close();
	await source.close();
	return lost;
}

/** Tells what becomes of a tailer. @returns a function that ends it */
function reportOn(tailer: Tailer, writer: StoreKeeper): () => void {
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

	const end = tailer.onChange(() => {
		// Somebody waits for new records; not for a word about how they were fetched.
		const hasRecords = writer.counts().recordCount !== reportedCount;
		if (hasRecords && performance.now() - reportedMs >= recordsEveryMs) {
			report();
		} else {
			timer ??= setTimeout(report, statusEveryMs);
		}
	});
	return () => {
		end();
		clearTimeout(timer);
	};
}

/** Says what the trails of the source do not log. That it cannot be asked never ends the ingest. */
async function watchOver(source: SourceSpec, signal: AbortSignal): Promise<void> {
	const { lacks, trailsOf } = sourceKindOf(source);
	const question = trailsOf(source);
	if (lacks.length > 0) {
		reply({ type: 'trails', flaws: lacks });
	}

	if (question === undefined) {
		return;
	}

	try {
		await watchTrails(
			{
				clock: systemClock,
				ask: during => trailFlaws(question, Date.now(), during),
				found: flaws => reply({ type: 'trails', flaws: [...lacks, ...flaws] }),
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
