import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { isAllowed } from './iam.ts';
import type { IamPolicy } from './iam.ts';
import { commercial, readCloudFormation, resolveCloudFormation } from './read-cloudformation.ts';
import type { CloudFormation } from './read-cloudformation.ts';
import { readHcl } from './read-hcl.ts';
import type { HclBody } from './read-hcl.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import {
	consumeStatement,
	decryptStatement,
	listStatement,
	readStatement,
} from '../../source/setup/templates/policy.ts';

const topic = 'arn:aws:sns:us-east-1:444455556666:trail-topic';
const key = 'arn:aws:kms:us-east-1:444455556666:key/11111111-2222-3333-4444-555555555555';
const queueArn = 'arn:aws:sqs:us-east-1:444455556666:q';
const principal = 'arn:aws:iam::111122223333:role/Console';
const bucketArn = 'arn:aws:s3:::org-trail-logs';
const unprefixed = ['--bucket', 'org-trail-logs', '--principal', principal];
const base = [...unprefixed, '--prefix', 'prod'];
const full = [...base, '--kms-key', key, '--integrity', '--region', 'us-east-1'];
const variants: Readonly<Record<string, readonly string[]>> = {
	'no queue': base,
	'a queue that is there': [...full, '--queue', queueArn],
	'a queue from sns': [...full, '--queue', 'create', '--notify', 'sns', '--topic', topic],
	'a queue from eventbridge': [...full, '--queue', 'create', '--notify', 'eventbridge'],
	'a queue from s3': [...full, '--queue', 'create', '--notify', 's3'],
};

let home: Awaited<ReturnType<typeof aFolder>>;
beforeAll(async () => {
	home = await aFolder();
});
afterAll(() => home.remove());

async function template(...args: readonly string[]) {
	return await runInProcess(['template', ...args], { home: home.path, nowMs: 0 });
}

/** Of AWS’s resource specification: the properties there are, and what `Fn::GetAtt` gives. */
const known: Readonly<
	Record<string, { readonly properties: readonly string[]; readonly attributes: readonly string[] }>
> = {
	'AWS::IAM::Role': {
		properties: [
			...['RoleName', 'Description', 'MaxSessionDuration', 'AssumeRolePolicyDocument', 'Policies'],
			...['ManagedPolicyArns', 'Path', 'PermissionsBoundary', 'Tags'],
		],
		attributes: ['Arn', 'RoleId'],
	},
	'AWS::SQS::Queue': {
		properties: [
			...['QueueName', 'VisibilityTimeout', 'ReceiveMessageWaitTimeSeconds', 'DelaySeconds'],
			...['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'KmsMasterKeyId', 'RedrivePolicy'],
		],
		attributes: ['Arn', 'QueueName', 'QueueUrl'],
	},
	'AWS::SQS::QueuePolicy': { properties: ['Queues', 'PolicyDocument'], attributes: ['Id'] },
	'AWS::SNS::Subscription': {
		properties: ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'FilterPolicy'],
		attributes: ['Arn'],
	},
	'AWS::Events::Rule': {
		properties: ['Name', 'Description', 'EventPattern', 'State', 'Targets', 'RoleArn'],
		attributes: ['Arn'],
	},
};

async function cloudFormation(...args: readonly string[]): Promise<CloudFormation> {
	const ran = await template('cloudformation', ...args);
	expect(ran.code, ran.err).toBe(0);
	return resolveCloudFormation(readCloudFormation(ran.out));
}

function rolePolicy({ Resources }: Pick<CloudFormation, 'Resources'>): IamPolicy {
	const [policy] = Resources['ReadRole']?.Properties['Policies'] as readonly {
		readonly PolicyDocument: IamPolicy;
	}[];
	return policy!.PolicyDocument;
}

test.each(Object.entries(variants))('CloudFormation with %s', async (_, args) => {
	const found = await cloudFormation(...args);
	expect(found.AWSTemplateFormatVersion).toBe('2010-09-09');
	for (const [name, { Type, Properties }] of Object.entries(found.Resources)) {
		expect(known[Type], `${name} is a ${Type}`).toBeDefined();
		expect(known[Type]?.properties, name).toEqual(expect.arrayContaining(Object.keys(Properties)));
	}

	for (const use of usesIn(found)) {
		if ('ref' in use) {
			expect(Object.keys(found.Resources)).toContain(use.ref);
		} else {
			expect(known[found.Resources[use.of]?.Type ?? '']?.attributes).toContain(use.attribute);
		}
	}
});

type Use = { readonly ref: string } | { readonly of: string; readonly attribute: string };

function usesIn(value: unknown): readonly Use[] {
	if (typeof value !== 'object' || value === null) {
		return [];
	}

	const own = Object.entries(value).flatMap(([name, inner]): readonly Use[] =>
		name === 'Ref'
			? [{ ref: String(inner) }]
			: name === 'Fn::GetAtt'
				? [{ of: String((inner as string[])[0]), attribute: String((inner as string[])[1]) }]
				: usesIn(inner),
	);
	return Array.isArray(value) ? value.flatMap(item => usesIn(item)) : own;
}

test.each(Object.keys(variants))('JSON says what YAML says: %s', async name => {
	const args = [...(variants[name] ?? []), '--external-id', 'notified'];
	const json = await template('cloudformation', ...args, '--format', 'json');
	const yaml = await template('cloudformation', ...args);
	expect(JSON.parse(json.out)).toEqual(readCloudFormation(yaml.out));
	expect(json.err).toContain('What this template does not do');
});

test('what CloudFormation’s older YAML takes for a date is quoted', async () => {
	const { out } = await template('cloudformation', ...base);
	expect(out).toContain("Version: '2012-10-17'");
	const dated = await template('cloudformation', ...base, '--external-id', '2026-03-01');
	expect(dated.out).toMatch(/Default: ["']2026-03-01["']/);
});

const list = (prefix?: string) => ({
	action: 's3:ListBucket',
	resource: bucketArn,
	...(prefix === undefined ? {} : { context: { 's3:prefix': prefix } }),
});
const get = (path: string, action = 's3:GetObject') => ({
	action,
	resource: `${bucketArn}/${path}`,
});
const day = 'CloudTrail/us-east-1/2026/03/01';
const viaS3 = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
const decisions = [
	{ allowed: true, ...list('prod/AWSLogs/') },
	{ allowed: true, ...list('prod/AWSLogs/o-abcde12345/') },
	{ allowed: true, ...list(`prod/AWSLogs/o-abcde12345/111122223333/${day}/`) },
	{ allowed: true, ...get(`prod/AWSLogs/111122223333/${day}/x.json.gz`) },
	{ allowed: true, ...get('prod/AWSLogs/o-abcde12345/111122223333/CloudTrail-Digest/x.json.gz') },
	{ allowed: true, ...get('prod/AWSLogs/111122223333/CloudTrail-Insight/us-east-1/x.json.gz') },
	{ allowed: true, action: 's3:GetBucketLocation', resource: bucketArn },
	{ allowed: true, action: 'kms:Decrypt', resource: key, context: viaS3 },
	{ allowed: true, action: 'sqs:DeleteMessage', resource: queueArn },
	{ allowed: true, action: 'sqs:ReceiveMessage', resource: queueArn },
	{ allowed: true, action: 'cloudtrail:ListPublicKeys', resource: '*' },
	{ allowed: true, action: 'cloudtrail:DescribeTrails', resource: '*' },
	{ allowed: true, action: 'cloudtrail:GetTrailStatus', resource: '*' },
	{ allowed: true, action: 'cloudtrail:GetEventSelectors', resource: '*' },
	{ allowed: true, action: 'cloudtrail:LookupEvents', resource: '*' },
	{ allowed: false, action: 'cloudtrail:PutEventSelectors', resource: '*' },
	{ allowed: false, ...list() },
	{ allowed: false, ...list('') },
	{ allowed: false, ...list('prod/') },
	{ allowed: false, ...list('other/AWSLogs/') },
	{ allowed: false, ...get('prod/AWSLogs/111122223333/Config/us-east-1/x') },
	{ allowed: false, ...get('prod/AWSLogs/111122223333/vpcflowlogs/x') },
	{ allowed: false, ...get('secrets.txt') },
	{ allowed: false, ...get(`prod/AWSLogs/111122223333/${day}/x`, 's3:PutObject') },
	{ allowed: false, ...get(`prod/AWSLogs/111122223333/${day}/x`, 's3:DeleteObject') },
	{ allowed: false, ...get(`prod/AWSLogs/111122223333/${day}/x`, 's3:GetObjectVersion') },
	{ allowed: false, action: 's3:PutBucketNotification', resource: bucketArn },
	{ allowed: false, action: 's3:ListBucketVersions', resource: bucketArn },
	{ allowed: false, action: 's3:ListAllMyBuckets', resource: '*' },
	{ allowed: false, action: 'kms:Decrypt', resource: key },
	{ allowed: false, action: 'kms:Decrypt', resource: key.replace('1111', '2222'), context: viaS3 },
	{ allowed: false, action: 'kms:DescribeKey', resource: key, context: viaS3 },
	{ allowed: false, action: 'sqs:SendMessage', resource: queueArn },
	{ allowed: false, action: 'sqs:DeleteMessage', resource: `${queueArn}2` },
	{ allowed: false, action: 'cloudtrail:StopLogging', resource: '*' },
	{ allowed: false, action: 'sts:AssumeRole', resource: '*' },
];

test.each(decisions)('$allowed: $action on $resource $context', async decision => {
	const args = variants['a queue that is there'] ?? [];
	const { allowed, ...request } = decision;
	const ofCloudFormation = rolePolicy(await cloudFormation(...args));
	expect(isAllowed(ofCloudFormation, request)).toBe(allowed);
	expect(isAllowed(policyIn(await hcl(...args), 'aws_iam_role_policy.read'), request)).toBe(
		allowed,
	);
});

test('without a key, digests or a queue the role may not use any', async () => {
	const policy = rolePolicy(await cloudFormation(...base));
	for (const action of ['kms:Decrypt', 'cloudtrail:ListPublicKeys', 'sqs:ReceiveMessage']) {
		expect(isAllowed(policy, { action, resource: '*', context: viaS3 }), action).toBe(false);
	}
});

test.each([
	{ notify: 'sns', source: topic, context: {} },
	{
		notify: 's3',
		source: bucketArn,
		context: { 'aws:SourceAccount': commercial['AWS::AccountId'] },
	},
])('only the one source may send: $notify', async ({ notify, source, context }) => {
	const { Resources } = await cloudFormation(...(variants[`a queue from ${notify}`] ?? []));
	const policy = Resources['QueuePolicy']?.Properties['PolicyDocument'] as IamPolicy;
	const send = (sourceArn: string, more: Readonly<Record<string, string>> = {}) =>
		isAllowed(policy, {
			action: 'sqs:SendMessage',
			resource: '[object Object]',
			context: { 'aws:SecureTransport': 'true', 'aws:SourceArn': sourceArn, ...context, ...more },
		});
	expect(send(source)).toBe(true);
	expect(send(`${source}-other`)).toBe(false);
	expect(send(source, { 'aws:SecureTransport': 'false' })).toBe(false);
});

async function hcl(...args: readonly string[]): Promise<HclBody> {
	const ran = await template('terraform', ...args);
	expect(ran.code, ran.err).toBe(0);
	return readHcl(ran.out);
}

function addressOf({ kind, labels }: HclBody['blocks'][number]): string {
	const address = labels.join('.');
	return kind === 'resource' ? address : `${kind}.${address}`;
}

function policyIn({ blocks }: HclBody, address: string): IamPolicy {
	return blocks.find(block => addressOf(block) === address)?.attributes['policy'] as IamPolicy;
}

test.each(Object.entries(variants))('Terraform with %s', async (_, args) => {
	const read = await hcl(...args);
	const addresses = read.blocks.map(addressOf);
	expect(new Set(addresses).size).toBe(addresses.length);
	const references = referencesIn(read.blocks);
	expect(references.length).toBeGreaterThan(0);
	for (const reference of references) {
		expect(addresses, reference).toContain(reference.slice(0, reference.lastIndexOf('.')));
	}
});

function referencesIn(value: unknown): readonly string[] {
	if (typeof value !== 'object' || value === null) {
		return [];
	}

	return 'reference' in value
		? [String(value.reference)]
		: Object.values(value).flatMap(inner => referencesIn(inner));
}

test.each(Object.keys(variants))('both templates say one policy: %s', async name => {
	const args = [...(variants[name] ?? []), '--external-id', 'notified'];
	const { Resources } = await cloudFormation(...args);
	const read = await hcl(...args);
	const role = read.blocks.find(block => addressOf(block) === 'aws_iam_role.read');
	expect(neutral(role?.attributes['assume_role_policy'])).toEqual(
		neutral(Resources['ReadRole']?.Properties['AssumeRolePolicyDocument']),
	);
	expect(neutral(policyIn(read, 'aws_iam_role_policy.read'))).toEqual(
		neutral(rolePolicy({ Resources })),
	);
	expect(neutral(policyIn(read, 'aws_sqs_queue_policy.trail'))).toEqual(
		neutral(Resources['QueuePolicy']?.Properties['PolicyDocument']),
	);
});

/** What each language makes of a reference is its own matter. */
function neutral(value: unknown): unknown {
	return JSON.parse(
		JSON.stringify(value ?? null, (_, inner: unknown) =>
			typeof inner === 'object' &&
			inner !== null &&
			('reference' in inner || 'Ref' in inner || 'Fn::GetAtt' in inner)
				? 'made here'
				: inner,
		),
	);
}

test('text that Terraform would take for a template stands for itself', async () => {
	const args = [...unprefixed, '--prefix', 'a%{b}', '--org', 'o-abcde12345'];
	const ran = await template('terraform', ...args);
	expect(ran.out).toContain('"a%%{b}/"');
	const policy = policyIn(readHcl(ran.out), 'aws_iam_role_policy.read');
	expect(isAllowed(policy, list('a%{b}/AWSLogs/x'))).toBe(true);
	expect(isAllowed(policy, list('ab/AWSLogs/x'))).toBe(false);
});

test('doctor asks for the very statements that the templates give', async () => {
	const part = { bucket: 'org-trail-logs', prefix: 'prod/', partition: 'aws' } as const;
	const { Statement } = rolePolicy(
		await cloudFormation(...(variants['a queue that is there'] ?? [])),
	);
	for (const statement of [
		listStatement(part),
		readStatement(part),
		decryptStatement(key, 'us-east-1', 'aws'),
		consumeStatement(queueArn),
	]) {
		expect(Statement).toContainEqual(statement);
	}
});

test('a key without a region is refused by the template itself', async () => {
	const { out } = await template('cloudformation', ...full);
	const filled = readCloudFormation(out);
	const { BucketRegion: _, ...others } = filled.Parameters;
	const Parameters = { ...others, BucketRegion: { Default: '' } };
	expect(() => resolveCloudFormation({ ...filled, Parameters })).toThrow(/needs BucketRegion/);
});

test('the external ID is made up anew, with more than 96 random bits', async () => {
	const idOf = async () => String((await cloudFormation(...base)).Outputs['ExternalId']?.Value);
	const [first, second] = [await idOf(), await idOf()];
	expect(first).toMatch(/^trailtop-[0-9a-f]{48}$/);
	expect(second).not.toBe(first);
	const { Resources } = await cloudFormation(
		...base,
		'--external-id',
		'mine',
		'--org',
		'o-abcde12345',
	);
	const trust = Resources['ReadRole']?.Properties['AssumeRolePolicyDocument'] as IamPolicy;
	expect(trust.Statement[0]?.Condition).toEqual({
		StringEquals: { 'sts:ExternalId': 'mine', 'aws:PrincipalOrgID': 'o-abcde12345' },
	});
});

test('partitions have names of their own, and the principal’s decides', async () => {
	const args = [
		...['--bucket', 'logs', '--principal', 'arn:aws-cn:iam::111122223333:root'],
		...['--kms-key', 'arn:aws-cn:kms:cn-north-1:111122223333:key/k'],
	];
	const { out } = await template('cloudformation', ...args);
	const china = resolveCloudFormation(readCloudFormation(out), {
		'AWS::Partition': 'aws-cn',
		'AWS::URLSuffix': 'amazonaws.com.cn',
		'AWS::AccountId': '111122223333',
	});
	const terraform = readHcl((await template('terraform', ...args)).out, {
		'data.aws_partition.current.partition': 'aws-cn',
		'data.aws_partition.current.dns_suffix': 'amazonaws.com.cn',
		'data.aws_caller_identity.current.account_id': '111122223333',
	});
	for (const policy of [rolePolicy(china), policyIn(terraform, 'aws_iam_role_policy.read')]) {
		const text = JSON.stringify(policy);
		expect(text).toContain('arn:aws-cn:s3:::logs/AWSLogs/*/CloudTrail/*');
		expect(text).toContain('s3.cn-north-1.amazonaws.com.cn');
		expect(text).not.toContain('arn:aws:');
	}

	expect(decryptStatement('k', 'cn-north-1', 'aws-cn').Condition).toEqual({
		StringEquals: { 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' },
	});
	expect(out).toContain('arn:aws-cn:iam::ACCOUNT_OF_THE_ROLE');
});

test('what must be done outside stands above, ready to paste', async () => {
	const { out } = await template('cloudformation', ...(variants['a queue from eventbridge'] ?? []));
	const comments = out.split('\n').filter(line => line.startsWith('#'));
	expect(comments.join('\n')).toMatch(/policy of the bucket org-trail-logs/);
	expect(comments.join('\n')).toMatch(/kms:EncryptionContext:aws:cloudtrail:arn/);
	expect(comments.join('\n')).toMatch(/EventBridge/);
	expect(comments.join('\n')).toMatch(/trailtop init --yes .*--prefix prod --region us-east-1/);
});

test.each([
	{ args: ['pulumi', ...base], said: /cloudformation or terraform/ },
	{ args: ['terraform', '--bucket', 'logs'], said: /needs --principal/ },
	{ args: ['terraform', '--principal', principal], said: /needs --bucket/ },
	{ args: ['terraform', '--bucket', 'Logs_1', '--principal', principal], said: /--bucket is/ },
	{ args: ['terraform', ...unprefixed, '--prefix', 'a*'], said: /patterns/ },
	{ args: ['terraform', ...unprefixed, '--prefix', 'a/AWSLogs'], said: /before AWSLogs/ },
	{ args: ['terraform', ...base, '--prefix', 'b'], said: /only be set once/ },
	{ args: ['terraform', ...base, '--partition', 'aws-cn'], said: /partition/ },
	{ args: ['terraform', ...base, '--notify', 'sns'], said: /--queue create/ },
	{ args: ['terraform', ...base, '--queue', 'create'], said: /--topic/ },
	{ args: ['terraform', ...base, '--queue', 'mine'], said: /--queue is/ },
	{ args: ['terraform', ...base, '--kms-key', 'alias/k'], said: /--kms-key is/ },
	{ args: ['terraform', ...base, '--format', 'yaml'], said: /terraform is hcl; found/ },
	{ args: ['terraform', ...base, '--format', 'json'], said: /terraform is hcl; found/ },
	{ args: ['constructor', ...base], said: /cloudformation or terraform/ },
])('$args is refused', async ({ args, said }) => {
	const ran = await template(...args);
	expect(ran.code).toBe(2);
	expect(ran.out).toBe('');
	expect(ran.err).toMatch(said);
});
