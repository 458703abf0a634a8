import { isWhole, readAccount } from '../../ingest/account.ts';
import { wordsOf } from '../../ingest/account-words.ts';
import { flawOf } from '../../ingest/proof/flaw.ts';
import { flawsOf, proofGapsIn, uncoveredPlaces } from '../../ingest/proof/proof-report.ts';
import type { RangeProof } from '../../ingest/proof/proof-report.ts';
import type { LedgerPort } from '../../ingest/damaged.ts';
import { proofWords } from '../../ingest/proof/proof-words.ts';
import { formatPlural } from '../../text/number.ts';
import { foreignScope, knownScopes } from '../../query/engine/index.ts';
import { parse } from '../../query/language/parse.ts';
import { quoteString } from '../../query/syntax/escape.ts';
import { formatTime } from '../../text/time.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Environment } from '../../app/environment.ts';
import { openIfThere } from '../../app/open-if-there.ts';
import { scrubProgress } from '../../app/scrub.ts';
import type { ScrubProgress } from '../../app/scrub.ts';
import { scrubWords } from '../../app/scrub-words.ts';
import type { StoreSnapshot } from '../../../store/index.ts';
import { messageOf } from '../../text/error-message.ts';
import { reporterFor } from './check.ts';
import type { Check, Report } from './check.ts';

/** Flaws, gaps and places that are named, of each; the console has more of them. */
const flawsShownMax = 20;
const ever = { fromMs: 0, toMs: 8.64e15 };

/** Checks what is in a store: what was read of the source, and whether dashboards ask for it. */
export async function checkContent(
	{ storeDir, scope }: Pick<Environment, 'storeDir' | 'scope'>,
	onCheck: (check: Check) => void,
): Promise<void> {
	const report = reporterFor('store', onCheck);
	try {
		const reader = storeDir === undefined ? undefined : await openIfThere(storeDir);
		if (reader === undefined) {
			return;
		}

		try {
			const snapshot = reader.refresh();
			const account = readAccount([reader], ever);
			if (account.listed > 0) {
				const state = isWhole(account) ? 'good' : 'odd';
				report('objects', state, wordsOf(account).join(', '), {
					next: isWhole(account) ? undefined : '`trailtop damaged list` says which and why',
				});
			}

			checkNewest(snapshot, report);
			checkSegments(scrubProgress(reader), report);
			checkDigests(account.proof, reader, report);
			checkCategory(snapshot, scope, report);
		} finally {
			await reader.close();
		}
	} catch (error) {
		report('content', 'bad', sanitise(messageOf(error)));
	}
}

function checkSegments(progress: ScrubProgress | undefined, report: Report): void {
	// What was not read to its end proves nothing yet.
	const isProven = progress?.endedMs !== undefined && progress.damagedCount === 0;
	report('segments', isProven ? 'good' : 'odd', scrubWords(progress));
}

/** What the signed digests of the trail prove of what was read; nothing when nobody verifies. */
function checkDigests(proof: RangeProof | undefined, ledger: LedgerPort, report: Report): void {
	if (proof === undefined) {
		return;
	}

	const flaws = flawsOf([ledger]);
	const isGood = proof.gapCount === 0 && flaws.length === 0;
	const isWhole = proof.provenToMs !== undefined && proof.uncoveredCount === 0;
	const state = isGood ? (isWhole ? 'good' : 'odd') : 'bad';
	const isAny = flaws.length > 0;
	const words = isAny ? `; ${formatPlural(flaws.length, 'flaw')}` : '';
	report('digests', state, `${proofWords(proof)}${words}`);
	for (const { account, region } of uncoveredPlaces([ledger]).slice(0, flawsShownMax)) {
		report('no digests', 'odd', sanitise(`${account} ${region}: turn on log file validation`));
	}

	for (const gap of proofGapsIn([ledger], ever).slice(-flawsShownMax)) {
		const { account, region, fromMs, toMs, state: how, reason } = gap;
		const hours = `${formatTime(fromMs, 'UTC', 'full')} to ${formatTime(toMs, 'UTC', 'full')} UTC`;
		const words = sanitise(`${account} ${region}, ${hours}: ${how}: ${reason}`);
		report('gap', how === 'unproven' ? 'odd' : 'bad', words);
	}

	for (const { code, key, detail } of flaws.slice(0, flawsShownMax)) {
		const severity = flawOf(code, key, detail).severity === 'alarm' ? 'bad' : 'odd';
		report('flaw', severity, sanitise(`${code}: ${key}: ${detail}`));
	}
}

function checkNewest({ segments }: StoreSnapshot, report: Report): void {
	const newestMs = segments.reduce((ms, { maxTimeMs }) => Math.max(ms, maxTimeMs), -Infinity);
	if (Number.isFinite(newestMs)) {
		report('newest', 'good', `the newest record is of ${formatTime(newestMs, 'UTC', 'full')} UTC`);
	}
}

/** Every query of a dashboard asks for the scope, so a foreign one leaves all panels empty. */
function checkCategory(snapshot: StoreSnapshot, scope: Environment['scope'], report: Report): void {
	if (knownScopes(snapshot).size === 0) {
		return;
	}

	const { key, value } = scope;
	// A `*` in quotes would be a star.
	const term = `${key}=${value.includes('*') ? value : quoteString(value)}`;
	const { search } = parse(term).query;
	const foreign = foreignScope(search, snapshot);
	if (foreign === undefined) {
		report('category', 'good', sanitise(`dashboards ask for ${key}=${value}`));
		return;
	}

	const { message, next, repair } = foreign;
	report('category', 'odd', sanitise(`dashboards ask for it, but ${message}: ${next}`), {
		next: sanitise(
			`\`source_category: ${repair.value}\` in the environment, or ctrl-t in the console`,
		),
	});
}
