import type { LedgerRow } from '../../../store/index.ts';
import { toldDigest, type ToldDigest, type ToldFinding } from '../../findings/outputs/message.ts';
import type { SentOutput } from '../../findings/outputs/output.ts';
import {
	freshMsMax,
	outputKey,
	type Attempts,
	type DigestRow,
	type OutputRow,
} from '../../findings/outputs/queue.ts';
import { shortHash } from '../../findings/live/meaning.ts';
import { messageOf } from '../../text/error-message.ts';
import { formatPlural } from '../../text/number.ts';
import { SendError } from '../outputs/send-error.ts';
import type { QueuedFinding } from './queued-finding.ts';

/** The first wait after a failure; each is twice as long as the one before. */
const firstWaitMs = 2_000;
const waitMsMax = 600_000;
/** A message that the receiver refuses is tried so often. */
export const refusalsMax = 3;
/** That messages are given up is said at most so often, in ms. */
const givenUpEveryMs = 3_600_000;
/** How long an attempt that goes on may take when all ends, in ms. */
const endMsMax = 2_000;

interface LanePorts {
	readonly writer: {
		ledger(key: string): unknown;
		putLedger(rows: readonly LedgerRow[]): Promise<void>;
	};
	notify(text: string): void;
	nowMs(): number;
	/** A new text each time. */
	attemptId(): string;
	send(message: ToldFinding | ToldDigest, isRepeat: boolean, signal: AbortSignal): Promise<void>;
}

/** A message that is due, and what is written of it. */
interface Due {
	readonly message: ToldFinding | ToldDigest;
	readonly attempts: Attempts;
	/** Rows that say that it is being tried. */
	tried(attempts: Attempts): readonly LedgerRow[];
	/** Rows that say that it was sent, or is given up. */
	done(change: Partial<OutputRow>): Done;
}

interface Done {
	readonly rows: readonly LedgerRow[];
	/** They were not written. */
	undo(): void;
}

const firstRow: OutputRow = {
	sentCount: 0,
	digestedCount: 0,
	givenUpCount: 0,
	windowMs: 0,
	windowCount: 0,
};

/** The way of messages to one output: one at a time, in order, and no more than its rate lets through. */
export class Lane {
	readonly #output: SentOutput;
	readonly #ports: LanePorts;
	/** At most `queuedMax`, as many as wait in the store. */
	readonly #waiting: QueuedFinding[] = [];
	readonly #ending = new AbortController();
	#isEnding = false;
	/** Who waits for a lane that has nothing to do. */
	#drained: (() => void)[] = [];
	#row: OutputRow;
	#running: Promise<void> | undefined;
	#timer: NodeJS.Timeout | undefined;
	/** When the next attempt is; of none that failed before. */
	#nextMs = 0;
	#failures = 0;
	#givenUpToldMs = Number.NEGATIVE_INFINITY;
	/** How long somebody waits for it to be drained, in ms. */
	#patienceMs = Number.POSITIVE_INFINITY;

	constructor(output: SentOutput, ports: LanePorts) {
		this.#output = output;
		this.#ports = ports;
		this.#row = (ports.writer.ledger(outputKey(output.id)) as OutputRow | undefined) ?? firstRow;
		// A digest may wait since an earlier process.
		this.#schedule();
	}

	/** Messages that wait, a digest that is not due yet among them. */
	get waitingCount(): number {
		return this.#waiting.length + (this.#row.digest === undefined ? 0 : 1);
	}

	add(finding: QueuedFinding): void {
		this.#waiting.push(finding);
		this.#wake();
	}

	/** Resolves when no finding waits, or waits longer than that many ms anyway. */
	async drained(msMax: number): Promise<void> {
		this.#patienceMs = msMax;
		if (!this.#isDrained()) {
			await new Promise<void>(resolve => this.#drained.push(resolve));
		}
	}

	/** An attempt that goes on is ended when it takes long; whether it arrived is not known then. */
	async end(): Promise<void> {
		this.#isEnding = true;
		clearTimeout(this.#timer);
		const late = setTimeout(() => this.#ending.abort(), endMsMax);
		await this.#running;
		clearTimeout(late);
	}

	#isDrained(): boolean {
		if (this.#running !== undefined) {
			return false;
		}

		const waitMs = this.#nextMs - this.#ports.nowMs();
		return this.#waiting.length === 0 || waitMs > this.#patienceMs;
	}

	#wake(): void {
		const isWaiting = this.#nextMs > this.#ports.nowMs();
		if (this.#running !== undefined || this.#isEnding) {
			return;
		}

		if (isWaiting) {
			this.#schedule();
		} else {
			this.#running = this.#run().finally(() => {
				this.#running = undefined;
				this.#schedule();
				if (this.#isDrained()) {
					this.#drained.forEach(resolve => resolve());
					this.#drained = [];
				}
			});
		}
	}

	async #run(): Promise<void> {
		let goesOn = true;
		while (goesOn && !this.#isEnding) {
			goesOn = await this.#step().catch((error: unknown) => this.#failed(messageOf(error)));
		}
	}

	/** The next attempt after a failure, or the digest. */
	#schedule(): void {
		clearTimeout(this.#timer);
		const nowMs = this.#ports.nowMs();
		const nextMs =
			this.#waiting.length > 0
				? this.#nextMs
				: this.#row.digest === undefined
					? undefined
					: Math.max(this.#nextMs, this.#windowEndMs());
		if (nextMs !== undefined && !this.#isEnding) {
			this.#timer = setTimeout(() => this.#wake(), Math.max(0, nextMs - nowMs));
		}
	}

	#windowEndMs(): number {
		return this.#row.windowMs + this.#output.rate.withinMs;
	}

	/** @returns whether there may be more to do at once */
	async #step(): Promise<boolean> {
		const nowMs = this.#ports.nowMs();
		const isOver = nowMs >= this.#windowEndMs();
		const { digest } = this.#row;
		if (digest !== undefined && isOver) {
			return await this.#deliver(this.#digestDue(digest), digest.toMs, nowMs);
		}

		const [first] = this.#waiting;
		if (first === undefined) {
			return false;
		}

		const isBegun = first.attempts(this.#output.id).tries > 0;
		if (!isOver && !isBegun && this.#row.windowCount >= this.#output.rate.count) {
			await this.#digest(first, nowMs);
			return true;
		}

		return await this.#deliver(this.#findingDue(first), first.queuedMs, nowMs);
	}

	async #deliver(due: Due, sinceMs: number, nowMs: number): Promise<boolean> {
		if (nowMs - sinceMs > freshMsMax) {
			await this.#giveUp(due, 'it has waited longer than a day');
			return true;
		}

		const { message, attempts } = due;
		const { attemptId, send } = this.#ports;
		const tries = attempts.tries + 1;
		const rows = due.tried({ tries, sending: attemptId() });
		await this.#finish({ rows, undo: () => {} });
		try {
			await send(message, attempts.sending !== undefined, this.#ending.signal);
		} catch (error) {
			const { isRefusal, retryAfterMs } =
				error instanceof SendError ? error : { isRefusal: false, retryAfterMs: undefined };
			if (isRefusal && tries >= refusalsMax) {
				await this.#giveUp(due, messageOf(error));
				return true;
			}

			return this.#isEnding ? false : this.#failed(messageOf(error), retryAfterMs);
		}

		await this.#finish(due.done({ ...this.#counted(nowMs), sentCount: this.#row.sentCount + 1 }));
		if (this.#failures > 0) {
			this.#failures = 0;
			this.#ports.notify(`findings are sent again: ${this.#output.id}`);
		}

		return true;
	}

	/** @returns false: there is a wait first */
	#failed(why: string, retryAfterMs = 0): boolean {
		const waitMs = Math.max(retryAfterMs, Math.min(waitMsMax, firstWaitMs * 2 ** this.#failures));
		this.#nextMs = this.#ports.nowMs() + waitMs;
		this.#failures++;
		if (this.#failures === 1) {
			const next = 'it is tried again for a day, and said when it works';
			this.#ports.notify(`a finding was not sent: ${this.#output.id}: ${why}; ${next}`);
		}

		return false;
	}

	async #giveUp(due: Due, why: string): Promise<void> {
		await this.#finish(due.done({ givenUpCount: this.#row.givenUpCount + 1 }));
		const nowMs = this.#ports.nowMs();
		if (nowMs - this.#givenUpToldMs >= givenUpEveryMs) {
			this.#givenUpToldMs = nowMs;
			const all = formatPlural(this.#row.givenUpCount, 'message');
			const text = `a message is given up: ${this.#output.id}: ${why}; so far ${all} of this output`;
			this.#ports.notify(text);
		}
	}

	/** A window begins with the first message that is sent in it. */
	#counted(nowMs: number): Pick<OutputRow, 'windowMs' | 'windowCount'> {
		const { windowMs, windowCount } = this.#row;
		return nowMs >= this.#windowEndMs()
			? { windowMs: nowMs, windowCount: 1 }
			: { windowMs, windowCount: windowCount + 1 };
	}

	async #digest(finding: QueuedFinding, nowMs: number): Promise<void> {
		const { severity } = finding.finding;
		const before: Omit<DigestRow, 'toMs'> = this.#row.digest ?? {
			id: shortHash(`${this.#output.id} ${this.#row.windowMs}`),
			counts: {},
			fromMs: nowMs,
			attempts: { tries: 0 },
		};
		const counts = { ...before.counts, [severity]: (before.counts[severity] ?? 0) + 1 };
		const digest: DigestRow = { ...before, counts, toMs: nowMs };
		const digestedCount = this.#row.digestedCount + 1;
		await this.#finish(this.#findingDue(finding).done({ digestedCount, digest }));
	}

	#digestDue(digest: DigestRow): Due {
		return {
			message: toldDigest(digest.id, digest.counts, digest),
			attempts: digest.attempts,
			tried: attempts => [this.#changed({ digest: { ...digest, attempts } })],
			done: change => {
				const row = this.#changed(change);
				const { digest: _told, ...rest } = row.value;
				return { rows: [{ ...row, value: rest }], undo: () => {} };
			},
		};
	}

	#findingDue(finding: QueuedFinding): Due {
		const { id } = this.#output;
		return {
			message: finding.finding,
			attempts: finding.attempts(id),
			tried: attempts => {
				finding.tried(id, attempts);
				return [finding.row()];
			},
			done: change => {
				const undo = finding.leave(id);
				return { rows: [finding.row(), this.#changed(change)], undo };
			},
		};
	}

	#changed(change: Partial<OutputRow>): { readonly key: string; readonly value: OutputRow } {
		return { key: outputKey(this.#output.id), value: { ...this.#row, ...change } };
	}

	/** What is written is what is so: an error leaves everything as it was. */
	async #finish({ rows, undo }: Done): Promise<void> {
		try {
			await this.#ports.writer.putLedger(rows);
		} catch (error) {
			undo();
			throw error;
		}

		const key = outputKey(this.#output.id);
		const own = rows.find(row => row.key === key);
		this.#row = own === undefined ? this.#row : (own.value as OutputRow);
		const [first] = this.#waiting;
		if (first !== undefined && !first.outputIds.includes(this.#output.id)) {
			this.#waiting.shift();
		}
	}
}
