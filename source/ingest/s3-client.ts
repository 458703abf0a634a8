import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { CredentialProvider } from './credentials.ts';
import { boundAnswers } from './bounded-answers.ts';
import type { Clock } from './clock.ts';
import type { QueueRequests } from './queue-requests.ts';
import type { S3Requests } from './s3-requests.ts';
import { credentialError, requireProfile } from './aws-profiles.ts';
import { agentsFor } from './proxy.ts';
import type { S3Access } from './s3-settings.ts';

/** Who asks: the settings of a source that its credentials depend on. */
export interface Requester extends Partial<
	Pick<S3Access, 'profile' | 'roleArn' | 'externalId' | 'region'>
> {
	/** Used instead of the profile and the SDK's credential chain. */
	readonly credentials?: CredentialProvider;
}

export interface S3Options extends S3Access, Requester {
	/** Longest wait for the start of the answer, and between two chunks of it, in ms. */
	readonly silenceMax?: number;
	/** Longest wait for the whole body, in ms. */
	readonly bodyMsMax?: number;
	/** Default: the machine's. */
	readonly clock?: Clock;
	/** Who answers in place of the SDK; gets what to call with each answer's `Date`, in ms since the epoch. */
	readonly requests?: (serverTime: (ms: number) => void) => S3Requests;
	/** The same of the queue. */
	readonly queueRequests?: () => QueueRequests;
}

const silenceMaxDefault = 30_000;
/** In ms. A host that cannot be reached is told within three seconds, and then tried again. */
const connectMsMax = 2_500;
const socketsMax = 64;
/** A page of a listing: a thousand keys of 1 KiB, each byte of them encoded as three. */
const pageBytesMax = 8 << 20;
/** We retry whole objects and react to throttling; retries of the SDK would hide it. */
const attemptsMax = 1;
export const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Loads the SDK. That costs 250 ms and 27 MB, so it is loaded only when a bucket is read. */
export async function loadSdk() {
	// The SDK would print a warning about Node 20 into the screen.
	process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
	const [s3, handler] = await Promise.all([
		import('@aws-sdk/client-s3'),
		import('@smithy/node-http-handler'),
	]);
	return { ...s3, NodeHttpHandler: handler.NodeHttpHandler };
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/** @param serverTime - called with each answer's `Date`, in ms since the epoch */
export function createClient(
	sdk: Sdk,
	options: S3Options,
	region: string | undefined,
	credentials: CredentialProvider,
	serverTime: (ms: number) => void,
): S3Client {
	const agent = { keepAlive: true, maxSockets: socketsMax };
	const config: S3ClientConfig = {
		credentials,
		maxAttempts: attemptsMax,
		followRegionRedirects: true,
		logger: silent,
		requestHandler: boundAnswers(
			new sdk.NodeHttpHandler({
				...patienceOf(options.silenceMax),
				...agentsFor(options.endpoint ?? bucketUrl(options, region), agent),
			}),
			// The body of an object is read up to its listed size.
			({ query }, status) =>
				status < 300 && query['list-type'] === undefined ? Infinity : pageBytesMax,
		),
		...(region === undefined ? {} : { region }),
		...(options.profile === undefined ? {} : { profile: options.profile }),
		...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
		// An access point is in the host name.
		forcePathStyle: !isArn(options.bucket) && (options.pathStyle ?? options.endpoint !== undefined),
		useArnRegion: true,
		useFipsEndpoint: options.fips ?? false,
		useDualstackEndpoint: options.dualStack ?? false,
	};
	const client = new sdk.S3Client(config);
	client.middlewareStack.add(
		next => async args => {
			const result = await next(args);
			const ms = serverTimeOf(result.response);
			if (ms !== undefined) {
				serverTime(ms);
			}

			return result;
		},
		{ step: 'deserialize', priority: 'low', name: 'trailtopServerTime' },
	);
	return client;
}

/** Requests over the SDK. */
export function sdkRequests(sdk: Sdk, client: S3Client): S3Requests {
	return {
		list: (input, abortSignal) => client.send(new sdk.ListObjectsV2Command(input), { abortSignal }),
		get: (input, abortSignal) => client.send(new sdk.GetObjectCommand(input), { abortSignal }),
		head: (input, abortSignal) => client.send(new sdk.HeadObjectCommand(input), { abortSignal }),
		close: () => client.destroy(),
	};
}

/** The `Date` of an HTTP answer, in ms since the epoch. */
export function serverTimeOf(response: unknown): number | undefined {
	const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> };
	const ms = Date.parse(headers?.['date'] ?? '');
	return Number.isNaN(ms) ? undefined : ms;
}

/** How long a request waits for a connection and for an answer. */
export function patienceOf(silenceMax: number = silenceMaxDefault) {
	return {
		connectionTimeout: connectMsMax,
		requestTimeout: silenceMax,
		// Without this the SDK only logs, and a silent server would block us without end.
		throwOnRequestTimeout: true,
		socketTimeout: silenceMax,
		logger: silent,
	};
}

/** The URL for a bucket's requests. The bucket is in the host name unless it may not be. */
export function bucketUrl(
	{ bucket, pathStyle = false }: Pick<S3Options, 'bucket' | 'pathStyle'>,
	region: string | undefined,
): string {
	if (isArn(bucket)) {
		return awsUrl('s3-accesspoint', bucket.split(':')[3]);
	}

	const inPath = pathStyle || bucket.includes('.');
	return awsUrl(inPath ? 's3' : `${bucket}.s3`, region);
}

function isArn(bucket: string): boolean {
	return bucket.startsWith('arn:');
}

/** A host of AWS, used to find the proxy for it. */
export function awsUrl(service: string, region = 'us-east-1'): string {
	return `https://${service}.${region}.amazonaws.com`;
}

/** Credentials of the profile, of a role assumed with it, or of the SDK's default chain. */
export async function providerOf(options: Requester): Promise<CredentialProvider> {
	if (options.credentials) {
		return options.credentials;
	}

	const providers = await import('@aws-sdk/credential-providers');
	const profile = options.profile === undefined ? {} : { profile: options.profile };
	const { NodeHttpHandler } = await import('@smithy/node-http-handler');
	const requestHandler = new NodeHttpHandler(
		agentsFor(awsUrl('sts', options.region), { keepAlive: false, maxSockets: 4 }),
	);
	const chain = providers.fromNodeProviderChain({
		...profile,
		// The SDK would print a warning about two sources of credentials into the screen.
		logger: silent,
		clientConfig: { logger: silent, requestHandler },
	});
	const base = async () => {
		if (options.profile !== undefined) {
			await requireProfile(options.profile);
		}

		try {
			return await chain();
		} catch (error) {
			throw await credentialError(error, options.profile, name =>
				providers.fromProcess({ profile: name })(),
			);
		}
	};

	if (options.roleArn === undefined) {
		return base;
	}

	return providers.fromTemporaryCredentials({
		masterCredentials: base,
		params: {
			RoleArn: options.roleArn,
			RoleSessionName: 'trailtop',
			...(options.externalId === undefined ? {} : { ExternalId: options.externalId }),
		},
		clientConfig: {
			logger: silent,
			requestHandler,
			...(options.region === undefined ? {} : { region: options.region }),
		},
	});
}
