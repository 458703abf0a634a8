import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { TrailServer } from '../../fixtures/trail-server.ts';
import { aTrail } from '../ingest/trail-api/a-trail.ts';
import { aBucket, bucketName, bucketNowMs } from '../cli/a-bucket.ts';
import type { BucketWorld } from '../cli/a-bucket.ts';
import { isAllowed } from './iam.ts';
import type { IamPolicy } from './iam.ts';
import { resolveCloudFormation } from './read-cloudformation.ts';
import type { RawTemplate } from './read-cloudformation.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let world: BucketWorld;
let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	world = await aBucket();
	home = await aFolder();
});
afterEach(async () => {
	await world.stop();
	await home.remove();
});

const run = (...argv: readonly string[]) =>
	runInProcess(argv, { home: home.path, nowMs: bucketNowMs });

/** The bucket answers only what the template’s policy allows. */
async function enforce(prefix: string): Promise<IamPolicy> {
	const { out } = await run(
		...['template', 'cloudformation', '--format', 'json', '--principal', '111122223333'],
		...['--bucket', bucketName, ...(prefix === '' ? [] : ['--prefix', prefix])],
	);
	const { Resources } = resolveCloudFormation(JSON.parse(out) as RawTemplate);
	const below = prefix === '' ? 'AWSLogs/' : `${prefix}/AWSLogs/`;
	const outside = new RegExp(`^(?!${below})`);
	world.server.fault({ op: 'list', key: outside, status: 403, code: 'AccessDenied' });
	world.server.fault({ op: 'get', key: outside, status: 403, code: 'AccessDenied' });
	const [policy] = Resources['ReadRole']?.Properties['Policies'] as readonly [
		{ readonly PolicyDocument: IamPolicy },
	];
	return policy.PolicyDocument;
}

test.each(['', 'prod', 'team/a'])(
	'what the template allows is enough to find, fetch and examine a trail below "%s"',
	async prefix => {
		const below = prefix === '' ? '' : `${prefix}/`;
		world.put({ prefix: below });
		world.put({ prefix: below, account: '444455556666', region: 'eu-west-1' });
		world.bucket.put('secrets.txt', 'nobody needs this');
		const policy = await enforce(prefix);
		const queried = await run(
			...['query', '* | count', '--format', 'json', '--since', '1h', ...world.flags(prefix)],
		);
		expect(queried.err).toBe('');
		expect(JSON.parse(queried.out)).toEqual([{ _count: 2 }]);
		const examined = await run('doctor', ...world.flags(prefix));
		expect(examined.code, examined.out).toBe(0);
		const served = world.server.requests.filter(({ key }) => key.startsWith(`${below}AWSLogs/`));
		expect(served.length).toBeGreaterThan(10);
		for (const { op, key } of served) {
			const request =
				op === 'list'
					? {
							action: 's3:ListBucket',
							resource: `arn:aws:s3:::${bucketName}`,
							context: { 's3:prefix': key },
						}
					: { action: 's3:GetObject', resource: `arn:aws:s3:::${bucketName}/${key}` };
			expect(isAllowed(policy, request), `${op} ${key}`).toBe(true);
		}
	},
);

test('every call to CloudTrail that is made is one that the template allows', async () => {
	const trails = await TrailServer.start();
	try {
		process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'] = trails.endpoint;
		process.env['AWS_ENDPOINT_URL_S3'] = world.server.endpoint;
		world.put();
		trails.trails.push(aTrail('main', { S3BucketName: bucketName }));
		const policy = await enforce('');
		await run('doctor', '--from', `s3://${bucketName}`, '--bucket-region', 'us-east-1');
		await run('query', '* | count', '--from', 'lookup', '--region', 'us-east-1', '--since', '1h');
		const made = new Set(trails.requests.map(({ op }) => op));
		expect([...made].sort()).toEqual([
			...['DescribeTrails', 'GetEventSelectors', 'GetTrailStatus', 'LookupEvents'],
		]);
		for (const op of made) {
			expect(isAllowed(policy, { action: `cloudtrail:${op}`, resource: '*' }), op).toBe(true);
		}
	} finally {
		delete process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'];
		delete process.env['AWS_ENDPOINT_URL_S3'];
		await trails.stop();
	}
});

test('a role that may list nothing is told apart from an empty trail', async () => {
	world.put();
	world.bucket.denied = true;
	const ran = await run('query', '*', ...world.flags());
	expect(ran.code).toBe(3);
	expect(ran.err).toContain('s3:ListBucket');
});
