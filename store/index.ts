/** The public interface of the store. */
export { AnyCaseNeedle } from './column/any-case-needle.ts';
export { listElements } from './kernel/kernel-elements.ts';
export { KernelNeedle } from './kernel/kernel-needle.ts';
export type { Cell, Codes, Column } from './column/column.ts';
export { BoundedCache } from './bounded-cache.ts';
export { MemoryBudget } from './memory-budget.ts';
export { StoreError } from './errors.ts';
export type { StoreErrorCode } from './errors.ts';
export { compactStore } from './lmdb/compact.ts';
export type { Compaction } from './lmdb/compact.ts';
export { diskSpaceOf, spareBytes } from './lmdb/disk-space.ts';
export type { DiskSpace } from './lmdb/disk-space.ts';
export { refuseNetworkFilesystem } from './lmdb/network-filesystem.ts';
export type { DayVolume, Forecast, InfoOptions, StoreInfo } from './lmdb/info.ts';
export { openKept, ownerBytes } from './lmdb/kept-values.ts';
export type { KeptKey, KeptValues } from './lmdb/kept-values.ts';
export type { LeaseRow } from './lmdb/lease.ts';
export { MergedReader } from './lmdb/merged-reader.ts';
export { inspectStore, openReader, openWriter } from './lmdb/open-store.ts';
export type { ReaderOptions, WriterOptions } from './lmdb/open-store.ts';
export { checkStore } from './lmdb/check.ts';
export type { StoreCheck, StoreFault } from './lmdb/check.ts';
export { repairStore } from './lmdb/repair.ts';
export type { FoundRecords, LedgerRepair, Repaired } from './lmdb/repair.ts';
export { rebuildStore } from './lmdb/rebuild.ts';
export type { Drop, RetentionPolicy } from './lmdb/retention.ts';
export type { StoreKeeper } from './lmdb/writer.ts';
export { SegmentBuilder } from './segment/segment-builder.ts';
export type { SegmentView, Shape } from './segment/view.ts';
export type {
	DeliveredObject,
	LedgerRow,
	ObjectOutcome,
	RecordSchema,
	StoreCounts,
	StoreReader,
	StoreSnapshot,
	StoreWriter,
} from './store.ts';
export { afterAll } from './store.ts';
export { copyBytes, equalBytes, hashBytes } from './shred/bytes.ts';
export type { ByteSource } from './shred/bytes.ts';
export { joinPath, parsePath, pathOf } from './shred/path.ts';
export type { PathStep } from './shred/path.ts';
