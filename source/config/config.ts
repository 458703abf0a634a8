import * as z from 'zod';
import { themeWishes } from './theme-wishes.ts';
import { sourceCategoryDefault } from './source-category.ts';
import { verifyModes } from './verify-modes.ts';

const seconds = z.number().int().min(1);

function environmentOf<Source extends z.ZodType, Kind extends string>(
	source: Source,
	kinds: readonly Kind[],
) {
	return z.strictObject({
		source,
		store: z.string().optional().describe('where its store lies'),
		group_access: z
			.boolean()
			.default(false)
			.describe('let the group of the store’s folder read and fill it too'),
		source_category: z
			.string()
			.default(sourceCategoryDefault)
			.describe('_sourceCategory of its records'),
		source_name: z.string().optional(),
		source_host: z.string().optional(),
		scope: z
			.strictObject({ key: z.string().default('_sourceCategory'), value: z.string() })
			.optional()
			.describe('what ties the dashboards to its data; _sourceCategory by default'),
		kinds: z
			.array(
				z.enum(kinds, {
					error: ({ input }) => `there is no kind ${JSON.stringify(input)}: ${kinds.join(', ')}`,
				}),
			)
			.min(1)
			.optional()
			.describe(`kinds of logs to fetch, of ${kinds.join(', ')}`),
		verify: z
			.enum(verifyModes)
			.default('off')
			.describe('live: check the signed digests of the trail as they are delivered'),
		public_keys: z
			.array(z.string())
			.optional()
			.describe('files of `aws cloudtrail list-public-keys`; CloudTrail is asked for others'),
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
}

const environmentName = z
	.string()
	.regex(/^[A-Za-z0-9._-]+$/, {
		error: 'a name is made of letters, digits, dots, _ and -',
	})
	.refine(name => name !== 'all', {
		error: '"all" is the name of all environments together',
	});

/**
 * The configuration file.
 *
 * @param source - the schema of a source's settings, of every kind
 * @param kinds - the kinds of logs that a source can hold
 * @param outputs - the schema of whom to tell of findings
 */
export function configSchemaOf<
	Source extends z.ZodType,
	Kind extends string,
	Outputs extends z.ZodType,
>(source: Source, kinds: readonly Kind[], outputs: Outputs) {
	return z.strictObject({
		default: z.string().optional().describe('the environment used without --env'),
		time_zone: z.string().optional().describe('IANA name for buckets and times; UTC without it'),
		theme: z
			.string()
			.regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, {
				error: 'a theme is named by letters, digits, _ and -',
			})
			.default('auto')
			.describe(`${themeWishes.join(', ')}, or a file of yours: themes/NAME.yaml`),
		mouse: z
			.boolean()
			.default(false)
			.describe('clicks and the wheel are for the console; without it the terminal selects text'),
		slow: z.boolean().default(false).describe('for slow links: a quarter of the frames, no map'),
		keys: z
			.record(z.string(), z.array(z.string()))
			.optional()
			.describe('keys of the console by action; `trailtop help keys` lists the actions'),
		environments: z.record(environmentName, environmentOf(source, kinds)).default({}),
		outputs,
	});
}
