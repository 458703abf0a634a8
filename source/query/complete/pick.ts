import { byRank, rankOf } from '../../text/match-rank.ts';
import { itemsMax } from './completion.ts';
import type { CompletionItem } from '../stage/stage-completion.ts';
import type { Completion } from './completion.ts';

/**
 * The offers that contain the typed text, what is typed in full first, then what begins with it. At most `itemsMax`,
 * without duplicates.
 */
export function pick(
	typed: string,
	offers: Iterable<CompletionItem>,
	from: number,
	to: number,
): Completion {
	const wanted = typed.toLowerCase();
	const fitting: CompletionItem[] = [];
	const seen = new Set<string>();
	for (const offer of offers) {
		if (!offer.label.toLowerCase().includes(wanted) || seen.has(offer.insert)) {
			continue;
		}

		seen.add(offer.insert);
		fitting.push(offer);
		// As long as nothing is typed, all are as good as each other.
		if (wanted === '' && fitting.length >= itemsMax) {
			break;
		}
	}

	const items = wanted === '' ? fitting : byRank(fitting, ({ label }) => rankOf(label, typed));
	return { from, to, items: items.slice(0, itemsMax) };
}
