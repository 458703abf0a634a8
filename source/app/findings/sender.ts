import { afterAll } from '../../../store/index.ts';
import { randomUUID } from 'node:crypto';
import type { LedgerRow, StoreKeeper } from '../../../store/index.ts';
import type { Message } from '../../findings/outputs/message.ts';
import { isSent, type OutputSpec, type SentOutput } from '../../findings/outputs/output.ts';
import {
	freshMsMax,
	noneUntold,
	outputKey,
	outputPrefix,
	queuePrefix,
	toldPrefix,
	untoldKey,
	type QueueRow,
	type ToldRow,
	type UntoldRow,
} from '../../findings/outputs/queue.ts';
import { foundPrefix } from '../../findings/live/rows.ts';
import { formatPlural } from '../../text/number.ts';
import { describeError } from '../describe-error.ts';
import { send, type SendWorld } from '../outputs/send.ts';
import { Lane } from './lane.ts';
import { QueuedFinding } from './queued-finding.ts';

/** Of how many findings nobody was told is said at most so often, in ms. */
const untoldEveryMs = 3_600_000;
/** That a finding was told is forgotten when it is gone, and as long after it could be told again, in ms. */
const toldMsMax = 2 * freshMsMax;

export type SenderWriter = Pick<StoreKeeper, 'ledger' | 'ledgerRange' | 'putLedger'>;

/** Whom to tell of findings of one store. */
export interface OutputsWish {
	readonly environment: string;
	readonly outputs: readonly OutputSpec[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly hostName: string;
}

export interface SenderPorts {
	readonly writer: SenderWriter;
	notify(text: string): void;
	nowMs(): number;
	/** A test gives another one. */
	readonly send?: typeof send;
}

/**
 * Sends findings to the outputs, in the order they were found, by the process that holds the store. The queue is in the
 * store. Each output has a lane of its own: one that fails stops no other.
 */
export class Sender {
	readonly #ports: SenderPorts;
	readonly #lanes: ReadonlyMap<string, Lane>;
	#untold: UntoldRow = noneUntold;
	#toldUntold: UntoldRow = noneUntold;
	#untoldMs = Number.NEGATIVE_INFINITY;

	constructor({ environment, outputs, env, hostName }: OutputsWish, ports: SenderPorts) {
		this.#ports = ports;
		const warned = new Set<string>();
		const world: SendWorld = {
			env,
			hostName,
			nowMs: ports.nowMs,
			warn: text => {
				// One for each file that is named: as many as outputs.
				if (!warned.has(text)) {
					warned.add(text);
					ports.notify(text);
				}
			},
		};
		const deliver = ports.send ?? send;
		this.#lanes = new Map(
			outputs.filter(isSent).map(output => [
				output.id,
				new Lane(output, {
					...ports,
					attemptId: randomUUID,
					send: (message, isRepeat, signal) =>
						deliver(
							output.target,
							{ message: { ...message, environment } as Message, isRepeat, signal },
							world,
						),
				}),
			]),
		);
	}

	/** Takes what waits in the store. To be called once, first. */
	begin(): void {
		const { writer, notify } = this.#ports;
		try {
			this.#untold = (writer.ledger(untoldKey) as UntoldRow | undefined) ?? noneUntold;
			this.#toldUntold = this.#untold;
			this.#remove([...this.#toldRows(), ...this.#rowsOfGone()]);
			this.note([...writer.ledgerRange(queuePrefix, queuePrefix + afterAll)]);
		} catch (error) {
			// A damaged row is no reason to fetch nothing.
			notify(`what waits to be sent cannot be read: ${describeError(error)}`);
		}
	}

	/** @param rows - that were written, of any kind */
	note(rows: readonly LedgerRow[]): void {
		for (const { key, value } of rows) {
			if (key === untoldKey) {
				this.#untold = value as UntoldRow;
			} else if (key.startsWith(queuePrefix) && value !== undefined) {
				this.#queue(new QueuedFinding(key, value as QueueRow));
			}
		}
	}

	/** Says of how many findings nobody was told. To be called when all was looked at. */
	tellUntold(): void {
		const { nowMs, notify } = this.#ports;
		const oldCount = this.#untold.oldCount - this.#toldUntold.oldCount;
		const fullCount = this.#untold.fullCount - this.#toldUntold.fullCount;
		if (oldCount + fullCount === 0 || nowMs() - this.#untoldMs < untoldEveryMs) {
			return;
		}

		this.#toldUntold = this.#untold;
		this.#untoldMs = nowMs();
		const why = [
			oldCount > 0 ? `${formatPlural(oldCount, 'finding')} of records older than a day` : undefined,
			fullCount > 0 ? `${formatPlural(fullCount, 'finding')} while too many waited` : undefined,
		].filter(part => part !== undefined);
		notify(`sent to no output: ${why.join(', ')}; \`trailtop detect\` lists them`);
	}

	/**
	 * Resolves when nothing waits to be sent, or at the latest after so many ms.
	 *
	 * @returns how many messages wait
	 */
	async drained(msMax: number, signal: AbortSignal): Promise<number> {
		let giveUp = (): void => {};
		const late = new Promise<void>(resolve => {
			giveUp = resolve;
		});
		const timer = setTimeout(giveUp, msMax);
		signal.addEventListener('abort', giveUp, { once: true });
		if (signal.aborted) {
			giveUp();
		}

		const lanes = [...this.#lanes.values()];
		await Promise.race([late, Promise.all(lanes.map(lane => lane.drained(msMax)))]);
		clearTimeout(timer);
		signal.removeEventListener('abort', giveUp);
		return lanes.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
	}

	/** Resolves when nothing is sent or written any more; an attempt that goes on is ended. */
	async end(): Promise<void> {
		await Promise.all([...this.#lanes.values()].map(lane => lane.end()));
	}

	/** An output that is not configured any more is told nothing. */
	#queue(finding: QueuedFinding): void {
		const gone = finding.outputIds.filter(id => !this.#lanes.has(id));
		gone.forEach(id => finding.leave(id));
		if (finding.outputIds.length === 0) {
			this.#remove([finding.row()]);
		}

		for (const id of finding.outputIds) {
			this.#lanes.get(id)?.add(finding);
		}
	}

	/** Rows of findings that were told, are gone, and cannot come again as news. */
	#toldRows(): readonly LedgerRow[] {
		const { writer, nowMs } = this.#ports;
		const gone: LedgerRow[] = [];
		for (const { key, value } of writer.ledgerRange(toldPrefix, toldPrefix + afterAll)) {
			const isOver = nowMs() - (value as ToldRow).ms > toldMsMax;
			if (isOver && writer.ledger(foundPrefix + key.slice(toldPrefix.length)) === undefined) {
				gone.push({ key, value: undefined });
			}
		}

		return gone;
	}

	/** Rows of outputs that are not configured any more. */
	#rowsOfGone(): readonly LedgerRow[] {
		const known = new Set([...this.#lanes.keys()].map(outputKey));
		return [...this.#ports.writer.ledgerRange(outputPrefix, outputPrefix + afterAll)]
			.filter(({ key }) => !known.has(key))
			.map(({ key }) => ({ key, value: undefined }));
	}

	#remove(rows: readonly LedgerRow[]): void {
		if (rows.length === 0) {
			return;
		}

		this.#ports.writer.putLedger(rows).catch(() => {
			// The next process looks at them again.
		});
	}
}

export function hasSentOutputs({ outputs }: OutputsWish): boolean {
	return sentOutputs(outputs).length > 0;
}

/** Those that a process sends to, and not a console rings. */
export function sentOutputs(outputs: readonly OutputSpec[]): readonly SentOutput[] {
	return outputs.filter(isSent);
}
