import type { IngestSummary, Tailer } from '../ingest/tailer.ts';
import type { TailStatus } from '../ingest/tail-status.ts';
import { formatBytes, formatNumber, formatPlural } from '../text/number.ts';
import { formatDuration } from '../text/duration.ts';
import { fromsOf, UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import type { Environment } from '../app/environment.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { countingOf, keepAhead } from '../app/ahead/keep-ahead.ts';
import type { Counting } from '../app/ahead/keep-ahead.ts';
import { outputsOf, tellingOf } from '../app/outputs/outputs-of.ts';
import { prepare } from '../app/prepare.ts';
import type { Prepared } from '../app/prepare.ts';
import { reportAccount } from '../app/report-account.ts';
import { reportFetch } from '../app/report-fetch.ts';
import { keepFindings, type FindingsWish } from '../app/findings/keep-findings.ts';
import { keepScrubbed } from '../app/keep-scrubbed.ts';
import { keepWithin } from '../app/retention.ts';
import type { TimeRange } from '../app/time-range.ts';
import { stdinName } from '../app/source/stdin.ts';
import { withTailer } from '../app/with-tailer.ts';

/** Fetches without the console, for a service or a script. */
export const ingestCommand: Command = {
	help: helpOf('ingest'),
	async run(args, ports) {
		const prepared = await prepare(args, ports);
		const { config, environment, fetchRange, paths } = prepared;
		if (environment.source === undefined) {
			throw new UsageError(
				'ingest needs a source: --from SOURCE, or an environment of the configuration',
			);
		}

		if (environment.storeDir === undefined) {
			throw new UsageError('ingest --from needs a store to fill: --store PATH');
		}

		const outputs = outputsOf(environment, config, ports.homeDir);
		const wish = {
			storeDir: environment.storeDir,
			configDir: paths.configDir,
			telling: tellingOf(environment, outputs, ports.env),
		};
		if (args.switches['once'] !== true) {
			const ahead =
				args.switches['lazy'] === true || fromsOf(args).includes(stdinName)
					? undefined
					: countingOf(sameStore(args, prepared));
			return await tail({ environment, looking: wish, sinceMs: fetchRange.fromMs, ahead }, ports);
		}

		const summary = await fetchAndLook(environment, wish, fetchRange, ports);
		reportFetch(summary.errors, environment, ports);
		await ports.out(
			ports.outIsTty
				? `${formatNumber(summary.records)} records of ${formatNumber(summary.objects.ok + summary.objects.partial)} objects in ${formatDuration(summary.elapsedMs)}; ${formatNumber(summary.duplicates)} duplicates, ${formatNumber(summary.objects.quarantined + summary.objects.partial)} damaged objects, ${formatBytes(summary.fetchedBytes)} fetched\n`
				: `${JSON.stringify({ event: 'done', ...summary })}\n`,
		);
		reportAccount(summary.account, args, ports);
		return summary.complete ? exitCode.rows : exitCode.incomplete;
	},
};

/** How long `--once` waits for findings to be sent, in ms; what is left waits in the store. */
const sendMsMax = 60_000;

/** Fetches what there is, looks for findings in it, and tells of them. */
async function fetchAndLook(
	environment: Environment,
	looking: FindingsWish,
	range: TimeRange,
	ports: CommandPorts,
): Promise<IngestSummary> {
	const tell = (text: string) => ports.err(`trailtop: ${text}\n`);
	const wish = { sinceMs: range.fromMs, untilMs: range.toMs };
	return await withTailer(environment, looking.storeDir, wish, ports, async (tailer, writer) => {
		const findings = keepFindings(looking, tailer, writer, tell);
		try {
			const summary = await tailer.once(ports.signal);
			if (!ports.signal.aborted) {
				await findings.settled();
				const waiting = await findings.told(sendMsMax, ports.signal);
				if (waiting > 0) {
					const what = formatPlural(waiting, 'message');
					tell(`${what} about findings wait to be sent; the next run goes on`);
				}
			}

			return summary;
		} finally {
			await findings.end();
		}
	});
}

/** Progress is reported at least this often, in ms. */
const reportEveryMs = 10_000;

/** Flags with which another command reads the store and says which records it means as this one does. */
function sameStore(args: Arguments, { shellArguments }: Prepared): readonly string[] {
	const froms = args.strings['store'] === undefined ? [] : fromsOf(args);
	const category = args.strings['source-category'];
	return [
		...shellArguments,
		...froms.flatMap(from => ['--from', from]),
		...(froms.length === 0 || category === undefined ? [] : ['--source-category', category]),
	];
}

interface TailWish {
	readonly environment: Environment;
	readonly looking: FindingsWish;
	readonly sinceMs: number;
	/** Starts to count what the dashboards ask. */
	readonly ahead: (() => Counting) | undefined;
}

async function tail(
	{ environment, looking, sinceMs, ahead }: TailWish,
	ports: CommandPorts,
): Promise<number> {
	const wish = { sinceMs, pollEveryMs: environment.pollMs };
	const report = async (tailer: Tailer) =>
		ports.out(reportLine(tailer.status(), ports.nowMs(), ports.outIsTty));
	const ended = await withTailer(
		environment,
		looking.storeDir,
		wish,
		ports,
		async (tailer, writer, lost) => {
			const timer = setInterval(() => void report(tailer), reportEveryMs);
			const tell = (text: string) => ports.err(`trailtop: ${text}\n`);
			const endRetention = keepWithin(writer, environment, sinceMs, ports.nowMs, tell);
			const endScrubbing = keepScrubbed(tailer, writer, ports.nowMs, tell);
			const findings = keepFindings(looking, tailer, writer, tell);
			const endAhead = keepAhead(tailer, writer, tell, ahead);
			try {
				tailer.start();
				await report(tailer);
				await aborted(AbortSignal.any([ports.signal, lost]));
				lost.throwIfAborted();
			} finally {
				clearInterval(timer);
				endRetention();
				endScrubbing();
				await endAhead();
				await findings.end();
			}

			return tailer;
		},
	);
	await report(ended);
	return exitCode.rows;
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise(resolve => {
			signal.addEventListener('abort', resolve, { once: true });
		});
	}
}

/** One progress report: a line of text on a terminal, else JSON. */
function reportLine(status: TailStatus, nowMs: number, isTty: boolean): string {
	const time = new Date(nowMs).toISOString();
	if (!isTty) {
		const { prefixes: _prefixes, lagByPrefix: _lags, ...short } = status;
		return `${JSON.stringify({ event: 'status', time, ...short })}\n`;
	}

	const lag = status.lag === undefined ? '' : ` · lag ${formatDuration(status.lag.totalMs)}`;
	const error =
		status.lastError === undefined
			? ''
			: ` · ${status.lastError.tried}: ${status.lastError.found}; ${status.lastError.next}`;
	return `${time} ${status.state} · ${formatNumber(status.objects.ok)} objects · ${formatNumber(status.records)} records · ${formatNumber(status.errorCount)} errors${lag}${error}\n`;
}
