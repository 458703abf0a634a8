import { idOf } from './organisation.ts';
import { sessionStart } from './scene.ts';
import type { Scene } from './scene.ts';

// Each function returns a `userIdentity` as compact JSON text.

/**
 * An IAM user: the prefix of its key's id, which is absent while it signs in, and the fields after
 * its name.
 */
function userJson({ account: { id } }: Scene, name: string, key?: 'AKIA' | 'ASIA', more = '') {
	const keyJson = key === undefined ? '' : `,"accessKeyId":"${idOf(key, id, name)}"`;
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', id, name)}","arn":"arn:aws:iam::${id}:user/${name}","accountId":"${id}"${keyJson},"userName":"${name}"${more}}`;
}

function attributesJson(sinceTime: string, mfa = false): string {
	return `"attributes":{"creationDate":"${sinceTime}","mfaAuthenticated":"${mfa}"}`;
}

export function iamUser(scene: Scene, name: string): string {
	return userJson(scene, name, 'AKIA');
}

/** An IAM user signed in to the console, with the session's start and whether MFA was used. */
export function consoleUser(scene: Scene, name: string, mfa: boolean): string {
	const session = attributesJson(sessionStart(scene), mfa);
	return userJson(scene, name, 'ASIA', `,"sessionContext":{${session}}`);
}

/** An IAM user for whom AWS makes the call, as for KMS behind Systems Manager. */
export function userThroughAws(scene: Scene, name: string): string {
	const session = `"sessionIssuer":{},"webIdFederationData":{},${attributesJson(sessionStart(scene))}`;
	return userJson(scene, name, 'ASIA', `,"sessionContext":{${session}},"invokedBy":"AWS Internal"`);
}

/** The identity of a sign-in record, which has no key and no session yet. */
export function signingIn(scene: Scene, name: string): string {
	return userJson(scene, name);
}

/** A failed sign-in: CloudTrail writes no ARN and an empty key, and may hide the name. */
export function failedSigningIn({ account: { id } }: Scene, name: string): string {
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', id, name)}","accountId":"${id}","accessKeyId":"","userName":"${name}"}`;
}

export function root({ account: { id } }: Scene, sinceTime?: string): string {
	const session = sinceTime === undefined ? '' : `,"sessionContext":{${attributesJson(sinceTime)}}`;
	return `{"type":"Root","principalId":"${id}","arn":"arn:aws:iam::${id}:root","accountId":"${id}","accessKeyId":""${session}}`;
}

export interface RoleSession {
	readonly role: string;
	/** Path of the role with the leading and final slash, such as `/service-role/`. */
	readonly path?: string;
	readonly session: string;
	readonly invokedBy?: string;
	readonly instanceDelivery?: boolean;
}

export function roleSession(scene: Scene, of: RoleSession): string {
	const { id } = scene.account;
	const { role, session, invokedBy } = of;
	const principal = idOf('AROA', id, role);
	const key = invokedBy === undefined ? `,"accessKeyId":"${idOf('ASIA', id, session)}"` : '';
	const delivery = of.instanceDelivery === true ? ',"ec2RoleDelivery":"2.0"' : '';
	const invoked = invokedBy === undefined ? '' : `,"invokedBy":"${invokedBy}"`;
	return `{"type":"AssumedRole","principalId":"${principal}:${session}","arn":"arn:aws:sts::${id}:assumed-role/${role}/${session}","accountId":"${id}"${key},"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"${principal}","arn":"arn:aws:iam::${id}:role${of.path ?? '/'}${role}","accountId":"${id}","userName":"${role}"},"webIdFederationData":{},${attributesJson(sessionStart(scene))}${delivery}}${invoked}}`;
}

export function service(name: string): string {
	return `{"type":"AWSService","invokedBy":"${name}"}`;
}

/** A service event of the account; such records have no `type`. */
export function accountOnly({ account }: Scene, invokedBy: string): string {
	return `{"accountId":"${account.id}","invokedBy":"${invokedBy}"}`;
}

export function otherAccount(account: string, principal: string): string {
	return `{"type":"AWSAccount","principalId":"${idOf('AROA', account, principal)}:${principal}","accountId":"${account}"}`;
}

export function webIdentity({ account, region }: Scene, serviceAccount: string): string {
	const provider = `arn:aws:iam::${account.id}:oidc-provider/oidc.eks.${region.name}.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E`;
	return `{"type":"WebIdentityUser","principalId":"${provider}:sts.amazonaws.com:system:serviceaccount:${serviceAccount}","userName":"system:serviceaccount:${serviceAccount}","identityProvider":"${provider}"}`;
}

export function federatedUser(scene: Scene, name: string): string {
	const { id } = scene.account;
	return `{"type":"FederatedUser","principalId":"${id}:${name}","arn":"arn:aws:sts::${id}:federated-user/${name}","accountId":"${id}","accessKeyId":"${idOf('ASIA', id, name)}","sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"${idOf('AIDA', id, 'broker')}","arn":"arn:aws:iam::${id}:user/broker","accountId":"${id}","userName":"broker"},${attributesJson(sessionStart(scene))}}}`;
}

export function identityCenterUser({ account: { id } }: Scene, userId: string): string {
	return `{"type":"IdentityCenterUser","accountId":"${id}","onBehalfOf":{"userId":"${userId}","identityStoreArn":"arn:aws:identitystore::${id}:identitystore/d-9067642ac7"},"credentialId":"${userId}-cred"}`;
}
