/** What queries that were written for the product this language is modelled on may rely on. */
const differences: readonly (readonly [what: string, here: string])[] = [
	[
		'`timeslice` after an aggregate',
		'reads the first column among `_messageTime`, `_timeslice`, `eventTime` and `_receiptTime`',
	],
];

/** Where a word is taken and means something else, or more, than elsewhere. */
export function differencesChapter(): string {
	const rows = differences.map(([what, here]) => `| ${what} | ${here} |`);
	const text =
		'Queries written for the product that this language is modelled on run as they are. These differ:';
	return ['## Where it differs', text, ['| what | here |', '|---|---|', ...rows].join('\n')].join(
		'\n\n',
	);
}
