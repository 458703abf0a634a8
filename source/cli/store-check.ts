import { resolve } from 'node:path';
import { checkStore, openReader, repairStore } from '../../store/index.ts';
import type { StoreCheck, StoreFault } from '../../store/index.ts';
import { indexFaults } from '../ingest/ledger-index.ts';
import { RepairedLedger } from '../ingest/repaired-ledger.ts';
import { isOfSegments } from '../findings/live/rows.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { recordSchema } from '../trail/schema.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import type { Environment } from '../app/environment.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { shownShellWord } from '../text/shell-word.ts';

/** Faults that are printed; `--format json` has up to a thousand. */
const faultsShownMax = 20;

/**
 * Holds everything in a store against its checksums and counts.
 *
 * @returns 0: all of it proves · 3: something does not
 */
export async function checkCommand(
	dir: string,
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	const checked = await checkStore({ dir, onProgress: progress('segments', ports) });
	endProgress(ports);
	const index = checked.faultCount === 0 ? await indexFaultsOf(dir) : [];
	const faultCount = checked.faultCount + index.length;
	const faults = [...checked.faults, ...index];
	await ports.out(
		args.strings['format'] === 'json'
			? `${JSON.stringify({ whole: faultCount === 0, ...checked, faultCount, faults }, null, 2)}\n`
			: printCheck(dir, { ...checked, faultCount, faults }),
	);
	return faultCount === 0 ? exitCode.rows : exitCode.error;
}

/** The counts of the ledger's index against its rows. */
async function indexFaultsOf(dir: string): Promise<readonly StoreFault[]> {
	const reader = await openReader({ dir, schema: recordSchema });
	try {
		return indexFaults(reader).map(found => ({ where: 'the index of the ledger', found }));
	} finally {
		await reader.close();
	}
}

/** @throws UsageError when no folder for the new store is given */
export function folderOfNew(
	verb: 'rebuild' | 'repair',
	folder: string | undefined,
	{ workingDir }: Pick<CommandPorts, 'workingDir'>,
): string {
	if (folder === undefined) {
		throw new UsageError(`store ${verb} needs the folder of the new store: store ${verb} FOLDER`);
	}

	return resolve(workingDir, folder);
}

/**
 * Writes what proves whole into a new store. Nothing uses it until the user moves it.
 *
 * @returns 0: nothing was lost · 4: the new store lacks something
 */
export async function repairCommand(
	{ groupAccess }: Environment,
	from: string,
	folder: string | undefined,
	ports: CommandPorts,
): Promise<number> {
	const to = folderOfNew('repair', folder, ports);
	const ledger = new RepairedLedger();
	const repaired = await repairStore({
		from,
		to,
		schema: recordSchema,
		groupAccess,
		objectMeta: '_object',
		ledger: {
			rowOf: (row, found) => (isOfSegments(row.key) ? undefined : ledger.rowOf(row, found)),
			lastRows: found => ledger.lastRows(found),
		},
		onProgress: progress('records', ports),
	});
	endProgress(ports);
	const { recordCount, statedCount, ledgerRowCount, lost, lostCount } = repaired;
	const of = statedCount === undefined ? '' : ` of ${formatNumber(statedCount)}`;
	await ports.out(
		[
			`${formatNumber(recordCount)}${of} records and ${formatPlural(ledgerRowCount, 'ledger row')} are in ${sanitise(to)}; the old store is as it was`,
			...faultLines(lost, lostCount),
			...forgottenLines(ledger),
			'',
		].join('\n'),
	);
	const isWhole = lostCount === 0 && (statedCount === undefined || recordCount >= statedCount);
	return isWhole ? exitCode.rows : exitCode.incomplete;
}

function forgottenLines({ forgottenCount, oldestMs }: RepairedLedger): readonly string[] {
	const since = Number.isFinite(oldestMs) ? ` --since ${timeOf(oldestMs)}` : '';
	return forgottenCount === 0
		? []
		: [
				`${formatPlural(forgottenCount, 'object')} of which records are missing can be fetched again: move the new store to the place of the old one, then \`trailtop ingest --once${since}\``,
			];
}

function printCheck(dir: string, checked: StoreCheck): string {
	const { segmentCount, blockCount, journalEntryCount, ledgerRowCount, recordCount } = checked;
	const records = Number.isNaN(recordCount)
		? 'not all records'
		: formatPlural(recordCount, 'record');
	const counts = [
		`${formatPlural(segmentCount, 'segment')} with ${formatPlural(blockCount, 'block')}`,
		`${formatNumber(journalEntryCount)} journal ${journalEntryCount === 1 ? 'entry' : 'entries'}`,
		formatPlural(ledgerRowCount, 'ledger row'),
		records,
	].join(', ');
	return checked.faultCount === 0
		? `everything is as it was written: ${counts}\n`
		: [
				`${formatPlural(checked.faultCount, 'fault')} in ${counts}`,
				...faultLines(checked.faults, checked.faultCount),
				`\`trailtop store repair FOLDER --store ${shownShellWord(dir)}\` brings over what proves whole`,
				'',
			].join('\n');
}

function faultLines(faults: readonly StoreFault[], count: number): readonly string[] {
	const shown = faults.slice(0, faultsShownMax);
	const more = count - shown.length;
	return [
		...shown.map(
			fault =>
				`  ${sanitise(`${fault.where}: ${fault.found}`.replaceAll('\n', ' '))}${timesOf(fault)}`,
		),
		...(more > 0 ? [`  and ${formatNumber(more)} more`] : []),
	];
}

function timesOf({ recordCount, minTimeMs, maxTimeMs }: StoreFault): string {
	if (recordCount === undefined || minTimeMs === undefined || maxTimeMs === undefined) {
		return '';
	}

	return ` (${formatPlural(recordCount, 'record')}, ${timeOf(minTimeMs)} to ${timeOf(maxTimeMs)})`;
}

function timeOf(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString();
}

function progress(what: string, ports: CommandPorts): (count: number, ofCount?: number) => void {
	return (count, ofCount) => {
		const of = ofCount === undefined ? '' : ` of ${formatNumber(ofCount)}`;
		ports.rewriteLine(`${formatNumber(count)}${of} ${what}`);
	};
}

function endProgress(ports: CommandPorts): void {
	ports.err(ports.errIsTty ? '\n' : '');
}
