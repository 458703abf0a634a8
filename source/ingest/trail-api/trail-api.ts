import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { backoffMs } from '../backoff.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { boundAnswers } from '../bounded-answers.ts';
import { HeldCredentials } from '../credentials.ts';
import { agentsFor } from '../proxy.ts';
import { awsUrl, patienceOf, providerOf, serverTimeOf, silent } from '../s3-client.ts';
import type { Requester } from '../s3-client.ts';
import { isExpired, isSkewed } from '../s3-errors.ts';
import { SourceError } from '../source.ts';
import { ApiError } from './api-error.ts';
import { isRegionName } from './regions.ts';
import type { TrailCall } from './api-error.ts';

export interface TrailApiOptions extends Requester {
	/** An endpoint for every region other than Amazon’s. */
	readonly endpoint?: string;
	readonly fips?: boolean;
	readonly dualStack?: boolean;
	readonly clock?: Clock;
	/** In [0, 1). */
	readonly random?: () => number;
	/** Longest wait for an answer, in ms. */
	readonly silenceMax?: number;
}

/** The region to ask when neither a setting nor the profile names one. */
const regionFallback = 'us-east-1';
const socketsMax = 4;
/** A page of the history: fifty records of 1 MiB at most, with room for what is escaped. */
const answerBytesMax = 64 << 20;
/** Regions that are talked to at once; there are about forty. The client of another one is closed. */
export const clientsMax = 64;
/** A throttled call is tried so often in all. */
export const throttledTriesMax = 6;
const throttledBackoff = { baseMs: 500, delayMax: 10_000 };
/** CloudTrail allows two requests a second of a kind, so no retry is nearer than this. In ms. */
export const requestEveryMs = 500;

/** Loads the SDK, only when CloudTrail is asked. */
async function loadSdk() {
	// The SDK would print a warning about Node 20 into the screen.
	process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
	const [cloudTrail, { NodeHttpHandler }] = await Promise.all([
		import('@aws-sdk/client-cloudtrail'),
		import('@smithy/node-http-handler'),
	]);
	return { ...cloudTrail, NodeHttpHandler };
}

export type TrailSdk = Awaited<ReturnType<typeof loadSdk>>;

/**
 * CloudTrail’s API in any region, with the credentials of a source. Sends no request before the
 * first call.
 */
export class TrailApi {
	readonly #options: TrailApiOptions;
	readonly #clock: Clock;
	/** By region; the one that was opened first is closed first. */
	readonly #clients = new Map<string, CloudTrailClient>();
	#opened: Promise<{ readonly sdk: TrailSdk; readonly held: HeldCredentials }> | undefined;
	#server: { readonly ms: number; readonly atElapsedMs: number } | undefined;
	#home: Promise<string> | undefined;

	constructor(options: TrailApiOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
	}

	/** The server’s time in ms since the epoch; undefined before its first answer. */
	nowMs(): number | undefined {
		return this.#server && this.#server.ms + (this.#clock.elapsedMs() - this.#server.atElapsedMs);
	}

	/** The region of the settings, else of the profile, else us-east-1. */
	region(): Promise<string> {
		this.#home ??= this.#findRegion();
		return this.#home;
	}

	/**
	 * One call in a region. When throttled it is tried again, more slowly each time; every other
	 * error is for the caller to decide.
	 *
	 * @throws ApiError; SourceError when there are no credentials
	 */
	async call<T>(
		call: TrailCall,
		region: string,
		signal: AbortSignal,
		work: (client: CloudTrailClient, sdk: TrailSdk) => Promise<T>,
	): Promise<T> {
		if (!isRegionName(region)) {
			throw new SourceError(
				'other',
				`"${region.slice(0, 40)}" is no name of a region`,
				'name one such as eu-west-1',
			);
		}

		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#try(call, region, signal, work);
			} catch (error) {
				const isThrottled = error instanceof SourceError && error.code === 'throttled';
				if (!isThrottled || attempt >= throttledTriesMax) {
					throw error;
				}

				const random = this.#options.random ?? Math.random;
				const waitMs = requestEveryMs + backoffMs(attempt, random, throttledBackoff);
				await this.#clock.sleep(waitMs, signal);
				signal.throwIfAborted();
			}
		}
	}

	close(): Promise<void> {
		for (const client of this.#clients.values()) {
			client.destroy();
		}

		this.#clients.clear();
		return Promise.resolve();
	}

	async #try<T>(
		call: TrailCall,
		region: string,
		signal: AbortSignal,
		work: (client: CloudTrailClient, sdk: TrailSdk) => Promise<T>,
	): Promise<T> {
		const { profile } = this.#options;
		const { sdk, held } = await this.#open();
		const client = this.#clientOf(region, sdk, held);
		try {
			return await work(client, sdk);
		} catch (error) {
			signal.throwIfAborted();
			if (isExpired(error)) {
				held.forget();
			} else if (!isSkewed(error)) {
				throw asApiError(error, call, region, profile);
			}
		}

		try {
			return await work(client, sdk);
		} catch (error) {
			signal.throwIfAborted();
			throw asApiError(error, call, region, profile);
		}
	}

	#open() {
		this.#opened ??= this.#load().catch((error: unknown) => {
			this.#opened = undefined;
			throw error;
		});
		return this.#opened;
	}

	async #load() {
		const [sdk, provider] = await Promise.all([loadSdk(), providerOf(this.#options)]);
		return { sdk, held: new HeldCredentials(() => provider(), Date.now) };
	}

	#clientOf(region: string, sdk: TrailSdk, held: HeldCredentials): CloudTrailClient {
		const known = this.#clients.get(region);
		if (known) {
			return known;
		}

		const [oldest] = this.#clients;
		if (oldest && this.#clients.size >= clientsMax) {
			oldest[1].destroy();
			this.#clients.delete(oldest[0]);
		}

		const client = this.#newClient(region, sdk, held);
		this.#clients.set(region, client);
		return client;
	}

	#newClient(region: string, sdk: TrailSdk, held: HeldCredentials): CloudTrailClient {
		const { endpoint, fips = false, dualStack = false, profile, silenceMax } = this.#options;
		const agent = { keepAlive: true, maxSockets: socketsMax };
		const client = new sdk.CloudTrailClient({
			credentials: () => held.get(),
			region,
			maxAttempts: 1,
			logger: silent,
			requestHandler: boundAnswers(
				new sdk.NodeHttpHandler({
					...patienceOf(silenceMax),
					...agentsFor(endpoint ?? awsUrl('cloudtrail', region), agent),
				}),
				() => answerBytesMax,
			),
			...(profile === undefined ? {} : { profile }),
			...(endpoint === undefined ? {} : { endpoint }),
			useFipsEndpoint: fips,
			useDualstackEndpoint: dualStack,
		});
		client.middlewareStack.add(
			next => async args => {
				const result = await next(args);
				const ms = serverTimeOf(result.response);
				if (ms !== undefined) {
					this.#server = { ms, atElapsedMs: this.#clock.elapsedMs() };
				}

				return result;
			},
			{ step: 'deserialize', priority: 'low', name: 'trailtopServerTime' },
		);
		return client;
	}

	async #findRegion(): Promise<string> {
		const { region, profile } = this.#options;
		if (region !== undefined) {
			return region;
		}

		const { sdk } = await this.#open();
		// The SDK knows where a profile and the environment name a region.
		const client = new sdk.CloudTrailClient(profile === undefined ? {} : { profile });
		try {
			return await client.config.region();
		} catch {
			return regionFallback;
		} finally {
			client.destroy();
		}
	}
}

function asApiError(
	error: unknown,
	call: TrailCall,
	region: string,
	profile: string | undefined,
): SourceError {
	return error instanceof SourceError ? error : new ApiError(call, region, error, profile);
}
