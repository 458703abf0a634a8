import { sanitise } from '../../text/sanitise.ts';

/** Characters of a text that a server chose; an ARN of a trail has at most 260. */
export const shortTextMax = 300;

/** A text of a server, safe to draw and cut to a bounded length. */
export function shortText(text: string | undefined): string {
	return sanitise((text ?? '').slice(0, shortTextMax)).slice(0, shortTextMax);
}
