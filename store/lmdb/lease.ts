import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { StoreError } from '../errors.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { metaKey } from './keys.ts';
import { decodeJson, encodeJson } from './rows.ts';

/** A writer that did not renew its lease for this many ms may be replaced. */
const leaseStaleMs = 20_000;
export const heartbeatEveryMs = 5_000;

/** The stored lease. */
export interface LeaseRow {
	readonly pid: number;
	readonly host: string;
	/** Ms since the epoch, both. */
	readonly startedMs: number;
	readonly heartbeatMs: number;
	/** Distinguishes two writers of one process. */
	readonly token: string;
}

const leaseKey = metaKey('lease');

export function readLease(reads: Pick<LmdbEnvironment, 'read'>): LeaseRow | undefined {
	return reads.read(leaseKey, bytes => decodeJson(bytes) as LeaseRow);
}

/** The lease of one writer: its right to write. */
export class Lease {
	readonly #row: Omit<LeaseRow, 'heartbeatMs'>;
	readonly #clock: () => number;

	private constructor(row: Omit<LeaseRow, 'heartbeatMs'>, clock: () => number) {
		this.#row = row;
		this.#clock = clock;
	}

	/**
	 * Takes a free lease, or one whose holder has died or has not renewed it in time.
	 *
	 * @throws StoreError `lease-held`
	 */
	static take(batch: Batch, clock: () => number): Lease {
		const nowMs = clock();
		const held = readLease(batch);
		if (held !== undefined && isAlive(held, nowMs)) {
			throw new StoreError(
				'lease-held',
				`process ${held.pid} on ${held.host} is writing this store, last seen ${secondsAgo(held, nowMs)} ago`,
			);
		}

		const lease = new Lease(
			{ pid: process.pid, host: hostname(), startedMs: nowMs, token: randomUUID() },
			clock,
		);
		lease.#put(batch);
		return lease;
	}

	/**
	 * Renews the lease inside a transaction.
	 *
	 * @throws StoreError `lease-held` when another writer has taken it over
	 */
	hold(batch: Batch): void {
		const held = readLease(batch);
		if (held?.token !== this.#row.token) {
			const who = held === undefined ? 'nobody' : `process ${held.pid} on ${held.host}`;
			throw new StoreError(
				'lease-lost',
				`this writer was silent too long and its lease passed to ${who}`,
			);
		}

		this.#put(batch);
	}

	/** Frees the lease at once for the next writer. Does nothing when it was lost. */
	release(batch: Batch): void {
		if (readLease(batch)?.token === this.#row.token) {
			batch.remove(leaseKey);
		}
	}

	#put(batch: Batch): void {
		const row: LeaseRow = { ...this.#row, heartbeatMs: this.#clock() };
		batch.put(leaseKey, encodeJson(row));
	}
}

function isAlive(held: LeaseRow, nowMs: number): boolean {
	// A heartbeat in the future comes from a clock that was set back. It counts as stale when it is
	// further off than the allowed silence.
	if (Math.abs(nowMs - held.heartbeatMs) > leaseStaleMs) {
		return false;
	}

	return held.host !== hostname() || isRunning(held.pid);
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM means that the process runs, under another user.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function secondsAgo(held: LeaseRow, nowMs: number): string {
	return `${Math.max(0, Math.round((nowMs - held.heartbeatMs) / 1000))} s`;
}
