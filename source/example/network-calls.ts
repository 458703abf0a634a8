import { call } from './actor.ts';
import type { Actor, Ending } from './actor.ts';
import type { Draft } from './record.ts';
import { resourceId } from './scene.ts';
import type { Scene } from './scene.ts';

function ec2(
	scene: Scene,
	actor: Actor,
	name: string,
	requestJson: string,
	responseJson: string,
	ending: Ending,
): Draft {
	return call(scene, actor, {
		source: 'ec2',
		name,
		requestJson,
		responseJson,
		ending,
	});
}

export function createGroup(
	scene: Scene,
	by: Actor,
	groupName: string,
	description: string,
	ending: Ending = 'ok',
): Draft {
	const { random } = scene;
	const groupId = resourceId('sg', random);
	return ec2(
		scene,
		by,
		'CreateSecurityGroup',
		`{"groupName":"${groupName}","groupDescription":"${description}","vpcId":"${resourceId('vpc', random)}"}`,
		`{"requestId":"${random.uuid()}","_return":true,"groupId":"${groupId}","securityGroupArn":"arn:aws:ec2:${scene.region.name}:${scene.account.id}:security-group/${groupId}"}`,
		ending,
	);
}

export function deleteGroup(
	scene: Scene,
	by: Actor,
	groupId: string,
	ending: Ending = 'ok',
): Draft {
	return ec2(
		scene,
		by,
		'DeleteSecurityGroup',
		`{"groupId":"${groupId}"}`,
		`{"requestId":"${scene.random.uuid()}","_return":true,"groupId":"${groupId}"}`,
		ending,
	);
}

export type RuleChange =
	| 'AuthorizeSecurityGroupIngress'
	| 'AuthorizeSecurityGroupEgress'
	| 'RevokeSecurityGroupIngress'
	| 'RevokeSecurityGroupEgress';

/** One permission of a rule change. */
export interface Permission {
	readonly fromPort: number;
	readonly toPort: number;
	readonly cidrs?: readonly string[];
	readonly cidrs6?: readonly string[];
	readonly groups?: readonly string[];
}

export function changeRule(
	scene: Scene,
	by: Actor,
	name: RuleChange,
	groupId: string,
	permissions: readonly Permission[],
	ending: Ending = 'ok',
): Draft {
	const items = permissions.map(permission => permissionJson(permission, scene.account.id));
	return ec2(
		scene,
		by,
		name,
		`{"groupId":"${groupId}","ipPermissions":{"items":[${items.join(',')}]}}`,
		`{"requestId":"${scene.random.uuid()}","_return":true}`,
		ending,
	);
}

/** The old form that still comes from the command line: one rule, without a list of permissions. */
export function openPort(
	scene: Scene,
	by: Actor,
	groupId: string,
	port: number,
	cidr: string,
	ending: Ending = 'ok',
): Draft {
	return ec2(
		scene,
		by,
		'AuthorizeSecurityGroupIngress',
		`{"groupId":"${groupId}","ipPermissions":{},"ipProtocol":"tcp","fromPort":${port},"toPort":${port},"cidrIp":"${cidr}"}`,
		`{"requestId":"${scene.random.uuid()}","_return":true}`,
		ending,
	);
}

function permissionJson(permission: Permission, account: string): string {
	return (
		`{"ipProtocol":"tcp","fromPort":${permission.fromPort},"toPort":${permission.toPort}` +
		`,"groups":${list(permission.groups, id => `{"userId":"${account}","groupId":"${id}"}`)}` +
		`,"ipRanges":${list(permission.cidrs, cidr => `{"cidrIp":"${cidr}"}`)}` +
		`,"ipv6Ranges":${list(permission.cidrs6, cidr => `{"cidrIpv6":"${cidr}"}`)}` +
		',"prefixListIds":{}}'
	);
}

function list(texts: readonly string[] | undefined, json: (text: string) => string): string {
	return texts === undefined ? '{}' : `{"items":[${texts.map(json).join(',')}]}`;
}
