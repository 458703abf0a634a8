import { IntelError } from '../errors.ts';
import { contentBytesMax } from '../format/inflate.ts';

export interface GetRequest {
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Headers for the configured host only, not for hosts that it redirects to. */
	readonly secretHeaders?: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal | undefined;
	readonly bytesMax?: number | undefined;
	/** How long the server may send nothing, in ms. */
	readonly silenceMsMax?: number | undefined;
}

export interface GetAnswer {
	/** 200 or 304; everything else is an error. */
	readonly status: number;
	readonly headers: Headers;
	readonly bytes: Uint8Array;
}

const redirectsMax = 5;
const silenceMsDefault = 30_000;

/**
 * Fetches one document with limits on its bytes and on the server's silence.
 *
 * @throws IntelError that says what was found
 */
export async function httpGet(request: GetRequest): Promise<GetAnswer> {
	const watch = new SilenceWatch(request.silenceMsMax ?? silenceMsDefault, request.signal);
	try {
		return await follow(request, watch);
	} catch (error) {
		throw asIntelError(error, request, watch);
	} finally {
		watch.stop();
	}
}

async function follow(request: GetRequest, watch: SilenceWatch): Promise<GetAnswer> {
	let url = new URL(request.url);
	const { origin } = url;
	for (let redirects = 0; redirects <= redirectsMax; redirects++) {
		const response = await fetch(url, {
			headers: {
				'user-agent': 'trailtop',
				...request.headers,
				...(url.origin === origin ? request.secretHeaders : {}),
			},
			redirect: 'manual',
			signal: watch.signal,
		});
		watch.heard();
		const location = response.headers.get('location');
		if (response.status < 300 || response.status >= 400 || location === null) {
			return await answerOf(response, request, watch);
		}

		await response.body?.cancel();
		const next = new URL(location, url);
		const isSafe = next.protocol === 'https:' || next.protocol === url.protocol;
		if (!isSafe || !/^https?:$/.test(next.protocol)) {
			throw new IntelError(
				'feed-refused',
				`${url.host} redirects to ${next.protocol}//${next.host}, which is less safe`,
				'write the address it redirects to into feeds.yaml if you trust it',
			);
		}

		url = next;
	}

	throw new IntelError(
		'feed-refused',
		`it redirects more than ${redirectsMax} times`,
		'open the address in a browser and write where it ends into feeds.yaml',
	);
}

async function answerOf(
	response: Response,
	request: GetRequest,
	watch: SilenceWatch,
): Promise<GetAnswer> {
	if (response.status !== 200 && response.status !== 304) {
		await response.body?.cancel();
		throw refused(response);
	}

	const bytesMax = request.bytesMax ?? contentBytesMax;
	if (Number(response.headers.get('content-length') ?? 0) > bytesMax) {
		await response.body?.cancel();
		throw tooLarge(bytesMax);
	}

	const chunks: Uint8Array[] = [];
	let byteCount = 0;
	for await (const chunk of response.body ?? []) {
		const bytes = chunk as Uint8Array;
		watch.heard();
		byteCount += bytes.byteLength;
		if (byteCount > bytesMax) {
			throw tooLarge(bytesMax);
		}

		chunks.push(bytes);
	}

	return { status: response.status, headers: response.headers, bytes: Buffer.concat(chunks) };
}

function refused(response: Response): IntelError {
	const found = `the server answers ${response.status} ${response.statusText}`.trim();
	switch (response.status) {
		case 401:
		case 403:
			return new IntelError(
				'feed-auth',
				found,
				'check auth and auth_env of this feed in feeds.yaml, and that its owner has not locked you out',
			);
		case 404:
		case 410:
			return new IntelError(
				'feed-gone',
				found,
				'the feed has moved: correct its url in feeds.yaml',
			);
		case 429:
		case 503: {
			const after = response.headers.get('retry-after');
			return new IntelError(
				'feed-refused',
				found,
				after === null ? 'try again later' : `try again after ${after}`,
			);
		}

		default:
			return new IntelError('feed-refused', found, 'try again later');
	}
}

function tooLarge(bytesMax: number): IntelError {
	return new IntelError(
		'feed-too-large',
		`it is larger than ${Math.round(bytesMax / 1024 / 1024)} MiB`,
		'take a smaller part of the feed',
	);
}

function asIntelError(error: unknown, request: GetRequest, watch: SilenceWatch): unknown {
	if (error instanceof IntelError || request.signal?.aborted === true) {
		return error;
	}

	const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
	const { host } = new URL(request.url);
	return new IntelError(
		'feed-unreachable',
		watch.isSilent
			? `${host} has said nothing for ${watch.silenceMsMax / 1_000} s`
			: `${host} cannot be reached: ${cause?.code ?? cause?.message ?? String(error)}`,
		'check the network and the url in feeds.yaml; what was there before stays',
		{ cause: error },
	);
}

/** Aborts a request whose server sends nothing for too long. */
class SilenceWatch {
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
