import * as z from 'zod';

/** What can be set of an S3 source, as its owner writes it: its fields are spelled here alone. */
export const s3Settings = z.strictObject({
	bucket: z.string().min(3).describe('the bucket that the trail delivers to'),
	prefix: z.string().default('').describe('what stands before AWSLogs/ in the keys'),
	region: z.string().optional().describe('the bucket’s region'),
	profile: z.string().optional().describe('a profile of ~/.aws/config'),
	role_arn: z.string().startsWith('arn:').optional().describe('a role to assume'),
	external_id: z.string().optional().describe('the external ID that the role asks for'),
	endpoint: z.url().optional().describe('an S3 endpoint other than Amazon’s'),
	path_style: z.boolean().optional().describe('bucket in the path instead of the host name'),
	requester_pays: z.boolean().optional(),
	fips: z.boolean().optional(),
	dual_stack: z.boolean().optional(),
	queue_url: z.url().optional().describe('an SQS queue that is told of new objects'),
});

/** Before the defaults are filled in. */
export type S3Settings = z.input<typeof s3Settings>;

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
	? `${Head}${Capitalize<CamelCase<Tail>>}`
	: Name;

/** The settings as code names them: `role_arn` is `roleArn`. What is not set is absent. */
export type S3Access = {
	readonly [Name in keyof z.output<typeof s3Settings> as CamelCase<Name>]: Exclude<
		z.output<typeof s3Settings>[Name],
		undefined
	>;
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
