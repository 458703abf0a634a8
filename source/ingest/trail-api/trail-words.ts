import { sanitise } from '../../text/sanitise.ts';
import { isLogging } from './ask-trails.ts';
import type { Trail } from './trail.ts';

/** The address of what a trail delivers. */
export function trailAddress({ bucket, prefix }: Pick<Trail, 'bucket' | 'prefix'>): string {
	return `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
}

/** A trail in one line that is safe to draw: `main: s3://logs, organisation, all regions, …`. */
export function trailWords(trail: Trail): string {
	const { name, homeRegion, isOrganization, isMultiRegion, hasDigests } = trail;
	return [
		`${name}: ${sanitise(trailAddress(trail))}`,
		isOrganization ? 'organisation' : 'this account',
		isMultiRegion ? `all regions, home ${homeRegion}` : `${homeRegion} only`,
		hasDigests ? 'digests on' : 'digests off',
		...(isLogging(trail) ? [] : ['logging is stopped']),
	].join(', ');
}
