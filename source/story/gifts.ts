/** A call that gives something away, and where its record says to whom or what. */
export interface Gift {
	readonly kind: string;
	readonly to: string;
}

const request = (name: string) => `requestParameters.${name}`;
const user = request('userName');
const role = request('roleName');
const group = request('groupName');
const bucket = request('bucketName');

const kinds: readonly (readonly [kind: string, to: string, names: string])[] = [
	[
		'key',
		user,
		'CreateAccessKey UpdateAccessKey CreateServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate ResetServiceSpecificCredential',
	],
	['key', request('keyName'), 'CreateKeyPair ImportKeyPair'],
	['key', request('instanceId'), 'SendSSHPublicKey'],
	['login profile', user, 'CreateLoginProfile UpdateLoginProfile'],
	['MFA removed', user, 'DeactivateMFADevice'],
	['user', user, 'CreateUser AddUserToGroup'],
	[
		'role',
		role,
		'CreateRole UpdateAssumeRolePolicy AddRoleToInstanceProfile CreateServiceLinkedRole',
	],
	['role', request('AssociateIamInstanceProfileRequest.InstanceId'), 'AssociateIamInstanceProfile'],
	[
		'policy',
		user,
		'AttachUserPolicy PutUserPolicy DeleteUserPermissionsBoundary PutUserPermissionsBoundary',
	],
	[
		'policy',
		role,
		'AttachRolePolicy PutRolePolicy DeleteRolePermissionsBoundary PutRolePermissionsBoundary',
	],
	['policy', group, 'AttachGroupPolicy PutGroupPolicy'],
	['policy', request('policyName'), 'CreatePolicy'],
	['policy', request('policyArn'), 'CreatePolicyVersion SetDefaultPolicyVersion'],
	['session', request('roleArn'), 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity'],
	['session', request('targetPrincipal'), 'AssumeRoot'],
	['session', request('name'), 'GetFederationToken'],
	['session', request('durationSeconds'), 'GetSessionToken'],
	['provider', request('name'), 'CreateSAMLProvider'],
	['provider', request('url'), 'CreateOpenIDConnectProvider'],
	['assignment', request('principalId'), 'CreateAccountAssignment CreateGroupMembership'],
	['grant', request('granteePrincipal'), 'CreateGrant'],
	['grant', request('keyId'), 'PutKeyPolicy'],
	['grant', bucket, 'PutBucketPolicy PutBucketAcl PutObjectAcl PutAccessPointPolicy'],
	['grant', request('snapshotId'), 'ModifySnapshotAttribute'],
	['grant', request('imageId'), 'ModifyImageAttribute'],
	['grant', request('dBSnapshotIdentifier'), 'ModifyDBSnapshotAttribute'],
	[
		'grant',
		request('functionName'),
		'AddPermission AddPermission20150331 AddPermission20150331v2 CreateFunctionUrlConfig',
	],
	['grant', request('secretId'), 'PutResourcePolicy'],
	['grant', request('repositoryName'), 'SetRepositoryPolicy'],
	['grant', request('principalArn'), 'CreateAccessEntry AssociateAccessPolicy'],
	['share', request('name'), 'CreateResourceShare'],
];

/** By the name of the call. */
export const gifts: ReadonlyMap<string, Gift> = new Map(
	kinds.flatMap(([kind, to, names]) => names.split(' ').map(name => [name, { kind, to }] as const)),
);
