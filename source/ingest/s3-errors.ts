import { sanitise } from '../text/sanitise.ts';
import { withMaskedUrls } from '../text/url.ts';
import { SourceError } from './source.ts';
import type { SourceErrorCode } from './source.ts';

/** The attempted request, for the error message and the missing permission. */
export interface S3Attempt {
	readonly bucket: string;
	readonly action: 'list' | 'get';
	/** The key, or the listed prefix. */
	readonly key: string;
	readonly profile: string | undefined;
	readonly requesterPays: boolean;
}

/** Fields that errors of the SDK, of Node and of the network have in common. */
interface AnyError {
	readonly name?: unknown;
	readonly Code?: unknown;
	readonly code?: unknown;
	readonly message?: unknown;
	readonly $metadata?: { readonly httpStatusCode?: number };
	readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const credentialNames = wordsOf(`
	CredentialsProviderError TokenProviderError ExpiredToken ExpiredTokenException
	InvalidAccessKeyId InvalidToken InvalidClientTokenId SignatureDoesNotMatch TokenRefreshRequired
	UnrecognizedClientException
`);
const throttleNames = wordsOf(`
	SlowDown ServiceUnavailable Throttling ThrottlingException RequestLimitExceeded
	TooManyRequestsException BandwidthLimitExceeded
`);
const redirectNames = wordsOf(`
	PermanentRedirect AuthorizationHeaderMalformed IllegalLocationConstraintException
	TemporaryRedirect
`);
const deniedNames = wordsOf('AccessDenied AccessDeniedException AllAccessDisabled');
const timeoutNames = wordsOf('TimeoutError AbortError RequestTimeout');
const networkCodes = wordsOf(`
	ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH
	ENETDOWN ERR_STREAM_PREMATURE_CLOSE
`);

function wordsOf(text: string): ReadonlySet<string> {
	return new Set(text.trim().split(/\s+/));
}

/** The parts of an error; an unknown part is empty or 0. */
interface Told {
	readonly name: string;
	readonly message: string;
	/** The error code of Node. */
	readonly code: string;
	readonly status: number;
}

/** The first entry that matches decides the kind of error. */
const signs: readonly (readonly [SourceErrorCode, (told: Told) => boolean])[] = [
	['credentials', ({ name }) => credentialNames.has(name)],
	['no-bucket', ({ name }) => name === 'NoSuchBucket' || name === 'InvalidBucketName'],
	['wrong-region', ({ name, status }) => redirectNames.has(name) || [301, 307].includes(status)],
	['archived', ({ name }) => name === 'InvalidObjectState'],
	['changed', ({ name, status }) => name === 'PreconditionFailed' || status === 412],
	['not-found', ({ name, status }) => ['NoSuchKey', 'NotFound'].includes(name) || status === 404],
	[
		'denied-kms',
		({ message, status }) => /kms:|\bKMS\b/.test(message) && [400, 403].includes(status),
	],
	['throttled', ({ name, status }) => throttleNames.has(name) || [429, 503].includes(status)],
	['timeout', ({ name, code }) => timeoutNames.has(name) || code === 'ETIMEDOUT'],
	['damaged', ({ name }) => name === 'AnswerTooLong'],
	[
		'damaged',
		({ message }) => /checksum mismatch|XML parse error|unclosed|closing tag/i.test(message),
	],
	['denied', ({ name, status }) => deniedNames.has(name) || status === 403],
	['network', ({ code, status }) => networkCodes.has(code) || status >= 500],
	['network', ({ message }) => /^aborted$|socket hang up|getaddrinfo/.test(message)],
];

/** Whether new credentials could help. */
export function isExpired(error: unknown): boolean {
	return /^(?:ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/.test(nameOf(error));
}

/**
 * Whether the SDK has corrected its clock by this answer, so that the next request will be signed
 * with the server's time.
 */
export function isSkewed(error: unknown): boolean {
	return /^(?:RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/.test(nameOf(error));
}

/** Converts any error of the SDK to one line with its next step. */
export function toSourceError(error: unknown, attempt: S3Attempt): SourceError {
	if (error instanceof SourceError) {
		return error;
	}

	const code = classify(error);
	const found = `${attempt.action} s3://${attempt.bucket}/${attempt.key}: ${describe(error)}`;
	return new SourceError(code, found, nextStep(code, error, attempt), {
		// Not the SDK’s own error, which keeps sockets and buffers in memory.
		cause: describe(error),
	});
}

function nameOf(error: unknown): string {
	const { name, Code } = (error ?? {}) as AnyError;
	return typeof Code === 'string' ? Code : typeof name === 'string' ? name : '';
}

function messageOf(error: unknown): string {
	const { message } = (error ?? {}) as AnyError;
	// The SDK adds a hint to whoever debugs it.
	return typeof message === 'string'
		? message.replace(/\n {2}Deserialization error: [^]*/, '')
		: String(error);
}

/** What came back, in one line that is safe to draw and to keep in the ledger. */
export function describe(error: unknown): string {
	// The server chooses these words.
	const name = sanitise(nameOf(error)).slice(0, 80);
	const status = ((error ?? {}) as AnyError).$metadata?.httpStatusCode;
	const message = withMaskedUrls(sanitise(messageOf(error))).slice(0, 400);
	const prefix = name === '' || name === 'Error' || message.startsWith(name) ? '' : `${name}: `;
	return `${prefix}${message}${status === undefined ? '' : ` (HTTP ${status})`}`;
}

export function classify(error: unknown): SourceErrorCode {
	const { code, $metadata } = (error ?? {}) as AnyError;
	const told: Told = {
		name: nameOf(error),
		message: messageOf(error),
		code: typeof code === 'string' ? code : '',
		status: $metadata?.httpStatusCode ?? 0,
	};
	return signs.find(([, isTrueOf]) => isTrueOf(told))?.[0] ?? 'other';
}

function nextStep(code: SourceErrorCode, error: unknown, attempt: S3Attempt): string {
	const { bucket, action, profile } = attempt;
	switch (code) {
		case 'credentials':
			return credentialStep(error, profile);
		case 'no-bucket':
			return `check the name "${bucket}" and, with --endpoint, that this is the right server`;
		case 'wrong-region': {
			const headers = ((error ?? {}) as AnyError).$response?.headers ?? {};
			const region = headers['x-amz-bucket-region'];
			return region === undefined
				? 'name the bucket’s region with --bucket-region'
				: `the bucket is in ${region}: use --bucket-region ${region}`;
		}

		case 'archived':
			return 'restore it in S3 to read it; it is counted, and read once it is restored';
		case 'denied-kms':
			return 'allow kms:Decrypt on that key, in the role’s policy and in the key’s policy';
		case 'denied':
			return action === 'list'
				? `allow s3:ListBucket on ${arnOf(bucket)}${payerHint(attempt)}`
				: `allow s3:GetObject on ${objectsArnOf(bucket)}${payerHint(attempt)}`;
		case 'network':
		case 'timeout':
			return 'check the network, the proxy and the endpoint; it is tried again by itself';
		case 'throttled':
			return 'fewer requests run at once until it recovers';
		case 'not-found':
		case 'changed':
		case 'damaged':
		case 'other':
			return 'it is tried again by itself';
	}
}

/** The bucket of an access point has to allow it as well, which its owner knows. */
function arnOf(bucket: string): string {
	return bucket.startsWith('arn:') ? bucket : `arn:aws:s3:::${bucket}`;
}

function objectsArnOf(bucket: string): string {
	return bucket.startsWith('arn:') ? `${bucket}/object/*` : `arn:aws:s3:::${bucket}/*`;
}

function payerHint({ requesterPays }: S3Attempt): string {
	return requesterPays ? '' : ', or use --requester-pays if the bucket asks for that';
}

export function credentialStep(error: unknown, profile: string | undefined): string {
	const message = messageOf(error);
	const ofProfile = profile === undefined ? '' : ` --profile ${profile}`;
	if (/sso/i.test(message)) {
		return `run: aws sso login${ofProfile}`;
	}

	if (/profile/i.test(message) && profile !== undefined) {
		return `check that ~/.aws/config or ~/.aws/credentials has the profile "${profile}"`;
	}

	if (/assume|sts:/i.test(message)) {
		return 'check the role’s ARN, its trust policy and the external ID';
	}

	if (/^Expired/.test(nameOf(error))) {
		return `get new credentials${profile === undefined ? '' : ` for the profile "${profile}"`}`;
	}

	return 'give credentials: AWS_PROFILE or --profile, AWS_ACCESS_KEY_ID, or a role';
}
