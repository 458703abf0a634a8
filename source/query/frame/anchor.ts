import { lowerKeepingLength } from './lower.ts';

/** The literal parts of one anchor, prepared for searching; there is a `*` between two of them. */
export interface Anchor {
	/** Lower-case. */
	readonly literals: readonly string[];
}

export function compileAnchor(literals: readonly string[]): Anchor {
	return { literals: literals.map(lowerKeepingLength) };
}

/**
 * Captures lazily from the first match of the first literal, ignoring case. The first match of each
 * literal is sufficient, because a later one leaves less text for the rest. A final star takes the
 * rest of the text.
 */
export function matchAnchor(anchor: Anchor, text: string): readonly string[] | undefined {
	const { literals } = anchor;
	const lower = lowerKeepingLength(text);
	const captures: string[] = [];
	const [first = ''] = literals;
	let at = lower.indexOf(first);
	if (at < 0) {
		return undefined;
	}

	at += first.length;
	for (let index = 1; index < literals.length; index++) {
		const literal = literals[index] as string;
		const takesRest = index === literals.length - 1 && literal === '';
		const found = takesRest ? text.length : lower.indexOf(literal, at);
		if (found < 0) {
			return undefined;
		}

		captures.push(text.slice(at, found));
		at = found + literal.length;
	}

	return captures;
}
