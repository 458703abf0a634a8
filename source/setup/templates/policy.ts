import type { TemplateInputs } from './inputs.ts';
import type { Partition } from './kinds.ts';

/** Something that the template itself makes; each printer has its own words for it. */
export interface Reference {
	readonly reference: 'role-arn' | 'queue-arn' | 'dead-letter-arn' | 'rule-arn' | 'account-id';
}

/** JSON with references in it. */
export type Json = string | number | boolean | Reference | readonly Json[] | JsonObject;
interface JsonObject {
	readonly [key: string]: Json;
}

export interface Statement {
	readonly Sid: string;
	readonly Effect: 'Allow' | 'Deny';
	readonly Principal?: Json;
	readonly Action: readonly string[];
	readonly Resource?: readonly (string | Reference)[];
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

interface PolicyDocument {
	readonly Version: '2012-10-17';
	readonly Statement: readonly Statement[];
}

/** The part of the inputs that a statement about the bucket needs. */
export type BucketPart = Pick<TemplateInputs, 'bucket' | 'prefix' | 'partition'>;

/** Every folder that CloudTrail itself fills below an account; nothing else is readable. */
const trailFolders = [
	'CloudTrail',
	'CloudTrail-Digest',
	'CloudTrail-Insight',
	'CloudTrail-NetworkActivity',
	'CloudTrail-Aggregated',
] as const;

const dnsSuffixes: Readonly<Record<Partition, string>> = {
	aws: 'amazonaws.com',
	'aws-cn': 'amazonaws.com.cn',
	'aws-us-gov': 'amazonaws.com',
	'aws-eusc': 'amazonaws.eu',
};

export function isReference(value: unknown): value is Reference {
	return typeof value === 'object' && value !== null && 'reference' in value;
}

function policyDocument(statements: readonly Statement[]): PolicyDocument {
	return { Version: '2012-10-17', Statement: statements };
}

export function bucketArn({ partition, bucket }: BucketPart): string {
	return `arn:${partition}:s3:::${bucket}`;
}

export function listStatement(part: BucketPart): Statement {
	return {
		Sid: 'ListTrailPrefixesOnly',
		Effect: 'Allow',
		Action: ['s3:ListBucket'],
		Resource: [bucketArn(part)],
		Condition: { StringLike: { 's3:prefix': [`${part.prefix}AWSLogs/*`] } },
	};
}

export function readStatement(part: BucketPart): Statement {
	return {
		Sid: 'ReadTrailObjectsOnly',
		Effect: 'Allow',
		Action: ['s3:GetObject'],
		Resource: trailFolders.map(folder => `${bucketArn(part)}/${part.prefix}AWSLogs/*/${folder}/*`),
	};
}

/** @param region - the bucket’s: the key may be used through S3 there and in no other way */
export function decryptStatement(
	kmsKeyArn: string,
	region: string,
	partition: Partition,
): Statement {
	return {
		Sid: 'DecryptTrailObjects',
		Effect: 'Allow',
		Action: ['kms:Decrypt'],
		Resource: [kmsKeyArn],
		Condition: {
			StringEquals: { 'kms:ViaService': `s3.${region}.${dnsSuffixes[partition]}` },
		},
	};
}

export function consumeStatement(queueArn: string | Reference): Statement {
	return {
		Sid: 'ConsumeQueue',
		Effect: 'Allow',
		Action: [
			'sqs:ReceiveMessage',
			'sqs:DeleteMessage',
			'sqs:ChangeMessageVisibility',
			'sqs:GetQueueAttributes',
		],
		Resource: [queueArn],
	};
}

/** Who may assume the role, and with which words. */
export function trustPolicy(inputs: TemplateInputs): PolicyDocument {
	return policyDocument([
		{
			Sid: 'TrailtopAssumes',
			Effect: 'Allow',
			Principal: { AWS: [inputs.principalArn] },
			Action: ['sts:AssumeRole'],
			Condition: {
				StringEquals: {
					'sts:ExternalId': inputs.externalId,
					...(inputs.orgId === undefined ? {} : { 'aws:PrincipalOrgID': inputs.orgId }),
				},
			},
		},
	]);
}

/** What the role may do: read the trail’s objects, and nothing else. */
export function rolePolicy(inputs: TemplateInputs): PolicyDocument {
	const { kmsKeyArn, region, queue, partition } = inputs;
	const statements = [
		listStatement(inputs),
		readStatement(inputs),
		{
			Sid: 'FindBucketRegion',
			Effect: 'Allow',
			Action: ['s3:GetBucketLocation'],
			Resource: [bucketArn(inputs)],
		} as const,
	];
	if (kmsKeyArn !== undefined && region !== undefined) {
		statements.push(decryptStatement(kmsKeyArn, region, partition));
	}

	if (inputs.integrity) {
		statements.push({
			Sid: 'DigestPublicKeys',
			Effect: 'Allow',
			Action: ['cloudtrail:ListPublicKeys'],
			Resource: ['*'],
		});
	}

	if (queue !== undefined) {
		statements.push(
			consumeStatement(queue.kind === 'existing' ? queue.arn : { reference: 'queue-arn' }),
		);
	}

	return policyDocument(statements);
}

/** Who may send to the queue that the template makes. */
export function queuePolicy(inputs: TemplateInputs): PolicyDocument {
	const queueArn: Reference = { reference: 'queue-arn' };
	const senders = senderOf(inputs);
	return policyDocument([
		...(senders === undefined ? [] : [{ ...senders, Resource: [queueArn] }]),
		{
			Sid: 'TlsOnly',
			Effect: 'Deny',
			Principal: '*',
			Action: ['sqs:*'],
			Resource: [queueArn],
			Condition: { Bool: { 'aws:SecureTransport': 'false' } },
		},
	]);
}

function senderOf(inputs: TemplateInputs): Statement | undefined {
	if (inputs.queue?.kind !== 'create') {
		return undefined;
	}

	const { notify } = inputs.queue;
	const from = (
		Sid: string,
		service: string,
		sourceArn: Json,
		more: Readonly<Record<string, Readonly<Record<string, Json>>>> = {},
	): Statement => ({
		Sid,
		Effect: 'Allow',
		Principal: { Service: `${service}.amazonaws.com` },
		Action: ['sqs:SendMessage'],
		Condition: { ArnEquals: { 'aws:SourceArn': sourceArn }, ...more },
	});
	switch (notify.kind) {
		case 'sns':
			return from('FromTopic', 'sns', notify.topicArn);
		case 'eventbridge':
			return from('FromRule', 'events', { reference: 'rule-arn' });
		case 's3':
			// Whoever makes a bucket of that name after ours is gone has another account.
			return from('FromBucket', 's3', bucketArn(inputs), {
				StringEquals: { 'aws:SourceAccount': { reference: 'account-id' } },
			});
	}
}

/** The events of EventBridge that are about logs of this trail. */
export function eventPattern(inputs: TemplateInputs): JsonObject {
	return {
		source: ['aws.s3'],
		'detail-type': ['Object Created'],
		detail: {
			bucket: { name: [inputs.bucket] },
			object: { key: [{ wildcard: `${inputs.prefix}AWSLogs/*/CloudTrail*/*.json.gz` }] },
		},
	};
}
