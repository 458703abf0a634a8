import type { JsonObject } from '../oracle/json.ts';
import type { OracleIndicator } from '../oracle/oracle.ts';
import { exampleIndicators } from '../../source/example/intel.ts';
import { exampleRange } from './example-store.ts';

const account = '111122223333';
const other = '444455556666';

const ada: JsonObject = {
	type: 'IAMUser',
	principalId: 'AIDAADA',
	accountId: other,
	userName: 'ada',
};
const root: JsonObject = { type: 'Root', principalId: account, accountId: account };
const session: JsonObject = {
	type: 'AssumedRole',
	principalId: 'AROACI:build-7',
	arn: `arn:aws:sts::${account}:assumed-role/CI/build-7`,
	accountId: other,
	sessionContext: {
		sessionIssuer: { type: 'Role', userName: 'CI' },
		attributes: { mfaAuthenticated: 'true' },
	},
};

/** What differs from a dull, successful call; undefined leaves a field out. */
type Change = JsonObject;

/** Both sides hold every name, so that a panel that reads the wrong one is wrong. */
const parameters: Change = {
	requestParameters: sided('asked'),
	responseElements: { ...sided('made'), accessKey: { accessKeyId: 'KEY-MADE' } },
};

function sided(side: string): JsonObject {
	return {
		userName: `user-${side}`,
		roleName: `role-${side}`,
		groupName: `group-${side}`,
		groupId: `sg-${side}`,
		groupDescription: `description-${side}`,
		policyName: `policy-${side}`,
		accessKeyId: `KEY-${side}`,
		accessKey: { accessKeyId: `KEY-${side}-2` },
		fromPort: side.length,
		toPort: side.length + 1,
		cidrIp: `10.0.0.${side.length}/32`,
		egress: side === 'made',
		ruleAction: side,
	};
}

const refused: Change = { errorCode: 'AccessDenied', errorMessage: 'not you' };
const failed: Change = { errorCode: 'Throttling', errorMessage: 'slower' };
const reading: Change = { readOnly: true };

/** What tells of calls: an Insights event, as it is and without its category, and a summary. */
export const noCalls: readonly Draft[] = [
	{ eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' },
	{ eventType: 'AwsCloudTrailInsight' },
	{ eventType: undefined, eventCategory: 'Aggregated' },
].map((what): Draft => [
	'zoo',
	'GetThing',
	{
		...{ userIdentity: undefined, eventSource: undefined, eventName: undefined },
		...{ sourceIPAddress: undefined, readOnly: undefined, managementEvent: undefined },
		insightDetails: { eventName: 'GetThing', state: 'Start' },
		...what,
	},
]);

export type Draft = readonly [service: string, name: string, change?: Change];

const refusals = [
	'AccessDenied',
	'AccessDeniedException',
	'XAccessDenied',
	'UnauthorizedOperation',
	'Client.UnauthorizedOperation',
	'UnauthorizedOperationX',
	'AuthFailure',
	'UnauthorizedAccess',
	'Client.AuthFailure',
	'InvalidClientTokenId',
	'SignatureDoesNotMatch',
	'ExpiredToken',
	'ExpiredTokenException',
	'UnrecognizedClientException',
	'VpceAccessDenied',
	'OptInRequired',
	'AuthorizationError',
	'NotAuthorized',
	'Throttling',
];

const denials: readonly Draft[] = refusals.flatMap((errorCode): readonly Draft[] => [
	['kms', 'Decrypt', { errorCode, errorMessage: 'AccessDenied', ...reading }],
	['kms', 'Encrypt', { errorCode, eventType: 'AwsServiceEvent', userIdentity: session }],
	['kms', 'Sign', { errorCode, eventType: undefined, recipientAccountId: other }],
]);

/** Denied by the policy of a VPC endpoint, in both spellings of the type. */
const atEndpoints: readonly Draft[] = ['AwsVpceEvents', 'AwsVpceEvent'].map(eventType => [
	'kms',
	'Sign',
	{ errorCode: 'VpceAccessDenied', eventType, eventCategory: 'NetworkActivity' },
]);

/** Every outcome, and next to it the same with one thing else. */
const logins: readonly Draft[] = (['Success', 'Failure'] as const).flatMap(outcome => {
	const signIn: Change = {
		eventType: 'AwsConsoleSignIn',
		responseElements: { ConsoleLogin: outcome },
		requestParameters: { ConsoleLogin: outcome === 'Success' ? 'Failure' : 'Success' },
		additionalEventData: { MFAUsed: outcome === 'Success' ? 'Yes' : 'No' },
		errorMessage: outcome === 'Failure' ? 'Failed authentication' : undefined,
	};
	const inMessage = 'slow (Status Code: 429; Error Code: SigninThrottled; Request ID: 1)';
	return [
		...[root, ada, session].map((userIdentity): Draft => [
			'signin',
			'ConsoleLogin',
			{ ...signIn, userIdentity },
		]),
		['signin', 'ConsoleLogin', { ...signIn, userIdentity: root, eventType: 'AwsApiCall' }],
		['signin', 'ConsoleLogin', { ...signIn, userIdentity: root, eventType: undefined }],
		['signin', 'CheckMfa', { ...signIn, userIdentity: root }],
		['signin', 'ConsoleLogin', { ...signIn, errorMessage: inMessage }],
		['signin', 'ConsoleLogin', { ...signIn, errorMessage: inMessage, errorCode: 'Given' }],
		[
			'signin',
			'ConsoleLogin',
			{ ...signIn, userIdentity: root, errorMessage: inMessage, errorCode: 'Given' },
		],
	];
});

const groupRules = ['Authorize', 'Revoke'].flatMap(verb =>
	['Ingress', 'Egress'].map(way => `${verb}SecurityGroup${way}`),
);

const permissions: Change = {
	requestParameters: {
		groupId: 'sg-1',
		fromPort: 1,
		toPort: 2,
		cidrIp: '192.0.2.1/32',
		ipPermissions: {
			items: [
				{
					fromPort: 22,
					toPort: 23,
					ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '10.1.0.0/16' }] },
					ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
				},
				{ fromPort: 443, toPort: 444, groups: { items: [{ groupId: 'sg-9' }] } },
			],
		},
	},
};
const onlyGroups: Change = {
	requestParameters: {
		ipPermissions: { items: [{ groups: { items: [{ groupId: 'sg-8' }, { groupId: 'sg-7' }] } }] },
	},
};
const onlyIpv6: Change = {
	requestParameters: {
		ipPermissions: { items: [{ ipv6Ranges: { items: [{ cidrIpv6: '2001:db8::/32' }] } }] },
	},
};

/** Names of the services' own events, each also failed and also from another service. */
function everyWay(service: string, names: readonly string[]): readonly Draft[] {
	return names.flatMap((name): readonly Draft[] => [
		[service, name, parameters],
		[service, name, { ...parameters, ...refused, userIdentity: session }],
		[service, name, { ...parameters, ...failed }],
		[service, name, { ...parameters, errorMessage: 'only a message' }],
		[service, name, { ...parameters, errorCode: 'OnlyACode' }],
		[service, name, { ...parameters, errorCode: 'OnlyACode' }],
		[service, name, { ...parameters, eventType: undefined }],
		[service, name, { responseElements: { groupId: 'sg-made' } }],
		[service, name, { responseElements: { groupId: 'sg-made' }, ...refused }],
		['sso', name, parameters],
		['sso', name, { ...parameters, ...refused }],
	]);
}

const policyNames = [
	...['Create', 'Update', 'Put', 'Attach', 'Detach', 'Delete'].flatMap(verb => [
		`${verb}RolePolicy`,
		`${verb}Policy`,
		`${verb}PolicyGrant`,
		`X${verb}RolePolicy`,
	]),
	'CreatePolicyVersion',
	'DeletePolicyVersion',
	'SetDefaultPolicyVersion',
	'PutUserPermissionsBoundary',
	'PutRolePermissionsBoundary',
	'DeleteUserPermissionsBoundary',
	'DeleteRolePermissionsBoundary',
];

/** On the example's list of bad addresses: of every level, and with nothing known beside it. */
const callers = [
	...['192.0.2.131', '192.0.2.200', '192.0.2.201', '192.0.2.202', '192.0.2.203'],
	...['2001:db8:bad::17', '2001:db8:bad::18', '192.0.2.140', '198.18.200.9'],
	...['198.18.200.10', '198.18.201.3', '2001:db8:bad::99', '203.0.113.210', '198.18.202.77'],
];

const visits: readonly Draft[] = callers.flatMap((sourceIPAddress, index): readonly Draft[] => [
	['s3', 'ListBuckets', { sourceIPAddress, ...reading }],
	['s3', index % 2 === 0 ? 'GetObject' : 'PutObject', { sourceIPAddress, ...refused }],
	['signin', 'ConsoleLogin', { sourceIPAddress, userIdentity: index % 2 === 0 ? ada : session }],
]);

const times = (count: number, ...draft: Draft): readonly Draft[] =>
	Array.from({ length: count }, () => draft);

const drafts: readonly Draft[] = [
	...visits,
	...times(40, 'iam', 'TerminateThing'),
	...times(40, 'iam', 'PutThing'),
	...times(60, 'ec2', 'CreateTags'),
	...times(50, 'rds', 'DeleteThing'),
	...times(50, 'rds', 'TerminateThing', failed),
	...times(55, 'rds', 'ModifyData', { managementEvent: false }),
	...times(55, 'rds', 'ModifyData', { managementEvent: false, ...failed }),
	...['Arn', 'Bag', 'Cap', 'Dot', 'Ear', 'Fog'].map((name): Draft => [
		'ec2',
		`Modify${name}SecurityGroup`,
	]),
	...denials,
	...logins,
	...everyWay('iam', [
		...['CreateUser', 'DeleteUser', 'CreateRole', 'DeleteRole', 'CreateAccessKey'],
		...['DeleteAccessKey', 'AddUserToGroup', 'RemoveUserFromGroup', 'ChangePassword'],
		...['CreateLoginProfile', 'UpdateLoginProfile', 'DeleteLoginProfile'],
		...['TerminateThing', 'UnCreateThing', 'PutThing'],
	]),
	...everyWay('iam', policyNames),
	...everyWay('ec2', [...groupRules, 'CreateSecurityGroup', 'DeleteSecurityGroup', 'CreateTags']),
	['iam', 'AttachUserPolicy', { requestParameters: { policyArn: 'arn:aws:iam::aws:policy/A/B' } }],
	[
		'iam',
		'AttachUserPolicy',
		{ requestParameters: { policyArn: 'arn:aws:iam::aws:policy/C' }, ...refused },
	],
	['iam', 'AttachUserPolicy', { requestParameters: { policyArn: 'nonsense' } }],
	['iam', 'AttachUserPolicy', { requestParameters: { policyArn: 'nonsense' }, ...refused }],
	['ec2', 'DescribeSecurityGroups', reading],
	['ec2', 'AuthorizeSecurityGroupIngress', reading],
	['ec2', 'AuthorizeSecurityGroupIngress', permissions],
	['ec2', 'AuthorizeSecurityGroupEgress', onlyGroups],
	['ec2', 'AuthorizeSecurityGroupEgress', onlyIpv6],
	['ec2', 'CreateSecurityGroup', { responseElements: { groupId: 'sg-new' } }],
	['ec2', 'SecurityGroup', {}],
	['ec2', 'AuthorizeSecurityGroupIngress', { requestParameters: { ipPermissions: { items: [] } } }],
	[
		'ec2',
		'AuthorizeSecurityGroupIngress',
		{
			requestParameters: {
				ipPermissions: {
					items: [{ ipRanges: { items: [] }, ipv6Ranges: { items: [] }, groups: { items: [] } }],
				},
			},
		},
	],
	['rds', 'ModifyThing', { managementEvent: false }],
	['rds', 'ModifyThing', { managementEvent: false, ...failed }],
	['rds', 'ModifyThing', { managementEvent: true, ...failed }],
	['rds', 'ModifyThing', { managementEvent: undefined }],
	['rds', 'DescribeThing', { readOnly: undefined, eventType: undefined }],
	['rds', 'CreateThing', { eventType: undefined }],
	['rds', 'CreateThing', { eventType: undefined, ...failed }],
	['rds', 'DescribeThing', { sourceIPAddress: 'updates.example.net' }],
	...atEndpoints,
	...noCalls,
];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Records at the edges of what the panels ask for, strewn over the newest twenty hours. */
export const cornerRecords: readonly JsonObject[] = drafts.map((draft, index) =>
	recordOf(draft, exampleRange.fromMs + 4 * hourMs + ((index * 7_919) % 1_190) * minuteMs, index),
);

const steady: readonly Draft[] = [
	[
		'signin',
		'ConsoleLogin',
		{
			eventType: 'AwsConsoleSignIn',
			responseElements: { ConsoleLogin: 'Failure' },
			sourceIPAddress: '192.0.2.200',
		},
	],
	['signin', 'ConsoleLogin', { responseElements: { ConsoleLogin: 'Success' } }],
	['ec2', 'AuthorizeSecurityGroupIngress', permissions],
	['iam', 'PutRolePolicy', parameters],
	['ec2', 'CreateVpc', {}],
	['ec2', 'CreateVpc', failed],
];
const steadyHours = 14;

const blank = { type: 'ip_address', raw: '{}', threatlevel: 'high' } as const;

/** The example's indicators, and callers from two cities of one country and one of another. */
export const cornerIndicators: readonly OracleIndicator[] = [
	...exampleIndicators,
	{ threat: '198.51.100.70', ...blank, actor: 'ASH FOX' },
	{ threat: '198.51.100.130', ...blank, actor: 'YEW OWL' },
	{ threat: '198.18.16.9', ...blank, actor: '' },
];

/** As many events of each, so that the names decide; and most from one that counts less. */
const ties: readonly Draft[] = [
	...cornerIndicators
		.filter(({ type, threatlevel }) => type === 'ip_address' && threatlevel === 'high')
		.toReversed()
		.flatMap(({ threat }): readonly Draft[] =>
			['Walk', 'Run', 'Sit'].flatMap((verb): readonly Draft[] => [
				['zoo', verb, { sourceIPAddress: threat }],
				['zoo', verb, { sourceIPAddress: threat, ...refused }],
				['zoo', verb, { sourceIPAddress: threat, ...failed }],
			]),
		),
	...['Ant', 'Bee', 'Cow', 'Doe'].flatMap(name =>
		times(17, 'zoo', name, { sourceIPAddress: '192.0.2.66' }),
	),
	['signin', 'ConsoleLogin', { sourceIPAddress: '198.51.100.70' }],
	['signin', 'ConsoleLogin', { sourceIPAddress: '198.51.100.130' }],
	['signin', 'ConsoleLogin', { sourceIPAddress: '198.18.16.9' }],
	...times(400, 'zoo', 'Eat', { sourceIPAddress: '198.18.201.3' }),
];

/** The same few calls every five minutes, and then silence: what falls stands out as well. */
export const steadyRecords: readonly JsonObject[] = [
	...Array.from({ length: steadyHours * 12 }, (_, step) =>
		steady.map((draft, index) =>
			recordOf(
				draft,
				exampleRange.fromMs + (step + 1) * 5 * minuteMs,
				10_000 + step * steady.length + index,
			),
		),
	).flat(),
	...ties.map((draft, index) =>
		recordOf(draft, exampleRange.fromMs + (index % 700) * minuteMs, 20_000 + index),
	),
];

export function recordOf(
	[service, name, change]: Draft,
	timeMs: number,
	index: number,
): JsonObject {
	const record: JsonObject = {
		eventVersion: '1.11',
		userIdentity: ada,
		eventTime: new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z'),
		eventSource: `${service}.amazonaws.com`,
		eventName: name,
		awsRegion: 'us-east-1',
		sourceIPAddress: '198.51.100.7',
		requestParameters: null,
		responseElements: null,
		eventID: `c0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
		readOnly: false,
		eventType: 'AwsApiCall',
		managementEvent: true,
		recipientAccountId: account,
		...change,
	};
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
