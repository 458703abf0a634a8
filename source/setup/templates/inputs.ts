import { UsageError } from '../../app/arguments.ts';
import type { Arguments } from '../../app/arguments.ts';
import { partitions } from './kinds.ts';
import type { Partition } from './kinds.ts';

/** The inputs of a template. */
export interface TemplateInputs {
	/** The principal that may assume the role. */
	readonly principalArn: string;
	readonly externalId: string;
	readonly bucket: string;
	/** Empty, or ends in `/`. */
	readonly prefix: string;
	/** The bucket’s region; required with a KMS key. */
	readonly region: string | undefined;
	readonly partition: Partition;
	readonly kmsKeyArn: string | undefined;
	/** Only principals of this organisation may assume the role. */
	readonly orgId: string | undefined;
	/** The role may also request the public keys of digests. */
	readonly integrity: boolean;
	readonly queue: QueueInputs | undefined;
	readonly roleName: string;
}

type QueueInputs =
	| { readonly kind: 'existing'; readonly arn: string }
	| { readonly kind: 'create'; readonly notify: Notify };

/** The service that notifies the queue of new objects. */
export type Notify =
	| { readonly kind: 'sns'; readonly topicArn: string }
	| { readonly kind: 'eventbridge' }
	| { readonly kind: 's3' };

const roleNameDefault = 'trailtop-read';
/** 24 bytes are 192 bits; at least 96 bits are needed so that the id cannot be guessed. */
export const externalIdBytes = 24;

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const externalIdForm = /^[\w+=,.@:/-]{2,1224}$/;
const principalForm =
	/^arn:(aws[a-z-]*):(?:iam|sts)::\d{12}:(?:root|(?:role|user|assumed-role)\/[\w+=,.@/-]+)$/;
/** Characters that IAM reads as a wildcard or a variable in a resource. */
const patternLetters = /[*?]|\$\{/;

/**
 * Reads the inputs of a template from the command line.
 *
 * @param newExternalId - called when none is given
 * @throws UsageError
 */
export function readTemplateInputs(args: Arguments, newExternalId: () => string): TemplateInputs {
	const partition = partitionOf(args.strings['partition'] ?? partitionOfArn(args) ?? 'aws');
	const kmsKeyArn = matched(args, 'kms-key', arnForm('kms', 'key'), 'the ARN of a KMS key');
	const region =
		args.lists['region']?.[0] ?? args.strings['bucket-region'] ?? kmsKeyArn?.split(':')[3];
	return {
		principalArn: principalOf(args, partition),
		externalId:
			matched(args, 'external-id', externalIdForm, '2 to 1,224 letters, digits or +=,.@:/-') ??
			newExternalId(),
		bucket: required(args, 'bucket', bucketName, 'the name of the bucket, without s3://'),
		prefix: prefixOf(args.strings['prefix'] ?? ''),
		region,
		partition,
		kmsKeyArn,
		orgId: matched(args, 'org', /^o-[a-z0-9]{10,32}$/, 'the id of an organisation, o-…'),
		integrity: args.switches['integrity'] === true,
		queue: queueOf(args),
		roleName: matched(args, 'role-name', /^[\w+=,.@-]{1,64}$/, 'a role’s name') ?? roleNameDefault,
	};
}

function partitionOf(text: string): Partition {
	const partition = partitions.find(known => known === text);
	if (partition === undefined) {
		throw new UsageError(`--partition is one of ${partitions.join(', ')}; found "${text}"`);
	}

	return partition;
}

/** Trust never crosses an AWS partition, so the principal’s partition is used. */
function partitionOfArn(args: Arguments): string | undefined {
	return principalForm.exec(args.strings['principal'] ?? '')?.[1];
}

function principalOf(args: Arguments, partition: Partition): string {
	const given = args.strings['principal'];
	if (given !== undefined && /^\d{12}$/.test(given)) {
		return `arn:${partition}:iam::${given}:root`;
	}

	const what =
		'who may assume the role, an ARN such as arn:aws:iam::111122223333:role/Console, or an account id';
	const arn = required(args, 'principal', principalForm, what);
	if (!arn.startsWith(`arn:${partition}:`)) {
		throw new UsageError(
			`--principal ${arn} is not in the partition ${partition}; IAM trusts nobody across partitions`,
		);
	}

	return arn;
}

function prefixOf(text: string): string {
	const prefix = text.replace(/^\/+|\/+$/g, '');
	if (patternLetters.test(prefix)) {
		throw new UsageError(
			`--prefix may not hold *, ? or \${, which IAM reads as patterns; found "${text}"`,
		);
	}

	if (/(?:^|\/)AWSLogs(?:\/|$)/.test(prefix)) {
		throw new UsageError(`--prefix is what stands before AWSLogs/; found "${text}"`);
	}

	return prefix === '' ? '' : `${prefix}/`;
}

function queueOf(args: Arguments): QueueInputs | undefined {
	const given = args.strings['queue'] ?? 'none';
	const notify = args.strings['notify'];
	if (given !== 'create' && (notify !== undefined || args.strings['topic'] !== undefined)) {
		throw new UsageError('--notify and --topic need --queue create');
	}

	if (given === 'none') {
		return undefined;
	}

	if (given === 'create') {
		return { kind: 'create', notify: notifyOf(args, notify ?? 'sns') };
	}

	if (!/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+(?:\.fifo)?$/.test(given)) {
		throw new UsageError(`--queue is none, create or the ARN of a queue; found "${given}"`);
	}

	return { kind: 'existing', arn: given };
}

function notifyOf(args: Arguments, kind: string): Notify {
	if (kind === 'eventbridge' || kind === 's3') {
		if (args.strings['topic'] !== undefined) {
			throw new UsageError(`--topic is for --notify sns; found --notify ${kind}`);
		}

		return { kind };
	}

	const form = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/;
	const what =
		'the SNS topic that the trail tells of its objects; or use --notify eventbridge or s3';
	return { kind: 'sns', topicArn: required(args, 'topic', form, what) };
}

function arnForm(service: string, kind: string): RegExp {
	return new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${kind}/[\\w-]+$`);
}

function required(args: Arguments, name: string, form: RegExp, what: string): string {
	const text = matched(args, name, form, what);
	if (text === undefined) {
		throw new UsageError(`template needs --${name}: ${what}`);
	}

	return text;
}

function matched(args: Arguments, name: string, form: RegExp, what: string): string | undefined {
	const text = args.strings[name];
	if (text !== undefined && !form.test(text)) {
		throw new UsageError(`--${name} is ${what}; found "${text}"`);
	}

	return text;
}
