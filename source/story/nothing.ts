import { formatPlural } from '../text/number.ts';
import type { Story } from './story.ts';

/**
 * Of a principal without records in the range: what is near.
 *
 * @param rangeHelp - how another range is chosen
 */
export function nothingWords({ who, readAs, near, elsewhere }: Story, rangeHelp: string): string {
	const what = readAs === '' ? `"${who}"` : `${readAs} "${who}"`;
	if (elsewhere !== undefined) {
		const { fromMs, toMs } = elsewhere.range;
		const [first, last] = [fromMs, toMs - 1].map(timeMs => new Date(timeMs).toISOString());
		return `no record of ${what} in this range; the store has ${formatPlural(elsewhere.count, 'record')} of it, ${first} to ${last}: ${rangeHelp}`;
	}

	return near.length === 0
		? `no record of ${what}, and no name like it in this range`
		: `no record of ${what}; names like it in this range: ${near.join(', ')}`;
}
