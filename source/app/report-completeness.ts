import { isWhole } from '../ingest/account.ts';
import type { Account } from '../ingest/account.ts';
import { accountWords, laterWords, stateWords, wordsOf } from '../ingest/account-words.ts';
import { proofWords } from '../ingest/proof/proof-words.ts';
import { deliveryGraceMs } from '../ingest/tail-plan.ts';
import type { Completeness, ReportRange } from '../report/report.ts';
import { formatDuration } from '../text/duration.ts';
import type { Arguments } from './arguments.ts';
import { listCommand } from './report-account.ts';

/** What a report says of the objects that its numbers come from. */
export function completenessOf(
	account: Account,
	{ toMs }: ReportRange,
	madeMs: number,
	args: Arguments,
): Completeness {
	const { proof, states } = account;
	const lacks = isWhole(account) ? undefined : accountWords(account);
	const hasGaps = proof !== undefined && proof.gapCount + proof.uncoveredCount > 0;
	const proven =
		proof === undefined
			? 'Signed digests were not checked, so nothing proves that no log is missing'
			: capital(proofWords(proof));
	const isEarly = toMs > madeMs - deliveryGraceMs;
	const later = laterWords(account);
	return {
		alerts: [
			...(lacks === undefined ? [] : [`${capital(lacks)}. Each number may be too small.`]),
			...(hasGaps ? [`${proven}; \`trailtop doctor\` says which.`] : []),
		],
		words: [
			`${wordsOf(account).join(', ')}.`,
			`${proven}.`,
			...(later === undefined ? [] : [`${capital(later)}.`]),
			...(isEarly
				? [
						`The report was made less than ${formatDuration(deliveryGraceMs)} after the end of the range: what is delivered later is not in it.`,
					]
				: []),
		],
		states: [
			['read whole', states.ok] as const,
			...Object.entries(stateWords).map(
				([state, words]) => [words, states[state as keyof typeof stateWords]] as const,
			),
		].filter(([, count]) => count > 0),
		listCommand: lacks === undefined ? undefined : listCommand(args),
	};
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
