import { readCatalogue } from './catalogue.ts';
import type { CatalogueRow } from './catalogue.ts';
import { diskSpaceOf, spareBytes } from './disk-space.ts';
import type { LmdbEnvironment } from './environment.ts';
import { keptBytes } from './kept-values.ts';
import { aside } from './keys.ts';
import { readLease } from './lease.ts';
import type { LeaseRow } from './lease.ts';
import { doomedBytes, readDrops } from './retention.ts';
import type { Drop } from './retention.ts';
import { decodeJson } from './rows.ts';
import { readFormat, readState } from './state.ts';

const dayMs = 86_400_000;
/** The forecast uses this many whole days before today. */
const forecastDaysMax = 7;

export interface DayVolume {
	/** UTC, `YYYY-MM-DD`, by the times of the records. */
	readonly day: string;
	readonly rowCount: number;
	/** Its share of the bytes of the segments that have records of the day. */
	readonly byteCount: number;
}

export interface Forecast {
	readonly rowsPerDay: number;
	readonly bytesPerDay: number;
	/** Days until the budget or the disk is full; Infinity when nothing arrives. */
	readonly daysLeft: number;
}

export interface StoreInfo {
	readonly dir: string;
	readonly formatVersion: number;
	/** Ms since the epoch. */
	readonly createdMs: number;
	readonly recordCount: number;
	readonly duplicateCount: number;
	readonly conflictCount: number;
	readonly sealedSegmentCount: number;
	readonly openSegmentCount: number;
	readonly openRowCount: number;
	/** Bytes of pages in use, of free pages, and of both, which is the size of the file. */
	readonly usedBytes: number;
	readonly freeBytes: number;
	readonly fileBytes: number;
	/** Beside the data file: what was computed from sealed segments and may be deleted. */
	readonly keptBytes: number;
	/** Part of `usedBytes` that dropped segments use until their grace period ends. */
	readonly doomedBytes: number;
	readonly diskFreeBytes: number;
	/** Sealed records only. */
	readonly days: readonly DayVolume[];
	readonly forecast: Forecast;
	readonly drops: readonly Drop[];
	readonly droppedRecordCount: number;
	/** Records of damaged segments that could not be fetched again. */
	readonly asideRecordCount: number;
	readonly writer: LeaseRow | undefined;
}

export interface InfoOptions {
	readonly nowMs: number;
	/** The byte budget of retention, for the forecast. */
	readonly usedBytesMax?: number | undefined;
}

/** Information about a store's size, from one snapshot. */
export function storeInfo(
	environment: LmdbEnvironment,
	dir: string,
	options: InfoOptions,
): StoreInfo {
	return environment.atOneMoment(() => {
		const state = readState(environment);
		const format = readFormat(environment);
		const rows = readCatalogue(environment);
		const pages = environment.pageUse();
		const disk = diskSpaceOf(dir);
		const days = dayVolumes(rows);
		const sealedRowCount = rows.reduce((sum, row) => sum + row.rowCount, 0);
		const onDisk = disk.freeBytes - spareBytes(disk.totalBytes) + pages.freeBytes;
		const inBudget = (options.usedBytesMax ?? Infinity) - pages.usedBytes;
		return {
			dir,
			formatVersion: format.formatVersion,
			createdMs: format.createdMs,
			recordCount: state.recordCount,
			duplicateCount: state.duplicateCount,
			conflictCount: state.conflictCount,
			sealedSegmentCount: rows.length,
			openSegmentCount: state.openSegments.length,
			openRowCount: state.recordCount - sealedRowCount,
			usedBytes: pages.usedBytes,
			freeBytes: pages.freeBytes,
			fileBytes: pages.fileBytes,
			keptBytes: keptBytes(dir),
			doomedBytes: doomedBytes(environment),
			diskFreeBytes: disk.freeBytes,
			days,
			forecast: forecastOf(days, Math.min(onDisk, inBudget), options.nowMs),
			drops: readDrops(environment),
			droppedRecordCount: state.droppedRecordCount,
			asideRecordCount: asideRecordCount(environment),
			writer: readLease(environment),
		};
	});
}

function asideRecordCount(environment: LmdbEnvironment): number {
	return environment
		.page(aside, Infinity)
		.reduce((sum, { value }) => sum + (decodeJson(value) as CatalogueRow).rowCount, 0);
}

/** Volume by day, oldest first. A pure function. */
export function dayVolumes(rows: readonly CatalogueRow[]): DayVolume[] {
	const volumes = new Map<string, { rowCount: number; byteCount: number }>();
	for (const { days, rowCount, byteCount } of rows) {
		for (const [day, count] of Object.entries(days)) {
			const volume = volumes.get(day) ?? { rowCount: 0, byteCount: 0 };
			volume.rowCount += count;
			volume.byteCount += (byteCount * count) / rowCount;
			volumes.set(day, volume);
		}
	}

	return [...volumes]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([day, { rowCount, byteCount }]) => ({ day, rowCount, byteCount: Math.round(byteCount) }));
}

/**
 * The mean of the whole days before today, because today is not over. A pure function.
 *
 * @param roomBytes - bytes that may still be written
 */
export function forecastOf(days: readonly DayVolume[], roomBytes: number, nowMs: number): Forecast {
	const today = dayName(nowMs);
	const first = dayName(nowMs - forecastDaysMax * dayMs);
	const recent = days.filter(({ day }) => day >= first && day < today);
	// For a store younger than the period, only its own days count.
	const oldest = recent[0]?.day ?? today;
	const dayCount = Math.max(1, Math.round((Date.parse(today) - Date.parse(oldest)) / dayMs));
	const rowsPerDay = sumOf(recent, 'rowCount') / dayCount;
	const bytesPerDay = sumOf(recent, 'byteCount') / dayCount;
	const daysLeft = bytesPerDay === 0 ? Infinity : Math.max(0, roomBytes) / bytesPerDay;
	return { rowsPerDay, bytesPerDay, daysLeft };
}

function sumOf(days: readonly DayVolume[], field: 'rowCount' | 'byteCount'): number {
	return days.reduce((sum, day) => sum + day[field], 0);
}

function dayName(timeMs: number): string {
	return new Date(timeMs).toISOString().slice(0, 10);
}
