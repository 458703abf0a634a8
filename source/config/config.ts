import * as z from 'zod';

const seconds = z.number().int().min(1);

/** An S3 source, as its owner knows it. */
const s3Source = z.strictObject({
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

const folderSource = z.strictObject({
	folder: z.string().min(1).describe('a folder with objects in S3 key layout, or any .json(.gz)'),
});

const environment = z.strictObject({
	source: z.union([s3Source, folderSource]),
	store: z.string().optional().describe('where its store lies'),
	group_access: z
		.boolean()
		.default(false)
		.describe('let the group of the store’s folder read and fill it too'),
	source_category: z.string().default('aws/cloudtrail').describe('_sourceCategory of its records'),
	source_name: z.string().optional(),
	source_host: z.string().optional(),
	scope: z
		.strictObject({ key: z.string().default('_sourceCategory'), value: z.string() })
		.optional()
		.describe('what ties the dashboards to its data; _sourceCategory by default'),
	since: z.string().default('24h').describe('how far back to fetch at first: 24h, 7d, or a date'),
	poll_seconds: seconds.default(60),
	retention_days: z.number().int().min(1).optional(),
	disk_budget_mb: z.number().int().min(50).optional(),
	accounts: z
		.record(z.string(), z.string())
		.optional()
		.describe('account id → the name people know it by'),
	administrators: z.array(z.string()).optional().describe('users the administrator panels watch'),
});

const environmentName = z
	.string()
	.regex(/^[A-Za-z0-9._-]+$/, {
		error: 'a name is made of letters, digits, dots, _ and -',
	})
	.refine(name => name !== 'all', {
		error: '"all" is the name of all environments together',
	});

export const configSchema = z.strictObject({
	default: z.string().optional().describe('the environment used without --env'),
	time_zone: z.string().optional().describe('IANA name for buckets and times; UTC without it'),
	theme: z.enum(['auto', 'dark', 'light', 'contrast']).default('auto'),
	environments: z.record(environmentName, environment).default({}),
});

export type Config = z.infer<typeof configSchema>;
export type EnvironmentConfig = z.infer<typeof environment>;
