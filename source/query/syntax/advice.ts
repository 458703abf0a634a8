import type { Fault } from '../value.ts';

/** What to do about a fault: words alone, or with them what repairs it in place of the text of its span. */
export type Advice = string | Required<Pick<Fault, 'next' | 'repair'>>;

/**
 * The one way to ask whether something else was meant, so that whatever is offered can be taken with a key.
 *
 * @param near - what was most likely meant; undefined where nothing is near
 * @param otherwise - what to do then
 * @param written - how it is written in a query, where that is not the name itself
 */
export function didYouMean(near: string | undefined, otherwise: string, written = near): Advice {
	return near === undefined || written === undefined
		? otherwise
		: { next: `did you mean "${near}"?`, repair: written };
}

export function partsOf(advice: Advice): Pick<Fault, 'next' | 'repair'> {
	return typeof advice === 'string' ? { next: advice } : advice;
}
