/**
 * What a column tells a reader of a list, by its title. When not all columns fit, those that tell least are hidden and
 * narrowed first, wherever they stand.
 */

/** 0 what is looked for first, 3 the least. */
export type Telling = 0 | 1 | 2 | 3;

const ranks: readonly (readonly [Telling, RegExp])[] = [
	// When, who, what, and how bad.
	[
		0,
		/^(?:event_?time|_(?:timeslice|messagetime|receipttime)|severity|title|finding|_?user(?:name|_?id)?|who|principal|_?event_?name|event|last)$/i,
	],
	// In which of few places, and what the error says as well.
	[2, /^(?:_?account\w*|recipient_?account_?id|aws_?region|_?region|first|state)$/i],
	// Words about the same again: who as an id, with what, and through which service.
	[
		3,
		/^(?:principal_?(?:id|type)|_?event_?(?:type|source|version|category)|type|source|user_?(?:agent|type)|agent)$/i,
	],
];

/** Others: addresses, errors, and what a list is about. */
const usual: Telling = 1;

export function tellingOf(title: string): Telling {
	return ranks.find(([, titles]) => titles.test(title))?.[0] ?? usual;
}

/** Cells below which a sentence says too little: columns that tell least are hidden before. */
const sentences: readonly (readonly [cells: number, RegExp])[] = [
	[30, /^title$/i],
	[24, /^(?:error_?message|message|reason)$/i],
	[21, /^(?:_?error|error_?code)$/i],
];

/** So many cells for texts that are sentences; 0 for others. */
export function sentenceCells(title: string): number {
	return sentences.find(([, titles]) => titles.test(title))?.[0] ?? 0;
}
