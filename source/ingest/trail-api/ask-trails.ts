import type { GetTrailStatusResponse, Trail as DescribedTrail } from '@aws-sdk/client-cloudtrail';
import { forEachConcurrently } from '../for-each-concurrently.ts';
import { SourceError } from '../source.ts';
import { readSelectors } from './selectors.ts';
import { shortText } from './short-text.ts';
import { isRegionName } from './regions.ts';
import type { TrailApi } from './trail-api.ts';
import type { Trail, TrailSelectors, TrailStatus } from './trail.ts';

/** What an account knows of the trails that log it, also those of its organisation. */
export interface AskedTrails {
	/** The best first; see `byUse`. */
	readonly trails: readonly Trail[];
	/** Trails that cannot be used: without a bucket of a known form, or more than are asked. */
	readonly leftCount: number;
}

/** Trails that are asked. An account has five a region at most. */
export const trailsMax = 100;
const atOnceMax = 4;
const bucketForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** CloudTrail allows 200 characters. */
const prefixForm = /^[^\p{Cc}]{0,200}$/u;

/**
 * Describes the trails, and asks each in its home region, which alone knows its status.
 *
 * @throws SourceError when the trails may not be described. Of a trail whose status or selectors may
 *   not be asked, the error is kept in their place
 */
export async function askTrails(api: TrailApi, signal: AbortSignal): Promise<AskedTrails> {
	const region = await api.region();
	const { trailList = [] } = await api.call('DescribeTrails', region, signal, (client, sdk) =>
		client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true }), {
			abortSignal: signal,
		}),
	);
	// A trail of all regions is described once; a shadow may come beside it.
	const known = new Map<string, DescribedTrail>();
	for (const trail of trailList.filter(isUsable)) {
		if (known.size < trailsMax) {
			known.set(trail.TrailARN ?? '', trail);
		}
	}

	const trails: Trail[] = [];
	await forEachConcurrently([...known.values()], atOnceMax, async described => {
		trails.push(await askTrail(api, described, signal));
	});
	const left = trailList.filter(trail => !isUsable(trail) || !known.has(trail.TrailARN ?? ''));
	return { trails: trails.sort(byUse), leftCount: left.length };
}

/**
 * The order of trails for somebody who looks for one to read: those of an organisation first, then
 * those of all regions, then those that log, then by name.
 */
function byUse(a: Trail, b: Trail): number {
	return (
		Number(b.isOrganization) - Number(a.isOrganization) ||
		Number(b.isMultiRegion) - Number(a.isMultiRegion) ||
		Number(isLogging(b)) - Number(isLogging(a)) ||
		compare(a.name, b.name) ||
		compare(a.arn, b.arn)
	);
}

/** A trail that may not be asked is taken for one that logs. */
export function isLogging({ status }: Trail): boolean {
	return status instanceof SourceError || status.isLogging;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function isUsable({ S3BucketName, S3KeyPrefix, HomeRegion, TrailARN }: DescribedTrail): boolean {
	return (
		bucketForm.test(S3BucketName ?? '') &&
		prefixForm.test(S3KeyPrefix ?? '') &&
		isRegionName(HomeRegion ?? '') &&
		/^arn:[\w:/.-]{1,290}$/.test(TrailARN ?? '')
	);
}

async function askTrail(
	api: TrailApi,
	described: DescribedTrail,
	signal: AbortSignal,
): Promise<Trail> {
	const { TrailARN: arn = '', HomeRegion: region = '' } = described;
	const [status, selectors] = await Promise.all([
		orError(() => askStatus(api, region, arn, signal)),
		orError(() => askSelectors(api, region, arn, signal)),
	]);
	return {
		name: shortText(described.Name),
		arn,
		bucket: described.S3BucketName ?? '',
		prefix: (described.S3KeyPrefix ?? '').replace(/^\/+|\/+$/g, ''),
		homeRegion: region,
		isMultiRegion: described.IsMultiRegionTrail === true,
		isOrganization: described.IsOrganizationTrail === true,
		hasDigests: described.LogFileValidationEnabled === true,
		hasInsights: described.HasInsightSelectors === true,
		status,
		selectors,
	};
}

async function orError<T>(work: () => Promise<T>): Promise<T | SourceError> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof SourceError) {
			return error;
		}

		throw error;
	}
}

async function askStatus(
	api: TrailApi,
	region: string,
	arn: string,
	signal: AbortSignal,
): Promise<TrailStatus> {
	const answer = await api.call('GetTrailStatus', region, signal, (client, sdk) =>
		client.send(new sdk.GetTrailStatusCommand({ Name: arn }), { abortSignal: signal }),
	);
	return {
		isLogging: answer.IsLogging === true,
		stoppedMs: timeOf(answer.StopLoggingTime),
		deliveredMs: timeOf(answer.LatestDeliveryTime),
		attemptedMs: attemptOf(answer),
		deliveryError: errorText(answer.LatestDeliveryError),
		digestError: errorText(answer.LatestDigestDeliveryError),
	};
}

async function askSelectors(
	api: TrailApi,
	region: string,
	arn: string,
	signal: AbortSignal,
): Promise<TrailSelectors> {
	const answer = await api.call('GetEventSelectors', region, signal, (client, sdk) =>
		client.send(new sdk.GetEventSelectorsCommand({ TrailName: arn }), { abortSignal: signal }),
	);
	return readSelectors(answer.EventSelectors ?? [], answer.AdvancedEventSelectors ?? []);
}

function errorText(text: string | undefined): string | undefined {
	const short = shortText(text);
	return short === '' ? undefined : short;
}

/** The last attempt, which CloudTrail answers as a text; undefined when it is no time. */
function attemptOf({ LatestDeliveryAttemptTime: text = '' }: GetTrailStatusResponse) {
	const ms = Date.parse(text.slice(0, 40));
	return Number.isNaN(ms) ? undefined : ms;
}

function timeOf(date: Date | undefined): number | undefined {
	const ms = date?.getTime();
	return ms === undefined || Number.isNaN(ms) ? undefined : ms;
}
