import type { AddressRange } from './address.ts';
import { parseRange } from './address.ts';
import { IntelError } from './errors.ts';
import type { Indicator } from './indicator.ts';
import { isBogon } from './special.ts';

/**
 * Bits of the largest block that a registry ever assigned; an indicator on a larger block is an
 * error.
 */
const blockBitsMin = { v4: 8, v6: 16 };
/** A feed that lost more than this share at once was probably truncated. */
const shrinkMax = 0.5;

export interface Checked {
	readonly indicators: readonly Indicator[];
	/** Private and unrouted ranges that were removed. */
	readonly bogonCount: number;
	readonly firstBogon: string | undefined;
}

/**
 * Removes indicators that would match the user’s own network.
 *
 * @throws IntelError when one entry covers a larger block than any registry assigned
 */
export function withoutBogons(indicators: readonly Indicator[]): Checked {
	const kept: Indicator[] = [];
	let bogonCount = 0;
	let firstBogon: string | undefined;
	for (const indicator of indicators) {
		const range = indicator.type === 'ip_address' ? parseRange(indicator.indicator) : undefined;
		if (range !== undefined && isBogon(range)) {
			bogonCount++;
			firstBogon ??= indicator.indicator;
			continue;
		}

		if (range !== undefined && isTooWide(range)) {
			throw new IntelError(
				'feed-implausible',
				`it holds ${indicator.indicator}, which covers a part of the whole internet`,
				'nothing was taken over; ask the feed’s owner, or choose another list',
			);
		}

		kept.push(indicator);
	}

	return { indicators: kept, bogonCount, firstBogon };
}

function isTooWide({ from, to }: AddressRange): boolean {
	const sizeMax =
		from.family === 4 ? 1n << BigInt(32 - blockBitsMin.v4) : 1n << BigInt(128 - blockBitsMin.v6);
	return BigInt(to.value) - BigInt(from.value) >= sizeMax;
}

/** @throws IntelError when a feed is empty or lost most of what it held */
export function checkShrink(beforeCount: number, nowCount: number): void {
	if (nowCount === 0) {
		throw new IntelError(
			'feed-malformed',
			'there is no indicator in it',
			'nothing was taken over; look at the feed’s address in a browser',
		);
	}

	if (nowCount < beforeCount * (1 - shrinkMax)) {
		throw new IntelError(
			'feed-implausible',
			`it shrank from ${beforeCount.toLocaleString('en')} to ${nowCount.toLocaleString('en')} indicators`,
			'nothing was taken over; if that is right, run `trailtop threats update NAME --accept`',
		);
	}
}
