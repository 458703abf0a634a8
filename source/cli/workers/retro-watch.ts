import type { LiveTables } from '../../intel/live-tables.ts';
import { describeRetroMatches, retroMatches } from '../../intel/retro-match.ts';
import type { StoreSnapshot } from '../../../store/index.ts';
import type { Engine } from '../../query/engine.ts';
import { formatTime } from '../../text/time.ts';
import type { QueryReply } from './query-messages.ts';

export interface RetroPorts {
	readonly engine: Engine;
	readonly tables: Pick<LiveTables, 'threats'>;
	snapshot(): StoreSnapshot;
	reply(message: QueryReply): void;
}

/** Says how many records of the store match indicators that came in while it was open. */
export class RetroWatch {
	readonly #ports: RetroPorts;
	#seenVersion: number | undefined;
	#newestImportMs: number | undefined;
	#looking: Promise<void> = Promise.resolve();

	constructor(ports: RetroPorts) {
		this.#ports = ports;
	}

	/**
	 * Cheap unless the tables have changed.
	 *
	 * @param version - of the tables, as their refresh says it
	 */
	look(version: number): void {
		if (version === this.#seenVersion) {
			return;
		}

		const isFirst = this.#seenVersion === undefined;
		this.#seenVersion = version;
		this.#looking = this.#looking.then(() => this.#compare(isFirst)).catch((error: unknown) => {
			this.#ports.reply({
				type: 'retro-match',
				text: `records could not be compared with the new indicators: ${String(error)}`,
			});
		});
	}

	/** Resolves when everything that was asked for is said. */
	async idle(): Promise<void> {
		await this.#looking;
	}

	async #compare(isFirst: boolean): Promise<void> {
		const { engine, tables, snapshot, reply } = this.#ports;
		const before = this.#newestImportMs;
		const newest = tables.threats?.newestImportMs ?? Number.NEGATIVE_INFINITY;
		this.#newestImportMs = Math.max(newest, before ?? newest);
		if (isFirst || before === undefined || newest <= before) {
			return;
		}

		const sinceMs = Number.isFinite(before) ? before + 1 : 0;
		const toMs = Math.max(0, ...snapshot().segments.map(segment => segment.maxTimeMs)) + 1;
		const request = { fromMs: 0, toMs, nowMs: toMs, timeZone: 'UTC' };
		const found = await retroMatches(engine, sinceMs, request);
		if (found !== undefined && found.recordCount > 0) {
			reply({
				type: 'retro-match',
				text: describeRetroMatches(found, formatTime(sinceMs, 'UTC', 'full')),
			});
		}
	}
}
