import { SourceError } from '../source.ts';
import type { SourceErrorCode } from '../source.ts';
import { classify, credentialStep, describe } from '../s3-errors.ts';

/** The calls of CloudTrail’s API that are made; each is also the name of its permission. */
export type TrailCall =
	'DescribeTrails' | 'GetTrailStatus' | 'GetEventSelectors' | 'LookupEvents' | 'ListPublicKeys';

/** What CloudTrail answers in a region that is not enabled for the account, for a role as for a user. */
const notEnabledNames: ReadonlySet<string> = new Set([
	'UnrecognizedClientException',
	'InvalidClientTokenId',
	'OptInRequired',
]);

/** Whether the region may just not be enabled: credentials that work elsewhere are unknown there. */
export function mayBeNotEnabled(error: unknown): boolean {
	return error instanceof ApiError && error.mayBeNotEnabled;
}

/** An error of CloudTrail’s API, in one line with its next step. */
export class ApiError extends SourceError {
	readonly call: TrailCall;
	readonly mayBeNotEnabled: boolean;

	constructor(call: TrailCall, region: string, error: unknown, profile: string | undefined) {
		const code = classify(error);
		super(
			code,
			`cloudtrail:${call} in ${region}: ${describe(error)}`,
			nextStep(code, call, error, profile),
			// Not the SDK’s own error, which keeps sockets and buffers in memory.
			{ cause: describe(error) },
		);
		this.call = call;
		this.mayBeNotEnabled = error instanceof Error && notEnabledNames.has(error.name);
	}
}

function nextStep(
	code: SourceErrorCode,
	call: TrailCall,
	error: unknown,
	profile: string | undefined,
): string {
	switch (code) {
		case 'credentials':
			return credentialStep(error, profile);
		case 'denied':
			return `allow cloudtrail:${call} on *`;
		case 'network':
		case 'timeout':
			return 'check the network, the proxy and the endpoint; it is tried again by itself';
		case 'throttled':
			return 'it is asked again more slowly';
		case 'not-found':
		case 'changed':
		case 'denied-kms':
		case 'archived':
		case 'no-bucket':
		case 'wrong-region':
		case 'damaged':
		case 'other':
			return 'check that the endpoint is one of CloudTrail';
	}
}
