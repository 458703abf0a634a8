import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { StoreError } from '../errors.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { metaKey } from './keys.ts';
import { decodeJson, encodeJson } from './state.ts';

/** A writer that was silent for so long may be replaced. */
const leaseStaleMs = 20_000;
export const heartbeatEveryMs = 5_000;

/** Who may write. */
export interface LeaseRow {
	readonly pid: number;
	readonly host: string;
	/** Ms since the epoch, both. */
	readonly startedMs: number;
	readonly heartbeatMs: number;
	/** Tells two writers of one process apart. */
	readonly token: string;
}

const leaseKey = metaKey('lease');

export function readLease(reads: Pick<LmdbEnvironment, 'read'>): LeaseRow | undefined {
	return reads.read(leaseKey, bytes => decodeJson(bytes) as LeaseRow);
}

/** The right to write, as one writer holds it. */
export class Lease {
	readonly #row: Omit<LeaseRow, 'heartbeatMs'>;
	readonly #clock: () => number;

	private constructor(row: Omit<LeaseRow, 'heartbeatMs'>, clock: () => number) {
		this.#row = row;
		this.#clock = clock;
	}

	/**
	 * Takes a free lease, or one whose holder has died or has been silent too long.
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
	 * @throws StoreError `lease-held` when another writer took it over meanwhile
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

	/** Lets the next writer in at once. Does nothing when the lease was lost. */
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
	// A heartbeat from the future comes from a clock that was set back: as good as none, once it is
	// further off than any silence we allow.
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
		// EPERM: it runs, under another user.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function secondsAgo(held: LeaseRow, nowMs: number): string {
	return `${Math.max(0, Math.round((nowMs - held.heartbeatMs) / 1000))} s`;
}
