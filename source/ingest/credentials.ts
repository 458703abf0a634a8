/** Credentials as the SDK expects them. */
export interface Credentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken?: string;
	readonly expiration?: Date;
}

export type CredentialProvider = () => Promise<Credentials>;

/** New credentials are requested this many ms before the old ones expire. */
const refreshAheadMs = 5 * 60_000;
const retryAfterMs = 30_000;
/**
 * The SDK asks its provider before each request when an expiry is close. We always report a close
 * expiry, so that we decide when to ask for new ones. In ms.
 */
const shownLifetimeMs = 60_000;

/**
 * Uses credentials until they really expire. The SDK alone fails during the five minutes before the
 * expiry when STS is down, although the credentials still work. It asks STS twice per request when
 * credentials are short-lived, and after ExpiredToken it never asks for new ones.
 */
export class HeldCredentials {
	readonly #provider: CredentialProvider;
	readonly #nowMs: () => number;
	#held: Credentials | undefined;
	#asking: Promise<Credentials> | undefined;
	#notBeforeMs = 0;

	constructor(provider: CredentialProvider, nowMs: () => number) {
		this.#provider = provider;
		this.#nowMs = nowMs;
	}

	/** @throws what the provider throws, when there are no credentials that still work */
	async get(): Promise<Credentials> {
		const nowMs = this.#nowMs();
		const held = this.#held;
		const leftMs = held?.expiration ? held.expiration.getTime() - nowMs : Infinity;
		if (held && (leftMs > refreshAheadMs || (leftMs > 0 && nowMs < this.#notBeforeMs))) {
			return this.#withShortLife(held);
		}

		try {
			this.#asking ??= this.#provider();
			this.#held = await this.#asking;
			this.#notBeforeMs = nowMs + retryAfterMs;
			return this.#withShortLife(this.#held);
		} catch (error) {
			this.#notBeforeMs = nowMs + retryAfterMs;
			if (held && leftMs > 0) {
				return this.#withShortLife(held);
			}

			throw error;
		} finally {
			this.#asking = undefined;
		}
	}

	/** Drops credentials that the server refused. */
	forget(): void {
		this.#held = undefined;
		this.#notBeforeMs = 0;
	}

	#withShortLife(credentials: Credentials): Credentials {
		return { ...credentials, expiration: new Date(this.#nowMs() + shownLifetimeMs) };
	}
}
