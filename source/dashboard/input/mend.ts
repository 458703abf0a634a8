import { parse } from '../../query/language/parse.ts';
import type { Fault } from '../../query/value.ts';
import { edited } from './query-bar.ts';
import type { QueryBar } from './query-bar.ts';

/** A fault whose repair is known. */
export type Mendable = Fault & { readonly repair: string };

/** The fault that the key of repairs mends: one that keeps the query from running before one that only warns. */
export function mendableOf(bar: QueryBar): Mendable | undefined {
	return mendable(bar).toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

/** The fault with a repair in whose text the cursor is, or at an end of it. */
export function mendableAt(bar: QueryBar): Mendable | undefined {
	return mendable(bar).find(({ span }) => span.start <= bar.cursor && bar.cursor <= span.end);
}

/** The text with the repair, and the cursor behind it. */
export function mended(bar: QueryBar, { span, repair }: Mendable): QueryBar {
	const text = bar.text.slice(0, span.start) + repair + bar.text.slice(span.end);
	return edited(bar, text, span.start + repair.length);
}

function mendable({ purpose, text, checkedText, faults }: QueryBar): readonly Mendable[] {
	// What only the records tell comes later; the text itself is read at once.
	const known = checkedText === text ? faults : [...faults, ...parse(text).faults];
	return purpose === 'query'
		? known.filter((fault): fault is Mendable => fault.repair !== undefined)
		: [];
}

function rankOf({ severity }: Fault): number {
	return severity === 'fault' ? 0 : 1;
}
