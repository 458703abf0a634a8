import type { ServedTrail } from '../../../fixtures/trail-server.ts';

/** A trail of all regions as CloudTrail describes it. */
export function aTrail(
	name: string,
	more: Readonly<Record<string, unknown>> = {},
	answers: Omit<ServedTrail, 'trail'> = {},
): ServedTrail {
	const region = typeof more['HomeRegion'] === 'string' ? more['HomeRegion'] : 'eu-west-1';
	return {
		trail: {
			Name: name,
			S3BucketName: 'trail-logs',
			IsMultiRegionTrail: true,
			HomeRegion: region,
			TrailARN: `arn:aws:cloudtrail:${region}:111122223333:trail/${name}`,
			LogFileValidationEnabled: true,
			HasInsightSelectors: true,
			...more,
		},
		...answers,
	};
}
