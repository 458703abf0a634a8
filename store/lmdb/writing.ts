import { StoreError } from '../errors.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { Lease } from './lease.ts';
import { encodeJson } from './rows.ts';
import {
	checkFormat,
	emptyState,
	formatKey,
	hasFormat,
	newFormat,
	raisedFormat,
	refuseUnfinished,
	stateKey,
	unfinishedKey,
} from './state.ts';
import type { UnfinishedRow } from './state.ts';

/** An environment with the lease to write it. */
export interface Writing {
	readonly lease: Lease;
	/** To be called in each commit: renews the lease. @throws StoreError `lease-lost` */
	hold(batch: Batch): void;
	/** Releases the lease and closes the environment. */
	end(): Promise<void>;
}

/** Calls `run` every so many ms, until what it returns is called. */
export type Repeat = (run: () => void, everyMs: number) => () => void;

export interface WritingOptions {
	/** With 0, only commits renew the lease. */
	readonly heartbeatMs: number;
	/** Default: a timer of the machine. */
	readonly repeat?: Repeat | undefined;
	/** What is made here: nobody else opens the store before it is finished. */
	readonly unfinished?: string | undefined;
	/** Called once when a commit, the timer's or any other, finds that another writer has the lease. */
	readonly lost?: ((error: StoreError) => void) | undefined;
}

/**
 * Takes the lease, and creates the store when the file is empty. The lease is renewed by a timer
 * that by default does not keep the process alive.
 *
 * @throws StoreError `lease-held`, `format-newer`, `format-unknown`, `store-unfinished`
 */
export function beginWriting(
	environment: LmdbEnvironment,
	clock: () => number,
	{ heartbeatMs, repeat = onTimer, unfinished, lost }: WritingOptions,
): Writing {
	const lease = takeLease(environment, clock, unfinished);
	let stop = (): void => {};
	let isLost = false;
	const hold = (batch: Batch): void => {
		try {
			lease.hold(batch);
		} catch (error) {
			if (!isLost && error instanceof StoreError && error.code === 'lease-lost') {
				isLost = true;
				stop();
				lost?.(error);
			}

			throw error;
		}
	};

	if (heartbeatMs !== 0) {
		stop = repeat(() => beat(environment, hold), heartbeatMs);
	}

	return {
		lease,
		hold,
		async end() {
			stop();
			try {
				environment.commit(batch => lease.release(batch));
			} catch {
				// A lease that is left behind is freed by itself: our process ends, or the lease
				// becomes stale.
			}

			await environment.close();
		},
	};
}

function onTimer(run: () => void, everyMs: number): () => void {
	const timer = setInterval(run, everyMs);
	timer.unref();
	return () => clearInterval(timer);
}

function takeLease(
	environment: LmdbEnvironment,
	clock: () => number,
	unfinished: string | undefined,
): Lease {
	// Checked before the transaction, so that a foreign file is not changed.
	const isStore = checkFormat(environment);
	if (!isStore && !environment.isEmpty()) {
		throw new StoreError('format-unknown', 'the data file is LMDB, but not one of our stores');
	}

	refuseUnfinished(environment);
	return environment.commit(batch => {
		const lease = Lease.take(batch, clock);
		if (!hasFormat(batch)) {
			batch.put(formatKey, newFormat(clock()));
			batch.put(stateKey, encodeJson(emptyState));
		}

		if (unfinished !== undefined) {
			const row: UnfinishedRow = { what: unfinished, startedMs: clock() };
			batch.put(unfinishedKey, encodeJson(row));
		}

		// What is sealed from now on, an older program cannot read: it must refuse the store.
		const raised = raisedFormat(batch);
		if (raised !== undefined) {
			batch.put(formatKey, raised);
		}

		return lease;
	});
}

function beat(environment: LmdbEnvironment, hold: (batch: Batch) => void): void {
	try {
		environment.commit(hold);
	} catch {
		// That the lease is lost is told already; any other error the next append meets and reports.
	}
}
