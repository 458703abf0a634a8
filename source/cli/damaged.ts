import { openReader } from '../../store/index.ts';
import { leftOf } from '../ingest/ledger-index.ts';
import { listedObjects } from '../ingest/account.ts';
import { damagedStates } from '../ingest/damaged.ts';
import type { LedgerObject, LedgerPort } from '../ingest/damaged.ts';
import type { ObjectState } from '../ingest/ledger.ts';
import { readObject } from '../ingest/read-object.ts';
import type { ReadObject } from '../ingest/read-object.ts';
import { formatBytes, formatNumber, formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { rejectedWords } from '../trail/rejected-words.ts';
import { recordSchema } from '../trail/schema.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import type { Environment } from '../app/environment.ts';
import { hexDump } from './hex-dump.ts';
import { kindsOf } from '../app/kinds.ts';
import { openSource } from '../app/source/index.ts';
import { padCells } from '../app/print/pad-cells.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import type { Prepared } from '../app/prepare.ts';
import { openSession } from '../app/query-session.ts';
import { metaOf, withTailer } from '../app/with-tailer.ts';
import { isoTime } from '../evidence/why/facts.ts';
import { findObjects } from '../evidence/why/object-facts.ts';

/** Objects that are listed; JSON output has all. */
const listedMax = 100;
/**
 * Rejected pieces that are shown of one object, and bytes shown around the offset where each
 * starts.
 */
const piecesMax = 20;
const bytesBefore = 32;
const bytesAfter = 96;
const inflatedMax = 256 << 20;

/** Shows which objects could not be read whole, and why; fetches them again on request. */
export const damagedCommand: Command = {
	help: helpOf('damaged'),
	async run(args, ports) {
		const prepared = await prepare(args, ports);
		const { environment, fetchRange } = prepared;
		const dir = environment.storeDir;
		if (dir === undefined && isList(args) && environment.source !== undefined) {
			return await listFetched(prepared, args, ports);
		}

		if (dir === undefined) {
			throw new UsageError(
				'damaged needs a store: --store PATH, or an environment of the configuration; `damaged list` also takes --from SOURCE alone',
			);
		}

		const [verb = 'list', key, ...rest] = args.input;
		if (rest.length > 0 || (key === undefined) !== (verb !== 'show')) {
			throw new UsageError('damaged takes list, show KEY or retry');
		}

		switch (verb) {
			case 'list':
				return await list(dir, args, ports);
			case 'show':
				return await show(dir, key ?? '', environment, ports);
			case 'retry':
				return await retry(dir, environment, fetchRange.fromMs, ports);
			default:
				throw new UsageError(`damaged knows list, show KEY and retry; found "${verb}"`);
		}
	},
};

/** What can be done where there is a store. */
const nextSteps =
	'`trailtop damaged show KEY` shows the bytes, `trailtop damaged retry` tries all again\n';

function isList({ input }: Arguments): boolean {
	return input.length === 0 || (input.length === 1 && input[0] === 'list');
}

/** Lists what a source holds that is not read whole, without a store. */
async function listFetched(
	prepared: Prepared,
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	const session = await openSession(prepared, ports);
	try {
		return await print(listedOf(session.ledgers), '', args, ports);
	} finally {
		await session.close();
	}
}

async function list(dir: string, args: Arguments, ports: CommandPorts): Promise<number> {
	return await print(await readListed(dir), nextSteps, args, ports);
}

interface Listed {
	readonly damaged: readonly LedgerObject[];
	/** Prefixes and folders that may not, or could not, be listed. */
	readonly deniedPrefixes: readonly string[];
}

function listedOf(ledgers: readonly LedgerPort[]): Listed {
	const deniedPrefixes = ledgers.flatMap(ledger => leftOf(ledger).deniedPrefixes);
	return { damaged: listedObjects(ledgers), deniedPrefixes };
}

async function print(
	{ damaged, deniedPrefixes }: Listed,
	next: string,
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	for (const prefix of deniedPrefixes) {
		ports.err(`trailtop: ${sanitise(prefix)} was not listed, so what is in it is not known\n`);
	}

	const isNone = damaged.length === 0 && deniedPrefixes.length === 0;
	if (args.strings['format'] === 'json') {
		await ports.out(`${JSON.stringify(damaged, null, 2)}\n`);
	} else if (isNone) {
		await ports.out('every object that was delivered could be read\n');
	} else if (damaged.length > 0) {
		await ports.out(printList(damaged) + next);
	}

	return isNone ? exitCode.none : exitCode.rows;
}

async function readListed(dir: string): Promise<Listed> {
	const reader = await openReader({ dir, schema: recordSchema });
	try {
		reader.refresh();
		return listedOf([reader]);
	} finally {
		await reader.close();
	}
}

function printList(damaged: readonly LedgerObject[]): string {
	const rows = damaged
		.slice(0, listedMax)
		.map(({ key, entry }) => [
			isoTime(entry.atMs),
			entry.state,
			formatNumber(entry.kept + entry.duplicates),
			formatNumber(entry.rejected),
			sanitise(entry.reason ?? ''),
			sanitise(key),
		]);
	const more = damaged.length - rows.length;
	return (
		padCells([['tried', 'state', 'records', 'left out', 'why', 'object'], ...rows], [2, 3]) +
		(more > 0 ? `and ${formatNumber(more)} more: --format json lists them all\n` : '')
	);
}

/** Fetches one object again and shows the bytes that were left out. */
async function show(
	dir: string,
	asked: string,
	environment: Environment,
	ports: CommandPorts,
): Promise<number> {
	if (environment.source === undefined) {
		throw new UsageError('damaged show reads the object again: --from SOURCE, or an environment');
	}

	const source = await openSource(environment.source, ports.nowMs);
	const reader = await openReader({ dir, schema: recordSchema });
	try {
		reader.refresh();
		const [found] = findObjects(reader, asked, source.title).shown;
		if (found === undefined) {
			ports.err(`trailtop: ${sanitise(asked)} is not in the ledger; \`trailtop why\` tells more\n`);
			return exitCode.none;
		}

		const { key, entry } = found;
		const { etag, sizeBytes, lastModifiedMs } = entry;
		const object = { key, etag, sizeBytes, lastModifiedMs, storageClass: undefined };
		const body = await source.get(object, ports.signal);
		const meta = metaOf(environment);
		const read = readObject(object, body, {
			meta,
			receiptTimeMs: ports.nowMs(),
			inflatedMax,
			takesSummaries: kindsOf(environment.limits).includes('aggregated'),
		});
		await ports.out(printObject(found, body, read));
		return exitCode.rows;
	} finally {
		await reader.close();
		await source.close();
	}
}

function printObject({ key, entry }: LedgerObject, body: Uint8Array, read: ReadObject): string {
	const lines = [
		`${sanitise(key)}\n`,
		`  ${entry.state}: ${sanitise(read.reason ?? entry.reason ?? 'nothing is wrong with it now')}\n`,
		`  ${formatBytes(body.length)}, ${formatBytes(read.inflatedBytes)} inflated; ` +
			`${formatNumber(entry.kept + entry.duplicates)} records in the store, ` +
			`${formatPlural(read.rejectedCount, 'piece')} left out\n`,
	];
	for (const piece of read.rejected.slice(0, piecesMax)) {
		const { start, end } = piece;
		lines.push(
			`\n  bytes ${start}–${end} of the inflated object: ${sanitise(rejectedWords(piece))}\n`,
			hexDump(read.searched, Math.max(0, start - bytesBefore), Math.min(end, start + bytesAfter)),
		);
	}

	if (read.rejectedCount > piecesMax) {
		lines.push(`\n  and ${formatNumber(read.rejectedCount - piecesMax)} more pieces\n`);
	}

	if (read.rejected.length === 0) {
		lines.push('\n  the object begins\n', hexDump(body, 0, bytesAfter));
	}

	return lines.join('');
}

/** Fetches every damaged object again. The store must have no other writer. */
async function retry(
	dir: string,
	environment: Environment,
	sinceMs: number,
	ports: CommandPorts,
): Promise<number> {
	if (environment.source === undefined) {
		throw new UsageError('damaged retry reads the objects again: --from SOURCE, or an environment');
	}

	await withTailer(environment, dir, { sinceMs }, ports, async tailer => {
		const triedCount = await tailer.retryDamaged(ports.signal);
		const { objects, records } = tailer.status();
		const states: readonly ObjectState[] = ['ok', 'partial', 'quarantined', 'denied', 'gone'];
		const counts = states
			.filter(state => objects[state as keyof typeof objects] !== 0)
			.map(state => `${formatNumber(Number(objects[state as keyof typeof objects]))} ${state}`);
		await ports.out(
			`${formatPlural(triedCount, 'object')} tried again: ${counts.join(', ') || 'nothing new'}; ${formatPlural(records, 'record')} more\n`,
		);
	});
	const left = (await readListed(dir)).damaged.filter(({ entry }) =>
		damagedStates.has(entry.state),
	);
	return left.length === 0 ? exitCode.rows : exitCode.none;
}
