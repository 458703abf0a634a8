import { objectLedgerKey, toLedgerEntry } from './ledger.ts';
import type { PassPorts } from './pass.ts';

/** What a backfill listed while another pass was fetching it: it may not be in the store yet. */
export class Elsewhere {
	readonly #ports: Pick<PassPorts, 'inFlight' | 'source' | 'writer'>;
	readonly #keys: string[] = [];
	readonly #waiting: { readonly from: number; readonly to: number; readonly run: () => void }[] =
		[];

	constructor(ports: Pick<PassPorts, 'inFlight' | 'source' | 'writer'>) {
		this.#ports = ports;
	}

	get count(): number {
		return this.#keys.length;
	}

	add(keys: readonly string[]): void {
		this.#keys.push(...keys);
	}

	/** Runs it at once when none was added since `count` was `from`; else once all of those were read. */
	afterThoseSince(from: number, run: () => void): void {
		if (this.count === from) {
			run();
		} else {
			this.#waiting.push({ from, to: this.count, run });
		}
	}

	/**
	 * Waits until the other passes are through. Whoever calls it has committed everything of its own,
	 * so that they do not wait for each other.
	 *
	 * @returns how many were not read
	 */
	async settle(signal: AbortSignal): Promise<number> {
		const isUnread: boolean[] = [];
		for (const key of this.#keys) {
			await this.#ports.inFlight.ended(key, signal);
			signal.throwIfAborted();
			isUnread.push(this.#isUnread(key));
		}

		for (const { from, to, run } of this.#waiting) {
			if (!isUnread.slice(from, to).includes(true)) {
				run();
			}
		}

		return isUnread.filter(Boolean).length;
	}

	#isUnread(key: string): boolean {
		const { writer, source } = this.#ports;
		const entry = toLedgerEntry(writer.ledger(objectLedgerKey(source.title, key)));
		return entry === undefined || entry.state === 'pending';
	}
}
