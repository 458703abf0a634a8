import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import { messageOf, StoreError } from '../errors.ts';
import { commitError } from './commit-error.ts';
import { checkDataFile, mapBytes } from './data-file.ts';
import type { KeyRange } from './keys.ts';
import { refuseNetworkFilesystem } from './network-filesystem.ts';
import { refuseForeign } from './own-file.ts';

const readersMax = 254;
/**
 * Longer values are split into chunks of this many bytes, because LMDB needs a contiguous run of
 * free pages for each value. A little more than a column group, so that groups are not split.
 */
export const chunkBytesMax = 1_310_720;

export const dataFileName = 'data.mdb';

/** Write access inside one transaction. */
export interface Batch {
	put(key: Buffer, value: Uint8Array): void;
	remove(key: Buffer): void;
	removeRange(range: KeyRange): void;
	/** Sees earlier writes of the transaction. The bytes are borrowed, as in `Reads.read`. */
	read<T>(key: Buffer, take: (bytes: Uint8Array) => T): T | undefined;
}

/** Page use in bytes. LMDB files never shrink; `usedBytes` is what the data needs. */
interface PageUse {
	readonly pageBytes: number;
	readonly usedBytes: number;
	readonly freeBytes: number;
	readonly fileBytes: number;
}

/**
 * One LMDB environment, opened by one thread. Borrowed bytes are valid inside the callback only.
 */
export interface LmdbEnvironment {
	/** Reads the newest commit. Undefined when the key does not exist. */
	read<T>(key: Buffer, take: (bytes: Uint8Array) => T): T | undefined;
	/** An owned copy. */
	copy(key: Buffer): Uint8Array | undefined;
	/** Owned copies of keys and values in key order, at most `countMax`. */
	page(
		range: KeyRange,
		countMax: number,
	): { readonly key: Uint8Array; readonly value: Uint8Array }[];
	keys(range: KeyRange): Uint8Array[];
	/**
	 * All reads inside see the same commit. Keep it short, because pages that it can see are not
	 * reused.
	 */
	atOneMoment<T>(run: () => T): T;
	/**
	 * Runs `write` in one transaction and returns when the transaction is on disk.
	 *
	 * @throws StoreError `commit-failed` or `disk-full`; then nothing was written
	 */
	commit<T>(write: (batch: Batch) => T): T;
	isEmpty(): boolean;
	pageUse(): PageUse;
	/**
	 * Number of other openings of the same files, in any process, that have read since they were
	 * opened.
	 */
	otherReaderCount(): number;
	/** True when the open file was replaced by another one, as a compaction does. */
	isReplaced(): boolean;
	/** Copies the whole store, compacted, to one file. */
	copyCompacted(file: string): Promise<void>;
	close(): Promise<void>;
}

export interface EnvironmentOptions {
	readonly dir: string;
	/** Creates the directory and the files when they do not exist. */
	readonly create: boolean;
	/** Mode for a created directory; files get it without the execute bits. */
	readonly directoryMode: number;
	/** Called last inside every transaction. When it throws, the commit fails. For tests. */
	readonly beforeCommit?: (() => void) | undefined;
}

/**
 * Opens the LMDB files in a directory.
 *
 * @throws StoreError `not-a-store`, `not-a-file`, `network-filesystem`, `read-only`
 */
export function openEnvironment(options: EnvironmentOptions): LmdbEnvironment {
	const { dir, directoryMode, create } = options;
	const file = join(dir, dataFileName);
	if (create) {
		prepareDirectory(dir, directoryMode);
	}

	refuseForeign(file);
	refuseForeign(`${file}-lock`);
	if (!create && !existsSync(file)) {
		throw new StoreError('not-a-store', `${dir} holds no ${dataFileName}`);
	}

	refuseNetworkFilesystem(dir);
	const fileMode = (create ? directoryMode : statSync(file).mode) & 0o666;
	const database = openDatabase(file, fileMode);
	if (create) {
		setMode(file, fileMode);
	}

	// Whoever may open the file also needs its lock file, which any process may have created.
	setMode(`${file}-lock`, fileMode);
	return new OpenedEnvironment(database, file, options.beforeCommit);
}

/** An existing directory keeps its mode, because it may contain other files. */
function prepareDirectory(dir: string, mode: number): void {
	try {
		if (!existsSync(dir)) {
			mkdirSync(dir, { recursive: true, mode });
			setMode(dir, mode);
		}

		accessSync(dir, constants.W_OK);
	} catch (cause) {
		throw new StoreError('read-only', `the store directory ${dir} cannot be written`, { cause });
	}
}

/** The umask may have removed bits, and an older file may have too many. */
function setMode(path: string, mode: number): void {
	try {
		if ((statSync(path).mode & 0o777) !== mode) {
			chmodSync(path, mode);
		}
	} catch {
		// Only the owner may change the mode; a member of the group writes with the present mode.
	}
}

function openDatabase(file: string, fileMode: number): RootDatabase<Buffer, Buffer> {
	// lmdb-js shares a read-only environment with every later opening in this process, and the
	// writer's transactions would then fail. So readers also open for writing when file and lock
	// allow it; where the lock does not, an opening for writing ends the process by a signal.
	const readOnly = existsSync(file) && !(isWritable(file) && isLockWritable(file));
	const mapSize = mapBytes();
	const options = {
		path: file,
		encoding: 'binary',
		keyEncoding: 'binary',
		// If true, commits would return before they are on disk.
		overlappingSync: false,
		permissionsMode: fileMode,
		maxReaders: readersMax,
		readOnly,
		...(mapSize === undefined ? {} : { mapSize }),
	} as const;
	checkDataFile(file);
	try {
		return open<Buffer, Buffer>(options);
	} catch (cause) {
		throw new StoreError(
			'not-a-store',
			`${file} is no LMDB file that can be opened (${messageOf(cause)})`,
			{ cause },
		);
	}
}

/** Whether LMDB can write the lock of a data file, or make it. */
function isLockWritable(file: string): boolean {
	const lock = `${file}-lock`;
	return isWritable(existsSync(lock) ? lock : dirname(file));
}

function isWritable(file: string): boolean {
	try {
		accessSync(file, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** Members of lmdb-js' statistics that its typings lack. */
interface LmdbStats {
	readonly pageSize: number;
	readonly lastPageNumber: number;
	readonly root: TreeStats;
	readonly free: TreeStats;
}

interface TreeStats {
	readonly treeBranchPageCount: number;
	readonly treeLeafPageCount: number;
	readonly overflowPages: number;
}

class OpenedEnvironment implements LmdbEnvironment {
	readonly #database: RootDatabase<Buffer, Buffer>;
	readonly #beforeCommit: (() => void) | undefined;
	readonly #file: string;
	readonly #inode: number;
	#isOpen = true;
	#pinned = false;

	constructor(
		database: RootDatabase<Buffer, Buffer>,
		file: string,
		beforeCommit: (() => void) | undefined,
	) {
		this.#database = database;
		this.#beforeCommit = beforeCommit;
		this.#file = file;
		this.#inode = inodeOf(file);
	}

	read<T>(key: Buffer, take: (bytes: Uint8Array) => T): T | undefined {
		this.#freshen();
		return lend(this.#database, key, take);
	}

	copy(key: Buffer): Uint8Array | undefined {
		return this.read(key, bytes => bytes.slice());
	}

	page(range: KeyRange, countMax: number): { key: Uint8Array; value: Uint8Array }[] {
		this.#freshen();
		const rows: { key: Uint8Array; value: Uint8Array }[] = [];
		return reading(() => {
			for (const { key, value } of this.#database.getRange({ ...range, limit: countMax })) {
				rows.push({ key: copyOf(key), value: copyOf(value) });
			}

			return rows;
		});
	}

	keys(range: KeyRange): Uint8Array[] {
		this.#freshen();
		return keysOf(this.#database, range);
	}

	atOneMoment<T>(run: () => T): T {
		this.#freshen();
		this.#pinned = true;
		try {
			return run();
		} finally {
			this.#pinned = false;
			// Ends the read transaction, because pages that it sees could not be reused until the
			// next read.
			this.#database.resetReadTxn();
		}
	}

	commit<T>(write: (batch: Batch) => T): T {
		this.#refuseWhenClosed();
		const database = this.#database;
		const batch: Batch = {
			put: (key, value) => {
				void database.put(key, asBuffer(value));
			},
			remove: key => {
				void database.remove(key);
			},
			removeRange: range => {
				for (const key of keysOf(database, range)) {
					void database.remove(asBuffer(key));
				}
			},
			read: (key, take) => lend(database, key, take),
		};
		try {
			// Synchronous on purpose: it returns after fdatasync and throws errors. An asynchronous
			// commit would also end the process with a rejection that nothing can catch.
			return database.transactionSync(() => {
				const result = write(batch);
				this.#beforeCommit?.();
				return result;
			});
		} catch (cause) {
			throw commitError(cause);
		}
	}

	isEmpty(): boolean {
		this.#freshen();
		return this.#database.getKeysCount({ limit: 1 }) === 0;
	}

	pageUse(): PageUse {
		this.#freshen();
		const stats = this.#database.getStats() as LmdbStats;
		const pageBytes = stats.pageSize;
		const metaPages = 2;
		const used = metaPages + pagesOf(stats.root) + pagesOf(stats.free);
		const total = stats.lastPageNumber + 1;
		return {
			pageBytes,
			usedBytes: used * pageBytes,
			freeBytes: Math.max(0, total - used) * pageBytes,
			fileBytes: total * pageBytes,
		};
	}

	otherReaderCount(): number {
		this.#freshen();
		this.#database.readerCheck();
		// A table with one line per reader; a line begins with the process id.
		const readers = this.#database.readerList().match(/^\s*\d+\s/gm) ?? [];
		const ours = 1;
		return Math.max(0, readers.length - ours);
	}

	isReplaced(): boolean {
		return inodeOf(this.#file) !== this.#inode;
	}

	async copyCompacted(file: string): Promise<void> {
		this.#refuseWhenClosed();
		await this.#database.backup(file, true);
	}

	async close(): Promise<void> {
		if (this.#isOpen) {
			this.#isOpen = false;
			await this.#database.close();
		}
	}

	#freshen(): void {
		this.#refuseWhenClosed();
		if (!this.#pinned) {
			this.#database.resetReadTxn();
		}
	}

	#refuseWhenClosed(): void {
		if (!this.#isOpen) {
			throw new StoreError('closed', 'the store was closed');
		}
	}
}

/**
 * `getBinaryFast` copies into a scratch buffer that the next read overwrites. It sets the buffer's
 * `length` but not its `byteLength`, so the buffer is cut to its size here.
 */
function lend<T>(
	database: RootDatabase<Buffer, Buffer>,
	key: Buffer,
	take: (bytes: Uint8Array) => T,
): T | undefined {
	const scratch = reading(() => database.getBinaryFast(key));
	if (scratch === undefined) {
		return undefined;
	}

	return take(new Uint8Array(scratch.buffer, scratch.byteOffset, scratch.length));
}

function keysOf(database: RootDatabase<Buffer, Buffer>, range: KeyRange): Uint8Array[] {
	return reading(() => Array.from(database.getKeys({ ...range }), key => copyOf(key)));
}

/** LMDB finds only some of what may be wrong with a page, and has words of its own for it. */
function reading<T>(read: () => T): T {
	try {
		return read();
	} catch (cause) {
		throw new StoreError('file-damaged', `the store's file cannot be read (${messageOf(cause)})`, {
			cause,
		});
	}
}

function copyOf(bytes: Uint8Array): Uint8Array {
	return Uint8Array.prototype.slice.call(bytes, 0, bytes.length);
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** 0 when the file does not exist. */
function inodeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.ino ?? 0;
}

function pagesOf(tree: TreeStats): number {
	return tree.treeBranchPageCount + tree.treeLeafPageCount + tree.overflowPages;
}
