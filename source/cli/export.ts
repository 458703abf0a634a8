import { resolve } from 'node:path';
import type { Account } from '../ingest/account.ts';
import { parse } from '../query/language/parse.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatNumber } from '../text/number.ts';
import { formatOf, UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { csvLine } from '../app/print/csv.ts';
import { Bundle } from '../evidence/export/bundle.ts';
import { bytesOf } from '../evidence/export/exact-text.ts';
import { NewFile } from '../evidence/export/new-file.ts';
import type { Sink } from '../evidence/export/new-file.ts';
import { Interrupted, pages, storedPart } from '../evidence/export/pages.ts';
import { compactedWords, recordsOf } from '../evidence/export/records.ts';
import type { ExportCounts, ExportedRecord } from '../evidence/export/records.ts';
import { filteredQuery } from '../app/filtered-query.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import type { Prepared } from '../app/prepare.ts';
import { printFaults } from '../app/print/faults.ts';
import { accountOf, answeredWith, reportAccount, reportNothing } from '../app/report-account.ts';
import { reportFetch } from '../app/report-fetch.ts';
import { reportWarnings } from '../app/report-warnings.ts';
import { openSession } from '../app/query-session.ts';
import type { QuerySession } from '../app/query-session.ts';
import type { TimeRange } from '../app/time-range.ts';
import { version } from '../app/version.ts';

const formats = ['ndjson', 'json', 'csv'] as const;

type Format = (typeof formats)[number];

interface Wish {
	readonly search: string;
	readonly format: Format;
	readonly fields: string | undefined;
	readonly recordsMax: number;
	readonly file: string | undefined;
	readonly bundle: string | undefined;
}

/** Exports the records behind a search as they were delivered. */
export const exportCommand: Command = {
	help: helpOf('export'),
	async run(args, ports) {
		const asked = readWish(args, ports.workingDir);
		const prepared = await prepare(args, ports, 'any');
		const wish = { ...asked, search: filteredQuery(asked.search, args, prepared) };
		const session = await openSession(prepared, ports);
		try {
			reportFetch(session.fetched?.errors ?? [], prepared.environment, ports);
			const account = accountOf(session, prepared.range);
			const code = await exportAll(wish, prepared, account, session, ports);
			if (code !== exitCode.fault && code !== exitCode.interrupted) {
				reportAccount(account, args, ports);
				reportNothing(session, prepared, ports);
			}

			return answeredWith(code, account);
		} catch (error) {
			if (error instanceof Interrupted) {
				return exitCode.interrupted;
			}

			throw error;
		} finally {
			await session.close();
		}
	},
};

async function exportAll(
	wish: Wish,
	prepared: Prepared,
	account: Account,
	session: QuerySession,
	ports: CommandPorts,
): Promise<number> {
	const request = {
		text: wish.fields === undefined ? wish.search : `${wish.search}\n| fields ${wish.fields}`,
		nowMs: prepared.range.toMs,
		timeZone: prepared.timeZone,
		params: prepared.params,
	};
	const first = await session.engine.run(
		{ ...request, ...prepared.range, rowsMax: 0 },
		{ signal: ports.signal },
	);
	if (!first.ok) {
		if ('cancelled' in first) {
			return exitCode.interrupted;
		}

		ports.err(printFaults(request.text, first.faults));
		return exitCode.fault;
	}

	const { checkWarnings } = first.result;
	reportWarnings(request.text, { warnings: [], checkWarnings }, ports);

	const range = storedPart(prepared.range, session.reader.refresh());
	const { rowCount, columns } = first.result;
	const found = pages(session.engine, request, range, rowCount, ports.signal);
	const counts: ExportCounts = { records: 0, compacted: 0, lost: 0 };
	const records = limited(found, columns, wish.recordsMax, session, counts);
	await (wish.bundle === undefined
		? writeRecords(records, columns, wish, ports)
		: writeBundle(records, wish.bundle, wish.search, prepared.range, account, session, ports));
	report(wish, counts, rowCount, ports);
	return counts.lost > 0 ? exitCode.error : counts.records === 0 ? exitCode.none : exitCode.rows;
}

async function* limited(
	found: ReturnType<typeof pages>,
	columns: readonly string[],
	recordsMax: number,
	session: QuerySession,
	counts: ExportCounts,
): AsyncGenerator<ExportedRecord> {
	for await (const page of found) {
		const indexes = columns.map(column => page.columns.indexOf(column));
		for await (const record of recordsOf(page, session.engine, counts)) {
			if (counts.records > recordsMax) {
				counts.records--;
				return;
			}

			yield { ...record, row: indexes.map(index => record.row[index] ?? null) };
		}
	}
}

async function writeRecords(
	records: AsyncIterable<ExportedRecord>,
	columns: readonly string[],
	wish: Wish,
	ports: CommandPorts,
): Promise<void> {
	const file = wish.file === undefined ? undefined : await NewFile.create(wish.file);
	const sink: Sink = file ?? {
		write: text => ports.out(ports.outIsTty ? drawable(text) : bytesOf(text)),
	};
	try {
		await print(records, columns, wish.format, sink);
		await file?.close();
	} catch (error) {
		await file?.remove();
		throw error;
	}
}

/** On a terminal nothing of a record may act, and nobody needs its exact bytes. */
function drawable(text: string): string {
	return text
		.split(/\r?\n/)
		.map(line => sanitise(line))
		.join('\n');
}

async function print(
	records: AsyncIterable<ExportedRecord>,
	columns: readonly string[],
	format: Format,
	sink: Sink,
): Promise<void> {
	let count = 0;
	await sink.write(format === 'csv' ? `${csvLine(columns)}\r\n` : format === 'json' ? '[' : '');
	for await (const record of records) {
		await sink.write(
			format === 'csv'
				? `${csvLine(record.row)}\r\n`
				: format === 'json'
					? `${count === 0 ? '\n' : ',\n'}${asJson(record.line)}`
					: `${record.line}\n`,
		);
		count++;
	}

	await sink.write(format === 'json' ? (count === 0 ? ']\n' : '\n]\n') : '');
}

/** A record that is not JSON becomes a string, so that the document stays valid JSON. */
function asJson(line: string): string {
	try {
		JSON.parse(line);
		return line;
	} catch {
		return JSON.stringify(line);
	}
}

async function writeBundle(
	records: AsyncIterable<ExportedRecord>,
	dir: string,
	search: string,
	range: TimeRange,
	account: Account,
	session: QuerySession,
	ports: CommandPorts,
): Promise<void> {
	const bundle = await Bundle.create(dir);
	try {
		for await (const record of records) {
			await bundle.add(record);
		}

		const facts = { version, createdMs: ports.nowMs(), search, ...range, account };
		await bundle.finish(facts, session.ledgers);
	} catch (error) {
		await bundle.remove();
		throw error;
	}
}

function report(wish: Wish, counts: ExportCounts, rowCount: number, ports: CommandPorts): void {
	const path = wish.bundle ?? wish.file;
	if (path !== undefined) {
		ports.err(`trailtop: ${formatNumber(counts.records)} records in ${path}\n`);
	}

	if (counts.records < rowCount - counts.lost) {
		ports.err(
			`trailtop: ${formatNumber(counts.records)} of ${formatNumber(rowCount)} records; --limit N for more\n`,
		);
	}

	const compacted = compactedWords(counts);
	if (compacted !== undefined && wish.format !== 'csv') {
		ports.err(`trailtop: ${compacted}\n`);
	}

	if (counts.lost > 0) {
		ports.err(
			`trailtop: ${formatNumber(counts.lost)} records were dropped by retention meanwhile; run it again\n`,
		);
	}
}

function readWish(args: Arguments, workingDir: string): Wish {
	const [search, ...rest] = args.input;
	if (search === undefined || rest.length > 0) {
		throw new UsageError(
			"export needs one search, in single quotes: trailtop export 'eventName=ConsoleLogin'",
		);
	}

	if (parse(search).query.stages.length > 0) {
		throw new UsageError(
			'export takes a search without stages, since it hands out whole records; for results use `trailtop query --format csv`',
		);
	}

	const format = formatOf(args, formats);
	const { fields, out, bundle } = args.strings;
	if (fields !== undefined && format !== 'csv') {
		throw new UsageError('--fields needs --format csv');
	}

	if (bundle !== undefined && (out !== undefined || args.strings['format'] !== undefined)) {
		throw new UsageError('--bundle goes without --out and --format');
	}

	return {
		search,
		format,
		fields,
		recordsMax: readLimit(args.strings['limit']),
		file: out === undefined ? undefined : resolve(workingDir, out),
		bundle: bundle === undefined ? undefined : resolve(workingDir, bundle),
	};
}

function readLimit(text: string | undefined): number {
	const limit = text === undefined ? Infinity : Number(text.replaceAll(/[,_]/g, ''));
	if (Number.isNaN(limit) || limit < 0) {
		throw new UsageError(`--limit is a number of records; found "${text}"`);
	}

	return limit;
}
