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
import { decodeJson, encodeJson } from './rows.ts';
import { readState, stateKey } from './state.ts';

/**
 * Ms for which the bytes of a dropped segment are kept, because readers use the segment until their
 * next refresh.
 */
const graceMs = 60_000;
/** Of what was dropped so many entries are listed, and so many swept at a time; `droppedRecordCount` counts all. */
const dropsListedMax = 1_000;

export interface RetentionPolicy {
	/**
	 * Segments whose newest record is older than this many ms are dropped. Undefined keeps them
	 * forever.
	 */
	readonly ageMsMax?: number | undefined;
	/**
	 * Budget in bytes for used pages, not for the file, which never shrinks. Undefined: no budget.
	 */
	readonly usedBytesMax?: number | undefined;
}

/** One segment that retention dropped. */
export interface Drop {
	readonly segment: number;
	/** `damaged`: its records were fetched again, into other segments. */
	readonly reason: 'age' | 'budget' | 'damaged';
	/** Ms since the epoch, all three. */
	readonly droppedMs: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly rowCount: number;
	readonly byteCount: number;
}

/**
 * The segments to drop, ordered by their newest record, oldest first. A pure function.
 *
 * @param usedBytes - bytes of used pages, without those of segments dropped earlier
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
		const drop = environment.read(doomedKey(numberInKey(key)), bytes => decodeJson(bytes)) as
			Drop | undefined;
		bytes += drop?.byteCount ?? 0;
	}

	return bytes;
}

/** Removes segments from the catalogue; `sweepDoomed` frees their bytes later. */
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
			// If the clock was set back, they must not be kept forever.
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
export function readDrops(environment: Pick<LmdbEnvironment, 'page'>): Drop[] {
	return environment.page(drops, dropsListedMax).map(({ value }) => decodeJson(value) as Drop);
}

/** Drops what a policy asks for. @returns what was dropped */
export function retainNow(
	environment: LmdbEnvironment,
	holdLease: (batch: Batch) => void,
	policy: RetentionPolicy,
	nowMs: number,
): readonly Drop[] {
	const planned = planRetention(environment, policy, nowMs);
	if (planned.length > 0) {
		environment.commit(batch => {
			holdLease(batch);
			dropSegments(batch, planned);
		});
	}

	return planned;
}

/** Frees the pages of dropped segments; one transaction each, so that no other write waits long. */
export function sweepNow(
	environment: LmdbEnvironment,
	holdLease: (batch: Batch) => void,
	nowMs: number,
): void {
	for (const segment of sweepable(environment, nowMs)) {
		environment.commit(batch => {
			holdLease(batch);
			sweepSegment(batch, segment);
		});
	}
}

function planRetention(
	environment: LmdbEnvironment,
	policy: RetentionPolicy,
	nowMs: number,
): Drop[] {
	const usedBytes = environment.pageUse().usedBytes - doomedBytes(environment);
	return planDrops(readCatalogue(environment), policy, usedBytes, nowMs);
}
