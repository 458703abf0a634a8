import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Drop, StoreKeeper, WriterOptions } from '../../store/index.ts';
import { pruneProof } from '../ingest/proof/prune-proof.ts';
import { pruneLedger } from '../ingest/prune-ledger.ts';
import { dayOf, lateMs, lookBackMs } from '../ingest/tail-plan.ts';
import { formatBytes, formatNumber } from '../text/number.ts';
import type { Environment } from './environment.ts';
import { describeError } from './describe-error.ts';
import { dayMs } from '../text/duration.ts';

/** How often a store is checked against its limits of age and size, in ms. */
const retainEveryMs = 60_000;

type Repeat = NonNullable<WriterOptions['repeat']>;

/** No sweep looks back further, so no object of an earlier day is listed again; in ms. */
const sweptMs = lookBackMs.daily + lateMs;

/**
 * Drops old records while a store is written, so that it stays within its environment's limits of
 * age and bytes.
 *
 * The rows of the ledger go with the days of their objects, as far as the source is not read for them.
 *
 * @param sinceMs - from when on the source is read, ms since the epoch
 * @param notify - called with a sentence that says what was dropped
 * @param repeat - default: a timer of the machine
 * @returns a function that ends it
 */
export function keepWithin(
	writer: Pick<StoreKeeper, 'ledger' | 'ledgerRange' | 'putLedger' | 'retain'>,
	environment: Pick<Environment, 'retentionDays' | 'diskBudgetBytes'>,
	sinceMs: number,
	nowMs: () => number,
	notify: (text: string) => void,
	repeat: Repeat = onTimer,
): () => void {
	const { retentionDays, diskBudgetBytes } = environment;
	if (retentionDays === undefined && diskBudgetBytes === undefined) {
		return () => {};
	}

	const policy = {
		ageMsMax: retentionDays === undefined ? undefined : retentionDays * dayMs,
		usedBytesMax: diskBudgetBytes,
	};
	let droppedUntilMs = -Infinity;
	let prunedDay = '';
	const prune = async (drops: readonly Drop[]) => {
		droppedUntilMs = Math.max(droppedUntilMs, ...drops.map(({ maxTimeMs }) => maxTimeMs));
		const keptFromMs = Math.max(droppedUntilMs, nowMs() - (policy.ageMsMax ?? Infinity));
		const beforeMs = Math.min(keptFromMs, sinceMs - lateMs, nowMs() - sweptMs);
		const day = Number.isFinite(beforeMs) ? dayOf(beforeMs) : '';
		if (day !== prunedDay && day !== '') {
			prunedDay = day;
			await pruneLedger(writer, beforeMs, nextTurn);
			await pruneProof(writer, beforeMs, nextTurn);
		}
	};

	const retain = async () => {
		try {
			const drops = await writer.retain(policy, nowMs());
			if (drops.length > 0) {
				notify(describeDrops(drops));
			}

			await prune(drops);
		} catch (error) {
			notify(`retention did not run: ${describeError(error)}`);
		}
	};

	void retain();
	return repeat(() => void retain(), retainEveryMs);
}

function onTimer(run: () => void, everyMs: number): () => void {
	const timer = setInterval(run, everyMs);
	return () => clearInterval(timer);
}

/** `dropped 120,000 records (18 MB) up to 2026-02-01, over the budget`. */
export function describeDrops(drops: readonly Drop[]): string {
	const rows = drops.reduce((sum, drop) => sum + drop.rowCount, 0);
	const bytes = drops.reduce((sum, drop) => sum + drop.byteCount, 0);
	const newestMs = Math.max(...drops.map(drop => drop.maxTimeMs));
	const reason = drops.some(drop => drop.reason === 'budget') ? 'over the budget' : 'too old';
	return `dropped ${formatNumber(rows)} records (${formatBytes(bytes)}) up to ${new Date(newestMs).toISOString().slice(0, 10)}, ${reason}`;
}
