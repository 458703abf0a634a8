import { formatRange, parseRange } from './address.ts';
import { IntelError } from './errors.ts';
import type { Indicator, IndicatorType, Judgement } from './indicator.ts';

/** Indicators of one source; a source with more is not a threat list. */
export const indicatorsMax = 5_000_000;

/** A line that could not be read. Only the first ones are kept. */
export interface Rejection {
	/** `line 7`, `object 3`. */
	readonly place: string;
	readonly text: string;
	readonly why: string;
}

/** Characters of a rejected line that are kept for display. */
const rejectedTextMax = 80;

/** Judgements that are cached so that indicators can share them. */
const sharedMax = 10_000;

const domainName =
	/^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/i;

/** Collects the indicators that a reader finds, and counts what it could not read. */
export class IndicatorList {
	readonly indicators: Indicator[] = [];
	rejectedCount = 0;
	firstRejected: Rejection | undefined;
	/** Entries that were understood but left out, by reason: `revoked`, `not for detection`. */
	readonly leftOut = new Map<string, number>();
	readonly #countMax: number;
	readonly #shared = new Map<string, Judgement>();

	constructor(countMax = indicatorsMax) {
		this.#countMax = countMax;
	}

	add(type: IndicatorType, indicator: string, about: Judgement): void {
		if (this.indicators.length >= this.#countMax) {
			throw new IntelError(
				'feed-too-large',
				`it holds more than ${this.#countMax.toLocaleString('en')} indicators`,
				'is this the right file? take a part of it, or a stricter level of the feed',
			);
		}

		this.indicators.push({ type, indicator, about });
	}

	/** Adds a text that may be an address, a range, a network’s number or a domain. */
	addText(text: string, about: Judgement): boolean {
		const range = parseRange(text);
		if (range !== undefined) {
			this.add('ip_address', formatRange(range), about);
			return true;
		}

		const asn = /^AS(\d{1,10})$/i.exec(text);
		if (asn !== null) {
			this.add('asn', `AS${Number(asn[1])}`, about);
			return true;
		}

		if (domainName.test(text)) {
			this.add('domain', text.toLowerCase(), about);
			return true;
		}

		return false;
	}

	/** Returns one object for equal judgements, because many rows of a table have the same. */
	share(about: Judgement): Judgement {
		const key = JSON.stringify(about);
		const known = this.#shared.get(key);
		if (known !== undefined) {
			return known;
		}

		if (this.#shared.size >= sharedMax) {
			this.#shared.clear();
		}

		this.#shared.set(key, about);
		return about;
	}

	reject(place: string, text: string, why: string): void {
		this.rejectedCount++;
		this.firstRejected ??= { place, text: text.slice(0, rejectedTextMax), why };
	}

	leaveOut(reason: string): void {
		this.leftOut.set(reason, (this.leftOut.get(reason) ?? 0) + 1);
	}
}
