import { regionsOf } from '../syntax/regions.ts';

/** A text and the place of the cursor in it, in UTF-16 code units. */
export interface CursorText {
	readonly text: string;
	readonly cursor: number;
}

/**
 * Puts the stage at the cursor between comment marks, or takes them away where the cursor is in a
 * comment. Undefined where it is in the search, or where the stage has a comment of its own.
 */
export function toggleComment({ text, cursor }: CursorText): CursorText | undefined {
	const regions = regionsOf(text);
	const at = regions.findLast(({ start }) => start < cursor) ?? regions[0];
	if (at === undefined) {
		return undefined;
	}

	const written = text.slice(at.start, at.end);
	if (at.kind === 'comment') {
		const inner = /^\/\*\s?([\s\S]*?)\s?\*\/$|^\/\/\s?([\s\S]*)$/.exec(written);
		const body = inner?.[1] ?? inner?.[2] ?? '';
		return replaced(text, at.start, at.end, body);
	}

	const own = regions.filter(({ stage, kind }) => stage === at.stage && kind !== 'blank');
	const [first] = own;
	const last = own.at(-1);
	if (at.stage === 0 || first === undefined || last === undefined) {
		return undefined;
	}

	// The comment would end at the first mark, in a string or a regex too.
	const stage = text.slice(first.start, last.end);
	return /\/\*|\*\//.test(stage) || own.some(({ kind }) => kind === 'comment')
		? undefined
		: replaced(text, first.start, last.end, `/* ${stage} */`);
}

function replaced(text: string, from: number, to: number, by: string): CursorText {
	return { text: text.slice(0, from) + by + text.slice(to), cursor: from + by.length };
}
