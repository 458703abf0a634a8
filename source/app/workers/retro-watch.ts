import type { StoreSnapshot } from '../../../store/index.ts';
import type { LiveTables } from '../../intel/live-tables.ts';
import { describeRetroMatches, retroMatches } from '../../intel/retro-match.ts';
import type { Engine } from '../../query/port.ts';
import { formatTime } from '../../text/time.ts';
import type { QueryReply } from './query-messages.ts';

export interface RetroPorts {
	readonly engine: Engine;
	readonly tables: Pick<LiveTables, 'threats'>;
	snapshot(): StoreSnapshot;
	nowMs(): number;
	reply(message: QueryReply): void;
}

/** Reports how many records of the store match indicators that were imported after the start. */
export class RetroWatch {
	readonly #ports: RetroPorts;
	#sinceMs: number;
	#seenVersion: number | undefined;
	#looking: Promise<void> = Promise.resolve();

	constructor(ports: RetroPorts) {
		this.#ports = ports;
		this.#sinceMs = ports.nowMs();
	}

	/**
	 * Does nothing unless the tables have changed.
	 *
	 * @param version - of the tables, as their `refresh` returns it
	 */
	look(version: number): void {
		const isFirst = this.#seenVersion === undefined;
		const isNew = version !== this.#seenVersion;
		this.#seenVersion = version;
		// Indicators that were there at the start are not new, so no records are searched for them.
		if (isNew && !isFirst) {
			this.#looking = this.#looking.then(() => this.#compare()).catch(error => this.#failed(error));
		}
	}

	/** Resolves when all searches have been reported. */
	async idle(): Promise<void> {
		await this.#looking;
	}

	async #compare(): Promise<void> {
		const { engine, tables, snapshot } = this.#ports;
		const sinceMs = this.#sinceMs;
		const newestMs = tables.threats?.newestImportMs ?? Number.NEGATIVE_INFINITY;
		if (newestMs < sinceMs) {
			return;
		}

		this.#sinceMs = newestMs + 1;
		const ends = snapshot().segments.map(segment => segment.maxTimeMs);
		const toMs = Math.max(0, ...ends.filter(Number.isFinite)) + 1;
		const request = { fromMs: 0, toMs, nowMs: toMs, timeZone: 'UTC' };
		const found = await retroMatches(engine, sinceMs, request);
		if (found !== undefined && found.recordCount > 0) {
			this.#say(describeRetroMatches(found, formatTime(sinceMs, 'UTC', 'full')));
		}
	}

	#failed(error: unknown): void {
		this.#say(`the store could not be compared with the new indicators: ${String(error)}`);
	}

	#say(text: string): void {
		this.#ports.reply({ type: 'retro-match', text });
	}
}
