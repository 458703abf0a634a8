import { idOf } from './organisation.ts';

/** `userIdentity` as compact JSON text. */
export type IdentityText = string;

export function iamUser(account: string, name: string): IdentityText {
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', account, name)}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","accessKeyId":"${idOf('AKIA', account, name)}","userName":"${name}"}`;
}

/** An IAM user signed in to the console, with the session's start and whether MFA was used. */
export function consoleUser(
	account: string,
	name: string,
	sinceTime: string,
	mfa: boolean,
): IdentityText {
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', account, name)}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","accessKeyId":"${idOf('ASIA', account, name)}","userName":"${name}","sessionContext":{"attributes":{"creationDate":"${sinceTime}","mfaAuthenticated":"${mfa}"}}}`;
}

/** An IAM user on whose behalf AWS itself calls, as for KMS behind Systems Manager. */
export function userThroughAws(account: string, name: string, sinceTime: string): IdentityText {
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', account, name)}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","accessKeyId":"${idOf('ASIA', account, name)}","userName":"${name}","sessionContext":{"sessionIssuer":{},"webIdFederationData":{},"attributes":{"creationDate":"${sinceTime}","mfaAuthenticated":"false"}},"invokedBy":"AWS Internal"}`;
}

/** The sign-in record's identity: no key and no session yet. */
export function signingIn(account: string, name: string): IdentityText {
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', account, name)}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","userName":"${name}"}`;
}

/** A failed sign-in: CloudTrail writes no arn and an empty key, and may hide the name. */
export function failedSigningIn(account: string, name: string): IdentityText {
	return `{"type":"IAMUser","principalId":"${idOf('AIDA', account, name)}","accountId":"${account}","accessKeyId":"","userName":"${name}"}`;
}

export function root(account: string, sinceTime?: string): IdentityText {
	const session =
		sinceTime === undefined
			? ''
			: `,"sessionContext":{"attributes":{"creationDate":"${sinceTime}","mfaAuthenticated":"false"}}`;
	return `{"type":"Root","principalId":"${account}","arn":"arn:aws:iam::${account}:root","accountId":"${account}","accessKeyId":""${session}}`;
}

export interface RoleSession {
	readonly account: string;
	readonly role: string;
	/** Path of the role with the leading and final slash, such as `/service-role/`. */
	readonly path?: string;
	readonly session: string;
	readonly sinceTime: string;
	readonly mfa?: boolean;
	readonly invokedBy?: string;
	readonly instanceDelivery?: boolean;
}

export function roleSession(of: RoleSession): IdentityText {
	const { account, role, session } = of;
	const principal = idOf('AROA', account, role);
	const key =
		of.invokedBy === undefined ? `,"accessKeyId":"${idOf('ASIA', account, session)}"` : '';
	const delivery = of.instanceDelivery === true ? ',"ec2RoleDelivery":"2.0"' : '';
	const invoked = of.invokedBy === undefined ? '' : `,"invokedBy":"${of.invokedBy}"`;
	return `{"type":"AssumedRole","principalId":"${principal}:${session}","arn":"arn:aws:sts::${account}:assumed-role/${role}/${session}","accountId":"${account}"${key},"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"${principal}","arn":"arn:aws:iam::${account}:role${of.path ?? '/'}${role}","accountId":"${account}","userName":"${role}"},"webIdFederationData":{},"attributes":{"creationDate":"${of.sinceTime}","mfaAuthenticated":"${of.mfa === true}"}${delivery}}${invoked}}`;
}

export function service(name: string): IdentityText {
	return `{"type":"AWSService","invokedBy":"${name}"}`;
}

/** A service event of the account: such records have no `type` at all. */
export function accountOnly(account: string, invokedBy: string): IdentityText {
	return `{"accountId":"${account}","invokedBy":"${invokedBy}"}`;
}

export function otherAccount(account: string, principal: string): IdentityText {
	return `{"type":"AWSAccount","principalId":"${idOf('AROA', account, principal)}:${principal}","accountId":"${account}"}`;
}

export function webIdentity(account: string, region: string, serviceAccount: string): IdentityText {
	const provider = `arn:aws:iam::${account}:oidc-provider/oidc.eks.${region}.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E`;
	return `{"type":"WebIdentityUser","principalId":"${provider}:sts.amazonaws.com:system:serviceaccount:${serviceAccount}","userName":"system:serviceaccount:${serviceAccount}","identityProvider":"${provider}"}`;
}

export function federatedUser(account: string, name: string, sinceTime: string): IdentityText {
	return `{"type":"FederatedUser","principalId":"${account}:${name}","arn":"arn:aws:sts::${account}:federated-user/${name}","accountId":"${account}","accessKeyId":"${idOf('ASIA', account, name)}","sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"${idOf('AIDA', account, 'broker')}","arn":"arn:aws:iam::${account}:user/broker","accountId":"${account}","userName":"broker"},"attributes":{"creationDate":"${sinceTime}","mfaAuthenticated":"false"}}}`;
}

export function identityCenterUser(account: string, userId: string): IdentityText {
	return `{"type":"IdentityCenterUser","accountId":"${account}","onBehalfOf":{"userId":"${userId}","identityStoreArn":"arn:aws:identitystore::${account}:identitystore/d-9067642ac7"},"credentialId":"${userId}-cred"}`;
}
