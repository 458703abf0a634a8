/** What stands in the place of a secret. */
const mask = '***';

/** Whether a URL holds a user or a password. A text that is no URL holds none. */
export function hasCredentials(text: string): boolean {
	if (!URL.canParse(text)) {
		return false;
	}

	const { username, password } = new URL(text);
	return username !== '' || password !== '';
}

/**
 * A URL as it may be shown and kept: without user and password, and with `***` for each value of its
 * query and for its fragment. Every value, because no name tells for sure which of them is a key.
 */
export function maskedUrl(text: string): string {
	const [, beforeFragment = '', fragment] = /^([^#]*)(#.*)?$/s.exec(text) ?? [];
	const at = beforeFragment.indexOf('?');
	const base = at < 0 ? beforeFragment : beforeFragment.slice(0, at);
	const query = at < 0 ? undefined : beforeFragment.slice(at + 1);
	return [
		base.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/\\]*@/i, `$1${mask}@`),
		query === undefined ? '' : `?${maskedQuery(query)}`,
		fragment === undefined ? '' : `#${mask}`,
	].join('');
}

/** A part without a name may itself be the key. */
function maskedQuery(query: string): string {
	return query
		.split('&')
		.map(part => {
			const equals = part.indexOf('=');
			return part === '' ? '' : equals < 0 ? mask : `${part.slice(0, equals)}=${mask}`;
		})
		.join('&');
}

/** A text in which every http and https URL is masked. */
export function withMaskedUrls(text: string): string {
	return text.replaceAll(/\bhttps?:\/\/[^\s"'`<>]+/gi, found => {
		const end = /[.,;:)\]}]*$/.exec(found)?.[0] ?? '';
		return `${maskedUrl(found.slice(0, found.length - end.length))}${end}`;
	});
}
