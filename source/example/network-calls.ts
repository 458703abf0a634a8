import { call } from './actor.ts';
import type { Actor, Ending, Maker } from './actor.ts';
import type { Draft } from './record.ts';
import { resourceId } from './scene.ts';
import type { Scene } from './scene.ts';

/** One permission of a rule change. */
export interface Permission {
	readonly fromPort: number;
	readonly toPort: number;
	readonly cidrs?: readonly string[];
	readonly cidrs6?: readonly string[];
	readonly groups?: readonly string[];
}

/** The operations on a security group. */
export type GroupCall =
	| readonly [name: 'CreateSecurityGroup', groupName: string, description: string]
	| readonly [name: 'DeleteSecurityGroup', groupId: string]
	| readonly [name: RuleChange, groupId: string, ...permissions: readonly Permission[]]
	/** The old form that the command line still sends: one rule without a list. */
	| readonly [name: 'OpenPort', groupId: string, port: number, cidr: string];

type RuleChange = `${'Authorize' | 'Revoke'}SecurityGroup${'Ingress' | 'Egress'}`;

/** A call of EC2 on a security group. */
export function onGroup(scene: Scene, by: Actor, what: GroupCall, ending: Ending = 'ok'): Draft {
	const name = what[0] === 'OpenPort' ? 'AuthorizeSecurityGroupIngress' : what[0];
	const [requestJson, answerJson] = textsOf(scene, what);
	return call(scene, by, {
		source: 'ec2',
		name,
		requestJson,
		responseJson: `{"requestId":"${scene.random.uuid()}","_return":true${answerJson}}`,
		ending,
	});
}

/** The same call for any caller of a scene. */
export function onGroupBy(who: (scene: Scene) => Actor, what: GroupCall, ending?: Ending): Maker {
	return scene => onGroup(scene, who(scene), what, ending);
}

/** The request, and the response beyond a plain success. */
function textsOf(
	scene: Scene,
	what: GroupCall,
): readonly [requestJson: string, answerJson: string] {
	const { account, region, random } = scene;

	if (what[0] === 'CreateSecurityGroup') {
		const [, groupName, description] = what;
		const groupId = resourceId('sg', random);
		return [
			`{"groupName":"${groupName}","groupDescription":"${description}","vpcId":"${resourceId('vpc', random)}"}`,
			`,"groupId":"${groupId}","securityGroupArn":"arn:aws:ec2:${region.name}:${account.id}:security-group/${groupId}"`,
		];
	}

	if (what[0] === 'DeleteSecurityGroup') {
		return [`{"groupId":"${what[1]}"}`, `,"groupId":"${what[1]}"`];
	}

	if (what[0] === 'OpenPort') {
		const [, groupId, port, cidr] = what;
		return [
			`{"groupId":"${groupId}","ipPermissions":{},"ipProtocol":"tcp","fromPort":${port},"toPort":${port},"cidrIp":"${cidr}"}`,
			'',
		];
	}

	const [, groupId, ...permissions] = what;
	const items = permissions.map(permission => permissionJson(permission, account.id));
	return [`{"groupId":"${groupId}","ipPermissions":{"items":[${items.join(',')}]}}`, ''];
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
