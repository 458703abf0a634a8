import { SourceError } from '../ingest/source.ts';
import type { AskedTrails } from '../ingest/trail-api/ask-trails.ts';
import type { TrailApi, TrailApiOptions } from '../ingest/trail-api/trail-api.ts';
import { formatDuration } from '../text/duration.ts';
import type { Arguments } from './arguments.ts';

/** CloudTrail’s API as a source asks it; loaded only when it is asked. */
export async function openTrailApi(options: TrailApiOptions): Promise<TrailApi> {
	const { TrailApi: Api } = await import('../ingest/trail-api/trail-api.ts');
	return new Api(options);
}

/**
 * Asks once which trails log an account, the best first.
 *
 * @param patienceMs - for all calls together
 * @throws SourceError when it may not be asked, or does not answer in time
 */
export async function askForTrails(
	options: TrailApiOptions,
	patienceMs: number,
	signal: AbortSignal,
): Promise<AskedTrails> {
	const { askTrails } = await import('../ingest/trail-api/ask-trails.ts');
	const timeout = AbortSignal.timeout(patienceMs);
	const api = await openTrailApi(options);
	try {
		return await askTrails(api, AbortSignal.any([signal, timeout]));
	} catch (error) {
		signal.throwIfAborted();
		throw timeout.aborted
			? new SourceError(
					'timeout',
					`CloudTrail did not answer within ${formatDuration(patienceMs)}`,
					'check the network, the proxy and the endpoint',
				)
			: error;
	} finally {
		await api.close();
	}
}

/** Who asks CloudTrail and where, as the flags of a command say. */
export function trailAccessOf({ strings, lists }: Arguments): TrailApiOptions {
	const region = strings['bucket-region'] ?? lists['region']?.[0];
	return {
		...given('profile', strings['profile']),
		...given('roleArn', strings['role-arn']),
		...given('externalId', strings['external-id']),
		...given('endpoint', strings['endpoint']),
		...given('region', region),
	};
}

/** Nothing for a flag that is absent, or that was answered with nothing. */
function given<Name extends string>(
	name: Name,
	value: string | undefined,
): { readonly [N in Name]?: string } {
	return value === undefined || value === ''
		? {}
		: ({ [name]: value } as { readonly [N in Name]: string });
}
