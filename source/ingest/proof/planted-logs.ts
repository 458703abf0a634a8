import { digestFolder } from '../../trail/log-kinds.ts';
import type { LedgerPort } from '../damaged.ts';
import type { Flaw } from './flaw.ts';
import { unvouchedLogs } from './judge-logs.ts';
import { proofGaps, provenRuns } from './proof-rows.ts';
import type { ProofChain } from './proof-rows.ts';

interface Times {
	readonly fromMs: number;
	readonly toMs: number;
}

/**
 * Logs that were written in hours that digests speak for, but that none of them lists, of the hours by
 * which the chains of a prefix have grown. The newest hours wait for the next digest: what was written
 * at their end may be in it.
 *
 * @param prefix - of the digests
 */
export function plantedLogs(
	ledger: LedgerPort,
	namespace: string,
	prefix: string,
	before: readonly ProofChain[],
	after: readonly ProofChain[],
): readonly Flaw[] {
	const logs = prefix.replace(`/${digestFolder}/`, '/CloudTrail/');
	const chains = after.filter(({ isBackfill }) => !isBackfill);
	const was = settled(before.filter(({ isBackfill }) => !isBackfill));
	const is = settled(chains);
	if (is === undefined) {
		return [];
	}

	const grown =
		was === undefined
			? [is]
			: [
					{ fromMs: is.fromMs, toMs: was.fromMs },
					{ fromMs: was.toMs, toMs: is.toMs },
				];
	return grown
		.filter(({ fromMs, toMs }) => fromMs < toMs)
		.flatMap(range => {
			const spoken = chains.map(chain => ({ chain, times: spokenFor(ledger, chain, range) }));
			// Of two trails that write here, both must have spoken.
			const isCovered = (ms: number) => {
				const here = spoken.filter(
					({ chain }) => ms >= chain.oldest.fromMs && ms < chain.newest.toMs,
				);
				return here.length > 0 && here.every(({ times }) => times.some(one => isIn(one, ms)));
			};

			return unvouchedLogs(ledger, namespace, logs, range, isCovered);
		});
}

/** The hours that all chains of a prefix have got past. */
function settled(chains: readonly ProofChain[]): Times | undefined {
	return chains.length === 0
		? undefined
		: {
				fromMs: Math.min(...chains.map(({ oldest }) => oldest.fromMs)),
				toMs: Math.min(...chains.map(({ newest }) => newest.fromMs)),
			};
}

/** The hours of a range of which a signed digest tells all logs. */
function spokenFor(ledger: LedgerPort, chain: ProofChain, range: Times): readonly Times[] {
	const gaps = [...proofGaps(ledger, chain)].filter(({ isSigned }) => isSigned === true);
	return [...provenRuns(ledger, chain, range.fromMs, range.toMs), ...gaps];
}

function isIn({ fromMs, toMs }: Times, ms: number): boolean {
	return ms >= fromMs && ms < toMs;
}
