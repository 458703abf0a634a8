import type { LedgerRow, StoreReader } from '../../../store/index.ts';
import { closingId, reopenedBy, whyReopened } from '../../findings/live/reopening.ts';
import { foundPrefix, type FindingRow, type RuleRow } from '../../findings/live/rows.ts';
import type { OutputWish } from '../../findings/outputs/output.ts';
import { rowsToTellAgain, type Reopened } from '../../findings/outputs/queue.ts';
import { describeError } from '../describe-error.ts';
import type { StandingLog } from './standing-log.ts';

/** Findings that are told in one transaction. */
export const reopenedAtOnceMax = 500;

export interface ReopenerPorts {
	readonly reader: Pick<StoreReader, 'ledger' | 'ledgerRange'>;
	readonly log: StandingLog;
	readonly outputs: readonly OutputWish[];
	ruleOf(id: string): RuleRow | undefined;
	/** Writes all rows in one transaction. */
	commit(rows: readonly LedgerRow[]): Promise<void>;
	notify(text: string): void;
	/** Ms since the epoch. */
	nowMs(): number;
}

/**
 * Opens findings again that were closed and have become worse. It is the process that holds the store that does so, and
 * not who reads: so it is said once.
 *
 * First the store is written, with what is to be told and of which closing that is; then it is said in the log. A kill
 * between them leaves a finding closed that was told: the next look says it, and the row in the store that it was told.
 */
export class Reopener {
	readonly #ports: ReopenerPorts;
	#seen = '';
	#hasFailed = false;

	constructor(ports: ReopenerPorts) {
		this.#ports = ports;
	}

	/** Whether people are to hear of a finding as of any other; of a closed one they hear when it is open again. */
	isTold({ id }: FindingRow): boolean {
		return this.#ports.log.of(id).state !== 'closed';
	}

	/** Reads what people have said meanwhile. */
	refresh(): void {
		this.#ports.log.refresh();
	}

	/** @param version - of the findings: without another one, or another word of somebody, there is nothing to do */
	async look(version: number): Promise<void> {
		const { log } = this.#ports;
		log.refresh();
		if (this.#seen === `${version} ${log.version}`) {
			return;
		}

		const all = [...this.#reopened()];
		for (let first = 0; first < all.length; first += reopenedAtOnceMax) {
			await this.#open(all.slice(first, first + reopenedAtOnceMax));
		}

		log.refresh();
		this.#seen = `${version} ${log.version}`;
	}

	*#reopened(): Iterable<Reopened> {
		const { log, reader } = this.#ports;
		for (const [id, standing] of log.closed()) {
			const row = reader.ledger(foundPrefix + id) as FindingRow | undefined;
			const cause = row === undefined ? undefined : whyReopened(standing, row);
			const { closing } = standing;
			if (row !== undefined && cause !== undefined && closing !== undefined) {
				yield { row, cause, closedMs: closing.atMs, closing: closingId(closing) };
			}
		}
	}

	async #open(reopened: readonly Reopened[]): Promise<void> {
		const { reader, log, outputs, ruleOf, commit, nowMs } = this.#ports;
		const rows = rowsToTellAgain(reopened, outputs, reader, ruleOf, nowMs());
		if (rows.length > 0) {
			await commit(rows);
		}

		// Somebody may have said something of them meanwhile.
		log.refresh();
		for (const { row, cause, closing } of reopened) {
			const now = log.of(row.id).closing;
			if (now !== undefined && closingId(now) === closing) {
				this.#say(row.id, cause);
			}
		}
	}

	#say(finding: string, cause: string): void {
		const { log, notify, nowMs } = this.#ports;
		try {
			log.append({ finding, state: 'open', cause, by: reopenedBy, atMs: nowMs() });
			this.#hasFailed = false;
		} catch (error) {
			if (!this.#hasFailed) {
				this.#hasFailed = true;
				notify(`a finding that is open again still reads as closed: ${describeError(error)}`);
			}
		}
	}
}
