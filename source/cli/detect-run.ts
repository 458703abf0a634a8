import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import { findingObject, findingsTable, hitObject, sarifDocument } from '../app/print/findings.ts';
import { printResult } from '../app/print/result.ts';
import { openSession } from '../app/query-session.ts';
import { accountOf, answeredWith, reportAccount, reportNothing } from '../app/report-account.ts';
import { reportFetch } from '../app/report-fetch.ts';
import type { LoadedRules } from '../findings/rule-set.ts';
import { version } from '../app/version.ts';
import { detect, hitsInOrder, type Detected } from '../findings/detect.ts';
import type { FoundHit } from '../findings/finding-book.ts';
import { isAtLeast, severities, type Rule, type Severity } from '../findings/rule.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';

const formats = ['table', 'ndjson', 'sarif'] as const;

type Format = (typeof formats)[number];

/** Hits that are printed; more are counted. */
export const hitsPrintedMax = 1_000_000;

interface PrintedHit extends FoundHit {
	readonly rule: Rule;
}

/** Looks for findings in a range. Exit code 1 when one is at least as severe as `--severity` says. */
export async function runDetection(
	{ rules, refusedCount }: LoadedRules,
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	const format = oneOf(formats, args.strings['format'] ?? 'table', 'format');
	const level = oneOf(severities, args.strings['severity'] ?? 'info', 'severity');
	const wantsHits = args.switches['hits'] === true;
	if (wantsHits && format !== 'ndjson') {
		throw new UsageError('--hits prints a hit a line: add --format ndjson');
	}

	const prepared = await prepare(args, ports, 'any');
	const { environment, range, timeZone } = prepared;
	const session = await openSession(prepared, ports);
	try {
		reportFetch(session.fetched?.errors ?? [], environment, ports);
		const hits: PrintedHit[] = [];
		let hitCount = 0;
		const outcome = await detect(
			session.engine,
			rules,
			{ ...range, nowMs: range.toMs, timeZone },
			{
				signal: ports.signal,
				onHit: (rule, hit) => {
					hitCount++;
					if (wantsHits && hits.length < hitsPrintedMax) {
						hits.push({ ...hit, rule });
					}
				},
				onProgress: ({ doneCount, segmentCount }) => {
					const share = Math.floor((100 * doneCount) / segmentCount);
					ports.rewriteLine(`${share} % of ${formatPlural(segmentCount, 'segment')}`);
				},
			},
		);
		ports.rewriteLine('');
		if (!outcome.ok) {
			if ('cancelled' in outcome) {
				return exitCode.interrupted;
			}

			ports.err(`trailtop: ${outcome.fault.message}; ${outcome.fault.next}\n`);
			return exitCode.fault;
		}

		const shown = outcome.findings.filter(({ severity }) => isAtLeast(severity, level));
		if (wantsHits) {
			await printHits(hits, ports);
		} else {
			await printFindings({ ...outcome, findings: shown }, rules, format, timeZone, ports);
		}

		const unprintedCount = wantsHits ? hitCount - hits.length : 0;
		tell({ ...outcome, findings: shown }, { rules, refusedCount }, unprintedCount, ports);
		const account = accountOf(session, range);
		reportAccount(account, args, ports);
		reportNothing(session, prepared, ports);
		return shown.length > 0 ? exitCode.none : answeredWith(exitCode.rows, account);
	} finally {
		await session.close();
	}
}

function oneOf<Word extends string>(words: readonly Word[], given: string, flag: string): Word {
	const known = words.find(word => word === given);
	if (known === undefined) {
		throw new UsageError(`--${flag} is one of ${words.join(', ')}; found "${sanitise(given)}"`);
	}

	return known;
}

async function printHits(hits: readonly PrintedHit[], ports: CommandPorts): Promise<void> {
	for (const hit of hitsInOrder(hits)) {
		await ports.out(`${JSON.stringify(hitObject(hit.rule, hit))}\n`);
	}
}

async function printFindings(
	{ findings }: Detected,
	rules: readonly Rule[],
	format: Format,
	timeZone: string,
	ports: CommandPorts,
): Promise<void> {
	switch (format) {
		case 'ndjson':
			for (const finding of findings) {
				await ports.out(`${JSON.stringify(findingObject(finding))}\n`);
			}

			return;
		case 'sarif':
			await ports.out(`${JSON.stringify(sarifDocument(findings, rules, version), null, 2)}\n`);
			return;
		case 'table':
			if (findings.length > 0) {
				const columns = ports.outIsTty ? ports.columns : Number.POSITIVE_INFINITY;
				for (const piece of printResult(
					findingsTable(findings, columns),
					'table',
					columns,
					timeZone,
				)) {
					await ports.out(piece);
				}
			}
	}
}

function tell(
	{ findings, silenced, learning, recordCount, warnings }: Detected,
	{ rules, refusedCount }: Pick<LoadedRules, 'rules' | 'refusedCount'>,
	unprintedCount: number,
	ports: CommandPorts,
): void {
	const by = (level: Severity) => findings.filter(({ severity }) => severity === level).length;
	const levels = severities
		.toReversed()
		.filter(level => by(level) > 0)
		.map(level => `${by(level)} ${level}`);
	const parts =
		levels.length === 0
			? 'no findings'
			: `${formatPlural(findings.length, 'finding')}: ${levels.join(', ')}`;
	ports.err(
		`trailtop: ${parts} in ${formatPlural(recordCount, 'record')} by ${formatPlural(rules.length, 'rule')}\n`,
	);
	if (refusedCount > 0) {
		ports.err(`trailtop: ${formatPlural(refusedCount, 'rule file')} refused\n`);
	}

	if (unprintedCount > 0) {
		ports.err(`trailtop: ${formatNumber(unprintedCount)} more hits are not printed\n`);
	}

	for (const [id, count] of silenced) {
		ports.err(
			`trailtop: ${sanitise(id)}: ${formatPlural(count, 'hit')} silenced by its exceptions\n`,
		);
	}

	if (learning.length > 0) {
		const ids = learning.map(({ rule }) => rule.id).join(', ');
		ports.err(
			`trailtop: still learning what is usual, so without findings yet: ${sanitise(ids)}\n`,
		);
	}

	for (const warning of warnings) {
		ports.err(`trailtop: ${sanitise(warning)}\n`);
	}
}
