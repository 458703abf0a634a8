import {
	browser,
	call,
	cli,
	deployer,
	keyHolder,
	person,
	personWithUser,
	stackOf,
} from './actor.ts';
import type { Ending } from './actor.ts';
import { iam, policyChanges } from './iam-calls.ts';
import { onGroup } from './network-calls.ts';
import type { GroupCall } from './network-calls.ts';
import { idOf, people } from './organisation.ts';
import type { Random } from './random.ts';
import type { Draft } from './record.ts';
import { resourceId } from './scene.ts';
import type { Scene } from './scene.ts';
import { consoleLogin, failedLogin, hidden } from './sign-in.ts';
import { table } from './table.ts';

const consoleReads = table('source', 'name', 'requestJson')`
	ec2 DescribeInstances {"maxResults":1000,"instancesSet":{},"filterSet":{}}
	ec2 DescribeInstanceStatus {"maxResults":"100","includeAllInstances":true}
	ec2 DescribeSecurityGroups {"maxResults":1000,"securityGroupSet":{},"filterSet":{}}
	s3 ListBuckets {"Host":"s3.amazonaws.com"}
	s3 GetBucketVersioning {"bucketName":"examplecorp-lake-eu-west-1","versioning":""}
	cloudtrail LookupEvents {"maxResults":50,"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}]}
	iam ListUsers {"maxItems":1000}
	iam GetAccountSummary null
	rds DescribeDBClusters {"includeShared":false}
	lambda GetFunction20150331v2 {"functionName":"api-handler"}
	logs DescribeLogStreams {"logGroupName":"/aws/lambda/api-handler","descending":true,"limit":50}
	monitoring DescribeAlarms {"maxRecords":100}
	health DescribeEventAggregates {"aggregateField":"eventTypeCategory","filter":{"eventStatusCodes":["open","upcoming"],"startTimes":[{"from":"Feb 22, 2026 12:00:00 AM"}]}}
	notifications ListNotificationHubs null
	ce GetCostAndUsage {"granularity":"DAILY","metrics":["UnblendedCost"]}
`;

export function personReads(scene: Scene): Draft {
	const read = scene.random.pick(consoleReads);
	return call(scene, person(scene), { ...read, readOnly: true });
}

const personalChanges = table('source', 'name', 'requestJson')`
	ec2 StopInstances {"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d4e5f60718"}]},"force":false}
	ec2 StartInstances {"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d4e5f60718"}]}}
	rds ModifyDBInstance {"dBInstanceIdentifier":"orders","multiAZ":true,"masterUserPassword":"HIDDEN_DUE_TO_SECURITY_REASONS","applyImmediately":true}
	ssm StartSession {"target":"i-0a1b2c3d4e5f60718"}
	s3 PutBucketTagging {"bucketName":"examplecorp-preview","Tagging":{"TagSet":{"Tag":{"Key":"owner","Value":"团队 🦊 数据"}}}}
	s3 CreateBucket {"bucketName":"examplecorp-scratch"}
	kms CreateKey {"keySpec":"SYMMETRIC_DEFAULT","description":"for orders"}
	ec2 DeleteVolume {"volumeId":"vol-0a1b2c3d4e5f60718"}
	sns CreateTopic {"name":"alarms"}
	ssm PutParameter "HIDDEN_DUE_TO_SECURITY_REASONS"
`;

export function personChanges(scene: Scene): Draft {
	const change = scene.random.pick(personalChanges);
	return call(scene, person(scene), { ...change, responseJson: 'null' });
}

const refusedCalls = table('source', 'name', 'kind')`
	ec2 RunInstances write
	ec2 DescribeInstanceAttribute read
	s3 GetBucketPolicy read
	s3 PutBucketAcl write
	secretsmanager GetSecretValue read
	kms Decrypt read
	dynamodb DescribeTable read
	iam ListAccessKeys read
	sts AssumeRole read
	organizations ListAccounts read
	lambda CreateFunction20150331 write
`;

/** A refused call of a role session or, in two of five cases, of an IAM user. */
export function refusedCall(scene: Scene): Draft {
	const { random } = scene;
	const { source, name, kind } = random.pick(refusedCalls);
	const { name: user, address } = random.pick(people);
	const actor = random.chance(0.4)
		? keyHolder(scene, random.pick([user, 'metrics-agent', 'svc-reports']), address, cli)
		: random.chance(0.5)
			? deployer(scene)
			: person(scene);
	return call(scene, actor, {
		source,
		name,
		readOnly: kind === 'read',
		requestJson: `{"maxResults":${random.chance(0.5) ? '50' : '"50"'}}`,
		ending: 'refused',
	});
}

const failedChanges = table('source', 'name', 'code', 'message')`
	ec2 CreateVolume Client.VolumeLimitExceeded You have exceeded your maximum gp3 storage limit.
	ec2 DeleteSubnet Client.DependencyViolation The subnet has dependencies and cannot be deleted.
	ec2 TerminateInstances Client.OperationNotPermitted The instance may not be terminated. Modify its disableApiTermination attribute.
	s3 CreateBucket BucketAlreadyExists The requested bucket name is not available.
	s3 DeleteBucket BucketNotEmpty The bucket you tried to delete is not empty
	logs CreateLogGroup ResourceAlreadyExistsException The specified log group already exists
	lambda CreateFunction20150331 ResourceConflictException Function already exist: api-handler
	cloudformation DeleteStack ValidationException
	elasticloadbalancing DeleteTargetGroup ResourceInUseException Target group is currently in use by a listener or a rule
`;

export function failedChange(scene: Scene): Draft {
	const { source, name, code, message } = scene.random.pick(failedChanges);
	return call(scene, deployer(scene), {
		source,
		name,
		requestJson: '{"clientToken":"release"}',
		ending: [code, message],
	});
}

const groupNames = ['web', 'orders-db', 'bastion', 'cache', 'preview'] as const;
const descriptions = [
	'web tier',
	'orders database',
	'テスト用 🧪',
	'made\\tby terraform\\nsee docs',
];

/** Usually `ok`; in `share` of all cases one of the failures. */
function mostly(random: Random, share: number, failures: readonly Ending[]): Ending {
	return random.chance(share) ? random.pick(failures) : 'ok';
}

/** Security groups are created, changed and deleted with releases. */
export function securityGroupChange(scene: Scene): Draft {
	const { random } = scene;
	const by = random.chance(0.7) ? deployer(scene) : person(scene, 1);
	const id = resourceId('sg', random);
	const ending = mostly(random, 0.1, [
		'refused',
		['Client.InvalidPermission.Duplicate', 'the specified rule already exists'],
		['Client.DependencyViolation', 'resource has a dependent object'],
	]);
	const changes: readonly (() => GroupCall)[] = [
		() => ['CreateSecurityGroup', random.pick(groupNames), random.pick(descriptions)],
		() => ['DeleteSecurityGroup', id],
		() => ['OpenPort', id, 443, '198.51.100.0/24'],
		() => ['RevokeSecurityGroupIngress', id, web],
		() => ['AuthorizeSecurityGroupEgress', id, out],
		() => ['RevokeSecurityGroupEgress', id, out],
		() => ['AuthorizeSecurityGroupIngress', id, web, database],
	];
	return onGroup(scene, by, random.pick(changes)(), ending);
}

const web = {
	fromPort: 443,
	toPort: 443,
	cidrs: ['198.51.100.0/24'],
	cidrs6: ['2001:db8:10::/48'],
};
const database = { fromPort: 5432, toPort: 5432, groups: ['sg-0c0ffee0c0ffee001'] };
const out = { fromPort: 0, toPort: 65_535, cidrs: ['10.0.0.0/8'] };

export function login(scene: Scene): Draft {
	const { random } = scene;
	const { name, address } = random.pick(people);
	return random.chance(0.55)
		? consoleLogin(scene, { name: `role:${name}`, address, mfa: false })
		: consoleLogin(scene, { name, address, mfa: random.chance(0.998) });
}

/** A person mistypes the password, or types it into the name field. */
export function loginFailure(scene: Scene): Draft {
	const { name, address } = scene.random.pick(people);
	return failedLogin(scene, name, address, browser);
}

const iamChanges = [
	['CreateUser', 'newcomer'],
	['DeleteUser', 'newcomer'],
	['CreateRole', 'role'],
	['DeleteRole', 'role'],
	['CreateAccessKey', 'name'],
	['DeleteAccessKey', 'name'],
	['ChangePassword', 'name'],
	['UpdateLoginProfile', 'name'],
	['CreateLoginProfile', 'newcomer'],
	['DeleteLoginProfile', 'newcomer'],
	['AddUserToGroup', 'name'],
	['RemoveUserFromGroup', 'name'],
] as const;

const weakPassword = [
	'PasswordPolicyViolationException',
	'Password does not conform to the account password policy',
] as const;

/** What gives somebody a new way in comes from a stack; people and pipelines change the rest. */
const ofStacks: ReadonlySet<string> = new Set([
	'CreateUser',
	'CreateAccessKey',
	'CreateLoginProfile',
	'UpdateLoginProfile',
]);

/** Administrators and pipelines change users, roles, keys, passwords and groups. */
export function iamChange(scene: Scene): Draft {
	const { random } = scene;
	const { name } = random.pick(people);
	const other = random.chance(0.5) ? person(scene, 0) : deployer(scene);
	const ending = mostly(random, 0.08, [
		'refused',
		['EntityAlreadyExistsException', 'The entity already exists.'],
		['NoSuchEntityException', 'The entity cannot be found.'],
	]);
	const newcomer = `${name}-${random.hex8().slice(0, 4)}`;
	const role = `preview-${random.hex8().slice(0, 6)}`;
	const [change, on] = random.pick(iamChanges);

	if (change === 'ChangePassword') {
		const self = personWithUser(scene, name, '198.51.100.7');
		return iam(scene, self, change, name, random.chance(0.2) ? weakPassword : ending);
	}

	const beside = change.includes('Group')
		? random.pick(['developers', 'analysts'])
		: idOf('AKIA', scene.account.id, newcomer);
	const by = ofStacks.has(change) ? stackOf(scene) : other;
	return iam(scene, by, change, { newcomer, role, name }[on], ending, beside);
}

export function policyChange(scene: Scene): Draft {
	const { random } = scene;
	const ending = mostly(random, 0.15, [
		'refused',
		['MalformedPolicyDocumentException', 'Syntax errors in policy.'],
		['LimitExceededException', 'Cannot exceed quota for PolicySize: 6144'],
	]);
	const by = stackOf(scene);
	const change = random.pick(policyChanges);
	return iam(scene, by, change, random.pick(['orders', 'reports', 'preview']), ending, '', 'some');
}

const scanners = [
	'192.0.2.200',
	'192.0.2.201',
	'192.0.2.130',
	'2001:db8:bad::18',
	'203.0.113.99',
	'198.18.200.9',
	'198.18.201.3',
	'198.18.202.77',
] as const;

const tries = table('source', 'name')`
	s3 ListBuckets
	ec2 DescribeInstances
	secretsmanager ListSecrets
	ses GetSendQuota
`;

/** Strangers try keys and passwords all day; nearly all attempts fail. */
export function strangerTries(scene: Scene): Draft {
	const { random } = scene;
	const address = random.pick(scanners);

	if (random.chance(0.3)) {
		return failedLogin(scene, random.pick(['admin', 'root', hidden, 'test', 'ada']), address);
	}

	const user = random.pick(['metrics-agent', 'backup']);
	const actor = keyHolder(scene, user, address, 'python-requests/2.32.3');
	const works = random.chance(0.15);
	const tried = works ? { source: 'sts', name: 'GetCallerIdentity' } : random.pick(tries);
	const ending = works ? 'ok' : 'refused';
	return call(scene, actor, { ...tried, readOnly: true, requestJson: 'null', ending });
}
