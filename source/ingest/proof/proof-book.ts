import type { LedgerRow, StoreWriter } from '../../../store/store.ts';
import { objectLedgerKey, objectRow, settledEntry, toLedgerEntry } from '../ledger.ts';
import { changedRows } from '../ledger-index.ts';
import { dayOf } from '../tail-plan.ts';
import { cutReason } from './flaw.ts';
import type { Flaw, FlawCode } from './flaw.ts';
import type { JudgedLogs } from './judge-logs.ts';
import {
	chainKey,
	flawKey,
	flawsMax,
	gapKey,
	proofStateOf,
	provenRuns,
	runKey,
	stateKey,
	uncoveredMax,
} from './proof-rows.ts';
import type {
	KeptFlaw,
	ProofChain,
	ProofGap,
	ProofState,
	ProvenRun,
	UncoveredPrefix,
} from './proof-rows.ts';

export type ProofWriter = Pick<StoreWriter, 'ledger' | 'ledgerRange' | 'putLedger'>;

/** What was found out about some hours of a chain. */
export interface HoursNote {
	/** As it is from now on. */
	readonly chain: ProofChain;
	/** Hours that are proven; undefined: none of them. */
	readonly run?: ProvenRun | undefined;
	readonly gaps?: readonly ProofGap[];
	readonly flaws?: readonly Flaw[];
	/** Of a digest whose signature is right. */
	readonly logs?: JudgedLogs | undefined;
	/** Keys of digests that are there and right. */
	readonly provenDigests?: readonly string[];
}

const digestCodes: readonly FlawCode[] = ['digest-missing', 'digest-invalid', 'digest-unproven'];
const logCodes: readonly FlawCode[] = ['log-missing', 'log-changed', 'log-unvouched'];

/** Writes down what digests have proven, each time in one transaction. */
export class ProofBook {
	readonly #writer: ProofWriter;
	readonly #namespace: string;
	readonly #alarmed: (flaw: Flaw) => void;

	/** @param alarmed - called for each alarm that was not known before */
	constructor(writer: ProofWriter, namespace: string, alarmed: (flaw: Flaw) => void) {
		this.#writer = writer;
		this.#namespace = namespace;
		this.#alarmed = alarmed;
	}

	get state(): ProofState {
		return proofStateOf(this.#writer, this.#namespace);
	}

	/** Nothing may be awaited between reading the rows and writing them. */
	async note(note: HoursNote, atMs: number): Promise<void> {
		const { chain, run, gaps = [], logs, provenDigests = [] } = note;
		const flaws = this.#flawRows([...(note.flaws ?? []), ...(logs?.flaws ?? [])], atMs);
		const cleared = this.#clearedRows([
			...provenDigests.flatMap(key => digestCodes.map(code => [key, code] as const)),
			...(logs?.vouched ?? []).flatMap(({ key, isThere }) =>
				(isThere ? logCodes : []).map(code => [key, code] as const),
			),
		]);
		await this.#write(
			[
				{ key: chainKey(chain), value: chain },
				...(run === undefined ? [] : this.#runRows(chain, run)),
				...gaps.map(gap => ({
					key: gapKey(chain, gap.fromMs),
					value: { ...gap, reason: cutReason(gap.reason) },
				})),
				...this.#vouchedRows(logs),
				...this.#lostRows(logs, atMs),
				...cleared,
				...flaws.rows,
			],
			flaws,
			cleared.length,
		);
	}

	/** Flaws that belong to no hours. */
	async noteFlaws(flaws: readonly Flaw[], atMs: number): Promise<void> {
		const noted = this.#flawRows(flaws, atMs);
		if (noted.rows.length + noted.leftCount > 0) {
			await this.#write(noted.rows, noted, 0);
		}
	}

	/** Chains that ended before what is asked for: they begin anew. */
	async forget(chains: readonly ProofChain[]): Promise<void> {
		if (chains.length > 0) {
			const rows = chains.map(chain => ({ key: chainKey(chain), value: undefined }));
			await this.#write(rows, { rows: [], leftCount: 0, isNew: [] }, 0);
		}
	}

	/** The prefix of these chains was listed. */
	async noteLooked(chains: readonly ProofChain[], lookedMs: number): Promise<void> {
		const rows = chains.map(chain => ({ key: chainKey(chain), value: { ...chain, lookedMs } }));
		await this.#write(rows, { rows: [], leftCount: 0, isNew: [] }, 0);
	}

	/** The prefixes without digests, and why nothing can be proven now. */
	async noteState(
		uncovered: readonly UncoveredPrefix[],
		trouble: string | undefined,
	): Promise<void> {
		const { state } = this;
		const shown = uncovered.slice(0, uncoveredMax);
		const { trouble: _before, ...rest } = state;
		const next: ProofState = {
			...rest,
			uncovered: shown,
			uncoveredCount: uncovered.length,
			...(trouble === undefined ? {} : { trouble: cutReason(trouble) }),
		};
		if (state.version === 0 || JSON.stringify(next) !== JSON.stringify(state)) {
			await this.#writer.putLedger([
				{ key: stateKey(this.#namespace), value: { ...next, version: state.version + 1 } },
			]);
		}
	}

	async #write(
		rows: readonly LedgerRow[],
		{ rows: { length: addedCount }, leftCount, isNew }: NotedFlaws,
		clearedCount: number,
	): Promise<void> {
		const { state } = this;
		const next: ProofState = {
			...state,
			version: state.version + 1,
			flawCount: Math.max(0, state.flawCount + addedCount - clearedCount),
			leftCount: state.leftCount + leftCount,
		};
		await this.#writer.putLedger([...rows, { key: stateKey(this.#namespace), value: next }]);
		isNew.forEach(this.#alarmed);
	}

	/** A run goes on where the one before it ends, as long as it is the same day. */
	#runRows(chain: ProofChain, run: ProvenRun): readonly LedgerRow[] {
		const isSameDay = (other: ProvenRun) => dayOf(other.fromMs) === dayOf(run.fromMs);
		const near = [...provenRuns(this.#writer, chain, run.fromMs - 1, run.toMs + 1)];
		const before = near.find(one => one.toMs === run.fromMs && isSameDay(one));
		const after = near.find(one => one.fromMs === run.toMs && isSameDay(one));
		const whole: ProvenRun = {
			fromMs: before?.fromMs ?? run.fromMs,
			toMs: after?.toMs ?? run.toMs,
			logCount: run.logCount + (before?.logCount ?? 0) + (after?.logCount ?? 0),
		};
		const isThere = near.some(one => one.fromMs <= run.fromMs && one.toMs >= run.toMs);
		return [
			{ key: gapKey(chain, run.fromMs), value: undefined },
			...(isThere
				? []
				: [
						...(after === undefined
							? []
							: [{ key: runKey(chain, after.fromMs), value: undefined }]),
						{ key: runKey(chain, whole.fromMs), value: whole },
					]),
		];
	}

	/** What was read of each vouched log is marked in its row, if it still is what was looked at. */
	#vouchedRows(logs: JudgedLogs | undefined): readonly LedgerRow[] {
		const { vouched = [], untilMs: vouchedMs = 0 } = logs ?? {};
		return vouched.flatMap(({ key, sha256 }): LedgerRow[] => {
			const entry = toLedgerEntry(this.#writer.ledger(objectLedgerKey(this.#namespace, key)));
			const isSame = entry?.sha256 === undefined || entry.sha256 === sha256;
			return entry === undefined || !isSame
				? []
				: [objectRow(this.#namespace, key, { ...entry, sha256, vouchedMs })];
		});
	}

	/** A log that was never there to be read is missing in every answer over its time. */
	#lostRows(logs: JudgedLogs | undefined, atMs: number): readonly LedgerRow[] {
		const reason = 'a digest lists it, and it is gone';
		const object = { etag: '', sizeBytes: 0, lastModifiedMs: logs?.untilMs ?? 0 };
		const changes = (logs?.lost ?? []).map(key => ({
			namespace: this.#namespace,
			key,
			entry: settledEntry({ ...object, key, storageClass: undefined }, 'gone', atMs, { reason }),
		}));
		return changedRows(changes, this.#writer);
	}

	#flawRows(flaws: readonly Flaw[], atMs: number): NotedFlaws {
		const { flawCount } = this.state;
		const rows: LedgerRow[] = [];
		const isNew: Flaw[] = [];
		let leftCount = 0;
		for (const flaw of flaws) {
			const { key, code, detail, severity } = flaw;
			const rowKey = flawKey(this.#namespace, key, code);
			if (this.#writer.ledger(rowKey) !== undefined) {
				continue;
			}

			if (severity === 'alarm') {
				isNew.push(flaw);
			}

			if (flawCount + rows.length >= flawsMax) {
				leftCount += 1;
				continue;
			}

			const value: KeptFlaw = { namespace: this.#namespace, key, code, detail, atMs };
			rows.push({ key: rowKey, value });
		}

		return { rows, leftCount, isNew };
	}

	/** What is right again is no flaw any more. */
	#clearedRows(found: readonly (readonly [key: string, code: FlawCode])[]): LedgerRow[] {
		return found
			.map(([key, code]) => flawKey(this.#namespace, key, code))
			.filter(key => this.#writer.ledger(key) !== undefined)
			.map(key => ({ key, value: undefined }));
	}
}

interface NotedFlaws {
	readonly rows: readonly LedgerRow[];
	readonly leftCount: number;
	readonly isNew: readonly Flaw[];
}
