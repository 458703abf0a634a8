/** Bytes before the JSON of a line that are looked at. */
export const prefixBytesMax = 512;

const prefixes = [
	// Exports and `aws logs tail` of CloudWatch Logs, and most log shippers.
	/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?[\s\]|,]/,
	// Syslog.
	/^<\d{1,3}>/,
	/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /,
];

/** Whether the text before a record is what log tools put there, so that nothing is missing. */
export function isLinePrefix(text: string): boolean {
	return prefixes.some(prefix => prefix.test(text));
}
