import { isWhole, readAccount } from '../ingest/account.ts';
import type { Account } from '../ingest/account.ts';
import { accountWords, laterWords } from '../ingest/account-words.ts';
import { proofWords } from '../ingest/proof/proof-words.ts';
import { sanitise } from '../text/sanitise.ts';
import { fromsOf } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { CommandPorts } from './ports.ts';
import { exitCode } from './ports.ts';
import type { QuerySession } from './query-session.ts';
import type { Prepared } from './prepare.ts';
import { sourceKindOf } from './source/index.ts';
import { shownShellWord } from '../text/shell-word.ts';
import type { TimeRange } from './time-range.ts';

/** The account of a range in what a session reads. */
export function accountOf({ ledgers, fetched }: QuerySession, range: TimeRange): Account {
	const { outside = 0, later = 0 } = fetched?.account ?? {};
	return readAccount(ledgers, range, { outside, later });
}

/** Says on stderr what an answer was not computed from, in one line. */
export function reportAccount(account: Account, args: Arguments, ports: CommandPorts): void {
	const words = accountWords(account);
	if (words !== undefined) {
		ports.err(`trailtop: ${sanitise(words)}; \`${listCommand(args)}\` says which and why\n`);
	}

	const { proof } = account;
	if (proof !== undefined && proof.gapCount + proof.uncoveredCount > 0) {
		ports.err(`trailtop: ${proofWords(proof)}; \`trailtop doctor\` says which\n`);
	}

	const later = laterWords(account);
	if (later !== undefined) {
		ports.err(`trailtop: ${later}\n`);
	}
}

/** Says that a fetch just before found nothing at all, which an answer of 0 would hide. */
export function reportNothing(
	{ fetched }: Pick<QuerySession, 'fetched'>,
	{ environment }: Prepared,
	ports: CommandPorts,
): void {
	const account = fetched?.account;
	if (account === undefined || environment.source === undefined || fetched?.errorCount !== 0) {
		return;
	}

	const { listed, outside, deniedPrefixes, leftFolders } = account;
	if (listed + outside + deniedPrefixes.length + Object.keys(leftFolders).length === 0) {
		const title = sanitise(sourceKindOf(environment.source).titleOf(environment.source));
		ports.err(
			`trailtop: no object was found in ${title}: no key such as AWSLogs/…/CloudTrail/…, no .json, no .json.gz, or none of this time\n`,
		);
	}
}

/** The exit code of an answer: 4 when something that may hold records was not read. */
export function answeredWith(code: number, account: Account): number {
	const isAnswer = code === exitCode.rows || code === exitCode.none;
	return isAnswer && !isWhole(account) ? exitCode.incomplete : code;
}

/** The command that lists the objects that were not read whole. */
export function listCommand(args: Arguments): string {
	return commandLine('damaged list', args);
}

/** A command over the source, store and range of another. */
export function commandLine(command: string, args: Arguments): string {
	const flags = ['env', 'from', 'store', 'kinds', 'since', 'until'].flatMap(name => {
		const values = name === 'from' ? fromsOf(args) : [args.strings[name]];
		return values.flatMap(value =>
			value === undefined || (name === 'env' && value === 'all')
				? []
				: [`--${name} ${shownShellWord(value)}`],
		);
	});
	return [`trailtop ${command}`, ...flags].join(' ');
}
