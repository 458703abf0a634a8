import type { Lag, PrefixLag } from './tail-status.ts';
import { lagPrefixesMax } from './tail-status.ts';

/** The delays of one object in ms; a delay is NaN when it cannot be known. */
export interface LagSample {
	readonly trailMs: number;
	readonly deliveryMs: number;
	readonly oursMs: number;
}

const samplesMax = 256;
const prefixSamplesMax = 32;

/** A ring buffer of the newest samples. */
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

/** Measures the delay between an event and its row, over all objects and by account and region. */
export class LagGauge {
	readonly #all = new Ring(samplesMax);
	#sampled = false;
	/** In order of last activity, so that the first entry is evicted first. */
	readonly #prefixes = new Map<string, PrefixSamples>();

	/**
	 * @param isTail - false for an object from before the start: it is late by choice, so its
	 *   delays are not counted
	 */
	add(
		account: string,
		region: string,
		sample: LagSample,
		newestEventMs: number,
		lastObjectMs: number,
		isTail: boolean,
	): void {
		const key = `${account} ${region}`;
		const prefix = this.#prefixes.get(key) ?? {
			account,
			region,
			ring: new Ring(prefixSamplesMax),
			objects: 0,
			newestEventMs: NaN,
			lastObjectMs: NaN,
		};
		prefix.objects++;
		prefix.newestEventMs = laterOf(prefix.newestEventMs, newestEventMs);
		prefix.lastObjectMs = laterOf(prefix.lastObjectMs, lastObjectMs);
		if (isTail) {
			prefix.ring.add(sample);
			this.#all.add(sample);
			this.#sampled = true;
		}

		this.#prefixes.delete(key);
		this.#prefixes.set(key, prefix);
		if (this.#prefixes.size > lagPrefixesMax) {
			const [oldest] = this.#prefixes.keys();
			this.#prefixes.delete(oldest!);
		}
	}

	lag(): Lag | undefined {
		return this.#sampled ? this.#all.lag() : undefined;
	}

	byPrefix(): readonly PrefixLag[] {
		return [...this.#prefixes.values()].reverse().map(prefix => ({
			account: prefix.account,
			region: prefix.region,
			...prefix.ring.lag(),
			objects: prefix.objects,
			newestEventMs: prefix.newestEventMs,
			lastObjectMs: prefix.lastObjectMs,
		}));
	}
}

function laterOf(a: number, b: number): number {
	return Number.isNaN(a) || b > a ? b : a;
}
