import { itemsMax } from './completion.ts';
import type { CompletionItem } from '../stage/stage-completion.ts';
import type { Completion } from './completion.ts';

/**
 * The offers that fit what is typed, in their order: those that start with it first, then those
 * that contain it, `itemsMax` at most, none twice.
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
