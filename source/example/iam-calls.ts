import { call } from './actor.ts';
import type { Actor, Ending, Maker } from './actor.ts';
import { idOf } from './organisation.ts';
import type { Draft } from './record.ts';
import type { Scene } from './scene.ts';

const trust =
	'{\\n  \\"Version\\": \\"2012-10-17\\",\\n  \\"Statement\\": [\\n\\t{\\n\\t  \\"Effect\\": \\"Allow\\",\\n\\t  \\"Principal\\": {\\"Service\\": \\"lambda.amazonaws.com\\"},\\n\\t  \\"Action\\": \\"sts:AssumeRole\\"\\n\\t}\\n  ]\\n}';
/** What a policy allows: all, or what a pipeline asks for on an ordinary day. */
export type Rights = 'all' | 'some';

const rightsOf = {
	all: {
		policy: 'AdministratorAccess',
		document:
			'{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}]}',
	},
	some: {
		policy: 'AmazonSQSReadOnlyAccess',
		document:
			'{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":[\\"dynamodb:GetItem\\",\\"dynamodb:Query\\"],\\"Resource\\":\\"arn:aws:dynamodb:*:*:table/orders\\"}]}',
	},
} as const;
const created = '"createDate":"Mar 1, 2026, 12:00:00 PM"';

/** The subject of a call: a user, role or policy, and optionally a group or key. */
interface Subject extends Scene {
	readonly id: string;
	readonly on: string;
	readonly beside: string;
	readonly policy: string;
	readonly document: string;
}

/** Request and response in the form that IAM records. */
type Texts = (subject: Subject) => readonly [requestJson: string, responseJson?: string];

const onUser: Texts = ({ on }) => [`{"userName":"${on}"}`];
const onRole: Texts = ({ on }) => [`{"roleName":"${on}"}`];
const onMember: Texts = ({ on, beside }) => [`{"groupName":"${beside}","userName":"${on}"}`];

const principalCalls = {
	CreateUser: ({ id, on }) => [
		`{"userName":"${on}"}`,
		`{"user":{"path":"/","userName":"${on}","userId":"${idOf('AIDA', id, on)}","arn":"arn:aws:iam::${id}:user/${on}",${created}}}`,
	],
	DeleteUser: onUser,
	CreateRole: ({ id, on, random }) => [
		`{"roleName":"${on}","assumeRolePolicyDocument":"${trust}","description":"made by ${random.pick(['ci', 'hand', '自動化'])}"}`,
		`{"role":{"path":"/","roleName":"${on}","roleId":"${idOf('AROA', id, on)}","arn":"arn:aws:iam::${id}:role/${on}",${created},"assumeRolePolicyDocument":"%7B%0A%20%20%22Version%22%3A%20%222012-10-17%22%0A%7D"}}`,
	],
	DeleteRole: onRole,
	CreateAccessKey: ({ on, random }) => [
		`{"userName":"${on}"}`,
		`{"accessKey":{"userName":"${on}","accessKeyId":"AKIAEXAMPLE${random.capitals(9)}","status":"Active",${created}}}`,
	],
	DeleteAccessKey: ({ on, beside }) => [`{"userName":"${on}","accessKeyId":"${beside}"}`],
	ChangePassword: () => ['null'],
	CreateLoginProfile: ({ on }) => [
		`{"userName":"${on}"}`,
		`{"loginProfile":{"userName":"${on}",${created},"passwordResetRequired":false}}`,
	],
	UpdateLoginProfile: onUser,
	DeleteLoginProfile: onUser,
	AddUserToGroup: onMember,
	RemoveUserFromGroup: onMember,
} satisfies Readonly<Record<string, Texts>>;

const policyCalls = {
	AttachUserPolicy: ({ on, policy }) => [
		`{"userName":"${on}","policyArn":"arn:aws:iam::aws:policy/${policy}"}`,
	],
	AttachRolePolicy: ({ on }) => [
		`{"roleName":"${on}","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}`,
	],
	DetachUserPolicy: ({ on, policy }) => [
		`{"userName":"${on}","policyArn":"arn:aws:iam::aws:policy/${policy}"}`,
	],
	DetachRolePolicy: ({ on }) => [
		`{"roleName":"${on}","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}`,
	],
	PutUserPolicy: ({ on, document }) => [
		`{"userName":"${on}","policyName":"inline-all","policyDocument":"${document}"}`,
	],
	PutRolePolicy: ({ on, document }) => [
		`{"roleName":"${on}","policyName":"orders-access","policyDocument":"${document}"}`,
	],
	DeleteRolePolicy: ({ on }) => [`{"roleName":"${on}","policyName":"orders-access"}`],
	CreatePolicy: ({ id, on, random, document }) => [
		`{"policyName":"${on}-access","policyDocument":"${document}","path":"/"}`,
		`{"policy":{"policyName":"${on}-access","policyId":"ANPAEXAMPLE${random.capitals(10)}","arn":"arn:aws:iam::${id}:policy/${on}-access","defaultVersionId":"v1","attachmentCount":0,"isAttachable":true}}`,
	],
	CreatePolicyVersion: ({ id, on, document }) => [
		`{"policyArn":"arn:aws:iam::${id}:policy/${on}-access","setAsDefault":false,"policyDocument":"${document}"}`,
	],
	DeletePolicyVersion: ({ id, on }) => [
		`{"policyArn":"arn:aws:iam::${id}:policy/${on}-access","versionId":"v3"}`,
	],
	SetDefaultPolicyVersion: ({ id, on }) => [
		`{"policyArn":"arn:aws:iam::${id}:policy/${on}-access","versionId":"v4"}`,
	],
	PutRolePermissionsBoundary: ({ id, on }) => [
		`{"roleName":"${on}","permissionsBoundary":"arn:aws:iam::${id}:policy/boundary"}`,
	],
	DeleteRolePermissionsBoundary: onRole,
} satisfies Readonly<Record<string, Texts>>;

const calls = { ...principalCalls, ...policyCalls };

export type IamCall = keyof typeof calls;

export const policyChanges = Object.keys(policyCalls) as readonly (keyof typeof policyCalls)[];

/** An IAM call on a user, role or policy; `beside` is the group or key that it also names. */
export function iam(
	scene: Scene,
	by: Actor,
	name: IamCall,
	on: string,
	ending: Ending = 'ok',
	beside = '',
	rights: Rights = 'all',
): Draft {
	const [requestJson, responseJson]: ReturnType<Texts> = calls[name]({
		...scene,
		id: scene.account.id,
		on,
		beside,
		...rightsOf[rights],
	});
	return call(scene, by, { source: 'iam', name, requestJson, responseJson, ending });
}

/** The same call for any caller of a scene. */
export function iamBy(
	who: (scene: Scene) => Actor,
	name: IamCall,
	on: string,
	ending?: Ending,
	beside?: string,
): Maker {
	return scene => iam(scene, who(scene), name, on, ending, beside);
}
