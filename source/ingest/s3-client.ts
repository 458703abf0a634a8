import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { CredentialProvider } from './credentials.ts';
import { agentsFor } from './proxy.ts';
import type { S3Access } from './s3-settings.ts';

export interface S3Options extends S3Access {
	/** Instead of the profile and the SDK's chain. */
	readonly credentials?: CredentialProvider;
	/** Until the answer begins, and between two pieces of it. */
	readonly silenceMax?: number;
	/** Until the whole body is there. */
	readonly bodyMsMax?: number;
}

const silenceMaxDefault = 30_000;
const connectMsMax = 10_000;
const socketsMax = 64;
/** We retry whole objects and slow down when asked to; the SDK's own retries would hide that. */
const attemptsMax = 1;
export const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Loads the SDK, which costs 250 ms and 27 MB, so only when there is a bucket to read. */
export async function loadSdk() {
	// It would warn on the screen that Node 20 is old.
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
	const silenceMax = options.silenceMax ?? silenceMaxDefault;
	const agent = { keepAlive: true, maxSockets: socketsMax };
	const config: S3ClientConfig = {
		credentials,
		maxAttempts: attemptsMax,
		followRegionRedirects: true,
		logger: silent,
		requestHandler: new sdk.NodeHttpHandler({
			connectionTimeout: connectMsMax,
			requestTimeout: silenceMax,
			// Without this the SDK only logs, and a silent server hangs us for ever.
			throwOnRequestTimeout: true,
			socketTimeout: silenceMax,
			...agentsFor(options.endpoint ?? bucketUrl(options, region), agent),
			logger: silent,
		}),
		...(region === undefined ? {} : { region }),
		...(options.profile === undefined ? {} : { profile: options.profile }),
		...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
		forcePathStyle: options.pathStyle ?? options.endpoint !== undefined,
		useFipsEndpoint: options.fips ?? false,
		useDualstackEndpoint: options.dualStack ?? false,
	};
	const client = new sdk.S3Client(config);
	client.middlewareStack.add(
		next => async args => {
			const result = await next(args);
			const { headers } = (result.response ?? {}) as {
				readonly headers?: Readonly<Record<string, string>>;
			};
			const ms = Date.parse(headers?.['date'] ?? '');
			if (!Number.isNaN(ms)) {
				serverTime(ms);
			}

			return result;
		},
		{ step: 'deserialize', priority: 'low', name: 'trailtopServerTime' },
	);
	return client;
}

/** Where the requests for a bucket go: the bucket is in the host name unless it may not be. */
export function bucketUrl(
	{ bucket, pathStyle = false }: Pick<S3Options, 'bucket' | 'pathStyle'>,
	region: string | undefined,
): string {
	const inPath = pathStyle || bucket.includes('.');
	return awsUrl(inPath ? 's3' : `${bucket}.s3`, region);
}

/** A host of Amazon’s, for finding out which proxy leads there. */
function awsUrl(service: string, region = 'us-east-1'): string {
	return `https://${service}.${region}.amazonaws.com`;
}

/** The profile, the role on top of it, or what the SDK finds by itself. */
export async function providerOf(options: S3Options): Promise<CredentialProvider> {
	if (options.credentials) {
		return options.credentials;
	}

	const providers = await import('@aws-sdk/credential-providers');
	const profile = options.profile === undefined ? {} : { profile: options.profile };
	const { NodeHttpHandler } = await import('@smithy/node-http-handler');
	const requestHandler = new NodeHttpHandler(
		agentsFor(awsUrl('sts', options.region), { keepAlive: false, maxSockets: 4 }),
	);
	const base = providers.fromNodeProviderChain({
		...profile,
		clientConfig: { logger: silent, requestHandler },
	});
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
