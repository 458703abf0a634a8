import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { filteredQuery } from '../app/filtered-query.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import { printFaults } from '../app/print/faults.ts';
import { printResult, resultFormats } from '../app/print/result.ts';
import type { ResultFormat } from '../app/print/result.ts';
import { accountOf, answeredWith, reportAccount, reportNothing } from '../app/report-account.ts';
import { reportFetch } from '../app/report-fetch.ts';
import { reportWarnings } from '../app/report-warnings.ts';
import { isoRange } from '../app/time-range.ts';
import { accountDocument } from '../ingest/account-words.ts';
import { openSession } from '../app/query-session.ts';
import { formatQuery } from '../query/language/format.ts';
import type { QueryResult } from '../query/port.ts';
import { formatPlural } from '../text/number.ts';

const rowsMaxDefault = 10_000;
/** The width of a table that no terminal shows, in cells. */
const tableCells = 120;

/** Runs one query for scripts: data on stdout, messages on stderr, and the outcome as exit code. */
export const queryCommand: Command = {
	help: helpOf('query'),
	async run(args, ports) {
		const written = await queryText(args, ports);
		if (args.switches['format-query'] === true) {
			await ports.out(`${formatQuery(written)}\n`);
			return exitCode.rows;
		}

		const format = readFormat(args);
		const rowsMax = readLimit(args);
		const prepared = await prepare(args, ports, 'any');
		const text = filteredQuery(written, args, prepared);
		const { environment, range } = prepared;
		const session = await openSession(prepared, ports);
		try {
			reportFetch(session.fetched?.errors ?? [], environment, ports);
			const request = {
				text,
				...range,
				nowMs: range.toMs,
				timeZone: prepared.timeZone,
				params: prepared.params,
				rowsMax,
			};
			if (args.switches['explain'] === true) {
				const explained = session.engine.explain(request);
				if ('faults' in explained) {
					ports.err(printFaults(text, explained.faults));
					return exitCode.fault;
				}

				await ports.out(`${explained.plan}\n`);
				const { warnings } = explained;
				reportWarnings(text, { warnings: [], checkWarnings: warnings }, ports);
				return exitCode.rows;
			}

			const outcome = await session.engine.run(request, { signal: ports.signal });
			if (!outcome.ok) {
				if ('cancelled' in outcome) {
					return exitCode.interrupted;
				}

				ports.err(printFaults(text, outcome.faults));
				return exitCode.fault;
			}

			const account = accountOf(session, range);
			const about = {
				range: isoRange(range),
				account: accountDocument(account),
				warnings: outcome.result.warnings,
			};
			const isFull = args.switches['full'] === true;
			const cutCount = await print(outcome.result, format, about, prepared.timeZone, isFull, ports);
			reportWarnings(text, outcome.result, ports);
			reportRowsLeft(outcome.result, ports);
			reportAccount(account, args, ports);
			reportNothing(session, prepared, ports);
			reportCut(cutCount, ports);
			return answeredWith(outcome.result.rowCount > 0 ? exitCode.rows : exitCode.none, account);
		} finally {
			await session.close();
		}
	},
};

/** @returns how many cells of a table were cut */
async function print(
	result: QueryResult,
	format: ResultFormat,
	about: Readonly<Record<string, unknown>>,
	timeZone: string,
	isFull: boolean,
	ports: CommandPorts,
): Promise<number> {
	const columns = ports.outIsTty && !isFull ? ports.columns : Number.POSITIVE_INFINITY;
	let cutCount = 0;
	const cut = {
		cells: isFull ? Number.POSITIVE_INFINITY : ports.outIsTty ? ports.columns : tableCells,
		onCut: (count: number) => {
			cutCount += count;
		},
	};
	for (const piece of printResult(result, format, columns, timeZone, about, cut)) {
		await ports.out(piece);
	}

	return cutCount;
}

function reportCut(count: number, ports: CommandPorts): void {
	if (count > 0) {
		ports.err(`trailtop: ${formatPlural(count, 'cell')} cut with …; --full shows them whole\n`);
	}
}

function reportRowsLeft({ rows, rowCount }: QueryResult, ports: CommandPorts): void {
	if (rowCount > rows.length) {
		ports.err(`trailtop: ${rows.length} of ${rowCount} rows; --limit N for more\n`);
	}
}

async function queryText(args: Arguments, ports: CommandPorts): Promise<string> {
	const [given, ...rest] = args.input;
	if (given === undefined || rest.length > 0) {
		throw new UsageError(
			given === undefined
				? "query needs a query: trailtop query 'eventName=ConsoleLogin | count'"
				: 'query takes one argument; put the query in single quotes',
		);
	}

	return given === '-' ? await ports.stdin() : given;
}

function readFormat(args: Arguments): ResultFormat {
	const format = args.strings['format'] ?? 'table';
	const known = resultFormats.find(name => name === format);
	if (known === undefined) {
		throw new UsageError(`--format is one of ${resultFormats.join(', ')}; found "${format}"`);
	}

	return known;
}

function readLimit(args: Arguments): number {
	const text = args.strings['limit'];
	const limit = text === undefined ? rowsMaxDefault : Number(text.replaceAll(/[,_]/g, ''));
	if (!Number.isSafeInteger(limit) || limit < 0) {
		throw new UsageError(`--limit is a number of rows; found "${text}"`);
	}

	return limit;
}
