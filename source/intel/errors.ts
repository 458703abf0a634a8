import { withMaskedUrls } from '../text/url.ts';

export type IntelErrorCode =
	| 'feed-config'
	| 'feed-unknown'
	| 'feed-auth'
	| 'feed-unreachable'
	| 'feed-refused'
	| 'feed-gone'
	| 'feed-too-large'
	| 'feed-malformed'
	| 'feed-implausible'
	| 'file-unreadable'
	| 'place-data-unusable';

/**
 * An error outside of the program: what was found, and what to do next. URLs in it are masked, since
 * its words are printed and kept.
 */
export class IntelError extends Error {
	override readonly name = 'IntelError';
	readonly code: IntelErrorCode;
	readonly found: string;
	readonly next: string;

	constructor(code: IntelErrorCode, found: string, next: string, options?: ErrorOptions) {
		const masked = { found: withMaskedUrls(found), next: withMaskedUrls(next) };
		super(`${masked.found}; ${masked.next}`, options);
		this.code = code;
		this.found = masked.found;
		this.next = masked.next;
	}
}
