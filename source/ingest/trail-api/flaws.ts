import { dayMs } from '../../text/duration.ts';
import { formatPlural } from '../../text/number.ts';
import { SourceError } from '../source.ts';
import type { AskedTrails } from './ask-trails.ts';
import type { Trail, TrailSelectors, TrailStatus } from './trail.ts';

/** Something that a trail does not log, or that it has no flaw, in words. */
export interface Flaw {
	/** The same when it is found again, though its words tell another time. */
	readonly id: string;
	/** A name of its own among the flaws of one trail: `logging`, `data events`. */
	readonly name: string;
	/** `bad`: records are missing. `odd`: records of a kind are left out, or it is not known. */
	readonly state: 'good' | 'odd' | 'bad';
	/** A sentence without its full stop; safe to draw. */
	readonly found: string;
	/** What to do about it; absent: nothing. */
	readonly next?: string | undefined;
}

type Told = Omit<Flaw, 'id'>;

/** Flaws of all trails together. */
export const flawsMax = 60;
/** Names that one flaw lists. */
const namesShownMax = 5;

/**
 * What is not logged, of the trails that matter: the one that is read, or else all of them.
 *
 * @param nowMs - of the server, ms since the epoch
 */
export function flawsOf({ trails, leftCount }: AskedTrails, nowMs: number): readonly Flaw[] {
	const flaws = trails.flatMap(trail => flawsOfTrail(trail, nowMs));
	const left: readonly Flaw[] =
		leftCount === 0
			? []
			: [
					{
						id: 'trails left out',
						name: 'trails',
						state: 'odd',
						found: `${formatPlural(leftCount, 'trail')} were left out: more than are asked, or without a usable bucket`,
					},
				];
	const kept = [...flaws.slice(0, flawsMax - 1), ...left];
	const hiddenCount = flaws.length - Math.min(flaws.length, flawsMax - 1);
	return hiddenCount === 0
		? kept
		: [
				...kept.slice(0, flawsMax - 1),
				{
					id: 'more',
					name: 'more',
					state: 'odd',
					found: `${formatPlural(hiddenCount, 'flaw')} more`,
				},
			];
}

/** What is not logged by one trail; when it logs everything one alone, which says that all is well. */
export function flawsOfTrail(trail: Trail, nowMs: number): readonly Flaw[] {
	const found = [...statusFlaws(trail, nowMs), ...scopeFlaws(trail), ...selectorFlaws(trail)].map(
		flaw => ({
			...flaw,
			id: `${trail.arn} ${flaw.name}`,
			found: `trail ${trail.name}: ${flaw.found}`,
		}),
	);
	return found.length > 0
		? found
		: [
				{
					id: `${trail.arn} good`,
					name: 'trail',
					state: 'good',
					found: `trail ${trail.name} logs every kind of event in every region, and delivers digests`,
				},
			];
}

function statusFlaws({ status, arn }: Trail, nowMs: number): Told[] {
	if (status instanceof SourceError) {
		return [notAsked('status', status)];
	}

	return [
		...(status.isLogging ? [] : [stopped(status, arn)]),
		...deliveryFlaws(status, nowMs),
		...(status.digestError === undefined
			? []
			: [
					{
						name: 'digest delivery',
						state: 'bad' as const,
						found: `digests are not delivered: ${status.digestError}`,
						next: 'let cloudtrail.amazonaws.com write to AWSLogs/ of the bucket, in its policy',
					},
				]),
	];
}

function stopped({ stoppedMs }: TrailStatus, arn: string): Told {
	const since = stoppedMs === undefined ? 'it never logged' : `since ${isoTime(stoppedMs)}`;
	return {
		name: 'logging',
		state: 'bad',
		found: `logging is stopped: ${since}`,
		next: `look who ran StopLogging, then: aws cloudtrail start-logging --name ${arn}`,
	};
}

function deliveryFlaws(status: TrailStatus, nowMs: number): Told[] {
	const { deliveryError, attemptedMs, deliveredMs } = status;
	if (deliveryError !== undefined) {
		const at = attemptedMs === undefined ? '' : ` at ${isoTime(attemptedMs)}`;
		const last = deliveredMs === undefined ? 'never' : `last ${isoTime(deliveredMs)}`;
		return [
			{
				name: 'delivery',
				state: 'bad',
				found: `the last delivery failed${at}: ${deliveryError}; delivered ${last}`,
				next: 'mend the bucket’s policy or its key’s policy; CloudTrail tries again for 30 days',
			},
		];
	}

	const isSilent = status.isLogging && deliveredMs !== undefined && nowMs - deliveredMs > dayMs;
	return isSilent
		? [
				{
					name: 'delivery',
					state: 'odd',
					found: `nothing was delivered since ${isoTime(deliveredMs)}`,
					next: 'check that something happens in the account at all',
				},
			]
		: [];
}

function scopeFlaws(trail: Trail): Told[] {
	const { isMultiRegion, homeRegion, hasDigests, hasInsights, arn } = trail;
	return [
		...(isMultiRegion
			? []
			: [
					{
						name: 'regions',
						state: 'odd' as const,
						found: `only ${homeRegion} is logged`,
						next: `aws cloudtrail update-trail --name ${arn} --is-multi-region-trail`,
					},
				]),
		...(hasDigests
			? []
			: [
					{
						name: 'validation',
						state: 'odd' as const,
						found: 'no digests are delivered, so a deleted or changed log cannot be proven',
						next: `aws cloudtrail update-trail --name ${arn} --enable-log-file-validation`,
					},
				]),
		...(hasInsights
			? []
			: [
					{
						name: 'insights',
						state: 'odd' as const,
						found: 'no Insights are logged; they cost extra',
					},
				]),
	];
}

function selectorFlaws({ selectors, arn }: Trail): Told[] {
	if (selectors instanceof SourceError) {
		return [notAsked('selectors', selectors)];
	}

	return [
		...managementFlaws(selectors, arn),
		...excludedFlaws(selectors),
		...dataFlaws(selectors),
		...(selectors.leftCount === 0
			? []
			: [
					{
						name: 'selectors',
						state: 'odd' as const,
						found: `${formatPlural(selectors.leftCount, 'selector')} with conditions that are not told here`,
						next: `aws cloudtrail get-event-selectors --trail-name ${arn}`,
					},
				]),
	];
}

function managementFlaws(
	{ readsManagement: reads, writesManagement: writes }: TrailSelectors,
	arn: string,
): Told[] {
	if (reads && writes) {
		return [];
	}

	const found =
		reads || writes
			? `of management events only ${reads ? 'reads' : 'writes'} are logged`
			: 'no management events are logged';
	return [
		{
			name: 'management',
			state: writes ? 'odd' : 'bad',
			found,
			next: `aws cloudtrail put-event-selectors --trail-name ${arn}, with management events of both kinds`,
		},
	];
}

function excludedFlaws({ excludedSources }: TrailSelectors): Told[] {
	return excludedSources.length === 0
		? []
		: [
				{
					name: 'excluded',
					state: 'odd',
					found: `management events of ${listed(excludedSources)} are left out`,
				},
			];
}

function dataFlaws({ dataTypes }: TrailSelectors): Told[] {
	if (dataTypes.length === 0) {
		return [
			{
				name: 'data events',
				state: 'odd',
				found: 'no data events are logged: no reads or writes of S3 objects, no calls of functions',
			},
		];
	}

	const limited = dataTypes.filter(({ isLimited }) => isLimited).map(({ type }) => type);
	const whole = dataTypes.filter(({ isLimited }) => !isLimited).map(({ type }) => type);
	const words = [
		...(whole.length === 0 ? [] : [`all of ${listed(whole)}`]),
		...(limited.length === 0 ? [] : [`some of ${listed(limited)}`]),
	];
	return [
		{
			name: 'data events',
			state: 'odd',
			found: `of data events only ${words.join(' and ')} are logged`,
		},
	];
}

function notAsked(name: string, { message, next }: SourceError): Told {
	return { name, state: 'odd', found: message, next };
}

function listed(names: readonly string[]): string {
	const more = names.length - namesShownMax;
	return `${names.slice(0, namesShownMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `2026-03-01T12:00:00Z`; a server may send any number. */
function isoTime(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime()) ? 'an unknown time' : `${date.toISOString().slice(0, 19)}Z`;
}
