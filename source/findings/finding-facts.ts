import { byTime, findingRecordsMax, type Finding, type Hit } from './finding.ts';

type Facts = Pick<Finding, 'regions' | 'firstMs' | 'lastMs' | 'count' | 'eventIds'>;

/** Gathers what a finding tells of its hits, in room that does not grow with them. */
export class FindingFacts {
	#count = 0;
	#firstMs = Infinity;
	#lastMs = -Infinity;
	/** The regions of AWS are some forty. */
	readonly #regions = new Set<string>();
	/** The newest, at most twice `findingRecordsMax`. */
	#newest: Hit[] = [];

	/** Whether some hit is in a half-open range. */
	isIn(fromMs: number, toMs: number): boolean {
		return this.#lastMs >= fromMs && this.#firstMs < toMs;
	}

	add(hit: Hit): void {
		this.#count++;
		this.#firstMs = Math.min(this.#firstMs, hit.timeMs);
		this.#lastMs = Math.max(this.#lastMs, hit.timeMs);
		if (hit.region !== '' && this.#regions.size < findingRegionsMax) {
			this.#regions.add(hit.region);
		}

		this.#newest.push(hit);
		if (this.#newest.length >= 2 * findingRecordsMax) {
			this.#newest = this.#newest.sort(byTime).slice(-findingRecordsMax);
		}
	}

	get facts(): Facts {
		const newest = this.#newest.toSorted(byTime).slice(-findingRecordsMax);
		return {
			regions: [...this.#regions].sort(),
			firstMs: this.#firstMs,
			lastMs: this.#lastMs,
			count: this.#count,
			eventIds: newest.map(({ eventId }) => eventId),
		};
	}
}

/** Regions that a finding names: whoever writes records makes up as many as they like. */
export const findingRegionsMax = 100;
