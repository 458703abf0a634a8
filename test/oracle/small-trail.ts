import type { GeoRange } from './address.ts';
import type { DeliveredRecord } from './event.ts';
import type { JsonObject } from './json.ts';
import type { OracleIndicator } from './oracle.ts';

/** Ten to twelve on 1 March 2026: eight quarters, two hours. */
export const smallRange = {
	fromMs: Date.parse('2026-03-01T10:00:00Z'),
	toMs: Date.parse('2026-03-01T12:00:00Z'),
};

const account = '111122223333';

const ada: JsonObject = {
	type: 'IAMUser',
	principalId: 'AIDAADA',
	accountId: account,
	userName: 'ada',
};
const bob: JsonObject = {
	type: 'IAMUser',
	principalId: 'AIDABOB',
	accountId: account,
	userName: 'bob',
};
const root: JsonObject = { type: 'Root', principalId: account, accountId: account };

function session(name: string): JsonObject {
	return {
		type: 'AssumedRole',
		principalId: `AROACI:${name}`,
		arn: `arn:aws:sts::${account}:assumed-role/CI/${name}`,
		accountId: account,
		sessionContext: {
			sessionIssuer: { type: 'Role', userName: 'CI' },
			attributes: { mfaAuthenticated: 'false' },
		},
	};
}

function call(
	time: string,
	service: string,
	eventName: string,
	userIdentity: JsonObject,
	other: JsonObject = {},
): JsonObject {
	return {
		eventVersion: '1.10',
		userIdentity,
		eventTime: `2026-03-01T${time}Z`,
		eventSource: `${service}.amazonaws.com`,
		eventName,
		awsRegion: 'us-east-1',
		sourceIPAddress: '198.51.100.7',
		requestParameters: null,
		responseElements: null,
		eventID: `00000000-0000-4000-8000-0000${time.replaceAll(':', '')}00`,
		readOnly: false,
		eventType: 'AwsApiCall',
		recipientAccountId: account,
		...other,
	};
}

function login(
	time: string,
	userIdentity: JsonObject,
	outcome: 'Success' | 'Failure',
	mfa: 'Yes' | 'No',
	other: JsonObject = {},
): JsonObject {
	return call(time, 'signin', 'ConsoleLogin', userIdentity, {
		eventType: 'AwsConsoleSignIn',
		responseElements: { ConsoleLogin: outcome },
		additionalEventData: { MFAUsed: mfa },
		...other,
	});
}

const reading = { readOnly: true };
const denied = { errorCode: 'AccessDenied', errorMessage: 'no' };
const scan: JsonObject = { type: 'AWSService', invokedBy: 'scan.example.com' };
const service: JsonObject = { type: 'IAMUser', principalId: 'AIDASVC', userName: 'svc' };
const dataAccount = {
	recipientAccountId: '444455556666',
	awsRegion: 'eu-west-1',
	sourceIPAddress: '192.0.2.66',
	readOnly: true,
};
/** As version 1.01 has it: what it did not know is not there. */
const oldRecord: JsonObject = {
	eventVersion: '1.01',
	userIdentity: { type: 'IAMUser', principalId: 'AIDAOLD', userName: 'old' },
	eventTime: '2026-03-01T11:43:00Z',
	eventSource: 'ec2.amazonaws.com',
	eventName: 'TerminateInstances',
	awsRegion: 'us-east-1',
	sourceIPAddress: 'AWS Internal',
	requestParameters: { instancesSet: {} },
	responseElements: null,
	eventID: '00000000-0000-4000-8000-000011430000',
};

const records: readonly JsonObject[] = [
	call('09:59:59', 'ec2', 'DescribeInstances', ada, reading),
	call('10:00:00', 'ec2', 'DescribeInstances', ada, reading),
	call('10:01:00', 'ec2', 'DescribeInstances', ada, reading),
	call('10:05:00', 's3', 'ListBuckets', session('build-7'), reading),
	call('10:16:00', 'iam', 'CreateUser', ada, { requestParameters: { userName: 'newbie' } }),
	call('10:17:00', 'iam', 'CreateUser', bob, { requestParameters: { userName: 'x' }, ...denied }),
	call('10:18:00', 'iam', 'CreateAccessKey', ada, {
		requestParameters: { userName: 'newbie' },
		responseElements: { accessKey: { userName: 'newbie', accessKeyId: 'KEY-OF-NEWBIE' } },
	}),
	call('10:19:00', 'iam', 'AddUserToGroup', ada, {
		requestParameters: { groupName: 'devs', userName: 'newbie' },
	}),
	call('10:20:00', 'iam', 'CreateLoginProfile', ada, { requestParameters: { userName: 'newbie' } }),
	call('10:21:00', 'iam', 'ChangePassword', bob, {
		errorCode: 'PasswordPolicyViolationException',
		errorMessage: 'too short',
	}),
	call('10:30:00', 'ec2', 'CreateSecurityGroup', session('build-7'), {
		awsRegion: 'eu-west-1',
		requestParameters: { groupName: 'web', groupDescription: 'web tier' },
		responseElements: { groupId: 'sg-1' },
	}),
	call('10:31:00', 'ec2', 'AuthorizeSecurityGroupIngress', session('build-7'), {
		awsRegion: 'eu-west-1',
		requestParameters: {
			groupId: 'sg-1',
			ipPermissions: {
				items: [
					{
						fromPort: 22,
						toPort: 23,
						groups: {},
						ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
						ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
					},
					{
						fromPort: 443,
						toPort: 443,
						groups: { items: [{ groupId: 'sg-9' }] },
						ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] },
						ipv6Ranges: {},
					},
				],
			},
		},
	}),
	call('10:32:00', 'ec2', 'AuthorizeSecurityGroupIngress', bob, {
		requestParameters: {
			groupId: 'sg-2',
			ipPermissions: {},
			fromPort: 22,
			toPort: 22,
			cidrIp: '0.0.0.0/0',
		},
		errorCode: 'Client.UnauthorizedOperation',
		errorMessage: 'not you',
	}),
	call('10:45:00', 'ec2', 'RevokeSecurityGroupEgress', ada, {
		requestParameters: {
			groupId: 'sg-1',
			ipPermissions: {
				items: [{ fromPort: 0, toPort: 65535, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
			},
		},
	}),
	call('10:46:00', 'ec2', 'DeleteSecurityGroup', ada, { requestParameters: { groupId: 'sg-1' } }),
	call('10:47:00', 'ec2', 'DescribeSecurityGroups', ada, {
		eventVersion: '1.05',
		readOnly: undefined,
	}),
	login('11:00:00', bob, 'Failure', 'No', {
		sourceIPAddress: '192.0.2.66',
		errorMessage: 'Failed authentication',
	}),
	login(
		'11:01:00',
		{ type: 'IAMUser', principalId: 'AIDAX', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
		'Failure',
		'Yes',
		{ errorMessage: 'slow (Status Code: 429; Error Code: SigninThrottled; Request ID: 1)' },
	),
	login('11:02:00', root, 'Failure', 'No', { errorMessage: 'Failed authentication' }),
	login('11:10:00', root, 'Success', 'No', { sourceIPAddress: '203.0.113.66' }),
	login('11:12:00', session('ada'), 'Success', 'Yes'),
	call('11:20:00', 'iam', 'AttachUserPolicy', ada, {
		requestParameters: {
			userName: 'newbie',
			policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
		},
	}),
	call('11:21:00', 'iam', 'PutUserPolicy', bob, {
		requestParameters: { userName: 'bob', policyName: 'inline' },
		...denied,
	}),
	call('11:22:00', 'iam', 'CreatePolicyVersion', ada, {
		requestParameters: { policyArn: 'arn:aws:iam::111122223333:policy/team/orders' },
	}),
	call('11:30:00', 'iam', 'DeleteUser', ada, { requestParameters: { userName: 'newbie' } }),
	call('11:31:00', 'iam', 'DeleteAccessKey', ada, {
		requestParameters: { userName: 'newbie', accessKeyId: 'KEY-OF-NEWBIE' },
	}),
	call('11:32:00', 'iam', 'RemoveUserFromGroup', ada, {
		requestParameters: { groupName: 'devs', userName: 'newbie' },
	}),
	call('11:33:00', 'iam', 'CreateRole', session('build-7'), {
		requestParameters: { roleName: 'worker' },
	}),
	call('11:34:00', 'iam', 'DeleteRole', session('build-7'), {
		requestParameters: { roleName: 'worker' },
	}),
	call('11:40:00', 's3', 'GetObject', service, { ...dataAccount, ...denied }),
	call('11:41:00', 's3', 'GetObject', service, dataAccount),
	call('11:42:00', 'ec2', 'CreateTags', ada),
	oldRecord,
	call('11:50:00', 'ec2', 'DescribeRegions', scan, { ...reading, sourceIPAddress: '198.18.200.9' }),
	call('12:00:00', 'ec2', 'DescribeInstances', ada, reading),
];

/** Thirty-five records by hand, of which the first and the last lie outside the range. */
export const smallTrail: readonly DeliveredRecord[] = records.map(record => ({
	key: `AWSLogs/${record === oldRecord ? '777788889999' : account}/CloudTrail/us-east-1/2026/03/01/x.json.gz`,
	record,
}));

export const smallIndicators: readonly OracleIndicator[] = [
	{
		threat: '192.0.2.66',
		type: 'ip_address',
		actor: 'RED FOX',
		raw: '{"malware_families":["Picker","Mole"],"last_updated":1771977600,"labels":[{"name":"Type/Theft"},{"name":"Seen"}]}',
		threatlevel: 'high',
	},
	{
		threat: '203.0.113.66',
		type: 'ip_address',
		actor: '',
		raw: '{"malware_families":[],"last_updated":1771977600,"labels":[]}',
		threatlevel: 'high',
	},
	{ threat: '198.18.200.9', type: 'ip_address', actor: '', raw: '{}', threatlevel: 'medium' },
	{ threat: 'signin.amazonaws.com', type: 'domain', actor: '', raw: '{}', threatlevel: 'high' },
];

export const smallGeo: readonly GeoRange[] = [
	{
		cidr: '192.0.2.64/26',
		latitude: 6.4541,
		longitude: 3.3947,
		country_code: 'NG',
		country_name: 'Nigeria',
		city: 'Lagos',
	},
	{
		cidr: '198.51.100.0/24',
		latitude: 53.3331,
		longitude: -6.2489,
		country_code: 'IE',
		country_name: 'Ireland',
		city: 'Dublin',
	},
];
