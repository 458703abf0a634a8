import { formatShort } from '../text/number.ts';
import { span } from './span.ts';
import type { Span } from './span.ts';

/** The change of a number against the period before. */
export type Change =
	| { readonly kind: 'changed'; readonly now: number; readonly before: number }
	/** It was not there in the period before. */
	| { readonly kind: 'new' }
	/** The list of the period before does not contain it, but that list leaves some rows out. */
	| { readonly kind: 'unlisted' };

/** With a smaller earlier count, a percentage would be misleading. */
const shareBeforeMin = 20;
const percentMax = 999;

export function changeOf(now: number, before: number): Change {
	return before === 0 && now !== 0 ? { kind: 'new' } : { kind: 'changed', now, before };
}

/** `▲ +12 %`, `▼ −3`, `=`, `new`. */
export function changeText(change: Change): string {
	if (change.kind !== 'changed') {
		return change.kind;
	}

	const { now, before } = change;
	const difference = now - before;

	if (difference === 0) {
		return '=';
	}

	const percent = Math.round((Math.abs(difference) / Math.abs(before)) * 100);
	const isShare = Math.abs(before) >= shareBeforeMin && percent > 0 && percent <= percentMax;
	const size = isShare ? `${percent} %` : formatShort(Math.abs(difference));
	return difference > 0 ? `▲ +${size}` : `▼ −${size}`;
}

/** Colour repeats what the text says: larger and new numbers are highlighted. */
export function changeSpan(change: Change): Span {
	const rises = change.kind === 'new' || (change.kind === 'changed' && change.now > change.before);
	return span(changeText(change), rises ? 'accent' : 'dim');
}
