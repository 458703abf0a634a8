import { call, person, personWithUser } from './actor.ts';
import type { Actor } from './actor.ts';
import * as iam from './iam-calls.ts';
import { data, homeRegion, plantedUser, prod, security } from './organisation.ts';
import type { ExampleAccount } from './organisation.ts';
import type { Draft } from './record.ts';
import { resourceId } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Teller } from './teller.ts';
import { minuteMs } from '../text/duration.ts';

const lake = 'examplecorp-lake-us-east-1';
const everyone = 'http://acs.amazonaws.com/groups/global/AllUsers';

function planted(scene: Scene): Actor {
	return personWithUser(scene, plantedUser, '203.0.113.66', false);
}

/** A call that changes something, as `[source, name, request, response]`. */
type Change = readonly [source: string, name: string, requestJson: string, responseJson?: string];

function change(scene: Scene, by: Actor, what: Change, works = true): Draft {
	const [source, name, requestJson, responseJson = 'null'] = what;
	return call(scene, by, {
		source,
		name,
		requestJson,
		responseJson,
		...(works ? {} : { ending: 'refused' as const }),
	});
}

function ofObject(key: string, more: string): string {
	return `{"bucketName":"${lake}","Host":"${lake}.s3.amazonaws.com","key":"${key}",${more}}`;
}

/** An access control list as a request body: its owner, and everyone where it says so. */
function listJson(permission: string | undefined): string {
	const owner =
		'{"Grantee":{"xsi:type":"CanonicalUser","xmlns:xsi":"http://www.w3.org/2001/XMLSchema-instance","ID":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"Permission":"FULL_CONTROL"}';
	const all =
		permission === undefined
			? ''
			: `,{"Grantee":{"xsi:type":"Group","xmlns:xsi":"http://www.w3.org/2001/XMLSchema-instance","URI":"${everyone}"},"Permission":"${permission}"}`;
	return `"AccessControlPolicy":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","Owner":{"ID":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"AccessControlList":{"Grant":[${owner}${all}]}}`;
}

/** Objects and buckets are opened to everyone, by every way there is, and some are not. */
export function publish(teller: Teller, atMs: number): void {
	const put = (minute: number, name: string, request: string, works = true) => {
		teller.tell(atMs + minute * minuteMs, data, homeRegion, scene => ({
			...change(scene, planted(scene), ['s3', name, request], works),
			...(name === 'PutBucketAcl' ? {} : { category: 'Data' as const }),
			requestId: scene.random.capitals(16),
		}));
	};
	const bucket = `"bucketName":"${lake}","Host":"${lake}.s3.amazonaws.com","acl":""`;
	const toAll = `"accessControlList":{"x-amz-grant-read":"uri=\\"${everyone}\\""}`;
	put(1, 'PutObject', ofObject('exports/customers.csv', toAll));
	put(2, 'PutObject', ofObject('exports/orders.csv', toAll));
	put(3, 'PutObject', ofObject('exports/prices.csv', '"x-amz-acl":"public-read"'));
	put(4, 'PutObject', ofObject('exports/inner.csv', '"x-amz-acl":"private"'));
	put(5, 'PutObject', ofObject('exports/keys.csv', toAll), false);
	put(7, 'PutBucketAcl', `{${bucket},${listJson('READ')}}`);
	put(9, 'PutBucketAcl', `{${bucket},${listJson('READ')}}`, false);
	put(11, 'PutBucketAcl', `{${bucket},${listJson(undefined)}}`);
	put(12, 'PutBucketAcl', `{${bucket},"x-amz-acl":"public-read-write"}`);
	put(14, 'PutObjectAcl', ofObject('customers/list.parquet', listJson('READ')));
	put(15, 'PutObjectAcl', ofObject('customers/notes.parquet', listJson('FULL_CONTROL')));
	put(16, 'PutObjectAcl', ofObject('customers/plan.parquet', listJson(undefined)));
	put(17, 'PutObjectAcl', ofObject('customers/secrets.parquet', listJson('READ')), false);
}

/** Users, groups, roles and policies that live for minutes only. */
export function comeAndGo(teller: Teller, atMs: number): void {
	const tell = (minute: number, make: Parameters<Teller['tell']>[3]) => {
		teller.tell(atMs + minute * minuteMs, prod, homeRegion, make);
	};
	const group = (name: string) => (scene: Scene) =>
		change(scene, planted(scene), ['iam', name, '{"groupName":"helpers"}']);
	const policy = (scene: Scene) =>
		change(scene, planted(scene), [
			'iam',
			'DeletePolicy',
			`{"policyArn":"arn:aws:iam::${scene.account.id}:policy/fleeting-access"}`,
		]);
	tell(1, scene => iam.createUser(scene, planted(scene), 'guest'));
	tell(6, scene => iam.deleteUser(scene, planted(scene), 'guest'));
	tell(7, group('CreateGroup'));
	tell(9, group('DeleteGroup'));
	tell(11, scene => iam.changePolicy(scene, planted(scene), 'CreatePolicy', 'fleeting'));
	tell(18, policy);
	tell(20, scene => iam.createRole(scene, planted(scene), 'visitor'));
	tell(21, scene => iam.deleteRole(scene, planted(scene), 'visitor'));
	// Fourteen minutes are not short, and what is made again has a life of its own.
	tell(22, scene => iam.createUser(scene, planted(scene), 'guest'));
	tell(36, scene => iam.deleteUser(scene, planted(scene), 'guest'));
}

function entry(number: number, egress: boolean, rule: string, ports: string): string {
	return `{"networkAclId":"acl-0badc0de0badc0de2","ruleNumber":${number},"egress":${egress},"ruleAction":"${rule}","icmpTypeCode":{},${ports},"cidrBlock":"0.0.0.0/0"}`;
}

const anyProtocol = '"portRange":{},"aclProtocol":"-1"';
const allPorts = '"portRange":{"from":0,"to":65535},"aclProtocol":"6"';
const oneTable = '{"vpcId":"vpc-0a1b2c3d4e5f60718"}';
const allRoutes =
	'{"routeTableId":"rtb-0a1b2c3d4e5f60718","destinationCidrBlock":"0.0.0.0/0","gatewayId":"igw-0a1b2c3d4e5f60718"}';
const gateway = '{"internetGatewayId":"igw-0a1b2c3d4e5f60718","vpcId":"vpc-0a1b2c3d4e5f60718"}';

/** The network is turned inside out; some of it is refused. */
const rewiring: readonly Change[] = [
	['ec2', 'CreateNetworkAcl', oneTable],
	['ec2', 'CreateNetworkAclEntry', entry(90, false, 'allow', anyProtocol)],
	['ec2', 'CreateNetworkAclEntry', entry(91, true, 'allow', allPorts)],
	['ec2', 'CreateNetworkAclEntry', entry(92, true, 'deny', anyProtocol)],
	[
		'ec2',
		'CreateNetworkAclEntry',
		entry(93, false, 'allow', '"portRange":{"from":443,"to":443},"aclProtocol":"6"'),
	],
	['ec2', 'ReplaceNetworkAclEntry', entry(93, false, 'allow', anyProtocol)],
	['ec2', 'DeleteNetworkAclEntry', '{"networkAclId":"acl-0badc0de0badc0de2","ruleNumber":92}'],
	['ec2', 'CreateVpc', '{"cidrBlock":"10.66.0.0/16","instanceTenancy":"default"}'],
	['ec2', 'CreateVpcPeeringConnection', '{"vpcId":"vpc-0a1b2c3d4e5f60718","peerVpcId":"vpc-1"}'],
	['ec2', 'CreateRouteTable', oneTable],
	['ec2', 'CreateRoute', allRoutes],
	['ec2', 'AttachInternetGateway', gateway],
	['ec2', 'DetachInternetGateway', gateway],
	[
		'ec2',
		'RunInstances',
		'{"instancesSet":{"items":[{"imageId":"ami-0badc0de0badc0de3","minCount":4,"maxCount":4}]},"instanceType":"c7i.8xlarge"}',
	],
	[
		'rds',
		'CreateDBInstance',
		'{"dBInstanceIdentifier":"mirror","engine":"postgres","publiclyAccessible":true,"masterUserPassword":"****"}',
	],
	[
		'rds',
		'CreateDBInstance',
		'{"dBInstanceIdentifier":"replica","engine":"postgres","publiclyAccessible":false,"masterUserPassword":"****"}',
	],
	['sts', 'GetSessionToken', '{"durationSeconds":129600}'],
	['s3', 'DeleteBucketPolicy', `{"bucketName":"${lake}"}`],
	['kms', 'DisableKey', '{"keyId":"1a2b3c4d-examplekey"}'],
	['kms', 'ScheduleKeyDeletion', '{"keyId":"1a2b3c4d-examplekey","pendingWindowInDays":7}'],
	['config', 'DeleteDeliveryChannel', '{"deliveryChannelName":"default"}'],
	['organizations', 'InviteAccountToOrganization', '{"target":{"type":"ACCOUNT"}}'],
	['organizations', 'CreatePolicy', '{"name":"allow-all","type":"SERVICE_CONTROL_POLICY"}'],
	['organizations', 'AttachPolicy', '{"policyId":"p-examplepol","targetId":"r-exam"}'],
];

const barred = ['kms', 'organizations'];

export function rewire(teller: Teller, atMs: number): void {
	for (const [index, what] of rewiring.entries()) {
		teller.tell(atMs + index * 30_000, prod, homeRegion, scene =>
			change(scene, planted(scene), what, !barred.includes(what[0])),
		);
	}
}

/** Administrators give a machine another address and close the lists again. */
export function readdress(teller: Teller, atMs: number): void {
	const address = '203.0.113.150';
	const association = (scene: Scene) => `eipassoc-0${scene.random.hex8()}`;
	const tell = (
		minute: number,
		make: (scene: Scene) => Change,
		account: ExampleAccount = prod,
		index = 0,
	) => {
		teller.tell(atMs + minute * minuteMs, account, homeRegion, scene =>
			change(scene, person(scene, index), make(scene)),
		);
	};
	tell(1, scene => [
		'ec2',
		'AllocateAddress',
		'{"domain":"vpc"}',
		`{"requestId":"${scene.random.uuid()}","publicIp":"${address}","domain":"vpc","allocationId":"eipalloc-0a1b2c3d"}`,
	]);
	tell(4, scene => [
		'ec2',
		'AssociateAddress',
		`{"publicIp":"${address}","instanceId":"${resourceId('i', scene.random)}"}`,
		`{"requestId":"${scene.random.uuid()}","_return":true,"associationId":"${association(scene)}"}`,
	]);
	tell(6, scene => ['ec2', 'DisassociateAddress', `{"associationId":"${association(scene)}"}`]);
	tell(7, () => ['ec2', 'ReleaseAddress', `{"publicIp":"${address}"}`], security, 1);
	tell(8, scene => [
		'ec2',
		'AssignPrivateIpAddresses',
		`{"networkInterfaceId":"${resourceId('eni', scene.random)}"}`,
	]);
	tell(10, () => [
		'ec2',
		'DeleteNetworkAclEntry',
		'{"networkAclId":"acl-0badc0de0badc0de2","ruleNumber":90,"egress":false}',
	]);
	tell(12, () => ['ec2', 'DeleteNetworkAcl', '{"networkAclId":"acl-0badc0de0badc0de2"}']);
	tell(
		13,
		() => ['s3', 'PutBucketAcl', `{"bucketName":"${lake}",${listJson(undefined)}}`],
		data,
		1,
	);
}
