import { expect, test } from 'vitest';
import { differences } from './compare.ts';
import type { Cell } from './json.ts';
import { oracle } from './oracle.ts';
import type { Panel } from './shapes.ts';
import { smallGeo, smallIndicators, smallRange, smallTrail } from './small-trail.ts';

const options = { ...smallRange, indicators: smallIndicators, geo: smallGeo };
const panels = oracle(smallTrail, options);

function panel(id: string, of = panels): Panel {
	const found = of.get(id);

	if (found === undefined) {
		throw new Error(`the oracle has no ${id}`);
	}

	return found;
}

/** The rows as lists of cells, in the order of the columns. */
function cells({ columns, rows }: Panel): readonly (readonly Cell[])[] {
	return rows.map(row => columns.map(column => row[column] ?? null));
}

const ten = Date.parse('2026-03-01T10:00:00Z');
const eleven = Date.parse('2026-03-01T11:00:00Z');

test.each([
	{ id: 'AM1', counts: [0, 6, 3, 2, 5, 3, 7, 0] },
	{ id: 'AM3', counts: [3, 0, 0, 1, 0, 0, 2, 1] },
	{ id: 'LA1', counts: [0, 1, 1, 0, 0, 1, 1, 0] },
	{ id: 'LA4', counts: [0, 1] },
	{ id: 'LA6', counts: [0, 0, 0, 0, 3, 0, 0, 0] },
	{ id: 'LA8', counts: [0, 0, 0, 0, 2, 0, 0, 0] },
	{ id: 'LA10', counts: [0, 1] },
	{ id: 'AS1', counts: [0, 1, 0, 0, 0, 0, 0, 0] },
	{ id: 'AS3', counts: [0, 0, 0, 0, 0, 0, 1, 0] },
	{ id: 'AS5', counts: [0, 0, 0, 0, 0, 0, 1, 0] },
	{ id: 'AS9', counts: [0, 1, 0, 0, 0, 0, 0, 0] },
	{ id: 'AS15', counts: [0, 2, 0, 0, 0, 0, 0, 0] },
	{ id: 'AS17', counts: [0, 1, 0, 0, 0, 0, 0, 0] },
	{ id: 'OV1', counts: [3, 0, 0, 1, 0, 0, 2, 1] },
	{ id: 'OV4', counts: [0, 0, 0, 0, 0, 0, 1, 0] },
	{ id: 'OV11', counts: [0, 0, 0, 0, 2, 0, 2, 0] },
	{ id: 'OV14', counts: [0, 4] },
	{ id: 'PA9', counts: [0, 0, 1, 0, 0, 0, 0, 0] },
	{ id: 'PA11', counts: [0, 0, 0, 1, 0, 0, 0, 0] },
	{ id: 'PA13', counts: [0, 0, 1, 0, 0, 0, 0, 0] },
	{ id: 'PA15', counts: [0, 0, 1, 1, 0, 0, 0, 0] },
	{ id: 'PA17', counts: [0, 0, 0, 0, 0, 2, 0, 0] },
	{ id: 'PA19', counts: [0, 0, 0, 0, 0, 1, 0, 0] },
])('$id counts a bucket: $counts', ({ id, counts }) => {
	const stepMs = 7_200_000 / counts.length;
	expect(cells(panel(id))).toEqual(counts.map((count, index) => [ten + index * stepMs, count]));
	expect(panel(id).columns).toEqual(['_timeslice', 'eventCount']);
});

test.each<{ id: string; columns: string; rows: readonly (readonly Cell[])[] }>([
	{
		id: 'AM4',
		columns: 'user,eventName,eventCount',
		rows: [
			['ada', 'DescribeInstances', 2],
			['svc', 'GetObject', 2],
			['CI/build-7', 'ListBuckets', 1],
			['ada', 'DescribeSecurityGroups', 1],
			['scan.example.com', 'DescribeRegions', 1],
		],
	},
	{
		id: 'AM5',
		columns: 'eventName,eventCount',
		rows: [
			['AuthorizeSecurityGroupIngress', 2],
			['CreateSecurityGroup', 1],
			['DeleteSecurityGroup', 1],
			['RevokeSecurityGroupEgress', 1],
		],
	},
	{
		id: 'AM6',
		columns:
			'eventTime,sourceIPAddress,user,eventType,eventName,eventSource,principalId,awsRegion,groupId,groupName,groupDescription,direction,fromPort,toPort,cidr,egress,action,account',
		rows: [
			[
				'2026-03-01T10:46:00Z',
				'198.51.100.7',
				'ada',
				'AwsApiCall',
				'DeleteSecurityGroup',
				'ec2.amazonaws.com',
				'AIDAADA',
				'us-east-1',
				'sg-1',
				null,
				null,
				null,
				null,
				null,
				null,
				null,
				null,
				'111122223333',
			],
			[
				'2026-03-01T10:45:00Z',
				'198.51.100.7',
				'ada',
				'AwsApiCall',
				'RevokeSecurityGroupEgress',
				'ec2.amazonaws.com',
				'AIDAADA',
				'us-east-1',
				'sg-1',
				null,
				null,
				'Egress',
				'0',
				'65535',
				'0.0.0.0/0',
				null,
				null,
				'111122223333',
			],
			[
				'2026-03-01T10:32:00Z',
				'198.51.100.7',
				'bob',
				'AwsApiCall',
				'AuthorizeSecurityGroupIngress',
				'ec2.amazonaws.com',
				'AIDABOB',
				'us-east-1',
				'sg-2',
				null,
				null,
				'Ingress',
				'22',
				'22',
				'0.0.0.0/0',
				null,
				null,
				'111122223333',
			],
			[
				'2026-03-01T10:31:00Z',
				'198.51.100.7',
				'CI/build-7',
				'AwsApiCall',
				'AuthorizeSecurityGroupIngress',
				'ec2.amazonaws.com',
				'AROACI:build-7',
				'eu-west-1',
				'sg-1',
				null,
				null,
				'Ingress',
				'22, 443',
				'23, 443',
				'0.0.0.0/0, 10.0.0.0/8, ::/0, sg-9',
				null,
				null,
				'111122223333',
			],
			[
				'2026-03-01T10:30:00Z',
				'198.51.100.7',
				'CI/build-7',
				'AwsApiCall',
				'CreateSecurityGroup',
				'ec2.amazonaws.com',
				'AROACI:build-7',
				'eu-west-1',
				'sg-1',
				'web',
				'web tier',
				null,
				null,
				null,
				null,
				null,
				null,
				'111122223333',
			],
		],
	},
	{
		id: 'AM7',
		columns:
			'_timeslice,AuthorizeSecurityGroupIngress,CreateSecurityGroup,DeleteSecurityGroup,RevokeSecurityGroupEgress',
		rows: [[ten, 2, 1, 1, 1]],
	},
	{
		id: 'LA2',
		columns: '_timeslice,111122223333,444455556666',
		rows: [
			[ten, 2, null],
			[eleven, 1, 1],
		],
	},
	{
		id: 'LA5',
		columns:
			'eventTime,type,sourceIPAddress,user,mfaUsed,eventType,eventName,errorMessage,principalId,awsRegion,account',
		rows: [
			[
				'2026-03-01T11:02:00Z',
				'Root',
				'198.51.100.7',
				'root',
				'No',
				'AwsConsoleSignIn',
				'ConsoleLogin',
				'Failed authentication',
				'111122223333',
				'us-east-1',
				'111122223333',
			],
		],
	},
	{
		id: 'LA7',
		columns:
			'eventTime,sourceIPAddress,user,mfaUsed,eventType,eventName,errorCode,errorMessage,principalId,awsRegion,account',
		rows: [
			[
				'2026-03-01T11:02:00Z',
				'198.51.100.7',
				'root',
				'No',
				'AwsConsoleSignIn',
				'ConsoleLogin',
				null,
				'Failed authentication',
				'111122223333',
				'us-east-1',
				'111122223333',
			],
			[
				'2026-03-01T11:01:00Z',
				'198.51.100.7',
				'HIDDEN_DUE_TO_SECURITY_REASONS',
				'Yes',
				'AwsConsoleSignIn',
				'ConsoleLogin',
				'SigninThrottled',
				'slow (Status Code: 429; Error Code: SigninThrottled; Request ID: 1)',
				'AIDAX',
				'us-east-1',
				'111122223333',
			],
			[
				'2026-03-01T11:00:00Z',
				'192.0.2.66',
				'bob',
				'No',
				'AwsConsoleSignIn',
				'ConsoleLogin',
				null,
				'Failed authentication',
				'AIDABOB',
				'us-east-1',
				'111122223333',
			],
		],
	},
	{
		id: 'LA9',
		columns:
			'eventTime,sourceIPAddress,user,role,mfaUsed,eventType,eventName,principalId,awsRegion,account',
		rows: [
			[
				'2026-03-01T11:12:00Z',
				'198.51.100.7',
				'CI/ada',
				'CI',
				'Yes',
				'AwsConsoleSignIn',
				'ConsoleLogin',
				'AROACI:ada',
				'us-east-1',
				'111122223333',
			],
			[
				'2026-03-01T11:10:00Z',
				'203.0.113.66',
				'root',
				null,
				'No',
				'AwsConsoleSignIn',
				'ConsoleLogin',
				'111122223333',
				'us-east-1',
				'111122223333',
			],
		],
	},
	{
		id: 'AS10',
		columns: 'eventTime,user,accessKeyId,account',
		rows: [['2026-03-01T10:18:00Z', 'ada', 'KEY-OF-NEWBIE', '111122223333']],
	},
	{
		id: 'AS12',
		columns: 'eventTime,user,accessKeyId,account',
		rows: [['2026-03-01T11:31:00Z', 'ada', 'KEY-OF-NEWBIE', '111122223333']],
	},
	{
		id: 'AS13',
		columns: 'eventName,eventCount',
		rows: [
			['CreateUser', 2],
			['CreateAccessKey', 1],
			['CreateLoginProfile', 1],
			['CreatePolicyVersion', 1],
			['CreateRole', 1],
			['DeleteAccessKey', 1],
			['DeleteRole', 1],
			['DeleteUser', 1],
			['PutUserPolicy', 1],
		],
	},
	{
		id: 'AS16',
		columns:
			'eventTime,eventName,eventSource,user,targetUser,account,awsRegion,sourceIPAddress,errorCode,errorMessage',
		rows: [
			[
				'2026-03-01T10:21:00Z',
				'ChangePassword',
				'iam.amazonaws.com',
				'bob',
				null,
				'111122223333',
				'us-east-1',
				'198.51.100.7',
				'PasswordPolicyViolationException',
				'too short',
			],
			[
				'2026-03-01T10:20:00Z',
				'CreateLoginProfile',
				'iam.amazonaws.com',
				'ada',
				'newbie',
				'111122223333',
				'us-east-1',
				'198.51.100.7',
				null,
				null,
			],
		],
	},
	{
		id: 'AS20',
		columns:
			'eventTime,eventName,eventSource,user,targetUser,groupName,account,awsRegion,sourceIPAddress',
		rows: [
			[
				'2026-03-01T11:32:00Z',
				'RemoveUserFromGroup',
				'iam.amazonaws.com',
				'ada',
				'newbie',
				'devs',
				'111122223333',
				'us-east-1',
				'198.51.100.7',
			],
		],
	},
	{
		id: 'OV12',
		columns: 'user,sourceIPAddress,latitude,longitude,country_code,country_name,city,eventCount',
		rows: [
			['CI/ada', '198.51.100.7', 53.3331, -6.2489, 'IE', 'Ireland', 'Dublin', 1],
			[
				'HIDDEN_DUE_TO_SECURITY_REASONS',
				'198.51.100.7',
				53.3331,
				-6.2489,
				'IE',
				'Ireland',
				'Dublin',
				1,
			],
			['bob', '192.0.2.66', 6.4541, 3.3947, 'NG', 'Nigeria', 'Lagos', 1],
			['root', '198.51.100.7', 53.3331, -6.2489, 'IE', 'Ireland', 'Dublin', 1],
			['root', '203.0.113.66', null, null, null, null, null, 1],
		],
	},
	{
		id: 'OV16',
		columns: 'user,AccessDenied,Client.UnauthorizedOperation',
		rows: [
			['bob', 2, 1],
			['svc', 1, null],
		],
	},
	{
		id: 'PA1',
		columns: 'eventName,eventCount',
		rows: [
			['CreateAccessKey', 1],
			['CreateLoginProfile', 1],
			['CreatePolicyVersion', 1],
			['CreateRole', 1],
			['CreateSecurityGroup', 1],
			['CreateUser', 1],
			['DeleteAccessKey', 1],
			['DeleteRole', 1],
			['DeleteSecurityGroup', 1],
			['DeleteUser', 1],
		],
	},
	{ id: 'PA4', columns: 'eventName,eventCount', rows: [['CreateUser', 1]] },
	{
		id: 'PA6',
		columns:
			'eventTime,sourceIPAddress,user,eventType,eventName,eventSource,awsRegion,principalId,result,account,errorCode,errorMessage',
		rows: [
			[
				'2026-03-01T10:17:00Z',
				'198.51.100.7',
				'bob',
				'AwsApiCall',
				'CreateUser',
				'iam.amazonaws.com',
				'us-east-1',
				'AIDABOB',
				'AccessDenied',
				'111122223333',
				'AccessDenied',
				'no',
			],
		],
	},
	{
		id: 'PA10',
		columns: 'eventTime,user,groupId,groupName,account,sourceIPAddress',
		rows: [['2026-03-01T10:30:00Z', 'CI/build-7', 'sg-1', 'web', '111122223333', '198.51.100.7']],
	},
	{
		id: 'PA14',
		columns:
			'eventTime,eventName,user,groupId,account,awsRegion,sourceIPAddress,errorCode,errorMessage',
		rows: [
			[
				'2026-03-01T10:32:00Z',
				'AuthorizeSecurityGroupIngress',
				'bob',
				'sg-2',
				'111122223333',
				'us-east-1',
				'198.51.100.7',
				'Client.UnauthorizedOperation',
				'not you',
			],
		],
	},
	{
		id: 'PA18',
		columns: 'eventTime,eventName,eventSource,policyName,user,account,awsRegion,sourceIPAddress',
		rows: [
			[
				'2026-03-01T11:22:00Z',
				'CreatePolicyVersion',
				'iam.amazonaws.com',
				'team/orders',
				'ada',
				'111122223333',
				'us-east-1',
				'198.51.100.7',
			],
			[
				'2026-03-01T11:20:00Z',
				'AttachUserPolicy',
				'iam.amazonaws.com',
				'AdministratorAccess',
				'ada',
				'111122223333',
				'us-east-1',
				'198.51.100.7',
			],
		],
	},
	{
		id: 'PA20',
		columns:
			'eventTime,eventName,eventSource,policyName,user,account,awsRegion,sourceIPAddress,errorCode,errorMessage',
		rows: [
			[
				'2026-03-01T11:21:00Z',
				'PutUserPolicy',
				'iam.amazonaws.com',
				'inline',
				'bob',
				'111122223333',
				'us-east-1',
				'198.51.100.7',
				'AccessDenied',
				'no',
			],
		],
	},
	{
		id: 'TI1',
		columns: 'latitude,longitude,country_code,country_name,city,eventCount',
		rows: [
			[6.4541, 3.3947, 'NG', 'Nigeria', 'Lagos', 3],
			[null, null, null, null, null, 1],
		],
	},
	{
		id: 'TI2',
		columns: 'sourceIPAddress,AccessDenied,Failure,Success',
		rows: [
			['192.0.2.66', 1, 1, 1],
			['203.0.113.66', null, null, 1],
		],
	},
	{ id: 'TI3', columns: '_timeslice,AccessDenied,Failure,Success', rows: [[eleven, 1, 1, 2]] },
	{
		id: 'TI4',
		columns: 'actor,eventCount',
		rows: [
			['RED FOX', 3],
			['Unassigned', 1],
		],
	},
	{
		id: 'TI5',
		columns: 'eventName,AccessDenied,Failure,Success',
		rows: [
			['ConsoleLogin', null, 1, 1],
			['GetObject', 1, null, 1],
		],
	},
	{
		id: 'TI6',
		columns:
			'eventTime,user,sourceIPAddress,eventName,awsRegion,result,confidence,label,malwareFamilies,lastUpdated',
		rows: [
			[
				'2026-03-01T11:41:00Z',
				'svc',
				'192.0.2.66',
				'GetObject',
				'eu-west-1',
				'Success',
				'high',
				'Type/Theft, Seen',
				'Picker, Mole',
				'2026-02-25',
			],
			[
				'2026-03-01T11:40:00Z',
				'svc',
				'192.0.2.66',
				'GetObject',
				'eu-west-1',
				'AccessDenied',
				'high',
				'Type/Theft, Seen',
				'Picker, Mole',
				'2026-02-25',
			],
			[
				'2026-03-01T11:10:00Z',
				'root',
				'203.0.113.66',
				'ConsoleLogin',
				'us-east-1',
				'Success',
				'high',
				null,
				null,
				'2026-02-25',
			],
			[
				'2026-03-01T11:00:00Z',
				'bob',
				'192.0.2.66',
				'ConsoleLogin',
				'us-east-1',
				'Failure',
				'high',
				'Type/Theft, Seen',
				'Picker, Mole',
				'2026-02-25',
			],
		],
	},
	{
		id: 'TI7',
		columns: 'sourceIPAddress,ConsoleLogin,GetObject',
		rows: [
			['192.0.2.66', 1, 2],
			['203.0.113.66', 1, null],
		],
	},
])('$id shows what was written down by hand', ({ id, columns, rows }) => {
	const own = panel(id);
	expect(own.columns.join()).toBe(columns);
	const byText = (list: readonly (readonly Cell[])[]) =>
		own.order === 'any' ? list.map(row => JSON.stringify(row)).sort() : list;
	expect(byText(cells(own))).toEqual(byText(rows));
});

test('PA2 flags the one bucket outside the band of those before it', () => {
	const flat = [null, null, null, null, 0, 0];
	const band = (count: number, mean: number, deviation: number, flag: number) => [
		count - mean,
		mean - 3 * deviation,
		mean + 3 * deviation,
		deviation,
		flag,
		flag,
	];
	const expected = [
		[0, ...flat],
		[3, ...flat],
		[1, ...band(1, 1.5, 1.5, 0)],
		[1, ...band(1, 4 / 3, Math.sqrt(14) / 3, 0)],
		[0, ...band(0, 1.25, Math.sqrt(1.1875), 0)],
		[1, ...band(1, 1, Math.sqrt(1.2), 0)],
		[5, ...band(5, 1, 1, 1)],
		[0, ...band(0, 11 / 7, Math.sqrt(138) / 7, 0)],
	];

	for (const [index, row] of cells(panel('PA2')).entries()) {
		expect(row[0]).toBe(ten + index * 900_000);

		for (const [place, value] of (expected[index] ?? []).entries()) {
			if (value === null) {
				expect(row[place + 1]).toBeNull();
			} else {
				expect(row[place + 1]).toBeCloseTo(value, 12);
			}
		}
	}

	expect(panel('PA2').rows).toHaveLength(8);
});

test('a bucket that ends after the range is never flagged, and the edge of the band is inside', () => {
	const cut = { ...options, toMs: Date.parse('2026-03-01T11:44:00Z') };
	const last = cells(panel('PA2', oracle(smallTrail, cut))).at(-1);
	expect(last?.[1]).toBe(5);
	expect(last?.at(-1)).toBe(0);
	const fewer = smallTrail.filter(({ record }) => record['eventName'] !== 'TerminateInstances');
	const edge = cells(panel('PA2', oracle(fewer, options))).at(-2);
	expect(edge?.slice(1, 5)).toEqual([4, 3, -2, 4]);
	expect(edge?.at(-1)).toBe(0);
});

test('account and region narrow every panel, by the account of the record or of its key', () => {
	const old = oracle(smallTrail, { ...options, account: '777788889999' });
	expect(cells(panel('PA1', old))).toEqual([['TerminateInstances', 1]]);
	expect(cells(panel('PA3', old))).toEqual([
		[
			'2026-03-01T11:43:00Z',
			'AWS Internal',
			'old',
			'AwsApiCall',
			'TerminateInstances',
			'ec2.amazonaws.com',
			'us-east-1',
			'AIDAOLD',
			'Success',
			'777788889999',
		],
	]);
	const west = oracle(smallTrail, { ...options, region: 'eu-west-1' });
	expect(cells(panel('AM5', west))).toEqual([
		['AuthorizeSecurityGroupIngress', 1],
		['CreateSecurityGroup', 1],
	]);
	expect(cells(panel('TI4', west))).toEqual([['RED FOX', 2]]);
});

test('other confidence levels count when asked for', () => {
	const medium = oracle(smallTrail, { ...options, confidence: 'medium' });
	expect(cells(panel('TI7', medium))).toEqual([['198.18.200.9', 1]]);
});

test('the comparison accepts the same panel in any open order, and tells of each difference', () => {
	const own = { ...panel('TI2'), order: 'any' as const };
	const shown = { id: 'TI2', columns: own.columns, rows: [...own.rows].reverse() };
	expect(differences(shown, own)).toEqual([]);
	expect(differences({ ...shown, rows: shown.rows.slice(0, 1) }, own)).toEqual([
		'TI2: 1 rows instead of 2',
		'TI2: lacks ["192.0.2.66",1,1,1]',
	]);
	expect(differences(shown, panel('TI2'))).toHaveLength(2);
	const list = panel('TI6');
	const rising = { id: 'TI6', columns: list.columns, rows: [...list.rows].reverse() };
	expect(differences(rising, list)).toEqual(['TI6: row 1 is newer than the row before it']);
	const line = panel('PA2');
	const near = line.rows.map(row => ({
		...row,
		_timeslice: new Date(row['_timeslice'] as number).toISOString(),
		eventCount_upper:
			row['eventCount_upper'] === null ? undefined : Number(row['eventCount_upper']) + 1e-11,
	}));
	expect(differences({ id: 'PA2', columns: line.columns, rows: near }, line)).toEqual([]);
	const far = line.rows.map(row => ({ ...row, eventCount_indicator: 1 }));
	expect(differences({ id: 'PA2', columns: line.columns, rows: far }, line)).toHaveLength(6);
	expect(differences({ id: 'AM5', columns: ['eventName'], rows: [] }, panel('AM5'))).toEqual([
		'AM5: columns eventName instead of eventName,eventCount',
		'AM5: 0 rows instead of 4',
	]);
});
