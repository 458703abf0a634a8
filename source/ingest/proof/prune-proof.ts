import type { LedgerRow, StoreWriter } from '../../../store/store.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { chainKey, flawKey, gapKey, keptFlaws, proofChains, proofGaps } from './proof-rows.ts';
import { proofStateOf, proofStates, provenRuns, runKey, stateKey } from './proof-rows.ts';
import type { ProofState } from './proof-rows.ts';

/**
 * Removes what digests have proven of the time before the days that a ledger keeps.
 *
 * @param beforeMs - ms since the epoch
 * @param pause - called between transactions
 */
export async function pruneProof(
	writer: Pick<StoreWriter, 'ledger' | 'ledgerRange' | 'putLedger'>,
	beforeMs: number,
	pause: () => Promise<void>,
): Promise<void> {
	for (const { namespace } of [...proofStates(writer)]) {
		for (const chain of [...proofChains(writer, namespace)]) {
			const old = { fromMs: 0, toMs: beforeMs };
			const runs = [...provenRuns(writer, chain, old.fromMs, old.toMs)];
			const gaps = [...proofGaps(writer, chain)];
			const oldestMs = Math.max(chain.oldest.fromMs, beforeMs);
			const keys = [
				...runs.filter(({ toMs }) => toMs <= beforeMs).map(run => runKey(chain, run.fromMs)),
				...gaps.filter(({ toMs }) => toMs <= beforeMs).map(gap => gapKey(chain, gap.fromMs)),
			];
			if (keys.length > 0) {
				const value = { ...chain, oldest: { ...chain.oldest, fromMs: oldestMs } };
				await writer.putLedger([{ key: chainKey(chain), value }, ...keys.map(removed)]);
				await pause();
			}
		}

		const flaws = [...keptFlaws(writer, namespace)].filter(
			({ key }) => parseObjectKey(key).stampMs < beforeMs,
		);
		if (flaws.length > 0) {
			const state = proofStateOf(writer, namespace);
			const left = Math.max(0, state.flawCount - flaws.length);
			const value: ProofState = { ...state, version: state.version + 1, flawCount: left };
			await writer.putLedger([
				{ key: stateKey(namespace), value },
				...flaws.map(({ key, code }) => removed(flawKey(namespace, key, code))),
			]);
		}
	}
}

function removed(key: string): LedgerRow {
	return { key, value: undefined };
}
