import { statfsSync } from 'node:fs';
import { StoreError } from '../errors.ts';

export interface DiskSpace {
	readonly freeBytes: number;
	readonly totalBytes: number;
}

const spareBytesMax = 500_000_000;
const spareShare = 0.05;

export function diskSpaceOf(dir: string): DiskSpace {
	const { bavail, blocks, bsize } = statfsSync(dir);
	return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Bytes that a commit must leave free: a twentieth of the disk, at most 500 MB. */
export function spareBytes(totalBytes: number): number {
	return Math.min(spareBytesMax, totalBytes * spareShare);
}

/** @throws StoreError `disk-full`; writing may be tried again at any time */
export function checkDiskSpace(space: DiskSpace, dir: string): void {
	const spare = spareBytes(space.totalBytes);
	if (space.freeBytes < spare) {
		throw new StoreError(
			'disk-full',
			`the disk of ${dir} has ${megabytes(space.freeBytes)} left, the store keeps ${megabytes(spare)} free`,
		);
	}
}

function megabytes(bytes: number): string {
	return `${Math.round(bytes / 1e6)} MB`;
}
