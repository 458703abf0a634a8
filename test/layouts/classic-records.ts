import type { JsonObject } from '../oracle/json.ts';
import { noCalls, recordOf } from './corner-records.ts';
import type { Draft } from './corner-records.ts';
import { exampleRange } from './example-store.ts';

/** As a person may type it: names that are parts of others, and a gap. */
export const classicAdministrators = 'adam, bob,,eve';

const session = (name: string): JsonObject => ({
	type: 'AssumedRole',
	principalId: `AROACI:${name}`,
	arn: `arn:aws:sts::111122223333:assumed-role/CI/${name}`,
	accountId: '111122223333',
});
const user = (userName: string): JsonObject => ({ type: 'IAMUser', userName });

const callers: readonly Draft[] = ['ada', 'adam', 'dam', 'bob', 'bobby', 'ob', 'eve', 've'].flatMap(
	(name): readonly Draft[] => [
		['zoo', `Feed${name}`, { userIdentity: user(name) }],
		['zoo', `Feed${name}`, { userIdentity: session(name), sourceIPAddress: '203.0.113.70' }],
		['zoo', `Feed${name}`, { userIdentity: user(name), readOnly: true }],
	],
);

const denied = { errorCode: 'AccessDenied', errorMessage: 'no' };
/** Not failed by its code alone, and failed by its code alone, more often than the other. */
const halves = [{ errorMessage: 'hm' }, { errorCode: 'Odd' }, { errorCode: 'Odd' }, denied];

const failing = (service: string, name: string, change: JsonObject): readonly Draft[] =>
	[{}, ...halves].map((half): Draft => [service, name, { ...change, ...half }]);

const resources: readonly Draft[] = [
	...[
		'CreateThing',
		'RunThing',
		'DeleteThing',
		'CreateFunction20150331v2',
		'DeleteRule20210101',
	].flatMap(name => failing('zoo', name, {})),
	['zoo', 'UndeleteThing'],
	['zoo', 'RecreateThing'],
	['zoo', 'Create'],
	['zoo', 'Delete20150331'],
	['zoo', 'TrashSecurityNetwork'],
	['zoo', 'DeleteSecurityHub'],
	['zoo', 'DeleteNetworkFence'],
	['zoo', 'CreateNetworkFence', { ...denied, readOnly: true }],
	...['RunInstances', 'TerminateInstances', 'StopInstances'].flatMap(name => [
		...failing('ec2', name, { userIdentity: user('ivy') }),
		...failing('zoo', name, { userIdentity: user('ivy') }),
	]),
];

const logins: readonly Draft[] = [
	'198.51.100.70',
	'198.51.100.7',
	'203.0.113.70',
	'10.0.0.1',
].flatMap((sourceIPAddress, index) =>
	['Success', 'Failure', undefined].flatMap((outcome): readonly Draft[] =>
		['ConsoleLogin', 'CheckMfa'].flatMap(name =>
			['Yes', 'No', undefined].map((mfa): Draft => [
				'signin',
				name,
				{
					sourceIPAddress,
					userIdentity: user(index === 0 ? 'ivy' : index === 1 ? 'joe' : 'kim'),
					responseElements: outcome === undefined ? null : { ConsoleLogin: outcome },
					requestParameters: { ConsoleLogin: 'Failure' },
					additionalEventData: mfa === undefined ? null : { MFAUsed: mfa },
				},
			]),
		),
	),
);

const addresses: readonly Draft[] = [
	...Array.from({ length: 12 }, (_, index): Draft => [
		'ec2',
		index % 2 === 0 ? 'AllocateAddress' : 'ReleaseAddress',
		index % 3 === 0
			? { requestParameters: { publicIp: '203.0.113.1' }, responseElements: { publicIp: 'no' } }
			: { responseElements: { publicIp: `203.0.113.${index}` } },
	]),
	['zoo', 'AllocateAddress', {}],
	['ec2', 'DescribeAddresses', { readOnly: true }],
	['ec2', 'AssignIpv6Addresses', {}],
	['ec2', 'AssignPrivateIpAddresses', {}],
];

const lists = ['CreateNetworkAclEntry', 'ReplaceNetworkAclEntry', 'DeleteNetworkAclEntry'];
const allows = { networkAclId: 'acl-1', ruleAction: 'allow', cidrBlock: '10.0.0.0/8' };
const rules: readonly Draft[] = [
	...lists.flatMap(name => [
		...failing('ec2', name, { requestParameters: { ...allows, aclProtocol: '-1' } }),
		...failing('zoo', name, { requestParameters: { ...allows, aclProtocol: '-1' } }),
	]),
	...[
		{ aclProtocol: '6', portRange: { from: 0, to: 65_535 }, egress: true },
		{ aclProtocol: '6', portRange: { from: 0, to: 443 }, egress: true },
		{ aclProtocol: '6', portRange: { from: 1, to: 65_535 }, egress: false },
		{ aclProtocol: '-1', ruleAction: 'deny' },
		{ aclProtocol: '-1', cidrBlock: undefined, ipv6CidrBlock: '::/0' },
	].map((change): Draft => [
		'ec2',
		'CreateNetworkAclEntry',
		{ requestParameters: { ...allows, ...change }, responseElements: { networkAclId: 'acl-9' } },
	]),
	['ec2', 'CreateNetworkAcl', { responseElements: { networkAcl: { networkAclId: 'acl-2' } } }],
	[
		'ec2',
		'CreateNetworkAcl',
		{
			requestParameters: { networkAclId: 'acl-3', networkAcl: { networkAclId: 'acl-4' } },
			responseElements: { networkAcl: { networkAclId: 'acl-5' } },
		},
	],
	['ec2', 'CreateSecurityGroup', { responseElements: { groupId: 'sg-1' } }],
	[
		'ec2',
		'DeleteSecurityGroup',
		{ requestParameters: { groupId: 'sg-2' }, responseElements: { groupId: 'sg-3' } },
	],
	['ec2', 'DescribeSecurityGroups', { readOnly: true }],
	['ec2', 'DescribeNetworkAcls', { readOnly: true }],
	['zoo', 'CreateSecurityGroup', {}],
	['zoo', 'CreateNetworkAcl', {}],
];

const everyone = 'http://acs.amazonaws.com/groups/global/AllUsers';
const grant = (URI: string, Permission: string) => ({
	requestParameters: {
		bucketName: 'shed',
		key: `${Permission}.csv`,
		AccessControlPolicy: {
			AccessControlList: {
				Grant: [
					{ Grantee: { URI }, Permission },
					{ Grantee: { ID: '1' }, Permission: 'READ' },
				],
			},
		},
	},
});
const header = (name: string, value: string) => ({
	requestParameters: { bucketName: 'shed', key: 'k', accessControlList: { [name]: value } },
	responseElements: { accessControlList: { [name]: 'nobody' } },
});
const opened: readonly Draft[] = [
	'PutObject',
	'PutBucketAcl',
	'PutObjectAcl',
	'PutBucketCors',
].flatMap((name): readonly Draft[] => [
	...[
		header('x-amz-grant-read', `id="1", uri="${everyone}"`),
		header('x-amz-grant-full-control', `id="1", uri="${everyone}"`),
		header('x-amz-grant-write', `uri="${everyone}"`),
		header('x-amz-grant-read', 'id="2"'),
		...['public-read', 'public-read-write', 'private'].map(list => ({
			requestParameters: { bucketName: 'barn', key: list, 'x-amz-acl': list },
		})),
		...['READ', 'WRITE', 'FULL_CONTROL'].map(permission => grant(everyone, permission)),
		grant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'READ'),
	]
		// An object that is stored brings no list as its body.
		.filter(change => name !== 'PutObject' || !('AccessControlPolicy' in change.requestParameters))
		.flatMap(change => [...failing('s3', name, change), ['s3-outposts', name, change] as const]),
]);

const refusals: readonly Draft[] = [
	...['AccessDeniedException', 'Client.UnauthorizedOperation', 'Throttling', 'AuthFailure'],
	...['Client.AuthFailure', 'UnauthorizedAccess', 'InvalidClientTokenId', 'ExpiredToken'],
	...['SignatureDoesNotMatch', 'ExpiredTokenException', 'UnrecognizedClientException'],
	...['VpceAccessDenied', 'OptInRequired', 'AuthorizationError', 'NotAuthorized'],
].flatMap((errorCode, index): readonly Draft[] => [
	[
		'zoo',
		'Enter',
		{ errorCode, sourceIPAddress: index % 3 === 0 ? 'AWS Internal' : '203.0.113.70' },
	],
]);

const drafts = [
	...callers,
	...resources,
	...logins,
	...addresses,
	...rules,
	...opened,
	...callers,
	...refusals,
	// More than most users have, so that they would be among the ten with most.
	...Array.from({ length: 40 }, () => noCalls).flat(),
];
const minuteMs = 60_000;

/** What lives from one second of the last day to another, and what is like it. */
const lives: readonly (readonly [second: number, name: string, change: JsonObject])[] = [
	...(['User', 'Group', 'Role'] as const).flatMap((kind, index) => {
		const named = { requestParameters: { [`${kind.toLowerCase()}Name`]: 'moth' } };
		return [
			[index, `Create${kind}`, named],
			[600 + index, `Delete${kind}`, named],
		] as const;
	}),
	[10, 'CreatePolicy', { requestParameters: { policyName: 'moth' } }],
	[70, 'DeletePolicy', { requestParameters: { policyArn: 'arn:aws:iam::1:policy/a/moth' } }],
	...(
		[
			[1_000, 'Create', 'slow'],
			[1_601, 'Delete', 'slow'],
			[1_000, 'Create', 'twice'],
			[1_100, 'Create', 'twice'],
			[1_150, 'Delete', 'twice'],
			[1_200, 'Delete', 'twice'],
			[1_300, 'Delete', 'old'],
			[1_350, 'Create', 'flash'],
			[1_350, 'Delete', 'flash'],
			[1_400, 'Create', 'here'],
			[1_410, 'Create', 'there'],
			[1_420, 'Delete', 'here'],
			[1_430, 'Delete', 'nowhere'],
		] as const
	).map(
		([second, verb, userName]) =>
			[second, `${verb}User`, { requestParameters: { userName } }] as const,
	),
	[1_500, 'CreateUser', { requestParameters: { userName: 'far' } }],
	[
		1_510,
		'DeleteUser',
		{ requestParameters: { userName: 'far' }, recipientAccountId: '444455556666' },
	],
	[1_520, 'CreateUser', { requestParameters: { userName: 'both' } }],
	[1_530, 'DeleteRole', { requestParameters: { roleName: 'both' } }],
	[1_600, 'CreateUser', { requestParameters: { userName: 'kept' } }],
	[1_610, 'DeleteUser', { requestParameters: { userName: 'kept' }, ...denied }],
	[1_700, 'CreateUser', { requestParameters: { userName: 'message' } }],
	[1_710, 'DeleteUser', { requestParameters: { userName: 'message' }, errorMessage: 'hm' }],
	[1_800, 'CreateLoginProfile', { requestParameters: { userName: 'key' } }],
	[1_810, 'DeleteLoginProfile', { requestParameters: { userName: 'key' } }],
];

/** Records at the edges of what the second set asks for, six hours ago and in the last hour. */
export const classicRecords: readonly JsonObject[] = [
	...[6 * 60, 55].flatMap((minutes, round) =>
		drafts.map((draft, index) =>
			recordOf(
				draft,
				exampleRange.toMs - minutes * minuteMs + index * 4_000,
				30_000 + round * 10_000 + index,
			),
		),
	),
	...lives.flatMap(([second, name, change], index) =>
		['iam', 'zoo'].map((service, other) =>
			recordOf(
				[service, name, change],
				exampleRange.fromMs + 60 * minuteMs + (second + 3 * other) * 1_000,
				50_000 + index * 2 + other,
			),
		),
	),
];
