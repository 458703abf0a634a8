/** Aborts a request whose server sends nothing for too long. */
export class SilenceWatch {
	readonly silenceMsMax: number;
	readonly signal: AbortSignal;
	isSilent = false;
	readonly #controller = new AbortController();
	#timer: NodeJS.Timeout;

	constructor(silenceMsMax: number, outer: AbortSignal | undefined) {
		this.silenceMsMax = silenceMsMax;
		this.signal =
			outer === undefined
				? this.#controller.signal
				: AbortSignal.any([outer, this.#controller.signal]);
		this.#timer = this.#start();
	}

	heard(): void {
		clearTimeout(this.#timer);
		this.#timer = this.#start();
	}

	stop(): void {
		clearTimeout(this.#timer);
	}

	#start(): NodeJS.Timeout {
		return setTimeout(() => {
			this.isSilent = true;
			this.#controller.abort();
		}, this.silenceMsMax);
	}
}
