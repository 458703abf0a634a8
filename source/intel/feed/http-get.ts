import { request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createGunzip } from 'node:zlib';
import { IntelError } from '../errors.ts';
import { contentBytesMax } from '../format/inflate.ts';
import { describeAnswer, refused } from './refused-answer.ts';
import { Reach } from './reach.ts';
import type { Network } from './reach.ts';
import { SilenceWatch } from './silence-watch.ts';

export interface GetRequest {
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Headers for the configured host only, not for hosts that it redirects to. */
	readonly secretHeaders?: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal | undefined;
	readonly bytesMax?: number | undefined;
	/** How long the server may send nothing, in ms. */
	readonly silenceMsMax?: number | undefined;
	/** The network of the system unless said. */
	readonly network?: Network | undefined;
}

export interface GetAnswer {
	/** 200 or 304; everything else is an error. */
	readonly status: number;
	readonly headers: Headers;
	readonly bytes: Uint8Array;
	/** Its status, type and size, for an error that must not quote it. */
	readonly about: string;
}

const redirectsMax = 5;
const silenceMsDefault = 30_000;

/**
 * Fetches one document with limits on its bytes and on the server's silence, and on where it may be
 * redirected to.
 *
 * @throws IntelError that says what was found; it quotes nothing that a server sent
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
	const reach = new Reach(url, request.network);
	for (let redirects = 0; redirects <= redirectsMax; redirects++) {
		reach.checkLiteral(url);
		const response = await ask(url, reach, watch, {
			'user-agent': 'trailtop',
			'accept-encoding': 'gzip',
			...request.headers,
			...(url.origin === origin ? request.secretHeaders : {}),
		});
		watch.heard();
		const { statusCode: status = 0 } = response;
		const { location } = response.headers;
		if (status < 300 || status >= 400 || location === undefined) {
			return await answerOf(response, request, watch);
		}

		response.destroy();
		url = redirected(url, location);
	}

	throw new IntelError(
		'feed-refused',
		`it redirects more than ${redirectsMax} times`,
		'open the address in a browser and write where it ends into feeds.yaml',
	);
}

/** A connection of its own for each request, so that each one resolves and checks its host. */
async function ask(
	url: URL,
	reach: Reach,
	{ signal }: SilenceWatch,
	headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
	const options: RequestOptions = { agent: false, lookup: reach.lookupFor(url), headers, signal };
	return await new Promise((resolve, reject) => {
		const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
		send(url, options).on('response', resolve).on('error', reject).end();
	});
}

function redirected(from: URL, location: string): URL {
	const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
	if (next === undefined || next.username !== '' || next.password !== '') {
		throw new IntelError(
			'feed-refused',
			`${from.host} redirects to no address that can be used`,
			'tell the owner of the feed; what was there before stays',
		);
	}

	const isSafe = next.protocol === 'https:' || next.protocol === from.protocol;
	if (!isSafe || !/^https?:$/.test(next.protocol)) {
		throw new IntelError(
			'feed-refused',
			`${from.host} redirects to ${next.protocol}//${next.host}, which is less safe`,
			'write the address it redirects to into feeds.yaml if you trust it',
		);
	}

	return next;
}

async function answerOf(
	response: IncomingMessage,
	request: GetRequest,
	watch: SilenceWatch,
): Promise<GetAnswer> {
	const { statusCode: status = 0, headers } = response;
	if (status !== 200 && status !== 304) {
		response.destroy();
		throw refused(status, headers);
	}

	const bytesMax = request.bytesMax ?? contentBytesMax;
	const claimedBytes = Number(headers['content-length'] ?? 0);
	if (claimedBytes > bytesMax && status === 200) {
		response.destroy();
		throw tooLarge(bytesMax);
	}

	const bytes = status === 304 ? new Uint8Array() : await bodyOf(response, bytesMax, watch);
	return {
		status,
		headers: new Headers(
			Object.entries(headers).flatMap(([name, value]) =>
				typeof value === 'string' ? [[name, value] as [string, string]] : [],
			),
		),
		bytes,
		about: describeAnswer(status, headers, bytes.byteLength),
	};
}

async function bodyOf(
	response: IncomingMessage,
	bytesMax: number,
	watch: SilenceWatch,
): Promise<Uint8Array> {
	const isGzip = /^(?:x-)?gzip$/i.test(response.headers['content-encoding'] ?? '');
	const unpacked = isGzip ? createGunzip() : undefined;
	if (unpacked !== undefined) {
		response.on('error', error => unpacked.destroy(error));
		response.pipe(unpacked);
	}

	const chunks: Uint8Array[] = [];
	let byteCount = 0;
	try {
		for await (const chunk of unpacked ?? response) {
			const bytes = chunk as Uint8Array;
			watch.heard();
			byteCount += bytes.byteLength;
			if (byteCount > bytesMax) {
				throw tooLarge(bytesMax);
			}

			chunks.push(bytes);
		}
	} finally {
		response.destroy();
	}

	return Buffer.concat(chunks);
}

function tooLarge(bytesMax: number): IntelError {
	return new IntelError(
		'feed-too-large',
		`it is larger than ${Math.round(bytesMax / 1024 / 1024)} MiB`,
		'take a smaller part of the feed',
	);
}

function asIntelError(error: unknown, request: GetRequest, watch: SilenceWatch): unknown {
	if (request.signal?.aborted === true) {
		return request.signal.reason;
	}

	if (error instanceof IntelError) {
		return error;
	}

	const { host } = new URL(request.url);
	// Messages of Node may quote the answer, codes never do.
	const { code = 'the connection failed' } = error as NodeJS.ErrnoException;
	return new IntelError(
		'feed-unreachable',
		watch.isSilent
			? `${host} has said nothing for ${watch.silenceMsMax / 1_000} s`
			: `${host} cannot be reached: ${code}`,
		'check the network and the url in feeds.yaml; what was there before stays',
	);
}
