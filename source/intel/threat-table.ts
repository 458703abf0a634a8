import type { LookupTable } from '../query/lookup.ts';
import type { Value } from '../query/value.ts';
import { parseAddress, parseRange } from './address.ts';
import type { RangeEntry } from './range-table.ts';
import { RangeTable } from './range-table.ts';

/** What is known of one address, range, domain or hash; columns as `sumo://threat/cs` has them. */
export interface Indicator {
	readonly threat: string;
	/** `ip_address`, `domain`, … */
	readonly type: string;
	/** Empty where nobody is named. */
	readonly actor: string;
	/** JSON text with malware_families, last_updated (seconds), labels[].name. */
	readonly raw: string;
	readonly threatlevel: 'high' | 'medium' | 'low' | 'unverified';
}

/** Confidence of a level word, 0 … 100, in the middle of the reference product’s bands. */
const confidenceOf = { high: 90, medium: 65, low: 30, unverified: 5 } as const;

/**
 * The table behind `lookup … from sumo://threat/cs`, `threatip` and `threatlookup`.
 *
 * @param version - grows with every change of the indicators
 */
export function threatTable(indicators: readonly Indicator[], version: number): LookupTable {
	const ranges: RangeEntry<Indicator>[] = [];
	const words = new Map<string, Indicator>();
	for (const indicator of indicators) {
		const range = indicator.type === 'ip_address' ? parseRange(indicator.threat) : undefined;
		if (range === undefined) {
			words.set(indicator.threat.toLowerCase(), indicator);
		} else {
			ranges.push({ range, payload: indicator });
		}
	}

	const addresses = new RangeTable(ranges);
	return {
		columns: ['type', 'actor', 'raw', 'threatlevel', 'threat', 'confidence'],
		keyColumn: 'threat',
		keyColumns: ['threat'],
		version,
		find: keys => {
			const key = keys['threat'];
			if (typeof key !== 'string' || key === '') {
				return undefined;
			}

			const address = parseAddress(key);
			const found = address === undefined ? words.get(key.toLowerCase()) : addresses.find(address);
			return found === undefined ? undefined : rowOf(found, key);
		},
	};
}

function rowOf(indicator: Indicator, threat: string): Readonly<Record<string, Value>> {
	return {
		type: indicator.type,
		actor: indicator.actor,
		raw: indicator.raw,
		threatlevel: indicator.threatlevel,
		threat,
		confidence: confidenceOf[indicator.threatlevel],
	};
}
