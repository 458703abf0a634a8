/** Characters of a text that are compared; what is behind them is left out. */
export const clusterCharactersMax = 65_536;

/**
 * What differs from event to event and says nothing of their kind: UUIDs, dates and times, IP
 * addresses, access keys, hexadecimal ids of eight digits or more, and numbers. A number behind a
 * word and a dash (`us-east-1`) belongs to the word.
 */
const parameters = new RegExp(
	[
		'[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}',
		'\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?',
		'\\d{1,3}(?:\\.\\d{1,3}){3}',
		'(?=[0-9a-f:]{0,38}\\d)(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}',
		'A[KS]IA[A-Z0-9]{12,}',
		'(?:0x)?(?=[0-9a-f]*\\d)[0-9a-f]{8,}',
		'(?<![a-z]-)\\d+(?:\\.\\d+)*',
	]
		.map(pattern => `\\b${pattern}\\b`)
		.join('|'),
	'gi',
);

/** A text with a star in place of each parameter. */
export function maskParameters(text: string): string {
	return text.replace(parameters, '*');
}
