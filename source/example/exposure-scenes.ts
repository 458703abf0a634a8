import { call, person } from './actor.ts';
import type { Actor, Call, Maker } from './actor.ts';
import { planted } from './intruder.ts';
import { iamBy } from './iam-calls.ts';
import type { IamCall } from './iam-calls.ts';
import { data, homeRegion, prod, security } from './organisation.ts';
import type { Draft } from './record.ts';
import { resourceId } from './scene.ts';
import type { Scene } from './scene.ts';
import { table } from './table.ts';
import type { Teller } from './teller.ts';

const lake = 'examplecorp-lake-us-east-1';
const everyone = 'http://acs.amazonaws.com/groups/global/AllUsers';

/** A call that makes a change. */
type Change = Pick<Call, 'source' | 'name' | 'requestJson' | 'responseJson'>;

function change(scene: Scene, by: Actor, what: Change, works = true): Draft {
	return call(scene, by, { responseJson: 'null', ...what, ending: works ? 'ok' : 'refused' });
}

function ofObject(key: string, more: string): string {
	return `{"bucketName":"${lake}","Host":"${lake}.s3.amazonaws.com","key":"${key}",${more}}`;
}

/**
 * An access control list as a request body: its owner, and optionally a permission for everyone.
 */
function listJson(permission: string | undefined): string {
	const owner =
		'{"Grantee":{"xsi:type":"CanonicalUser","xmlns:xsi":"http://www.w3.org/2001/XMLSchema-instance","ID":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"Permission":"FULL_CONTROL"}';
	const all =
		permission === undefined
			? ''
			: `,{"Grantee":{"xsi:type":"Group","xmlns:xsi":"http://www.w3.org/2001/XMLSchema-instance","URI":"${everyone}"},"Permission":"${permission}"}`;
	return `"AccessControlPolicy":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","Owner":{"ID":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"AccessControlList":{"Grant":[${owner}${all}]}}`;
}

/**
 * Objects and buckets become public in every possible way; some attempts do not make anything
 * public.
 */
export function publish(teller: Teller, atMs: number): void {
	const tell = teller.from(atMs, data);
	const put = (minute: number, name: string, requestJson: string, works = true) => {
		tell(minute, scene => ({
			...change(scene, planted(scene), { source: 's3', name, requestJson }, works),
			category: name === 'PutBucketAcl' ? undefined : 'Data',
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

/** Users, groups, roles and policies that exist for only a few minutes. */
export function comeAndGo(teller: Teller, atMs: number): void {
	const tell = teller.from(atMs);
	const on = (minute: number, name: IamCall, subject: string) => {
		tell(minute, iamBy(planted, name, subject));
	};

	const onGroup = (minute: number, name: string) => {
		const requestJson = '{"groupName":"helpers"}';
		tell(minute, scene => change(scene, planted(scene), { source: 'iam', name, requestJson }));
	};

	on(1, 'CreateUser', 'guest');
	on(6, 'DeleteUser', 'guest');
	onGroup(7, 'CreateGroup');
	onGroup(9, 'DeleteGroup');
	on(11, 'CreatePolicy', 'fleeting');
	tell(18, scene => {
		const requestJson = `{"policyArn":"arn:aws:iam::${scene.account.id}:policy/fleeting-access"}`;
		return change(scene, planted(scene), { source: 'iam', name: 'DeletePolicy', requestJson });
	});
	on(20, 'CreateRole', 'visitor');
	on(21, 'DeleteRole', 'visitor');
	// Fourteen minutes are not short, and a resource created again counts separately.
	on(22, 'CreateUser', 'guest');
	on(36, 'DeleteUser', 'guest');
}

function entry(number: number, egress: boolean, rule: string, ports: string): string {
	return `{"networkAclId":"acl-0badc0de0badc0de2","ruleNumber":${number},"egress":${egress},"ruleAction":"${rule}","icmpTypeCode":{},${ports},"cidrBlock":"0.0.0.0/0"}`;
}

const anyProtocol = '"portRange":{},"aclProtocol":"-1"';
const allPorts = '"portRange":{"from":0,"to":65535},"aclProtocol":"6"';
const oneTable = '{"vpcId":"vpc-0a1b2c3d4e5f60718"}';
const onlyHttps = '"portRange":{"from":443,"to":443},"aclProtocol":"6"';
const gateway = '{"internetGatewayId":"igw-0a1b2c3d4e5f60718","vpcId":"vpc-0a1b2c3d4e5f60718"}';

/** The network is reconfigured; some calls are refused. */
const rewiring = table('source', 'name', 'requestJson')`
	ec2 CreateNetworkAcl ${oneTable}
	ec2 CreateNetworkAclEntry ${entry(90, false, 'allow', anyProtocol)}
	ec2 CreateNetworkAclEntry ${entry(91, true, 'allow', allPorts)}
	ec2 CreateNetworkAclEntry ${entry(92, true, 'deny', anyProtocol)}
	ec2 CreateNetworkAclEntry ${entry(93, false, 'allow', onlyHttps)}
	ec2 ReplaceNetworkAclEntry ${entry(93, false, 'allow', anyProtocol)}
	ec2 DeleteNetworkAclEntry {"networkAclId":"acl-0badc0de0badc0de2","ruleNumber":92}
	ec2 CreateVpc {"cidrBlock":"10.66.0.0/16","instanceTenancy":"default"}
	ec2 CreateVpcPeeringConnection {"vpcId":"vpc-0a1b2c3d4e5f60718","peerVpcId":"vpc-1"}
	ec2 CreateRouteTable ${oneTable}
	ec2 CreateRoute {"routeTableId":"rtb-0a1b2c3d4e5f60718","destinationCidrBlock":"0.0.0.0/0","gatewayId":"igw-0a1b2c3d4e5f60718"}
	ec2 AttachInternetGateway ${gateway}
	ec2 DetachInternetGateway ${gateway}
	ec2 RunInstances {"instancesSet":{"items":[{"imageId":"ami-0badc0de0badc0de3","minCount":4,"maxCount":4}]},"instanceType":"c7i.8xlarge"}
	rds CreateDBInstance {"dBInstanceIdentifier":"mirror","engine":"postgres","publiclyAccessible":true,"masterUserPassword":"****"}
	rds CreateDBInstance {"dBInstanceIdentifier":"replica","engine":"postgres","publiclyAccessible":false,"masterUserPassword":"****"}
	sts GetSessionToken {"durationSeconds":129600}
	s3 DeleteBucketPolicy {"bucketName":"${lake}"}
	kms DisableKey {"keyId":"1a2b3c4d-examplekey"}
	kms ScheduleKeyDeletion {"keyId":"1a2b3c4d-examplekey","pendingWindowInDays":7}
	config DeleteDeliveryChannel {"deliveryChannelName":"default"}
	organizations InviteAccountToOrganization {"target":{"type":"ACCOUNT"}}
	organizations CreatePolicy {"name":"allow-all","type":"SERVICE_CONTROL_POLICY"}
	organizations AttachPolicy {"policyId":"p-examplepol","targetId":"r-exam"}
`;

const barred = ['kms', 'organizations'];

export function rewire(teller: Teller, atMs: number): void {
	for (const [index, what] of rewiring.entries()) {
		teller.tell(atMs + index * 30_000, prod, homeRegion, scene =>
			change(scene, planted(scene), what, !barred.includes(what.source)),
		);
	}
}

/** Administrators change the address of a machine and close the lists again. */
export function readdress(teller: Teller, atMs: number): void {
	const address = '203.0.113.150';
	const done = (what: (scene: Scene) => Change, index = 0): Maker => {
		return scene => change(scene, person(scene, index), what(scene));
	};

	const ec2 = (name: string, requestJson: string, responseJson = 'null') => {
		return { source: 'ec2', name, requestJson, responseJson };
	};

	const association = ({ random }: Scene) => `"associationId":"eipassoc-0${random.hex8()}"`;
	const acl = '"networkAclId":"acl-0badc0de0badc0de2"';
	const closed = `{"bucketName":"${lake}",${listJson(undefined)}}`;
	const allocate = ({ random }: Scene) =>
		ec2(
			'AllocateAddress',
			'{"domain":"vpc"}',
			`{"requestId":"${random.uuid()}","publicIp":"${address}","domain":"vpc","allocationId":"eipalloc-0a1b2c3d"}`,
		);
	const associate = (scene: Scene) =>
		ec2(
			'AssociateAddress',
			`{"publicIp":"${address}","instanceId":"${resourceId('i', scene.random)}"}`,
			`{"requestId":"${scene.random.uuid()}","_return":true,${association(scene)}}`,
		);
	const assign = ({ random }: Scene) =>
		ec2('AssignPrivateIpAddresses', `{"networkInterfaceId":"${resourceId('eni', random)}"}`);
	const tell = teller.from(atMs);
	tell(1, done(allocate));
	tell(4, done(associate));
	tell(
		6,
		done(scene => ec2('DisassociateAddress', `{${association(scene)}}`)),
	);
	tell(
		7,
		done(() => ec2('ReleaseAddress', `{"publicIp":"${address}"}`), 1),
		security,
	);
	tell(8, done(assign));
	tell(
		10,
		done(() => ec2('DeleteNetworkAclEntry', `{${acl},"ruleNumber":90,"egress":false}`)),
	);
	tell(
		12,
		done(() => ec2('DeleteNetworkAcl', `{${acl}}`)),
	);
	tell(
		13,
		done(() => ({ source: 's3', name: 'PutBucketAcl', requestJson: closed }), 1),
		data,
	);
}
