import type { Lag, PrefixLag } from './tail-status.ts';
import { lagPrefixesMax } from './tail-status.ts';

/** One object's delays in ms; a part is NaN when it cannot be known. */
export interface LagSample {
	readonly trailMs: number;
	readonly deliveryMs: number;
	readonly oursMs: number;
}

const samplesMax = 256;
const prefixSamplesMax = 32;

/** The last samples of a stream. */
class Ring {
	readonly #samples: LagSample[] = [];
	readonly #samplesMax: number;
	#next = 0;

	constructor(max: number) {
		this.#samplesMax = max;
	}

	add(sample: LagSample): void {
		this.#samples[this.#next] = sample;
		this.#next = (this.#next + 1) % this.#samplesMax;
	}

	lag(): Lag {
		const totals = this.#samples.map(sample => sample.trailMs + sample.deliveryMs + sample.oursMs);
		const median = (part: keyof LagSample) =>
			quantile(
				this.#samples.map(sample => sample[part]),
				0.5,
			);
		return {
			trailMs: median('trailMs'),
			deliveryMs: median('deliveryMs'),
			oursMs: median('oursMs'),
			totalMs: quantile(totals, 0.5),
			totalP95Ms: quantile(totals, 0.95),
		};
	}
}

function quantile(values: readonly number[], share: number): number {
	const known = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b);
	return known[Math.min(known.length - 1, Math.floor(known.length * share))] ?? NaN;
}

interface PrefixSamples {
	readonly account: string;
	readonly region: string;
	readonly ring: Ring;
	objects: number;
	newestEventMs: number;
	lastObjectMs: number;
}

/** Where the minutes between an event and its row go, over all and by account and region. */
export class LagGauge {
	readonly #all = new Ring(samplesMax);
	#sampled = false;
	/** In order of last activity, so the first is the one to forget. */
	readonly #places = new Map<string, PrefixSamples>();

	/** @param isTail - an object from before we looked is late by choice: its delays say nothing */
	add(
		account: string,
		region: string,
		sample: LagSample,
		newestEventMs: number,
		lastObjectMs: number,
		isTail: boolean,
	): void {
		const key = `${account} ${region}`;
		const place = this.#places.get(key) ?? {
			account,
			region,
			ring: new Ring(prefixSamplesMax),
			objects: 0,
			newestEventMs: NaN,
			lastObjectMs: NaN,
		};
		place.objects++;
		place.newestEventMs = laterOf(place.newestEventMs, newestEventMs);
		place.lastObjectMs = laterOf(place.lastObjectMs, lastObjectMs);
		if (isTail) {
			place.ring.add(sample);
			this.#all.add(sample);
			this.#sampled = true;
		}

		this.#places.delete(key);
		this.#places.set(key, place);
		if (this.#places.size > lagPrefixesMax) {
			const [oldest] = this.#places.keys();
			this.#places.delete(oldest!);
		}
	}

	lag(): Lag | undefined {
		return this.#sampled ? this.#all.lag() : undefined;
	}

	byPrefix(): readonly PrefixLag[] {
		return [...this.#places.values()].reverse().map(place => ({
			account: place.account,
			region: place.region,
			...place.ring.lag(),
			objects: place.objects,
			newestEventMs: place.newestEventMs,
			lastObjectMs: place.lastObjectMs,
		}));
	}
}

function laterOf(a: number, b: number): number {
	return Number.isNaN(a) || b > a ? b : a;
}
