import { itemsMax } from './completion.ts';
import type { CompletionItem } from '../stage/stage-completion.ts';
import type { Completion } from './completion.ts';

/**
 * The offers that match the typed text, in their order: first those that start with it, then those
 * that contain it. At most `itemsMax`, without duplicates.
 */
export function pick(
	typed: string,
	offers: Iterable<CompletionItem>,
	from: number,
	to: number,
): Completion {
	const wanted = typed.toLowerCase();
	const starting: CompletionItem[] = [];
	const containing: CompletionItem[] = [];
	const seen = new Set<string>();
	for (const offer of offers) {
		const label = offer.label.toLowerCase();
		const at = label.indexOf(wanted);
		if (at < 0 || seen.has(offer.insert)) {
			continue;
		}

		seen.add(offer.insert);
		(at === 0 ? starting : containing).push(offer);
		if (starting.length >= itemsMax) {
			break;
		}
	}

	return { from, to, items: [...starting, ...containing].slice(0, itemsMax) };
}
