/** Where fewer objects were sound one behind the other, the next so many bytes are looked at one by one. */
const soundMin = 16;
const unsoundBytes = 64 * 1024;

/**
 * Finds the objects of a list that stand one behind the other from `from` on, and pushes where each
 * begins and ends (exclusive). Returns where it stopped, at the latest at the first that is not sound.
 */
export type ListElements = (bytes: Uint8Array, from: number, spans: number[]) => number;

/** Takes many sound objects at once, but not again and again where most are damaged. */
export class SoundRuns {
	readonly #listElements: ListElements;
	/** Up to here objects are looked at one by one. */
	#unsoundUntil = 0;

	constructor(listElements: ListElements) {
		this.#listElements = listElements;
	}

	/** Pushes the spans of those from `from` on. @returns where the first doubtful thing is */
	take(bytes: Uint8Array, from: number, spans: number[]): number {
		if (from < this.#unsoundUntil) {
			return from;
		}

		const before = spans.length;
		const end = this.#listElements(bytes, from, spans);
		this.#unsoundUntil = spans.length - before < soundMin * 2 ? end + unsoundBytes : 0;
		return end;
	}
}
