import { escapeTemplate, HclExpression, printHcl, printValue } from './hcl.ts';
import type { Hcl, HclBlock } from './hcl.ts';
import type { Notify, TemplateInputs } from './inputs.ts';
import { outsideLines } from './outside.ts';
import { eventPattern, isReference, queuePolicy, rolePolicy, trustPolicy } from './policy.ts';
import type { Reference } from './policy.ts';
import { queueSettings, sessionSecondsMax, templateTitle } from './settings.ts';

const wordsOf: Readonly<Record<Reference['reference'], string>> = {
	'role-arn': 'aws_iam_role.read.arn',
	'queue-arn': 'aws_sqs_queue.trail.arn',
	'dead-letter-arn': 'aws_sqs_queue.dead_letter.arn',
	'rule-arn': 'aws_cloudwatch_event_rule.objects.arn',
	'account-id': 'data.aws_caller_identity.current.account_id',
};

/** A value that Terraform turns into JSON text. */
class JsonText {
	readonly value: unknown;

	constructor(value: unknown) {
		this.value = value;
	}
}

type Attribute = string | number | boolean | Reference | HclExpression | JsonText;

interface Block {
	readonly kind: 'resource' | 'data' | 'output';
	readonly labels: readonly string[];
	readonly attributes: Readonly<Record<string, Attribute>>;
}

function blocksOf(inputs: TemplateInputs): readonly Block[] {
	const isMaking = inputs.queue?.kind === 'create';
	return [
		{
			kind: 'resource',
			labels: ['aws_iam_role', 'read'],
			attributes: {
				name: inputs.roleName,
				description: templateTitle,
				max_session_duration: sessionSecondsMax,
				assume_role_policy: new JsonText(trustPolicy(inputs)),
			},
		},
		{
			kind: 'resource',
			labels: ['aws_iam_role_policy', 'read'],
			attributes: {
				name: 'ReadCloudTrail',
				role: new HclExpression('aws_iam_role.read.id'),
				policy: new JsonText(rolePolicy(inputs)),
			},
		},
		...(inputs.queue?.kind === 'create' ? queueBlocks(inputs, inputs.queue.notify) : []),
		{ kind: 'output', labels: ['role_arn'], attributes: { value: { reference: 'role-arn' } } },
		{ kind: 'output', labels: ['external_id'], attributes: { value: inputs.externalId } },
		...(isMaking
			? [
					{
						kind: 'output',
						labels: ['queue_url'],
						attributes: { value: new HclExpression('aws_sqs_queue.trail.id') },
					} as const,
				]
			: []),
	];
}

function queueBlocks(inputs: TemplateInputs, notify: Notify): readonly Block[] {
	const { retentionSeconds, visibilitySeconds, pollSeconds, receiveMax } = queueSettings;
	return [
		{
			kind: 'resource',
			labels: ['aws_sqs_queue', 'dead_letter'],
			attributes: {
				name: `${inputs.roleName}-dead-letter`,
				message_retention_seconds: retentionSeconds,
				sqs_managed_sse_enabled: true,
			},
		},
		{
			kind: 'resource',
			labels: ['aws_sqs_queue', 'trail'],
			attributes: {
				name: inputs.roleName,
				visibility_timeout_seconds: visibilitySeconds,
				receive_wait_time_seconds: pollSeconds,
				message_retention_seconds: retentionSeconds,
				sqs_managed_sse_enabled: true,
				redrive_policy: new JsonText({
					deadLetterTargetArn: { reference: 'dead-letter-arn' },
					maxReceiveCount: receiveMax,
				}),
			},
		},
		{
			kind: 'resource',
			labels: ['aws_sqs_queue_policy', 'trail'],
			attributes: {
				queue_url: new HclExpression('aws_sqs_queue.trail.id'),
				policy: new JsonText(queuePolicy(inputs)),
			},
		},
		...wiring(inputs, notify),
	];
}

function wiring(inputs: TemplateInputs, notify: Notify): readonly Block[] {
	switch (notify.kind) {
		case 'sns':
			return [
				{
					kind: 'resource',
					labels: ['aws_sns_topic_subscription', 'trail'],
					attributes: {
						topic_arn: notify.topicArn,
						protocol: 'sqs',
						endpoint: { reference: 'queue-arn' },
						raw_message_delivery: true,
					},
				},
			];
		case 'eventbridge':
			return [
				{
					kind: 'resource',
					labels: ['aws_cloudwatch_event_rule', 'objects'],
					attributes: {
						name: inputs.roleName,
						description: 'New CloudTrail objects',
						event_pattern: new JsonText(eventPattern(inputs)),
					},
				},
				{
					kind: 'resource',
					labels: ['aws_cloudwatch_event_target', 'queue'],
					attributes: {
						rule: new HclExpression('aws_cloudwatch_event_rule.objects.name'),
						arn: { reference: 'queue-arn' },
					},
				},
			];
		case 's3':
			return [{ kind: 'data', labels: ['aws_caller_identity', 'current'], attributes: {} }];
	}
}

const providers = { aws: { source: 'hashicorp/aws', version: '>= 5.0' } };

/** Terraform’s native syntax, with what is left to do above it. */
export function terraformHcl(inputs: TemplateInputs): string {
	const blocks: readonly HclBlock[] = [
		{
			kind: 'terraform',
			labels: [],
			attributes: {},
			blocks: [{ kind: 'required_providers', labels: [], attributes: providers }],
		},
		...blocksOf(inputs).map(block => ({
			...block,
			attributes: Object.fromEntries(
				Object.entries(block.attributes).map(([name, value]) => [name, hclAttribute(value)]),
			),
		})),
	];
	const comments = outsideLines(inputs).map(line => `# ${line}`.trimEnd());
	return `${comments.join('\n')}\n\n${printHcl(blocks)}`;
}

function hclAttribute(value: Attribute): Hcl {
	return value instanceof JsonText
		? new HclExpression(`jsonencode(${printValue(hclValue(value.value), '  ')})`)
		: hclValue(value);
}

function hclValue(value: unknown): Hcl {
	if (isReference(value)) {
		return new HclExpression(wordsOf[value.reference]);
	}

	if (value instanceof HclExpression) {
		return value;
	}

	if (Array.isArray(value)) {
		return value.map(item => hclValue(item));
	}

	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hclValue(item)]));
	}

	return value as string | number | boolean;
}

/** Terraform’s JSON syntax, for a file that ends in `.tf.json`. */
export function terraformJson(inputs: TemplateInputs): string {
	const document: Record<string, Record<string, unknown>> = {
		terraform: { required_providers: providers },
	};
	for (const { kind, labels, attributes } of blocksOf(inputs)) {
		let place: Record<string, unknown> = (document[kind] ??= {});
		for (const label of labels.slice(0, -1)) {
			place = (place[label] ??= {}) as Record<string, unknown>;
		}

		place[labels.at(-1) ?? ''] = Object.fromEntries(
			Object.entries(attributes).map(([name, value]) => [name, jsonAttribute(value)]),
		);
	}

	return `${JSON.stringify(document, null, 2)}\n`;
}

function jsonAttribute(value: Attribute): string | number | boolean {
	if (value instanceof JsonText) {
		return JSON.stringify(value.value, (_, item: unknown) =>
			isReference(item)
				? `\${${wordsOf[item.reference]}}`
				: typeof item === 'string'
					? escapeTemplate(item)
					: item,
		);
	}

	if (isReference(value)) {
		return `\${${wordsOf[value.reference]}}`;
	}

	return value instanceof HclExpression
		? `\${${value.text}}`
		: typeof value === 'string'
			? escapeTemplate(value)
			: value;
}
