import type * as z from 'zod';
import type { SchemaKit } from '../../config/schema-kit.ts';
import { urlSetting } from '../url-setting.ts';
import type { TrailApiOptions } from './trail-api.ts';

/**
 * The settings of the event history as a source, as they are written in the configuration.
 *
 * @param zod - builders of zod, passed in because workers read no settings and must not load zod
 */
export function lookupSettings(zod: SchemaKit) {
	return zod.strictObject({
		lookup: zod
			.literal(true)
			.describe('the last 90 days of management events, looked up in CloudTrail without a bucket'),
		regions: zod
			.array(zod.string())
			.min(1)
			.optional()
			.describe('only these regions are looked up; else every one that is enabled'),
		profile: zod.string().optional().describe('a profile of ~/.aws/config'),
		role_arn: zod.string().startsWith('arn:').optional().describe('a role to assume'),
		external_id: zod.string().optional().describe('the external ID that the role asks for'),
		endpoint: urlSetting(zod).optional().describe('an endpoint of CloudTrail other than Amazon’s'),
		fips: zod.boolean().optional(),
		dual_stack: zod.boolean().optional(),
	});
}

/** The settings before defaults are filled in. */
export type LookupSettings = z.input<ReturnType<typeof lookupSettings>>;

/** The settings with names as in code; those that are not set are absent. */
export interface LookupAccess extends TrailApiOptions {
	readonly regions?: readonly string[];
}

/** Converts settings to the form that the code reads. Checks nothing. */
export function lookupAccessOf(settings: LookupSettings): LookupAccess {
	const { regions, profile, role_arn, external_id, endpoint, fips, dual_stack } = settings;
	const [region] = regions ?? [];
	return {
		...(regions && { regions }),
		...(region !== undefined && { region }),
		...(profile !== undefined && { profile }),
		...(role_arn !== undefined && { roleArn: role_arn }),
		...(external_id !== undefined && { externalId: external_id }),
		...(endpoint !== undefined && { endpoint }),
		...(fips !== undefined && { fips }),
		...(dual_stack !== undefined && { dualStack: dual_stack }),
	};
}
