import type { TemplateInputs } from './inputs.ts';
import { bucketArn, listStatement, readStatement } from './policy.ts';
import type { Statement } from './policy.ts';

/** A step that the template cannot do, because it would change resources that it does not own. */
interface OutsideStep {
	readonly title: string;
	readonly why: string;
	/** Ready to paste. */
	readonly statements?: readonly Statement[];
	readonly commands?: readonly string[];
}

/** Stands for an account id that only the reader knows. */
const roleAccountPlaceholder = 'ACCOUNT_OF_THE_ROLE';

/** The remaining steps after the template, in order. */
function outsideSteps(inputs: TemplateInputs): readonly OutsideStep[] {
	const roleArn = `arn:${inputs.partition}:iam::${roleAccountPlaceholder}:role/${inputs.roleName}`;
	return [
		{
			title: `Let ${inputs.principalArn} assume the role`,
			why: 'The role trusts it, and its own policies must allow it as well.',
			statements: [
				{
					Sid: 'AssumeTrailtopRead',
					Effect: 'Allow',
					Action: ['sts:AssumeRole'],
					Resource: [roleArn],
				},
			],
		},
		{
			title: `Add to the policy of the bucket ${inputs.bucket}, when it is in another account than the role`,
			why: 'Across accounts the bucket has to allow it too. Add the statements; keep what is there.',
			statements: [listStatement(inputs), readStatement(inputs)].map(statement =>
				forPrincipal(statement, roleArn),
			),
		},
		...keyStep(inputs, roleArn),
		...notifyStep(inputs),
		configStep(inputs, roleArn),
	];
}

function forPrincipal(statement: Statement, roleArn: string): Statement {
	const { Sid, Effect, ...rest } = statement;
	return { Sid, Effect, Principal: { AWS: roleArn }, ...rest };
}

function keyStep({ kmsKeyArn }: TemplateInputs, roleArn: string): readonly OutsideStep[] {
	if (kmsKeyArn === undefined) {
		return [];
	}

	return [
		{
			title: `Add to the policy of the key ${kmsKeyArn}`,
			why: 'A key’s policy has the last word; it allows what CloudTrail encrypted and nothing else.',
			statements: [
				{
					Sid: 'TrailtopDecryptsCloudTrail',
					Effect: 'Allow',
					Principal: { AWS: roleArn },
					Action: ['kms:Decrypt'],
					Resource: ['*'],
					Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
				},
			],
		},
	];
}

function notifyStep(inputs: TemplateInputs): readonly OutsideStep[] {
	if (inputs.queue?.kind !== 'create') {
		return [];
	}

	switch (inputs.queue.notify.kind) {
		case 'sns':
			return [
				{
					title: `Check that the trail publishes to ${inputs.queue.notify.topicArn}`,
					why: 'The template subscribes the queue to the topic and touches nothing else. When the topic is encrypted, its key’s policy must let sns.amazonaws.com use the key for the subscription.',
					commands: ['aws cloudtrail describe-trails --query "trailList[].[Name,SnsTopicARN]"'],
				},
			];
		case 'eventbridge':
			return [
				{
					title: `Turn on Amazon EventBridge for the bucket ${inputs.bucket}`,
					why: 'Do it in the bucket’s properties: the API call replaces every notification that the bucket has, so the template never makes it.',
					commands: [`aws s3api get-bucket-notification-configuration --bucket ${inputs.bucket}`],
				},
			];
		case 's3':
			return [
				{
					title: `Send the bucket’s events to the queue: s3:ObjectCreated:*, prefix ${inputs.prefix}AWSLogs/, suffix .json.gz`,
					why: 'Do it in the bucket’s properties, from the bucket’s own account and region: the API call replaces every notification that the bucket has, and S3 refuses prefixes that overlap.',
					commands: [`aws s3api get-bucket-notification-configuration --bucket ${inputs.bucket}`],
				},
			];
	}
}

function configStep(inputs: TemplateInputs, roleArn: string): OutsideStep {
	const flags = [
		`--bucket ${inputs.bucket}`,
		...(inputs.prefix === '' ? [] : [`--prefix ${inputs.prefix.slice(0, -1)}`]),
		...(inputs.region === undefined ? [] : [`--region ${inputs.region}`]),
		`--role-arn ${roleArn}`,
		`--external-id ${inputs.externalId}`,
	];
	return {
		title: 'Then, where trailtop runs',
		why: `It reads ${bucketArn(inputs)} with that role.`,
		commands: [
			`trailtop init --yes --name trail ${flags.join(' ')}`,
			'trailtop doctor --env trail',
		],
	};
}

/** The steps as lines of text, for a comment. */
export function outsideLines(inputs: TemplateInputs): readonly string[] {
	return [
		'What this template does not do, and you must',
		...outsideSteps(inputs).flatMap((step, index) => [
			'',
			`${index + 1}. ${step.title}.`,
			`   ${step.why}`,
			...(step.statements ?? []).flatMap(statement =>
				JSON.stringify(statement, null, 2)
					.split('\n')
					.map(line => `   ${line}`),
			),
			...(step.commands ?? []).map(command => `   $ ${command}`),
		]),
	];
}
