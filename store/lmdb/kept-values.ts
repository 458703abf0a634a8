import { statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { viewOf } from '../shred/bytes.ts';
import { StoreError } from '../errors.ts';
import { dataFileName, openEnvironment } from './environment.ts';
import type { LmdbEnvironment } from './environment.ts';
import { refuseLinkedDirectory } from './own-file.ts';

/** All values together; beyond it the oldest half is removed. */
const keptBytesMax = 256 * 2 ** 20;
/** A larger value is cheaper to compute than to store. */
const valueBytesMax = 2 * 2 ** 20;
/** Values that wait for the next commit. */
const waitingBytesMax = 4 * 2 ** 20;

/** Below the store's directory. */
const keptDir = 'kept';

const ownerOnly = 0o700;
const ownerAndGroup = 0o770;
const groupBits = 0o070;

/** CRC-32 of what follows, then the time of writing as float64, both little-endian. */
const headBytes = 12;
const everything = { start: Buffer.of(0), end: Buffer.alloc(64, 0xff) };

/** A key: what it belongs to, such as a segment's signature, and a name below it. */
export interface KeptKey {
	readonly owner: Buffer;
	readonly name: Buffer;
}

/**
 * Values that were computed from sealed segments and are kept beside the store, in an LMDB file of
 * their own. Every reader may write it, because a loss costs time and nothing else. So whatever
 * fails here is silent: a value that cannot be read does not exist, and one that cannot be written
 * is computed again.
 */
export class KeptValues {
	readonly #environment: LmdbEnvironment;
	readonly #clock: () => number;
	readonly #bytesMax: number;
	readonly #waiting = new Map<string, Uint8Array>();
	#waitingBytes = 0;
	#isBroken = false;

	constructor(environment: LmdbEnvironment, clock: () => number, bytesMax: number) {
		this.#environment = environment;
		this.#clock = clock;
		this.#bytesMax = bytesMax;
	}

	/** An owned copy; undefined also when the stored bytes are damaged. */
	get(key: KeptKey): Uint8Array | undefined {
		const stored =
			this.#waiting.get(joined(key).toString('latin1')) ??
			this.#tried(() => this.#environment.copy(joined(key)));
		if (stored === undefined || stored.length < headBytes) {
			return undefined;
		}

		return crc32(stored.subarray(4)) === viewOf(stored).getUint32(0, true)
			? stored.subarray(headBytes)
			: undefined;
	}

	/** Writes with the next `flush`, or at once when much waits. */
	put(key: KeptKey, value: Uint8Array): void {
		if (value.length > valueBytesMax || this.#isBroken) {
			return;
		}

		const stored = new Uint8Array(headBytes + value.length);
		stored.set(value, headBytes);
		viewOf(stored).setFloat64(4, this.#clock(), true);
		viewOf(stored).setUint32(0, crc32(stored.subarray(4)), true);
		this.#waiting.set(joined(key).toString('latin1'), stored);
		this.#waitingBytes += stored.length;
		if (this.#waitingBytes >= waitingBytesMax) {
			this.flush();
		}
	}

	/** Writes all waiting values in one commit. */
	flush(): void {
		if (this.#waiting.size === 0) {
			return;
		}

		const waiting = [...this.#waiting];
		this.#waiting.clear();
		this.#waitingBytes = 0;
		this.#tried(() => {
			this.#makeRoom();
			this.#environment.commit(batch => {
				for (const [key, stored] of waiting) {
					batch.put(Buffer.from(key, 'latin1'), stored);
				}
			});
		});
	}

	/** Whether a quarter more would push out what is there, or nothing can be written any more. */
	isNearlyFull(): boolean {
		this.flush();
		const used =
			this.#tried(() => this.#environment.pageUse().usedBytes) ?? Number.POSITIVE_INFINITY;
		return used * 4 >= this.#bytesMax * 3;
	}

	/**
	 * Removes the values of owners that no longer exist, and those whose name is of another group.
	 *
	 * @param group - with what names must begin
	 */
	keepOnly(owners: Iterable<Buffer>, group: Buffer): void {
		const alive = new Set(Array.from(owners, owner => owner.toString('latin1')));
		this.#removeWhere(
			key =>
				!alive.has(ownerOf(key)) ||
				!key.subarray(ownerBytes, ownerBytes + group.length).equals(group),
		);
	}

	async close(): Promise<void> {
		this.flush();
		await this.#environment.close();
	}

	#makeRoom(): void {
		if (this.#environment.pageUse().usedBytes <= this.#bytesMax) {
			return;
		}

		const written = this.#environment
			.keys(everything)
			.map(key => ({ key, atMs: this.#writtenMs(key) }))
			.sort((a, b) => a.atMs - b.atMs);
		const oldest = new Set(
			written
				.slice(0, Math.ceil(written.length / 2))
				.map(({ key }) => Buffer.from(key).toString('latin1')),
		);
		this.#removeWhere(key => oldest.has(key.toString('latin1')));
	}

	#writtenMs(key: Uint8Array): number {
		const read = (bytes: Uint8Array): number =>
			bytes.length < headBytes ? 0 : viewOf(bytes).getFloat64(4, true);
		return this.#environment.read(Buffer.from(key), read) ?? 0;
	}

	#removeWhere(isUnwanted: (key: Buffer) => boolean): void {
		this.#tried(() => {
			const keys = this.#environment.keys(everything).map(key => Buffer.from(key));
			const unwanted = keys.filter(isUnwanted);
			if (unwanted.length > 0) {
				this.#environment.commit(batch => {
					unwanted.forEach(key => batch.remove(key));
				});
			}
		});
	}

	#tried<T>(run: () => T): T | undefined {
		if (this.#isBroken) {
			return undefined;
		}

		try {
			return run();
		} catch {
			// A full disk, a file that was removed, no right to write: nothing is kept from now on.
			this.#isBroken = true;
			return undefined;
		}
	}
}

/** Owners have one length, so the name begins where the owner ends. */
export const ownerBytes = 8;

function joined({ owner, name }: KeptKey): Buffer {
	return Buffer.concat([owner, name]);
}

function ownerOf(key: Buffer): string {
	return key.subarray(0, ownerBytes).toString('latin1');
}

/** Bytes on disk of what is kept beside a store; 0 when there is nothing. */
export function keptBytes(dir: string): number {
	return statSync(join(dir, keptDir, dataFileName), { throwIfNoEntry: false })?.size ?? 0;
}

export interface KeptOptions {
	/** Ms since the epoch. */
	readonly clock?: () => number;
	readonly bytesMax?: number;
}

/**
 * Opens what is kept beside a store, or undefined where nothing can be kept: in a directory that we
 * may not write.
 *
 * @param dir - of the store
 * @throws StoreError `not-a-file`: somebody put a link there, and that is not passed over in silence
 */
export function openKept(dir: string, options: KeptOptions = {}): KeptValues | undefined {
	const { clock = Date.now, bytesMax = keptBytesMax } = options;
	try {
		refuseLinkedDirectory(join(dir, keptDir));
		const isShared = (statSync(dir).mode & groupBits) === groupBits;
		const environment = openEnvironment({
			dir: join(dir, keptDir),
			directoryMode: isShared ? ownerAndGroup : ownerOnly,
			create: true,
		});
		return new KeptValues(environment, clock, bytesMax);
	} catch (error) {
		if (error instanceof StoreError && error.code === 'not-a-file') {
			throw error;
		}

		return undefined;
	}
}
