import type * as z from 'zod';
import type { SchemaKit } from '../config/schema-kit.ts';
import { urlSetting } from './url-setting.ts';

/**
 * The settings of an S3 source as they are written in the configuration. Only this file spells
 * their names.
 *
 * @param zod - builders of zod, passed in because workers read no settings and must not load zod
 */
export function s3Settings(zod: SchemaKit) {
	return zod.strictObject({
		bucket: zod
			.string()
			.min(3)
			.describe('the bucket that the trail delivers to, or an access point: its alias or ARN'),
		prefix: zod.string().default('').describe('what stands before AWSLogs/ in the keys'),
		region: zod.string().optional().describe('the bucket’s region'),
		accounts: zod
			.array(zod.string().regex(/^\d{6,16}$/, { error: 'an account is its number' }))
			.min(1)
			.optional()
			.describe('only these accounts are listed and fetched, by their numbers'),
		regions: zod
			.array(zod.string())
			.min(1)
			.optional()
			.describe('only these regions are listed and fetched'),
		profile: zod.string().optional().describe('a profile of ~/.aws/config'),
		role_arn: zod.string().startsWith('arn:').optional().describe('a role to assume'),
		external_id: zod.string().optional().describe('the external ID that the role asks for'),
		endpoint: urlSetting(zod).optional().describe('an S3 endpoint other than Amazon’s'),
		path_style: zod.boolean().optional().describe('bucket in the path instead of the host name'),
		requester_pays: zod.boolean().optional(),
		fips: zod.boolean().optional(),
		dual_stack: zod.boolean().optional(),
		queue_url: urlSetting(zod).optional().describe('an SQS queue that is told of new objects'),
	});
}

/** The settings before defaults are filled in. */
export type S3Settings = z.input<ReturnType<typeof s3Settings>>;

type Complete = z.output<ReturnType<typeof s3Settings>>;

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
	? `${Head}${Capitalize<CamelCase<Tail>>}`
	: Name;

/**
 * The settings with names as in code: `role_arn` is `roleArn`. Settings that are not set are
 * absent.
 */
export type S3Access = {
	readonly [Name in keyof Complete as CamelCase<Name>]: Exclude<Complete[Name], undefined>;
};

/** Converts settings to the form that the code reads. Checks nothing. */
export function s3AccessOf(settings: S3Settings): S3Access {
	const named = Object.entries(settings)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => [
			name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
			value,
		]);
	return { prefix: '', ...Object.fromEntries(named) } as S3Access;
}
