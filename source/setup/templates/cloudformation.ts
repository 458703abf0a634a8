import { stringify } from 'yaml';
import type { Notify, TemplateInputs } from './inputs.ts';
import { outsideLines } from './outside.ts';
import { eventPattern, isReference, queuePolicy, rolePolicy, trustPolicy } from './policy.ts';
import type { Reference } from './policy.ts';
import { queueSettings, sessionSecondsMax, templateTitle } from './settings.ts';

type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

const wordsOf: Readonly<Record<Reference['reference'], Plain>> = {
	'role-arn': { 'Fn::GetAtt': ['ReadRole', 'Arn'] },
	'queue-arn': { 'Fn::GetAtt': ['Queue', 'Arn'] },
	'dead-letter-arn': { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
	'rule-arn': { 'Fn::GetAtt': ['ObjectRule', 'Arn'] },
	'account-id': { Ref: 'AWS::AccountId' },
};

/** The template as data, as CloudFormation reads it from JSON. */
export function cloudFormation(inputs: TemplateInputs): Plain {
	const isMaking = inputs.queue?.kind === 'create';
	return {
		AWSTemplateFormatVersion: '2010-09-09',
		Description: templateTitle,
		Resources: {
			ReadRole: {
				Type: 'AWS::IAM::Role',
				Properties: {
					RoleName: inputs.roleName,
					Description: templateTitle,
					MaxSessionDuration: sessionSecondsMax,
					AssumeRolePolicyDocument: plain(trustPolicy(inputs)),
					Policies: [{ PolicyName: 'ReadCloudTrail', PolicyDocument: plain(rolePolicy(inputs)) }],
				},
			},
			...(inputs.queue?.kind === 'create' ? queueResources(inputs, inputs.queue.notify) : {}),
		},
		Outputs: {
			RoleArn: {
				Description: 'role_arn of the configuration',
				Value: wordsOf['role-arn'],
			},
			ExternalId: {
				Description: 'external_id of the configuration; no secret',
				Value: inputs.externalId,
			},
			...(isMaking
				? { QueueUrl: { Description: 'queue_url of the configuration', Value: { Ref: 'Queue' } } }
				: {}),
		},
	};
}

function queueResources(inputs: TemplateInputs, notify: Notify): Readonly<Record<string, Plain>> {
	const { retentionSeconds, visibilitySeconds, pollSeconds, receiveMax } = queueSettings;
	return {
		DeadLetterQueue: {
			Type: 'AWS::SQS::Queue',
			Properties: { MessageRetentionPeriod: retentionSeconds, SqsManagedSseEnabled: true },
		},
		Queue: {
			Type: 'AWS::SQS::Queue',
			Properties: {
				VisibilityTimeout: visibilitySeconds,
				ReceiveMessageWaitTimeSeconds: pollSeconds,
				MessageRetentionPeriod: retentionSeconds,
				SqsManagedSseEnabled: true,
				RedrivePolicy: {
					deadLetterTargetArn: wordsOf['dead-letter-arn'],
					maxReceiveCount: receiveMax,
				},
			},
		},
		QueuePolicy: {
			Type: 'AWS::SQS::QueuePolicy',
			Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: plain(queuePolicy(inputs)) },
		},
		...wiring(inputs, notify),
	};
}

function wiring(inputs: TemplateInputs, notify: Notify): Readonly<Record<string, Plain>> {
	switch (notify.kind) {
		case 'sns':
			return {
				Subscription: {
					Type: 'AWS::SNS::Subscription',
					Properties: {
						TopicArn: notify.topicArn,
						Protocol: 'sqs',
						Endpoint: wordsOf['queue-arn'],
						RawMessageDelivery: true,
					},
				},
			};
		case 'eventbridge':
			return {
				ObjectRule: {
					Type: 'AWS::Events::Rule',
					Properties: {
						Description: 'New CloudTrail objects',
						EventPattern: plain(eventPattern(inputs)),
						Targets: [{ Id: 'queue', Arn: wordsOf['queue-arn'] }],
					},
				},
			};
		case 's3':
			return {};
	}
}

function plain(value: unknown): Plain {
	if (isReference(value)) {
		return wordsOf[value.reference];
	}

	if (Array.isArray(value)) {
		return value.map(item => plain(item));
	}

	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value)
				.filter(([, item]) => item !== undefined)
				.map(([key, item]) => [key, plain(item)]),
		);
	}

	return value as string | number | boolean;
}

/** YAML with what is left to do above it. */
export function cloudFormationYaml(inputs: TemplateInputs): string {
	// The older schema quotes what CloudFormation would take for a date.
	const body = stringify(cloudFormation(inputs), {
		schema: 'yaml-1.1',
		lineWidth: 0,
		aliasDuplicateObjects: false,
	});
	const comments = outsideLines(inputs).map(line => `# ${line}`.trimEnd());
	return `${comments.join('\n')}\n\n${body}`;
}
