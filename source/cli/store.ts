import { join } from 'node:path';
import { compactStore, inspectStore, openReader, rebuildStore } from '../../store/index.ts';
import type { StoreInfo } from '../../store/index.ts';
import { formatDuration } from '../text/duration.ts';
import { formatBytes, formatNumber, formatPlural } from '../text/number.ts';
import { recordSchema } from '../trail/schema.ts';
import { UsageError } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import type { Environment } from '../app/environment.ts';
import { isOfSegments } from '../findings/live/rows.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { leftWords } from '../app/keep-scrubbed.ts';
import { prepare } from '../app/prepare.ts';
import { scrubProgress } from '../app/scrub.ts';
import type { ScrubProgress } from '../app/scrub.ts';
import { scrubWords } from '../app/scrub-words.ts';
import { checkCommand, folderOfNew, repairCommand } from './store-check.ts';
import { scrubCommand } from './store-scrub.ts';
import { warmCommand } from './store-warm.ts';

const daysShownMax = 14;

/** Reports the contents and the size of a store; checks, scrubs, compacts, repairs and rebuilds it. */
export const storeCommand: Command = {
	help: helpOf('store'),
	async run(args, ports) {
		const prepared = await prepare(args, ports);
		const { environment } = prepared;
		const dir = environment.storeDir;
		if (dir === undefined) {
			throw new UsageError(
				'store needs a store: --store PATH, or an environment of the configuration',
			);
		}

		const [verb = 'info'] = args.input;
		switch (verb) {
			case 'info': {
				const info = await inspectStore(dir, {
					nowMs: ports.nowMs(),
					usedBytesMax: environment.diskBudgetBytes,
				});
				const scrub = await scrubOf(dir);
				await ports.out(
					args.strings['format'] === 'json'
						? `${JSON.stringify({ ...info, scrub }, null, 2)}\n`
						: printInfo(info, scrub),
				);
				return exitCode.rows;
			}

			case 'compact': {
				const { bytesBefore, bytesAfter } = await compactStore(dir, ports.nowMs);
				await ports.out(`${formatBytes(bytesBefore)} before, ${formatBytes(bytesAfter)} after\n`);
				return exitCode.rows;
			}

			case 'warm':
				return warmCommand(prepared, dir, args, ports);
			case 'check':
				return checkCommand(dir, args, ports);
			case 'scrub':
				return scrubCommand(environment, dir, ports);
			case 'repair':
				return repairCommand(environment, dir, args.input[1], ports);
			case 'rebuild':
				return rebuild(environment, dir, args.input[1], ports);
			default:
				throw new UsageError(
					`store knows info, warm, check, scrub, compact, repair and rebuild; found "${verb}"`,
				);
		}
	},
};

/**
 * Copies the records of a store into a new store. Nothing uses the copy until the user moves it.
 */
async function rebuild(
	{ groupAccess }: Environment,
	from: string,
	folder: string | undefined,
	ports: CommandPorts,
): Promise<number> {
	const to = folderOfNew('rebuild', folder, ports);
	const rebuilt = await rebuildStore({
		from,
		to,
		schema: recordSchema,
		groupAccess,
		namesSegments: isOfSegments,
		onProgress: (count, ofCount) =>
			ports.rewriteLine(`${formatNumber(count)} of ${formatNumber(ofCount)} records`),
	});
	ports.err(ports.errIsTty ? '\n' : '');
	await ports.out(
		`${formatPlural(rebuilt.recordCount, 'record')} and ${formatPlural(rebuilt.ledgerRowCount, 'ledger row')} are in ${to}: ${formatBytes(rebuilt.bytesBefore)} before, ${formatBytes(rebuilt.bytesAfter)} after; the old store is as it was\n`,
	);
	return exitCode.rows;
}

async function scrubOf(dir: string): Promise<ScrubProgress | undefined> {
	const reader = await openReader({ dir, schema: recordSchema });
	try {
		return scrubProgress(reader);
	} finally {
		await reader.close();
	}
}

function printInfo(info: StoreInfo, scrub: ScrubProgress | undefined): string {
	const { writer, forecast } = info;
	const rows: readonly (readonly [string, string])[] = [
		['store', info.dir],
		[
			'records',
			`${formatNumber(info.recordCount)}, ${formatNumber(info.openRowCount)} of them not sealed yet`,
		],
		['duplicates', `${formatNumber(info.duplicateCount)} delivered again and not kept`],
		[
			'conflicts',
			`${formatNumber(info.conflictCount)} with one identity and other content, kept and flagged`,
		],
		[
			'segments',
			`${formatNumber(info.sealedSegmentCount)} sealed, ${formatNumber(info.openSegmentCount)} open`,
		],
		[
			'used',
			`${formatBytes(info.usedBytes)}, ${formatBytes(info.freeBytes)} free in a file of ${formatBytes(info.fileBytes)}`,
		],
		[
			'answers',
			`${formatBytes(info.keptBytes)} kept in ${join(info.dir, 'kept')}, made anew if deleted`,
		],
		['disk', `${formatBytes(info.diskFreeBytes)} free`],
		[
			'a day',
			`${formatNumber(Math.round(forecast.rowsPerDay))} records, ${formatBytes(forecast.bytesPerDay)}`,
		],
		[
			'room for',
			Number.isFinite(forecast.daysLeft)
				? `${formatNumber(Math.floor(forecast.daysLeft))} days`
				: 'as long as nothing arrives',
		],
		['dropped', `${formatNumber(info.droppedRecordCount)} records by retention`],
		['proof', scrubWords(scrub)],
		...(info.asideRecordCount === 0 ? [] : [['aside', leftWords(info.asideRecordCount)] as const]),
		[
			'writer',
			writer === undefined
				? 'none'
				: `process ${writer.pid} on ${writer.host}, alive ${formatDuration(Math.max(0, writer.heartbeatMs - writer.startedMs))}`,
		],
	];
	const days = info.days
		.slice(-daysShownMax)
		.map(
			day =>
				`  ${day.day}  ${formatNumber(day.rowCount).padStart(12)} records  ${formatBytes(day.byteCount).padStart(10)}`,
		);
	const title =
		info.days.length > daysShownMax
			? `days: the newest ${daysShownMax} of ${formatNumber(info.days.length)}, --format json has them all`
			: 'days';
	return `${rows.map(([name, text]) => `${name.padEnd(11)} ${text}`).join('\n')}\n${days.length === 0 ? '' : `${title}\n${days.join('\n')}\n`}`;
}
