import type * as z from 'zod';
import type { SchemaKit } from '../config/schema-kit.ts';

/**
 * What can be set of an S3 source, as its owner writes it: its fields are spelled here alone.
 *
 * @param zod - its builders; workers read no settings and do not load it
 */
export function s3Settings(zod: SchemaKit) {
	return zod.strictObject({
		bucket: zod.string().min(3).describe('the bucket that the trail delivers to'),
		prefix: zod.string().default('').describe('what stands before AWSLogs/ in the keys'),
		region: zod.string().optional().describe('the bucket’s region'),
		profile: zod.string().optional().describe('a profile of ~/.aws/config'),
		role_arn: zod.string().startsWith('arn:').optional().describe('a role to assume'),
		external_id: zod.string().optional().describe('the external ID that the role asks for'),
		endpoint: zod.url().optional().describe('an S3 endpoint other than Amazon’s'),
		path_style: zod.boolean().optional().describe('bucket in the path instead of the host name'),
		requester_pays: zod.boolean().optional(),
		fips: zod.boolean().optional(),
		dual_stack: zod.boolean().optional(),
		queue_url: zod.url().optional().describe('an SQS queue that is told of new objects'),
	});
}

/** Before the defaults are filled in. */
export type S3Settings = z.input<ReturnType<typeof s3Settings>>;

type Complete = z.output<ReturnType<typeof s3Settings>>;

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
	? `${Head}${Capitalize<CamelCase<Tail>>}`
	: Name;

/** The settings as code names them: `role_arn` is `roleArn`. What is not set is absent. */
export type S3Access = {
	readonly [Name in keyof Complete as CamelCase<Name>]: Exclude<Complete[Name], undefined>;
};

/** The one way from the settings to what the code reads. Nothing is checked here. */
export function s3AccessOf(settings: S3Settings): S3Access {
	const named = Object.entries(settings)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => [
			name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
			value,
		]);
	return { prefix: '', ...Object.fromEntries(named) } as S3Access;
}
