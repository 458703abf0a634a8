import { StoreError } from '../errors.ts';
import type { RecordSchema, StoreReader } from '../store.ts';
import { BoundedCache } from '../bounded-cache.ts';
import { MemoryBudget } from '../memory-budget.ts';
import { checkDiskSpace, diskSpaceOf } from './disk-space.ts';
import type { DiskSpace } from './disk-space.ts';
import { openEnvironment } from './environment.ts';
import type { LmdbEnvironment } from './environment.ts';
import { storeInfo } from './info.ts';
import type { InfoOptions, StoreInfo } from './info.ts';
import { heartbeatEveryMs } from './lease.ts';
import { LmdbReader } from './reader.ts';
import { removeOldCopy } from './compact.ts';
import { checkFormat, refuseUnfinished } from './state.ts';
import { LmdbWriter } from './writer.ts';
import type { StoreKeeper } from './writer.ts';
import { beginWriting } from './writing.ts';
import type { Repeat, Writing } from './writing.ts';

const segmentRowsMax = 65_536;
const segmentBytesMax = 256 * 2 ** 20;
const openPartitionsMax = 8;
const openBytesMax = 160 * 2 ** 20;
const writerCacheBytesMax = 64 * 2 ** 20;
/** For a reader that shares no budget. */
const readerCacheBytesMax = 192 * 2 ** 20;
/** Inflating and unpacking a column, in ms for one MiB. */
const columnWorth = 10;
const ownerOnly = 0o700;
const ownerAndGroup = 0o770;

interface CommonOptions {
	readonly dir: string;
	readonly schema: RecordSchema;
	/** Where decoded columns of sealed segments have their room; absent: a budget of its own. */
	readonly memory?: MemoryBudget | undefined;
}

export interface WriterOptions extends CommonOptions {
	/** The directory's group may access the store too; without it only the owner. */
	readonly groupAccess?: boolean;
	/** At most 65,536. */
	readonly segmentRowsMax?: number;
	readonly segmentBytesMax?: number;
	readonly openPartitionsMax?: number;
	/** Ms since the epoch. */
	readonly clock?: () => number;
	readonly diskSpace?: () => DiskSpace;
	/** Ms between renewals of the lease; with 0, only commits renew it. */
	readonly heartbeatEveryMs?: number;
	/** Default: a timer of the machine. */
	readonly repeat?: Repeat;
	/**
	 * What is made here, for people: until `finish` was called, nobody opens the store, also after a
	 * crash.
	 */
	readonly unfinished?: string;
	/**
	 * Called once, soon after another writer has taken over: this process was suspended, or too busy.
	 * Nothing can be written any more.
	 */
	readonly leaseLost?: ((error: StoreError) => void) | undefined;
	/** Called last inside every transaction. When it throws, the commit fails. For tests. */
	readonly beforeCommit?: () => void;
}

export type ReaderOptions = CommonOptions;

/**
 * Opens the one writer of a store, and creates the store when it does not exist. The records that
 * an earlier writer had not sealed are shredded again.
 *
 * @throws StoreError `lease-held`, `format-newer`, `format-unknown`, `network-filesystem`,
 *   `read-only`, `journal-damaged`, `disk-full`, `commit-failed`, `store-unfinished`
 */
export async function openWriter(options: WriterOptions): Promise<StoreKeeper> {
	const { dir, schema, clock = Date.now } = options;
	const environment = openEnvironment({
		dir,
		directoryMode: options.groupAccess === true ? ownerAndGroup : ownerOnly,
		create: true,
		beforeCommit: options.beforeCommit,
	});
	let writing: Writing | undefined;
	try {
		writing = beginWriting(environment, clock, {
			heartbeatMs: options.heartbeatEveryMs ?? heartbeatEveryMs,
			repeat: options.repeat,
			unfinished: options.unfinished,
			lost: options.leaseLost,
		});
		const { hold, end } = writing;
		removeOldCopy(dir);
		return new LmdbWriter({
			dir,
			environment,
			schema,
			cache: columnCache(options.memory, writerCacheBytesMax),
			limits: {
				segmentRowsMax: Math.min(segmentRowsMax, options.segmentRowsMax ?? segmentRowsMax),
				segmentBytesMax: options.segmentBytesMax ?? segmentBytesMax,
				openPartitionsMax: options.openPartitionsMax ?? openPartitionsMax,
				openBytesMax,
			},
			holdLease: hold,
			checkSpace: () => checkDiskSpace(options.diskSpace?.() ?? diskSpaceOf(dir), dir),
			onClose: end,
		});
	} catch (error) {
		await (writing?.end() ?? environment.close());
		throw error;
	}
}

/**
 * Opens a store for reading, with or without a writer at the same time.
 *
 * @throws StoreError `not-a-store` when it does not exist; `format-newer`, `format-unknown`,
 *   `store-unfinished`
 */
export async function openReader(options: ReaderOptions): Promise<StoreReader> {
	const { dir, schema } = options;
	const environment = await openForReading(dir);
	const cache = columnCache(options.memory, readerCacheBytesMax);
	return new LmdbReader({ environment, schema, cache });
}

/**
 * Reads a store's size, volume and history without opening its records.
 *
 * @throws StoreError as `openReader`
 */
export async function inspectStore(dir: string, options: InfoOptions): Promise<StoreInfo> {
	const environment = await openForReading(dir);
	try {
		return storeInfo(environment, dir, options);
	} finally {
		await environment.close();
	}
}

export async function openForReading(dir: string): Promise<LmdbEnvironment> {
	const environment = openEnvironment({ dir, directoryMode: ownerOnly, create: false });
	try {
		if (checkFormat(environment)) {
			refuseUnfinished(environment);
			return environment;
		}

		throw new StoreError('not-a-store', `${dir} holds a data file with nothing in it`);
	} catch (error) {
		await environment.close();
		throw error;
	}
}

function columnCache(memory: MemoryBudget | undefined, ownBytesMax: number): BoundedCache<unknown> {
	return new BoundedCache(memory ?? new MemoryBudget(ownBytesMax), columnWorth);
}
