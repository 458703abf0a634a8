/** A seeded source of choices: the same seed makes the same run everywhere. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to, not including, 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	below(count: number): number {
		return Math.floor(this.next() * count);
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(items: readonly T[]): T {
		return items[this.below(items.length)]!;
	}

	/** Some of the items, each at most once, in a random order. */
	some<T>(items: readonly T[], countMin: number, countMax: number): readonly T[] {
		const left = [...items];
		const count = Math.min(left.length, countMin + this.below(countMax - countMin + 1));
		return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0]!);
	}
}
