import { span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Narrow } from '../input/narrow.ts';

/**
 * The line in which a list is narrowed.
 *
 * @param words - what the keys do, while nothing is typed
 */
export function narrowLine({ narrow, isTyping }: Narrow, words: string): Line {
	if (isTyping) {
		return [
			span(' / ', 'accent'),
			span(sanitise(narrow)),
			{ ...span(' ', 'strong'), selected: true as const },
		];
	}

	return narrow === ''
		? [span(` ${words}`, 'dim')]
		: [span(' / ', 'accent'), span(sanitise(narrow))];
}
