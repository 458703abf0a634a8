import type { LedgerRow } from '../../../store/index.ts';
import type { ToldFinding } from '../../findings/outputs/message.ts';
import type { Attempts, QueueRow } from '../../findings/outputs/queue.ts';

/** A finding that waits, with the outputs that it was not sent to yet. Their lanes share it. */
export class QueuedFinding {
	readonly finding: ToldFinding;
	readonly queuedMs: number;
	readonly #key: string;
	/** At most as many as outputs. */
	readonly #outputs: Map<string, Attempts>;

	constructor(key: string, { finding, queuedMs, outputs }: QueueRow) {
		this.#key = key;
		this.finding = finding;
		this.queuedMs = queuedMs;
		this.#outputs = new Map(Object.entries(outputs));
	}

	get outputIds(): readonly string[] {
		return [...this.#outputs.keys()];
	}

	attempts(outputId: string): Attempts {
		return this.#outputs.get(outputId) ?? { tries: 0 };
	}

	tried(outputId: string, attempts: Attempts): void {
		this.#outputs.set(outputId, attempts);
	}

	/** It was sent there, or never will be. @returns a function that takes that back */
	leave(outputId: string): () => void {
		const attempts = this.attempts(outputId);
		this.#outputs.delete(outputId);
		return () => this.#outputs.set(outputId, attempts);
	}

	/** As it is to be written: without an output it is removed. */
	row(): LedgerRow {
		const { finding, queuedMs } = this;
		const outputs = Object.fromEntries(this.#outputs);
		const value: QueueRow = { finding, queuedMs, outputs };
		return { key: this.#key, value: this.#outputs.size === 0 ? undefined : value };
	}
}
