/** As the SDK wants them. */
export interface Credentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken?: string;
	readonly expiration?: Date;
}

export type CredentialProvider = () => Promise<Credentials>;

/** New ones are asked for so long before the old ones end. */
const refreshAheadMs = 5 * 60_000;
const retryAfterMs = 30_000;
/**
 * The SDK asks its provider before each request when an expiry is close. We always say it is, so
 * that it is us who decide when to ask for new ones.
 */
const shownLifetimeMs = 60_000;

/**
 * Keeps credentials in use until they really end. The SDK alone fails inside its five-minute
 * margin when STS is down though the credentials still work, asks STS twice a request when they
 * are short-lived, and after ExpiredToken never asks for new ones.
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

	/** @throws what the provider throws, when there are none that still work */
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

	/** The server refused them. */
	forget(): void {
		this.#held = undefined;
		this.#notBeforeMs = 0;
	}

	#withShortLife(credentials: Credentials): Credentials {
		return { ...credentials, expiration: new Date(this.#nowMs() + shownLifetimeMs) };
	}
}
