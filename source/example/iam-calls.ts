import { call } from './actor.ts';
import type { Actor, Ending } from './actor.ts';
import { idOf } from './organisation.ts';
import type { Draft } from './record.ts';
import type { Scene } from './scene.ts';

function iam(
	scene: Scene,
	actor: Actor,
	name: string,
	requestJson: string,
	responseJson: string | undefined,
	ending: Ending,
): Draft {
	return call(scene, actor, {
		source: 'iam',
		name,
		requestJson,
		responseJson,
		ending,
	});
}

export function createUser(scene: Scene, by: Actor, user: string, ending: Ending = 'ok'): Draft {
	const { id } = scene.account;
	return iam(
		scene,
		by,
		'CreateUser',
		`{"userName":"${user}"}`,
		`{"user":{"path":"/","userName":"${user}","userId":"${idOf('AIDA', id, user)}","arn":"arn:aws:iam::${id}:user/${user}","createDate":"Mar 1, 2026, 12:00:00 PM"}}`,
		ending,
	);
}

export function deleteUser(scene: Scene, by: Actor, user: string, ending: Ending = 'ok'): Draft {
	return iam(scene, by, 'DeleteUser', `{"userName":"${user}"}`, undefined, ending);
}

const trust =
	'{\\n  \\"Version\\": \\"2012-10-17\\",\\n  \\"Statement\\": [\\n\\t{\\n\\t  \\"Effect\\": \\"Allow\\",\\n\\t  \\"Principal\\": {\\"Service\\": \\"lambda.amazonaws.com\\"},\\n\\t  \\"Action\\": \\"sts:AssumeRole\\"\\n\\t}\\n  ]\\n}';

export function createRole(scene: Scene, by: Actor, role: string, ending: Ending = 'ok'): Draft {
	const { id } = scene.account;
	return iam(
		scene,
		by,
		'CreateRole',
		`{"roleName":"${role}","assumeRolePolicyDocument":"${trust}","description":"made by ${scene.random.pick(['ci', 'hand', '自動化'])}"}`,
		`{"role":{"path":"/","roleName":"${role}","roleId":"${idOf('AROA', id, role)}","arn":"arn:aws:iam::${id}:role/${role}","createDate":"Mar 1, 2026, 12:00:00 PM","assumeRolePolicyDocument":"%7B%0A%20%20%22Version%22%3A%20%222012-10-17%22%0A%7D"}}`,
		ending,
	);
}

export function deleteRole(scene: Scene, by: Actor, role: string, ending: Ending = 'ok'): Draft {
	return iam(scene, by, 'DeleteRole', `{"roleName":"${role}"}`, undefined, ending);
}

export function createKey(scene: Scene, by: Actor, user: string, ending: Ending = 'ok'): Draft {
	return iam(
		scene,
		by,
		'CreateAccessKey',
		`{"userName":"${user}"}`,
		`{"accessKey":{"userName":"${user}","accessKeyId":"AKIAEXAMPLE${scene.random.capitals(9)}","status":"Active","createDate":"Mar 1, 2026, 12:00:00 PM"}}`,
		ending,
	);
}

export function deleteKey(
	scene: Scene,
	by: Actor,
	user: string,
	key: string,
	ending: Ending = 'ok',
): Draft {
	return iam(
		scene,
		by,
		'DeleteAccessKey',
		`{"userName":"${user}","accessKeyId":"${key}"}`,
		undefined,
		ending,
	);
}

export type PasswordChange =
	'ChangePassword' | 'CreateLoginProfile' | 'UpdateLoginProfile' | 'DeleteLoginProfile';

export function changePassword(
	scene: Scene,
	by: Actor,
	name: PasswordChange,
	user: string,
	ending: Ending = 'ok',
): Draft {
	return iam(
		scene,
		by,
		name,
		name === 'ChangePassword' ? 'null' : `{"userName":"${user}"}`,
		name === 'CreateLoginProfile'
			? `{"loginProfile":{"userName":"${user}","createDate":"Mar 1, 2026, 12:00:00 PM","passwordResetRequired":false}}`
			: undefined,
		ending,
	);
}

export function changeMembership(
	scene: Scene,
	by: Actor,
	name: 'AddUserToGroup' | 'RemoveUserFromGroup',
	user: string,
	group: string,
	ending: Ending = 'ok',
): Draft {
	return iam(scene, by, name, `{"groupName":"${group}","userName":"${user}"}`, undefined, ending);
}

const everything =
	'{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}]}';

/** The policy changes of IAM, each with a request as IAM records it. */
const policyRequests = {
	AttachUserPolicy: '{"userName":"%","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}',
	AttachRolePolicy: '{"roleName":"%","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}',
	DetachUserPolicy: '{"userName":"%","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}',
	DetachRolePolicy: '{"roleName":"%","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}',
	PutUserPolicy: `{"userName":"%","policyName":"inline-all","policyDocument":"${everything}"}`,
	PutRolePolicy: `{"roleName":"%","policyName":"orders-access","policyDocument":"${everything}"}`,
	DeleteRolePolicy: '{"roleName":"%","policyName":"orders-access"}',
	CreatePolicy: `{"policyName":"%-access","policyDocument":"${everything}","path":"/"}`,
	CreatePolicyVersion: `{"policyArn":"arn:aws:iam::$:policy/%-access","setAsDefault":false,"policyDocument":"${everything}"}`,
	DeletePolicyVersion: '{"policyArn":"arn:aws:iam::$:policy/%-access","versionId":"v3"}',
	SetDefaultPolicyVersion: '{"policyArn":"arn:aws:iam::$:policy/%-access","versionId":"v4"}',
	PutRolePermissionsBoundary:
		'{"roleName":"%","permissionsBoundary":"arn:aws:iam::$:policy/boundary"}',
	DeleteRolePermissionsBoundary: '{"roleName":"%"}',
} as const;

export type PolicyChange = keyof typeof policyRequests;

export const policyChanges = Object.keys(policyRequests) as readonly PolicyChange[];

export function changePolicy(
	scene: Scene,
	by: Actor,
	name: PolicyChange,
	subject: string,
	ending: Ending = 'ok',
): Draft {
	const requestJson = policyRequests[name].replace('%', subject).replace('$', scene.account.id);
	const responseJson =
		name === 'CreatePolicy'
			? `{"policy":{"policyName":"${subject}-access","policyId":"ANPAEXAMPLE${scene.random.capitals(10)}","arn":"arn:aws:iam::${scene.account.id}:policy/${subject}-access","defaultVersionId":"v1","attachmentCount":0,"isAttachable":true}}`
			: undefined;
	return iam(scene, by, name, requestJson, responseJson, ending);
}
