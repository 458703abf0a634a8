import type { CatalogueRow } from './catalogue.ts';
import { readCatalogue } from './catalogue.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import {
	catalogueKey,
	conflictsOfSegment,
	doomed,
	doomedKey,
	dropKey,
	drops,
	groupsOfSegment,
	headerKey,
	numberInKey,
} from './keys.ts';
import { decodeJson, encodeJson, readState, stateKey } from './state.ts';

/** Readers look at a dropped segment until their next refresh: its bytes stay for this long. */
const graceMs = 60_000;
/** Of what was dropped so many entries are listed, and so many swept at a time; `droppedRecordCount` counts all. */
const dropsListedMax = 1_000;

export interface RetentionPolicy {
	/** Segments go whose newest record is older. Undefined keeps them forever. */
	readonly ageMsMax?: number | undefined;
	/** Budget for used pages, not for the file, which never shrinks. Undefined is no budget. */
	readonly usedBytesMax?: number | undefined;
}

/** One segment that retention took away. */
export interface Drop {
	readonly segment: number;
	readonly reason: 'age' | 'budget';
	/** Ms since the epoch, all three. */
	readonly droppedMs: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly rowCount: number;
	readonly byteCount: number;
}

/**
 * Which segments to drop, oldest newest-record first. Pure.
 *
 * @param usedBytes - used pages without those of segments that are doomed already
 */
export function planDrops(
	rows: readonly CatalogueRow[],
	policy: RetentionPolicy,
	usedBytes: number,
	nowMs: number,
): Drop[] {
	const { ageMsMax = Infinity, usedBytesMax = Infinity } = policy;
	const dropsPlanned: Drop[] = [];
	let leftBytes = usedBytes;
	for (const row of [...rows].sort((a, b) => a.maxTimeMs - b.maxTimeMs)) {
		const isOld = row.maxTimeMs < nowMs - ageMsMax;
		if (!isOld && leftBytes <= usedBytesMax) {
			break;
		}

		leftBytes -= row.byteCount;
		const { segment, minTimeMs, maxTimeMs, rowCount, byteCount } = row;
		dropsPlanned.push({
			segment,
			reason: isOld ? 'age' : 'budget',
			droppedMs: nowMs,
			minTimeMs,
			maxTimeMs,
			rowCount,
			byteCount,
		});
	}

	return dropsPlanned;
}

/**
 * Bytes that will be free as soon as the doomed segments' grace ends. All of them count: what is
 * left out here would be taken from the segments that are to stay.
 */
export function doomedBytes(environment: LmdbEnvironment): number {
	let bytes = 0;
	for (const key of environment.keys(doomed)) {
		const drop = environment.read(doomedKey(numberInKey(key)), decodeJson) as Drop | undefined;
		bytes += drop?.byteCount ?? 0;
	}

	return bytes;
}

/** Takes segments out of the catalogue; their bytes go with `sweepDoomed`. */
export function dropSegments(batch: Batch, planned: readonly Drop[]): void {
	const state = readState(batch);
	let { nextDrop, recordCount, droppedRecordCount } = state;
	for (const drop of planned) {
		batch.remove(catalogueKey(drop.segment));
		batch.put(doomedKey(drop.segment), encodeJson(drop));
		batch.put(dropKey(nextDrop), encodeJson(drop));
		nextDrop += 1;
		batch.remove(dropKey(Math.max(0, nextDrop - 1 - dropsListedMax)));
		recordCount -= drop.rowCount;
		droppedRecordCount += drop.rowCount;
	}

	batch.put(
		stateKey,
		encodeJson({
			...state,
			version: state.version + 1,
			catalogueVersion: state.catalogueVersion + 1,
			nextDrop,
			recordCount,
			droppedRecordCount,
		}),
	);
}

/** Segments whose grace is over; the next sweep takes what is left. */
export function sweepable(environment: LmdbEnvironment, nowMs: number): number[] {
	return environment
		.page(doomed, dropsListedMax)
		.filter(({ value }) => {
			const { droppedMs } = decodeJson(value) as Drop;
			// A clock that was set back must not keep them forever.
			return Math.abs(nowMs - droppedMs) >= graceMs;
		})
		.map(({ key }) => numberInKey(key));
}

export function sweepSegment(batch: Batch, segment: number): void {
	batch.remove(headerKey(segment));
	batch.removeRange(groupsOfSegment(segment));
	batch.removeRange(conflictsOfSegment(segment));
	batch.remove(doomedKey(segment));
}

/** The newest drops, oldest first. */
export function readDrops(environment: LmdbEnvironment): Drop[] {
	return environment.page(drops, dropsListedMax).map(({ value }) => decodeJson(value) as Drop);
}

export function planRetention(
	environment: LmdbEnvironment,
	policy: RetentionPolicy,
	nowMs: number,
): Drop[] {
	const usedBytes = environment.pageUse().usedBytes - doomedBytes(environment);
	return planDrops(readCatalogue(environment), policy, usedBytes, nowMs);
}
