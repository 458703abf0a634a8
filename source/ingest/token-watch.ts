import { sanitise } from '../text/sanitise.ts';
import { SourceError } from './source.ts';

/** Of a token, so many characters are told. */
const tokenTextMax = 80;

/**
 * Notices when a server's tokens go round in a circle, of whatever length, and remembers one token
 * alone: that of the last page whose number is a power of two.
 */
export class TokenWatch {
	readonly #title: string;
	#kept: string | undefined;
	#pagesSince = 0;
	#keptFor = 1;

	/** @param title - what is asked, for people */
	constructor(title: string) {
		this.#title = title;
	}

	/** @throws SourceError when the token was there before */
	see(token: string): void {
		if (token === this.#kept) {
			const shown = sanitise(token).slice(0, tokenTextMax);
			throw new SourceError(
				'damaged',
				`${this.#title}: the server gave the token "${shown}" twice, so its pages have no end`,
				'it is tried again by itself',
			);
		}

		this.#pagesSince++;
		if (this.#pagesSince === this.#keptFor) {
			this.#kept = token;
			this.#pagesSince = 0;
			this.#keptFor *= 2;
		}
	}
}
