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
import { sayIn } from './check.ts';
import type { Check, Say } from './check.ts';
import { storeAdvice } from '../../app/store-advice.ts';
import { messageOf } from '../../text/error-message.ts';

const permissionBits = 0o777;
const otherBits = 0o007;
const groupBits = 0o070;
/** A writer tells of itself more often than this. */
const heartbeatMsMax = 20_000;

/** Looks at the place of a store, and into it when there is one. */
export async function checkStore(
	dir: string | undefined,
	budgetBytes: number | undefined,
	nowMs: number,
	said: (check: Check) => void,
): Promise<void> {
	const say = sayIn('store', said);
	if (dir === undefined) {
		say('store', 'good', 'none is kept: a temporary one is made and removed');
		return;
	}

	const mode = await modeOf(dir);
	const place = mode === undefined ? await nearestFolder(dir) : dir;
	if (!(await isWritable(place))) {
		say('folder', 'bad', `${place} may not be written`, {
			next: 'choose another place with --store PATH or `store:` in the configuration',
		});
		return;
	}

	checkPlace(place, say);
	if (mode === undefined) {
		say('store', 'good', `${dir} will be made by the first fetch`);
		return;
	}

	checkMode(dir, mode, say);
	await checkInside(dir, budgetBytes, nowMs, say);
}

function checkPlace(place: string, say: Say): void {
	try {
		refuseNetworkFilesystem(place);
		say('disk', 'good', 'on a local file system');
	} catch (error) {
		sayError('disk', error, say);
	}

	const { freeBytes, totalBytes } = diskSpaceOf(place);
	const spare = spareBytes(totalBytes);
	const isFull = freeBytes < spare;
	say('space', isFull ? 'bad' : 'good', `${formatBytes(freeBytes)} free`, {
		...(isFull
			? { next: `free some: nothing is written with less than ${formatBytes(spare)} left` }
			: {}),
	});
}

function checkMode(dir: string, mode: number, say: Say): void {
	const bits = (mode & permissionBits).toString(8).padStart(4, '0');
	const next = `chmod 700 ${dir}; records hold session tokens`;
	if ((mode & otherBits) !== 0) {
		say('permissions', 'bad', `${bits}: everyone on this machine may look in`, { next });
	} else if ((mode & groupBits) !== 0) {
		say('permissions', 'odd', `${bits}: its group may look in`, { next });
	} else {
		say('permissions', 'good', `${bits}: only its owner may look in`);
	}
}

async function checkInside(
	dir: string,
	budgetBytes: number | undefined,
	nowMs: number,
	say: Say,
): Promise<void> {
	try {
		const info = await inspectStore(dir, { nowMs, usedBytesMax: budgetBytes });
		say('format', 'good', `version ${info.formatVersion}`);
		say('records', 'good', `${formatNumber(info.recordCount)} in ${formatBytes(info.usedBytes)}`);
		if (info.writer === undefined) {
			say('writer', 'good', 'nobody is writing');
			return;
		}

		const silentMs = nowMs - info.writer.heartbeatMs;
		const who = `process ${info.writer.pid} on ${info.writer.host}`;
		if (Math.abs(silentMs) <= heartbeatMsMax) {
			say('writer', 'good', `${who} is writing`);
		} else {
			say('writer', 'odd', `${who} was last seen ${formatDuration(Math.abs(silentMs))} ago`, {
				next: 'nothing: the next console or `trailtop ingest` takes over by itself',
			});
		}
	} catch (error) {
		if (error instanceof StoreError && error.code === 'not-a-store') {
			say('store', 'good', `${dir} will be filled by the first fetch`);
		} else {
			sayError('store', error, say);
		}
	}
}

function sayError(name: string, error: unknown, say: Say): void {
	if (error instanceof StoreError) {
		say(name, 'bad', error.message, { next: storeAdvice(error) });
	} else {
		say(name, 'bad', messageOf(error));
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
