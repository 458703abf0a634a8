import { resolve } from 'node:path';
import { openReader, StoreError } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';
import { objectLedgerKey, toLedgerEntry } from '../ingest/ledger.ts';
import { verify } from '../evidence/verify/verify.ts';
import type { VerifyReport } from '../evidence/verify/flaws.ts';
import type { Flaw } from '../ingest/proof/flaw.ts';
import { readHash } from '../ingest/proof/log-fault.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { recordSchema } from '../trail/schema.ts';
import { formatOf, UsageError } from '../app/arguments.ts';
import { readKeyFiles } from '../app/key-files.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { shownRegions } from '../app/read-environment.ts';
import { openSource, sourceKindOf } from '../app/source/index.ts';
import { exitCode } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import { isoRange } from '../app/time-range.ts';
import type { TimeRange } from '../app/time-range.ts';
import { hourMs } from '../text/duration.ts';

/** Flaws of one kind that are printed; JSON has them all. */
const flawsShownMax = 20;
const prefixesShownMax = 40;

/** Checks the logs of a trail against its signed digests. */
export const verifyCommand: Command = {
	help: helpOf('verify'),
	async run(args, ports) {
		const format = formatOf(args, ['text', 'json']);
		const { environment, range } = await prepare(args, ports);
		const spec = environment.source;
		if (spec === undefined) {
			throw new UsageError('verify needs a source: --from SOURCE, or an environment');
		}

		const files = args.lists['keys'] ?? [];
		if (files.length === 0) {
			throw new UsageError(
				'verify needs the public keys: run `aws cloudtrail list-public-keys --start-time … --end-time … > keys.json` in each region, then give --keys keys.json for each file',
			);
		}

		const publicKeys = await readKeyFiles(files.map(file => resolve(ports.workingDir, file)));
		const source = await openSource(spec, ports.nowMs);
		const reader = await readerOf(environment.storeDir);
		const accounts = args.lists['account'];
		const regions = shownRegions(args);
		try {
			reader?.refresh();
			const report = await verify(
				{
					source,
					bucket: sourceKindOf(spec).bucketOf(spec)?.bucket,
					publicKeys,
					sinceMs: range.fromMs,
					untilMs: range.toMs,
					...(accounts === undefined ? {} : { accounts }),
					...(regions.length === 0 ? {} : { regions }),
					knownHash: key =>
						readHash(toLedgerEntry(reader?.ledger(objectLedgerKey(source.title, key)))),
				},
				ports.signal,
			);
			await ports.out(
				format === 'json'
					? `${JSON.stringify({ range: isoRange(range), ...report }, null, 2)}\n`
					: printReport(report, range),
			);
			return codeOf(report);
		} finally {
			await reader?.close();
			await source.close();
		}
	},
};

/**
 * 0: everything is proven · 1: nothing is wrong, but not everything is proven · 3: a file was
 * changed or removed.
 */
function codeOf(report: VerifyReport): number {
	if (report.alarmCount > 0) {
		return exitCode.error;
	}

	return report.flawCount === 0 && report.digestCount > 0 ? exitCode.rows : exitCode.none;
}

async function readerOf(dir: string | undefined): Promise<StoreReader | undefined> {
	if (dir === undefined) {
		return undefined;
	}

	try {
		return await openReader({ dir, schema: recordSchema });
	} catch (error) {
		if (error instanceof StoreError && error.code === 'not-a-store') {
			return undefined;
		}

		throw error;
	}
}

function printReport(report: VerifyReport, range: TimeRange): string {
	const { from, to } = isoRange(range);
	const verdict =
		report.alarmCount > 0
			? `ALARM: ${formatPlural(report.alarmCount, 'sign')} that something was done to the trail`
			: codeOf(report) === exitCode.rows
				? 'everything is proven'
				: 'nothing is wrong, but not everything is proven';
	const lines = [
		`${from} … ${to}, by delivery`,
		`digests  ${formatNumber(report.validDigestCount)} of ${formatNumber(report.digestCount)} valid`,
		`logs     ${formatNumber(report.validLogCount)} of ${formatNumber(report.logCount)} as they were delivered`,
		...coverage(report, range),
		...flawLines(report.flaws),
		...(report.flawCount > report.flaws.length
			? [`${formatNumber(report.flawCount - report.flaws.length)} more were not kept`]
			: []),
		verdict,
	];
	return `${lines.join('\n')}\n`;
}

/** For each account and region, how many hours of the range valid digests cover. */
export function coverage(
	{ covered }: Pick<VerifyReport, 'covered'>,
	range: TimeRange,
): readonly string[] {
	const prefixes = new Map<string, number>();
	for (const { account = '?', region = '?', fromMs, toMs } of covered) {
		const insideMs = Math.min(toMs, range.toMs) - Math.max(fromMs, range.fromMs);
		const name = `${account} ${region}`;
		prefixes.set(name, (prefixes.get(name) ?? 0) + Math.max(0, insideMs));
	}

	const hours = (ms: number) => formatNumber(Math.round((ms / hourMs) * 10) / 10);
	const all = hours(range.toMs - range.fromMs);
	const more = prefixes.size - prefixesShownMax;
	return [
		...[...prefixes]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.slice(0, prefixesShownMax)
			.map(([prefix, ms]) => `covered  ${sanitise(prefix)}: ${hours(ms)} of ${all} h`),
		...(more > 0
			? [`covered  and ${formatNumber(more)} more accounts and regions; --format json has them`]
			: []),
	];
}

export function flawLines(flaws: readonly Flaw[]): readonly string[] {
	const codes = [...new Set(flaws.map(({ code }) => code))];
	return codes.flatMap(code => {
		const same = flaws.filter(flaw => flaw.code === code);
		const severity = same[0]?.severity === 'alarm' ? 'ALARM' : 'note';
		return [
			`${severity} ${code}: ${formatNumber(same.length)}`,
			...same
				.slice(0, flawsShownMax)
				.map(({ key, detail }) => `  ${sanitise(key)}\n    ${sanitise(detail)}`),
			...(same.length > flawsShownMax
				? [`  and ${formatNumber(same.length - flawsShownMax)} more; --format json has them`]
				: []),
		];
	});
}
