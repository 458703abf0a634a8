/**
 * Hashes integers to one well distributed unsigned 32-bit number. The result is the same on every
 * machine.
 */
export function hash(...parts: readonly number[]): number {
	let state = 0x9e3779b9;

	for (const part of parts) {
		state = mix(state, part | 0);

		// Times need more than 32 bits, so both halves are hashed.
		if (part > 0xffff_ffff) {
			state = mix(state, Math.floor(part / 0x1_0000_0000) | 0);
		}
	}

	state ^= state >>> 16;
	state = Math.imul(state, 0x85ebca6b);
	state ^= state >>> 13;
	state = Math.imul(state, 0xc2b2ae35);
	return (state ^ (state >>> 16)) >>> 0;
}

function mix(state: number, part: number): number {
	const spread = Math.imul(Math.imul(part, 0xcc9e2d51) ^ (part >>> 15), 0x1b873593);
	const turned = state ^ spread;
	return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}

/** The hash of a text, used as a seed. */
export function hashText(text: string, salt = 0): number {
	let state = salt ^ 0x811c9dc5;

	for (let index = 0; index < text.length; index++) {
		state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
	}

	return hash(state);
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A small seeded random number generator. Each object has its own, so that objects do not depend on
 * each other.
 */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0;
	}

	/** An unsigned 32-bit integer. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let value = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
		return (value ^ (value >>> 14)) >>> 0;
	}

	/** At least 0, below 1. */
	share(): number {
		return this.next() / 0x1_0000_0000;
	}

	/** An integer from 0 to `limit` - 1. */
	below(limit: number): number {
		return Math.floor(this.share() * limit);
	}

	chance(share: number): boolean {
		return this.share() < share;
	}

	pick<T>(list: readonly T[]): T {
		return list[this.below(list.length)] as T;
	}

	/** Approximately normal, mean 0, standard deviation 1 (sum of four). */
	bell(): number {
		return (this.share() + this.share() + this.share() + this.share() - 2) * 1.732;
	}

	hex8(): string {
		const value = this.next();
		return (
			(hexOfByte[value >>> 24] as string) +
			(hexOfByte[(value >>> 16) & 255] as string) +
			(hexOfByte[(value >>> 8) & 255] as string) +
			(hexOfByte[value & 255] as string)
		);
	}

	uuid(): string {
		const second = this.hex8();
		const third = this.hex8();
		return `${this.hex8()}-${second.slice(0, 4)}-4${second.slice(5)}-a${third.slice(1, 4)}-${third.slice(4)}${this.hex8()}`;
	}

	/** `count` characters of A-Z, a-z and 0-9. */
	letters(count: number): string {
		let text = '';

		for (let index = 0; index < count; index++) {
			text += letters[this.below(letters.length)] as string;
		}

		return text;
	}

	/** `count` characters of A-Z and 0-9, as in ids. */
	capitals(count: number): string {
		return this.letters(count).toUpperCase();
	}
}
