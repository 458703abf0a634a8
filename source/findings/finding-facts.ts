import { findingRecordsMax, type Finding, type Hit } from './finding.ts';

type Facts = Pick<Finding, 'regions' | 'firstMs' | 'lastMs' | 'count' | 'eventIds' | 'fired'>;

/** Regions that a finding names: whoever writes records makes up as many as they like. */
export const findingRegionsMax = 100;

/** What is kept of hits that are not kept themselves, as plain data. */
export interface KeptFacts {
	readonly count: number;
	/** Ms since the epoch. */
	readonly firstMs: number;
	readonly lastMs: number;
	/** At most `findingRegionsMax`. */
	readonly regions: readonly string[];
	/** Time and id of the newest records, oldest first; at most `findingRecordsMax`. */
	readonly newest: readonly NewestRecord[];
	/** Names of the windows that found it, in order; of a rule with one form none. */
	readonly fired: readonly string[];
}

type NewestRecord = readonly [timeMs: number, eventId: string];

/** Gathers what a finding tells of its hits, in room that does not grow with them. */
export class FindingFacts {
	#count = 0;
	#firstMs = Infinity;
	#lastMs = -Infinity;
	/** The regions of AWS are some forty. */
	readonly #regions = new Set<string>();
	/** No more than a rule has windows. */
	readonly #fired = new Set<string>();
	/** The newest, at most three times `findingRecordsMax`. */
	#newest: NewestRecord[] = [];

	/** Whether some hit is in a half-open range. */
	isIn(fromMs: number, toMs: number): boolean {
		return this.#lastMs >= fromMs && this.#firstMs < toMs;
	}

	add({ timeMs, eventId, region, fired }: Hit): void {
		this.merge({
			count: 1,
			firstMs: timeMs,
			lastMs: timeMs,
			regions: region === '' ? [] : [region],
			newest: [[timeMs, eventId]],
			fired,
		});
	}

	merge({ count, firstMs, lastMs, regions, newest, fired }: KeptFacts): void {
		this.#count += count;
		this.#firstMs = Math.min(this.#firstMs, firstMs);
		this.#lastMs = Math.max(this.#lastMs, lastMs);
		fired.forEach(name => this.#fired.add(name));
		for (const region of regions) {
			if (this.#regions.size < findingRegionsMax) {
				this.#regions.add(region);
			}
		}

		this.#newest.push(...newest);
		if (this.#newest.length >= 2 * findingRecordsMax) {
			this.#newest = newestOf(this.#newest);
		}
	}

	/** What others can merge. */
	get kept(): KeptFacts {
		return {
			count: this.#count,
			firstMs: this.#firstMs,
			lastMs: this.#lastMs,
			regions: [...this.#regions].sort(),
			newest: newestOf(this.#newest),
			fired: [...this.#fired].sort(),
		};
	}

	get facts(): Facts {
		const { newest, ...facts } = this.kept;
		return { ...facts, eventIds: newest.map(([, eventId]) => eventId) };
	}
}

function newestOf(records: readonly NewestRecord[]): NewestRecord[] {
	return records
		.toSorted(([timeA, idA], [timeB, idB]) => timeA - timeB || (idA < idB ? -1 : idA > idB ? 1 : 0))
		.slice(-findingRecordsMax);
}
