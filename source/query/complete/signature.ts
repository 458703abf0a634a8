import { aggregates } from '../aggregate/index.ts';
import { findFunction } from '../function/index.ts';
import type { Piece } from '../stage/stage-completion.ts';

/** How the function is written whose parentheses the cursor is in. */
export interface Signature {
	/** `concat(a, b, …)` */
	readonly syntax: string;
	readonly help: string;
	/** Of the argument at the cursor, from 0. */
	readonly argument: number;
}

/** The signature of the innermost call that the pieces before the cursor have opened. */
export function signatureAt(before: readonly Piece[]): Signature | undefined {
	const open: { readonly name: string; argument: number }[] = [];
	for (const [at, { kind, text }] of before.entries()) {
		const innermost = open.at(-1);
		if (kind === 'symbol' && text === '(') {
			open.push({ name: before[at - 1]?.word ?? '', argument: 0 });
		} else if (kind === 'symbol' && text === ')') {
			open.pop();
		} else if (kind === 'symbol' && text === ',' && innermost !== undefined) {
			innermost.argument++;
		}
	}

	// `max` of an aggregate is another one than that of an expression.
	const isAggregate = aggregates.has(before[0]?.word ?? '');
	const call = open.findLast(({ name }) => specOf(name, isAggregate) !== undefined);
	const spec = call && specOf(call.name, isAggregate);
	return spec && { syntax: spec.syntax, help: spec.help, argument: call.argument };
}

function specOf(
	name: string,
	isAggregate: boolean,
): Pick<Signature, 'syntax' | 'help'> | undefined {
	if (name === 'if') {
		return { syntax: 'if(condition, a, b)', help: 'a where the condition holds, else b' };
	}

	const aggregate = aggregates.get(name);
	return (isAggregate ? aggregate : undefined) ?? findFunction(name) ?? aggregate;
}
