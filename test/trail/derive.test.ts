import { expect, test } from 'vitest';
import { derivedFields } from '../../source/trail/derive.ts';
import type { Value } from '../../source/trail/derive.ts';

function derive(name: string, record: Readonly<Record<string, Value>>): Value {
	const field = derivedFields.find(other => other.name === name)!;
	return field.derive(field.inputs.map(path => record[path]));
}

const type = 'userIdentity.type';
const userName = 'userIdentity.userName';
const issuer = 'userIdentity.sessionContext.sessionIssuer.userName';
const arn = 'userIdentity.arn';
const principal = 'userIdentity.principalId';
const invokedBy = 'userIdentity.invokedBy';

test.each<[string, Readonly<Record<string, Value>>]>([
	['ada', { [type]: 'IAMUser', [userName]: 'ada' }],
	['AIDAX', { [type]: 'IAMUser', [principal]: 'AIDAX' }],
	['root', { [type]: 'Root', [userName]: 'alias' }],
	[
		'Admin/ada',
		{ [type]: 'AssumedRole', [issuer]: 'Admin', [arn]: 'arn:aws:sts::1:assumed-role/Admin/ada' },
	],
	['Admin/ada', { [type]: 'AssumedRole', [arn]: 'arn:aws:sts::1:assumed-role/Admin/ada' }],
	['Admin/i-0abc', { [type]: 'AssumedRole', [issuer]: 'Admin', [principal]: 'AROAX:i-0abc' }],
	['AROAX', { [type]: 'AssumedRole', [principal]: 'AROAX' }],
	['bob', { [type]: 'FederatedUser', [principal]: '1111:bob' }],
	['ada@x', { [type]: 'IdentityCenterUser', 'additionalEventData.UserName': 'ada@x' }],
	['ec2.amazonaws.com', { [type]: 'AWSService', [invokedBy]: 'ec2.amazonaws.com' }],
	['444455556666', { [type]: 'AWSAccount', 'userIdentity.accountId': '444455556666' }],
	['ec2.amazonaws.com', { [invokedBy]: 'ec2.amazonaws.com' }],
	['(none)', {}],
	['u-1', { [type]: 'IdentityCenterUser', 'userIdentity.onBehalfOf.userId': 'u-1' }],
	['carla', { [type]: 'Unknown', [userName]: 'carla', [principal]: '' }],
	['dora', { [type]: 'Directory', [userName]: 'dora' }],
	['1234', { [type]: 'WebIdentityUser', [principal]: 'accounts.google.com:app:1234' }],
	['c@x', { [type]: 'SAMLUser', [principal]: 'Z:c@x' }],
	['R/sess', { [type]: 'Role', [arn]: 'arn:aws:iam::1:role/a/R', [principal]: 'AROAX:sess' }],
	[
		'AWSServiceRoleForSupport/s',
		{ [type]: 'AssumedRole', [arn]: 'arn:aws:sts::1:assumed-role/AWSServiceRoleForSupport/s' },
	],
	['123', { [type]: 'Unknown', 'userIdentity.accountId': '123' }],
	['(none)', { [type]: 'IAMUser', [userName]: '', [principal]: '' }],
	[
		'HIDDEN_DUE_TO_SECURITY_REASONS',
		{ [type]: 'IAMUser', [userName]: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
	],
])('the user is %s', (user, record) => {
	expect(derive('_user', record)).toBe(user);
});

test.each<[Value, Readonly<Record<string, Value>>]>([
	['Data', { eventCategory: 'Data', eventType: 'AwsCloudTrailInsight' }],
	['Insight', { eventType: 'AwsCloudTrailInsight' }],
	['Insight', { 'meta:_objectKind': 'insight', eventType: 'AwsApiCall' }],
	['NetworkActivity', { eventType: 'AwsVpceEvents', managementEvent: false }],
	['NetworkActivity', { eventType: 'AwsVpceEvent' }],
	['NetworkActivity', { 'meta:_objectKind': 'network-activity' }],
	['Aggregated', { 'meta:_objectKind': 'aggregated' }],
	['Data', { eventType: 'AwsApiCall', managementEvent: false }],
	['Management', { eventType: 'AwsApiCall', managementEvent: true }],
	['Management', { eventCategory: '' }],
])('the category is %s', (category, record) => {
	expect(derive('_eventCategory', record)).toBe(category);
});

test.each([
	{ eventCategory: 'Insight' },
	{ eventCategory: 'Aggregated' },
	{ eventType: 'AwsCloudTrailInsight' },
])('what tells of calls is none itself: %o', record => {
	expect(
		['_readOnly', '_result'].map(name => derive(name, { ...record, readOnly: false })),
	).toEqual([null, null]);
	expect(derive('_denied', record)).toBe(false);
});

test('an Insights event goes by the name of the calls that it is about', () => {
	const about = { 'insightDetails.eventName': 'RunInstances' };
	expect(derive('_eventName', about)).toBe('RunInstances');
	expect(derive('_eventName', { ...about, eventName: 'Own' })).toBe('Own');
	expect(derive('_eventName', {})).toBeNull();
});

test.each([
	['AccessDeniedException', true],
	['Client.UnauthorizedOperation', true],
	['VpceAccessDenied', true],
	['XAccessDenied', false],
	['Throttling', false],
	['', false],
])('%s is a code of denial: %s', (errorCode, isDenied) => {
	expect(derive('_denied', { errorCode })).toBe(isDenied);
});

test('role and session are of assumed roles only', () => {
	const record = { [type]: 'AssumedRole', [arn]: 'arn:aws:sts::1:assumed-role/Admin/ada' };
	expect(derive('_role', record)).toBe('Admin');
	expect(derive('_session', record)).toBe('ada');
	expect(derive('_role', { ...record, [type]: 'IAMUser' })).toBeNull();
	expect(derive('_session', { ...record, [type]: 'IAMUser' })).toBeNull();
});

test('a principal is the user, but numbered sessions of a role are one', () => {
	const principal = (session: string) =>
		derive('_principal', {
			[type]: 'AssumedRole',
			[arn]: `arn:aws:sts::1:assumed-role/ci/${session}`,
		});
	expect(principal('build-4680')).toBe('ci');
	expect(principal('botocore-session-1700000000')).toBe('ci');
	expect(principal('ada')).toBe('ci/ada');
	expect(principal('ada2')).toBe('ci/ada2');
	expect(principal('ada1984@example.com')).toBe('ci/ada1984@example.com');
	expect(principal('i-0abcdef1234567890')).toBe('ci/i-0abcdef1234567890');
	expect(derive('_principal', { [type]: 'IAMUser', 'userIdentity.userName': 'svc-1234' })).toBe(
		'svc-1234',
	);
});

test('the account is the recipient’s, else the object’s, else the caller’s', () => {
	const caller = { 'userIdentity.accountId': '3' };
	const object = { ...caller, 'meta:_objectAccount': '2' };
	expect(derive('_account', { ...object, recipientAccountId: '1' })).toBe('1');
	expect(derive('_account', object)).toBe('2');
	expect(derive('_account', caller)).toBe('3');
	expect(derive('_account', {})).toBeNull();
});

test.each<[string, Readonly<Record<string, Value>>]>([
	['AccessDenied', { errorCode: 'AccessDenied' }],
	['Failure', { 'member:responseElements=Failure': 'Failure' }],
	['Failure', { 'member:serviceEventDetails=Failure': 'Failure' }],
	['AccessDenied', { errorCode: 'AccessDenied', 'member:responseElements=Failure': 'Failure' }],
	['Success', {}],
	['Success', { eventName: 'RunInstances', errorCode: '' }],
])('the result is %s', (result, record) => {
	expect(derive('_result', record)).toBe(result);
});

test.each<[boolean, Readonly<Record<string, Value>>]>([
	[true, { readOnly: true, eventName: 'RunInstances' }],
	[false, { readOnly: false, eventName: 'GetObject' }],
	[true, { readOnly: 'True' }],
	[false, { readOnly: 'false', eventName: 'GetObject' }],
	[true, { eventName: 'BatchGetItem' }],
	[true, { eventName: 'DescribeInstances' }],
	[false, { eventName: 'PutObject' }],
	[false, {}],
])('read-only is %s', (readOnly, record) => {
	expect(derive('_readOnly', record)).toBe(readOnly);
});

test('an old record gets its likely type', () => {
	expect(derive('_eventType', { eventName: 'ConsoleLogin' })).toBe('AwsConsoleSignIn');
	expect(derive('_eventType', { eventName: 'RunInstances' })).toBe('AwsApiCall');
	expect(derive('_eventType', { eventType: 'AwsServiceEvent' })).toBe('AwsServiceEvent');
});
