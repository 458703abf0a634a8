import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
	diskSpaceOf,
	inspectStore,
	refuseNetworkFilesystem,
	spareBytes,
	StoreError,
} from '../../../store/index.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatBytes, formatNumber } from '../../text/number.ts';
import { reporterFor } from './check.ts';
import type { Check, Report } from './check.ts';
import { messageOf } from '../../text/error-message.ts';
import { storeAdvice } from '../../app/store-advice.ts';

const permissionBits = 0o777;
const otherBits = 0o007;
const groupBits = 0o070;
/** A writer renews its heartbeat more often than this, in ms. */
const heartbeatMsMax = 20_000;

/** Checks the folder of a store, and the store when it exists. */
export async function checkStore(
	dir: string | undefined,
	budgetBytes: number | undefined,
	nowMs: number,
	onCheck: (check: Check) => void,
): Promise<void> {
	const report = reporterFor('store', onCheck);
	if (dir === undefined) {
		report('store', 'good', 'none is kept: a temporary one is made and removed');
		return;
	}

	const mode = await modeOf(dir);
	const folder = mode === undefined ? await nearestFolder(dir) : dir;
	if (!(await isWritable(folder))) {
		report('folder', 'bad', `${folder} may not be written`, {
			next: 'choose another folder with --store PATH or `store:` in the configuration',
		});
		return;
	}

	checkFolder(folder, report);
	if (mode === undefined) {
		report('store', 'good', `${dir} will be made by the first fetch`);
		return;
	}

	checkMode(dir, mode, report);
	await checkInside(dir, budgetBytes, nowMs, report);
}

function checkFolder(folder: string, report: Report): void {
	try {
		refuseNetworkFilesystem(folder);
		report('disk', 'good', 'on a local file system');
	} catch (error) {
		sayError('disk', error, report);
	}

	const { freeBytes, totalBytes } = diskSpaceOf(folder);
	const spare = spareBytes(totalBytes);
	const isFull = freeBytes < spare;
	report('space', isFull ? 'bad' : 'good', `${formatBytes(freeBytes)} free`, {
		next: isFull
			? `free some: nothing is written with less than ${formatBytes(spare)} left`
			: undefined,
	});
}

function checkMode(dir: string, mode: number, report: Report): void {
	const bits = (mode & permissionBits).toString(8).padStart(4, '0');
	const next = `chmod 700 ${dir}; records hold session tokens`;
	if ((mode & otherBits) !== 0) {
		report('permissions', 'bad', `${bits}: everyone on this machine may look in`, { next });
	} else if ((mode & groupBits) !== 0) {
		report('permissions', 'odd', `${bits}: its group may look in`, { next });
	} else {
		report('permissions', 'good', `${bits}: only its owner may look in`);
	}
}

async function checkInside(
	dir: string,
	budgetBytes: number | undefined,
	nowMs: number,
	report: Report,
): Promise<void> {
	try {
		const info = await inspectStore(dir, { nowMs, usedBytesMax: budgetBytes });
		report('format', 'good', `version ${info.formatVersion}`);
		report(
			'records',
			'good',
			`${formatNumber(info.recordCount)} in ${formatBytes(info.usedBytes)}`,
		);
		if (info.writer === undefined) {
			report('writer', 'good', 'nobody is writing');
			return;
		}

		const silentMs = nowMs - info.writer.heartbeatMs;
		const who = `process ${info.writer.pid} on ${info.writer.host}`;
		if (Math.abs(silentMs) <= heartbeatMsMax) {
			report('writer', 'good', `${who} is writing`);
		} else {
			report('writer', 'odd', `${who} was last seen ${formatDuration(Math.abs(silentMs))} ago`, {
				next: 'nothing: the next console or `trailtop ingest` takes over by itself',
			});
		}
	} catch (error) {
		if (error instanceof StoreError && error.code === 'not-a-store') {
			report('store', 'good', `${dir} will be filled by the first fetch`);
		} else {
			sayError('store', error, report);
		}
	}
}

function sayError(name: string, error: unknown, report: Report): void {
	if (error instanceof StoreError) {
		report(name, 'bad', error.message, { next: storeAdvice(error) });
	} else {
		report(name, 'bad', messageOf(error));
	}
}

async function modeOf(dir: string): Promise<number | undefined> {
	return stat(dir).then(
		stats => stats.mode,
		() => undefined,
	);
}

async function nearestFolder(dir: string): Promise<string> {
	const above = dirname(dir);
	return above === dir || (await modeOf(above)) !== undefined ? above : nearestFolder(above);
}

async function isWritable(dir: string): Promise<boolean> {
	return access(dir, constants.W_OK | constants.X_OK).then(
		() => true,
		() => false,
	);
}
