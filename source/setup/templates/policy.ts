import { digestFolder, logKinds } from '../../trail/log-kinds.ts';
import type { TemplateInputs } from './inputs.ts';
import type { Partition } from './kinds.ts';

type Json = string | readonly string[] | { readonly [key: string]: Json };

export interface Statement {
	readonly Sid: string;
	readonly Effect: 'Allow' | 'Deny';
	readonly Principal?: Json;
	readonly Action: readonly string[];
	readonly Resource: readonly string[];
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** The inputs that a statement about the bucket needs. */
export type BucketPart = Pick<TemplateInputs, 'bucket' | 'prefix' | 'partition'>;

/** The folders that CloudTrail itself writes below an account; nothing else may be read. */
const [logFolder = '', ...otherFolders] = logKinds.map(({ folder }) => folder);
const trailFolders = [logFolder, digestFolder, ...otherFolders];

const dnsSuffixes: Readonly<Record<Partition, string>> = {
	aws: 'amazonaws.com',
	'aws-cn': 'amazonaws.com.cn',
	'aws-us-gov': 'amazonaws.com',
	'aws-eusc': 'amazonaws.eu',
};

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

/** @param region - of the bucket: the key may be used only through S3 in this region */
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

export function consumeStatement(queueArn: string): Statement {
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
