import type { SourceError, SourceErrorCode } from './source.ts';

const silentCodes: ReadonlySet<SourceErrorCode> = new Set(['network', 'timeout']);
/** A single failure between answers is nothing to tell: the next request usually succeeds. */
const failuresBeforeTold = 2;

/**
 * Tells once that the source does not answer, while requests are still retried: after the first
 * failure when it has never answered, else after two in a row. Until it answers again the rest is
 * quiet.
 */
export class Trouble {
	readonly #tell: (error: SourceError) => void;
	#hasAnswered = false;
	#isTold = false;
	#failureCount = 0;

	constructor(tell: (error: SourceError) => void) {
		this.#tell = tell;
	}

	retried(error: SourceError): void {
		if (!silentCodes.has(error.code)) {
			return;
		}

		this.#failureCount++;
		const isSure = !this.#hasAnswered || this.#failureCount >= failuresBeforeTold;
		if (isSure && !this.#isTold) {
			this.#isTold = true;
			this.#tell(error);
		}
	}

	answered(): void {
		this.#hasAnswered = true;
		this.#isTold = false;
		this.#failureCount = 0;
	}
}
