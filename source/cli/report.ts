import { lstat, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatOf, fromsOf, UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import type { Environment } from '../app/environment.ts';
import { filteredQuery, scopeOf } from '../app/filtered-query.ts';
import { loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import { failedWith } from '../app/print/failed-with.ts';
import type { Prepared } from '../app/prepare.ts';
import { openSession } from '../app/query-session.ts';
import type { QuerySession } from '../app/query-session.ts';
import {
	accountOf,
	answeredWith,
	commandLine,
	reportAccount,
	reportNothing,
} from '../app/report-account.ts';
import { completenessOf } from '../app/report-completeness.ts';
import { reportFetch } from '../app/report-fetch.ts';
import { loadRulesAloud } from '../app/rules.ts';
import { sourceKindOf } from '../app/source/index.ts';
import { wholeDays } from '../app/time-range.ts';
import { severities, type Rule, type Severity } from '../findings/rule.ts';
import type { Account } from '../ingest/account.ts';
import { orUndefined, writeWhole } from '../intel/write-whole.ts';
import { htmlStart, reportHtml } from '../report/html.ts';
import { reportMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import { tellReport } from '../report/tell-report.ts';
import { titleStart } from '../report/words.ts';
import { formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';

type Format = 'markdown' | 'html';

interface Wish {
	readonly format: Format;
	readonly severity: Severity;
	readonly file: string | undefined;
	readonly replaces: boolean;
}

/** Tells a day or a week of a trail as one page. */
export const reportCommand: Command = {
	help: helpOf('report'),
	async run(given, ports) {
		const wish = readWish(given, ports.workingDir);
		// Before the work, and again when it is done.
		await checkFile(wish);
		const { config, paths } = await loadConfig(ports);
		const args = withRange(given, ports.nowMs(), config.time_zone ?? 'UTC');
		const prepared = await prepare(args, ports, 'any');
		const { rules } = await loadRulesAloud(paths.configDir, ports);
		const { range, fetchRange } = prepared;
		const beforeMs = range.fromMs - (range.toMs - range.fromMs);
		const session = await openSession(prepared, ports, {
			...fetchRange,
			fromMs: Math.min(fetchRange.fromMs, beforeMs),
		});
		try {
			reportFetch(session.fetched?.errors ?? [], prepared.environment, ports);
			const account = accountOf(session, range);
			const outcome = await told(wish, rules, args, prepared, account, session, ports);
			if (!outcome.ok) {
				return 'cancelled' in outcome ? exitCode.interrupted : failedWith(outcome.faults, ports);
			}

			const { report } = outcome;
			await write(report, wish, ports);
			report.warnings.forEach(warning => ports.err(`trailtop: ${sanitise(warning)}\n`));
			reportAccount(account, args, ports);
			reportNothing(session, prepared, ports);
			if (report.recordCount === 0) {
				ports.err('trailtop: no record in this range: --since and --until choose another\n');
			}

			return answeredWith(report.recordCount > 0 ? exitCode.rows : exitCode.none, account);
		} finally {
			await session.close();
		}
	},
};

function readWish(args: Arguments, workingDir: string): Wish {
	if (args.input.length > 0) {
		throw new UsageError(
			`report takes no words; found "${args.input.join(' ')}": --since and --until choose the range`,
		);
	}

	const { out, severity = 'info' } = args.strings;
	const level = severities.find(word => word === severity);
	if (level === undefined) {
		throw new UsageError(
			`--severity is one of ${severities.join(', ')}; found "${sanitise(severity)}"`,
		);
	}

	const replaces = args.switches['replace'] === true;
	if (replaces && out === undefined) {
		throw new UsageError('--replace is about a file: name it with --out');
	}

	const isHtml = args.strings['format'] === undefined && /\.html?$/i.test(out ?? '');
	return {
		format: isHtml ? 'html' : formatOf(args, ['markdown', 'html']),
		severity: level,
		file: out === undefined ? undefined : resolve(workingDir, out),
		replaces,
	};
}

/** Days and weeks are whole ones, so that each report goes on where the one before ended. */
function withRange(args: Arguments, nowMs: number, timeZone: string): Arguments {
	const { since = '1d', until } = args.strings;
	const [, count, unit] =
		/^\s*(?:last |past )?(\d{1,5})\s*([dw])(?:ays?|eeks?)?\s*$/i.exec(since) ?? [];
	const days = Number(count) * (/w/i.test(unit ?? '') ? 7 : 1);
	if (until !== undefined || count === undefined || days === 0) {
		return args;
	}

	const { fromMs, toMs } = wholeDays(days, nowMs, timeZone);
	const [start, end] = [fromMs, toMs].map(timeMs => new Date(timeMs).toISOString());
	return { ...args, strings: { ...args.strings, since: start ?? '', until: end ?? '' } };
}

async function told(
	{ severity }: Wish,
	rules: readonly Rule[],
	args: Arguments,
	prepared: Prepared,
	account: Account,
	{ engine }: QuerySession,
	ports: CommandPorts,
) {
	const { range, timeZone, environment } = prepared;
	const madeMs = ports.nowMs();
	const scope = scopeOf(args, prepared);
	const level = severity === 'info' ? '' : ` --severity ${severity}`;
	const outcome = await tellReport(
		engine,
		{
			...range,
			nowMs: range.toMs,
			timeZone,
			trail: trailOf(args, environment),
			madeMs,
			completeness: completenessOf(account, range, madeMs, args),
			// `detect` looks at the records of all accounts.
			findingsCommand:
				scope === undefined ? `${commandLine('detect run', args)}${level}` : undefined,
		},
		{
			rules,
			severity,
			scope,
			scoped: text => filteredQuery(text, args, prepared),
			signal: ports.signal,
			onProgress: ({ doneCount, segmentCount }) => {
				const share = Math.floor((100 * doneCount) / segmentCount);
				ports.rewriteLine(`${share} % of ${formatPlural(segmentCount, 'segment')}`);
			},
		},
	);
	ports.rewriteLine('');
	return outcome;
}

/** What is read: by its name in the configuration, or what `--from` names. */
function trailOf(args: Arguments, { name, source }: Environment): string {
	return source === undefined || fromsOf(args).length === 0
		? name
		: sourceKindOf(source).titleOf(source);
}

async function write(report: Report, wish: Wish, ports: CommandPorts): Promise<void> {
	const text = wish.format === 'html' ? reportHtml(report) : reportMarkdown(report);
	if (wish.file === undefined) {
		await ports.out(text);
		return;
	}

	await checkFile(wish);
	await writeWhole(wish.file, [text]);
	ports.err(`trailtop: ${formatPlural(report.recordCount, 'record')} told in ${wish.file}\n`);
}

/**
 * Nothing is overwritten but a report of ours, and that only when asked.
 *
 * @throws UsageError
 */
async function checkFile({ file, replaces }: Wish): Promise<void> {
	const start = file === undefined ? undefined : await startOf(file);
	if (start === undefined) {
		return;
	}

	if (!replaces) {
		throw new UsageError(
			`${file ?? ''} is there already; name a new file, or replace the report in it with --replace`,
		);
	}

	if (!start.startsWith(htmlStart) && !start.startsWith(`# ${titleStart}`)) {
		throw new UsageError(`${file ?? ''} is there already and is no report; name another file`);
	}
}

/**
 * The first characters of a file; undefined when there is none.
 *
 * @throws UsageError when it is something else: a pipe would be waited for
 */
async function startOf(file: string): Promise<string | undefined> {
	const there = await orUndefined(lstat(file));
	if (there === undefined) {
		return undefined;
	}

	if (!there.isFile()) {
		throw new UsageError(`${file} is no regular file, and is not written; name a new file`);
	}

	const handle = await open(file);
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
		return buffer.toString('utf8', 0, bytesRead);
	} finally {
		await handle.close();
	}
}
