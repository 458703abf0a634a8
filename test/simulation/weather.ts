import { minuteMs } from '../../source/text/duration.ts';
import { beginMs, stormMs } from './trail.ts';
import type { Draw } from './draw.ts';

export const getFaults = [
	'slow-down',
	'denied',
	'internal',
	'expired',
	'silent',
	'reset',
	'stalled',
	'slow',
	'empty',
	'short',
	'longer',
	'corrupt',
	'page',
	'other-object',
	'other-version',
] as const;
export type GetFault = (typeof getFaults)[number];

export const listFaults = [
	'slow-down',
	'denied',
	'internal',
	'expired',
	'silent',
	'page',
	'strange-keys',
	'many-keys',
	'same-token',
	'endless',
] as const;
export type ListFault = (typeof listFaults)[number];

interface Front {
	readonly fromMs: number;
	readonly toMs: number;
	readonly get: readonly GetFault[];
	readonly list: readonly ListFault[];
	/** Of the requests that it may meet. */
	readonly share: number;
	/** It meets requests of keys with one of these endings of their hash only, of four. */
	readonly residues: readonly number[];
}

/** Which requests meet which faults. */
export class Weather {
	/** Nothing happens any more. */
	isFair = false;
	readonly #draw: Draw;
	readonly #fronts: readonly Front[];

	constructor(draw: Draw) {
		this.#draw = draw;
		this.#fronts = Array.from({ length: draw.between(2, 7) }, () => frontOf(draw));
	}

	onGet(key: string, nowMs: number): GetFault | undefined {
		const front = this.#frontAt(key, nowMs, ({ get }) => get.length > 0);
		return front && this.#draw.oneOf(front.get);
	}

	onList(prefix: string, nowMs: number): ListFault | undefined {
		const front = this.#frontAt(prefix, nowMs, ({ list }) => list.length > 0);
		return front && this.#draw.oneOf(front.list);
	}

	/** How long an answer takes, in ms. */
	latencyMs(): number {
		return this.isFair || this.#draw.chance(0.9)
			? this.#draw.between(5, 300)
			: this.#draw.between(300, 20_000);
	}

	#frontAt(subject: string, nowMs: number, hits: (front: Front) => boolean): Front | undefined {
		if (this.isFair) {
			return undefined;
		}

		const residue = hashOf(subject) % 4;
		const front = this.#fronts.find(
			one => nowMs >= one.fromMs && nowMs < one.toMs && one.residues.includes(residue) && hits(one),
		);
		return front !== undefined && this.#draw.chance(front.share) ? front : undefined;
	}
}

function frontOf(draw: Draw): Front {
	const fromMs = beginMs + draw.between(-30, stormMs / minuteMs) * minuteMs;
	const isList = draw.chance(0.5);
	const some = <T>(all: readonly T[]): readonly T[] =>
		Array.from({ length: draw.between(1, 3) }, () => draw.oneOf(all));
	return {
		fromMs,
		toMs: fromMs + draw.between(5, 90) * minuteMs,
		get: isList ? [] : some(getFaults),
		list: isList ? some(listFaults) : [],
		share: draw.oneOf([0.2, 0.6, 1]),
		residues: draw.chance(0.5) ? [0, 1, 2, 3] : [draw.between(0, 3), draw.between(0, 3)],
	};
}

function hashOf(text: string): number {
	let hash = 7;
	for (let at = 0; at < text.length; at++) {
		hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
	}

	return hash >>> 8;
}
