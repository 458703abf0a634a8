import type { JsonObject } from '../oracle/json.ts';
import { recordOf } from './corner-records.ts';
import type { Draft } from './corner-records.ts';
import { exampleRange } from './example-store.ts';

const session = (name: string): JsonObject => ({
	type: 'AssumedRole',
	principalId: `AROACI:${name}`,
	arn: `arn:aws:sts::111122223333:assumed-role/CI/${name}`,
	accountId: '111122223333',
});
const root: JsonObject = { type: 'Root', principalId: '111122223333' };
const denied = { errorCode: 'AccessDenied', errorMessage: 'no' };

/** By service, each call that a control watches. */
const watched: Readonly<Record<string, string>> = {
	iam:
		'DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy ' +
		'PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion ' +
		'SetDefaultPolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy ' +
		'AttachGroupPolicy DetachGroupPolicy PutUserPermissionsBoundary PutRolePermissionsBoundary ' +
		'DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary',
	cloudtrail: 'CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging',
	kms: 'DisableKey ScheduleKeyDeletion',
	s3:
		'PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication ' +
		'DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication',
	config:
		'DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder StopConfigurationRecorder',
	ec2:
		'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress ' +
		'RevokeSecurityGroupEgress ModifySecurityGroupRules CreateSecurityGroup DeleteSecurityGroup ' +
		'CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ' +
		'ReplaceNetworkAclEntry ReplaceNetworkAclAssociation CreateCustomerGateway ' +
		'DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway ' +
		'DetachInternetGateway CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation ' +
		'DeleteRouteTable DeleteRoute DisassociateRouteTable CreateVpc DeleteVpc ModifyVpcAttribute ' +
		'AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection ' +
		'RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink ' +
		'EnableVpcClassicLink',
	organizations:
		'AcceptHandshake AttachPolicy CancelHandshake CreateAccount CreateOrganization ' +
		'CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization ' +
		'DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType ' +
		'EnableAllFeatures InviteAccountToOrganization LeaveOrganization MoveAccount ' +
		'RemoveAccountFromOrganization UpdateOrganizationalUnit UpdatePolicy',
	securityhub:
		'EnableSecurityHub DisableSecurityHub BatchEnableStandards BatchDisableStandards ' +
		'UpdateStandardsControl DisableImportFindingsForProduct DisassociateFromAdministratorAccount',
};

/** Each call, failed too and by machines and people, the same of another service, and what only looks like it. */
const watchedCalls: readonly Draft[] = Object.entries(watched).flatMap(([service, names]) =>
	names.split(' ').flatMap((name, index): readonly Draft[] => {
		const keys = {
			requestParameters: { keyId: 'k-1', pendingWindowInDays: 7 + index },
			responseElements: { keyId: 'k-2', pendingWindowInDays: 30 },
		};
		return [
			[service, name, keys],
			[service, name, { ...denied, userIdentity: session(`build-${100 + index}`) }],
			[service, name, { userIdentity: session('ada'), errorMessage: 'hm' }],
			['zoo', name, keys],
			// Of a service that is watched as well, for other calls.
			[service === 's3' ? 'config' : 's3', name, keys],
			[service, `${name}s`],
		];
	}),
);

const mfa = (used: string | undefined) =>
	used === undefined ? null : { MFAUsed: used, MFAIdentifier: 'Yes' };

/** Every outcome, second factor, kind of caller and type of event. */
const logins: readonly Draft[] = ['Success', 'Failure', undefined].flatMap(outcome =>
	['Yes', 'No', undefined].flatMap((used, index) =>
		[{ type: 'IAMUser', userName: 'ivy' }, session('ivy'), root].flatMap(userIdentity =>
			(['AwsConsoleSignIn', undefined, 'AwsApiCall'] as const).flatMap(eventType =>
				(
					[
						['signin', 'ConsoleLogin'],
						['signin', 'CheckMfa'],
						['iam', 'CheckMfa'],
					] as const
				).map(([service, name]): Draft => [
					service,
					name,
					{
						eventType,
						userIdentity,
						userAgent: `browser ${index}`,
						// As many from each, so that the names of the places decide.
						sourceIPAddress: ['198.51.100.70', '198.51.100.130', '198.18.16.9'][index],
						responseElements: outcome === undefined ? null : { ConsoleLogin: outcome },
						requestParameters: { ConsoleLogin: 'Success' },
						additionalEventData: mfa(used),
						errorMessage: outcome === 'Failure' ? 'Failed authentication' : undefined,
					},
				]),
			),
		),
	),
);

const byRoot: readonly Draft[] = [
	{},
	denied,
	{ userIdentity: { ...root, invokedBy: 'backup.amazonaws.com' } },
	{ eventType: 'AwsServiceEvent' },
	{ eventType: undefined },
	{ userIdentity: { type: 'IAMUser', userName: 'root' } },
	{ responseElements: { Anything: 'Failure' } },
].map(change => ['zoo', 'Enter', { userIdentity: root, ...change }]);

const refusals: readonly Draft[] = [
	...['delivery.logs.amazonaws.com', 'delivery.logs.amazonaws.com.example', '203.0.113.70'].flatMap(
		(sourceIPAddress): readonly Draft[] => [
			['s3', 'GetBucketAcl', { ...denied, sourceIPAddress }],
			['s3', 'HeadBucket', { ...denied, sourceIPAddress }],
			['s3', 'HeadBucket', { sourceIPAddress }],
		],
	),
	[
		'signin',
		'ConsoleLogin',
		{
			responseElements: { ConsoleLogin: 'Failure' },
			eventType: 'AwsConsoleSignIn',
			sourceIPAddress: '10.0.0.1',
		},
	],
	// With the one among the errors below these are as many of two accounts.
	...[1, 2].map((): Draft => ['zoo', 'Enter', { ...denied, recipientAccountId: '444455556666' }]),
	...[1, 2, 3].map((): Draft => [
		'zoo',
		'Enter',
		{ ...denied, recipientAccountId: '222233334444' },
	]),
	['zoo', 'Enter', { errorCode: 'Throttled', errorMessage: 'AccessDenied' }],
	['zoo', 'Enter', { errorCode: 'Client.UnauthorizedOperation', userIdentity: session('b-123') }],
];

/** Of each class, and of none though they look like it. */
const codes = [
	...['Throttling', 'ThrottlingException', 'EC2ThrottledException', 'Server.Throttled'],
	...['RequestLimitExceeded', 'Client.RequestLimitExceeded', 'RequestLimitExceededX'],
	...['ProvisionedThroughputExceededException', 'ProvisionedThroughputExceeded'],
	...['TooManyRequestsException', 'TooManyRequests', 'SlowDown', 'SlowDownX', 'Slow'],
	...['ServiceUnavailable', 'ServiceUnavailableException', 'XServiceUnavailable'],
	...['Server.InsufficientInstanceCapacity', 'InsufficientClusterCapacityFault'],
	...['Client.InsufficientFreeAddressesInSubnet', 'InsufficientFreeX', 'Server.InsufficientX'],
	...['InsufficientPermissions', 'CapacityX', 'FreeAddressesX', 'InternalInsufficientX'],
	...['LimitExceeded', 'LimitExceededException', 'InstanceQuotaExceeded', 'Exceed'],
	...['TooManyBuckets', 'Client.TooManyEntities', 'Server.TooManyX', 'InternalLimitExceeded'],
	...['InternalFailure', 'InternalServerError', 'XInternalError', 'Server.Unavailable'],
	...['XServer.Y', 'ServiceException', 'ServiceExceptionX', 'AccessDenied', 'InternalTooMany'],
	...['XSlowDown', 'ServerX', 'Server', 'ThrottlingLimitExceeded'],
];
const named = (side: string): JsonObject => ({
	...Object.fromEntries(
		['autoScalingGroupName', 'tableName', 'instanceType', 'cacheClusterId'].map((name, index) => [
			name,
			`${side}-${index}`,
		]),
	),
	...Object.fromEntries(
		['loadBalancerName', 'functionName', 'dBInstanceIdentifier', 'clusterIdentifier'].map(
			(name, index) => [name, `${side}-${index + 4}`],
		),
	),
	bucketName: `${side}-8`,
});
const callers = [session('build-4711'), session('build-4712'), session('ada'), root];

const messages = ['InternalFailure', 'Throttling', undefined];

const errors: readonly Draft[] = codes.flatMap((errorCode, place) =>
	['ec2', 's3', 'dynamodb', 'elasticloadbalancing', 'zoo'].flatMap(
		(service, index): readonly Draft[] => {
			const error = { errorCode, errorMessage: messages[index % 3] };
			const caller = { userIdentity: callers[(place + index) % callers.length] };
			return [
				[service, 'Work', { ...error, ...caller }],
				[service, 'Work', { ...error, ...caller, eventType: undefined }],
				[service, 'Work', { ...error, eventType: 'AwsServiceEvent' }],
				[
					service,
					'Make',
					{
						...error,
						requestParameters: named('asked'),
						responseElements: named('made'),
						recipientAccountId: index === 0 ? '444455556666' : '111122223333',
						awsRegion: index === 1 ? 'eu-west-1' : 'us-east-1',
					},
				],
			];
		},
	),
);

/** More than ten who are throttled, as often as another and more often. */
const hurried: readonly Draft[] = Array.from({ length: 14 }, (_, index) =>
	Array.from({ length: 20 - Math.floor(index / 2) }, (): Draft => [
		'dynamodb',
		'Work',
		{ errorCode: 'Throttling', userIdentity: { type: 'IAMUser', userName: `hasty-${14 - index}` } },
	]),
).flat();

/** In some minutes the same error many times, and another one more often, but once a minute. */
const bursts: readonly (readonly [second: number, draft: Draft])[] = [
	'Throttling',
	'InternalFailure',
	'LimitExceeded',
	'Server.InsufficientInstanceCapacity',
].flatMap((errorCode, place) => {
	const at = (service: string, second: number): readonly [number, Draft] => [
		600 + 2_400 * place + second,
		[service, 'Burst', { errorCode, errorMessage: 'again' }],
	];
	return [
		...[0, 1, 2, 57, 58, 59, 60, 61, 119, 120, 121, 122, 3_600].map(second =>
			at('elasticloadbalancing', second),
		),
		...Array.from({ length: 20 }, (_, minute) => at('ec2', 30 + 60 * minute)),
		...[5, 6, 7, 8, 905].map(second => at('zoo', second)),
		...[5, 6, 7, 8].map(second => at('kms', second)),
	];
});

const steps: readonly Draft[] = [
	...watchedCalls,
	...logins,
	...byRoot,
	...refusals,
	...errors,
	...hurried,
];

/** Records at the edges of what the dashboards of standards and of errors ask for. */
export const standardsRecords: readonly JsonObject[] = [
	...steps.map((draft, index) =>
		recordOf(
			draft,
			exampleRange.fromMs + 3_600_000 + ((index * 7_919) % 70_000) * 1_000,
			60_000 + index,
		),
	),
	...bursts.map(([second, draft], index) =>
		recordOf(
			draft,
			Math.ceil(exampleRange.fromMs / 60_000) * 60_000 + second * 1_000,
			70_000 + index,
		),
	),
];
