import { textOf } from '../../comparison.ts';
import type { Value } from '../../value.ts';

const issuer = 'userIdentity.sessionContext.sessionIssuer';

/** What a record tells of who called, in the order of `identityOf`. */
export const identityPaths: readonly string[] = [
	'userIdentity.type',
	'userIdentity.accessKeyId',
	'userIdentity.userName',
	'userIdentity.arn',
	`${issuer}.userName`,
	'userIdentity.principalId',
	'userIdentity.invokedBy',
	'userIdentity.accountId',
	'userIdentity.onBehalfOf.userId',
	'userIdentity.sessionContext.sourceIdentity',
	'userIdentity.sessionContext.webIdFederationData.federatedProvider',
];

export interface Identity {
	/** Such as `user/ada` or `role/Deploy`. */
	readonly name: string;
	/** Somebody took a role, so there is somebody before it. */
	readonly isRole: boolean;
	/** The key of the call; undefined where the record has none. */
	readonly key: string | undefined;
	/** Set when the first session began, and passed on by all that follow. */
	readonly sourceIdentity: string | undefined;
	/** Who vouched for the first of a session. */
	readonly provider: string | undefined;
}

export function identityOf(values: readonly Value[]): Identity {
	const texts = values.map(value => (value === null ? undefined : textOf(value) || undefined));
	const [type, key, , arn, , , , , , sourceIdentity, provider] = texts;
	const isRole = type === 'AssumedRole' || type === 'Role' || /:assumed-role\//.test(arn ?? '');
	return { name: nameOf(texts), isRole, key, sourceIdentity, provider };
}

function nameOf(texts: readonly (string | undefined)[]): string {
	const [type, , userName, arn, roleName, principal, service, account, onBehalfOf] = texts;
	const own = userName ?? principal?.replace(/^.*:/, '') ?? account ?? '?';
	switch (type) {
		case 'Root':
			return 'root';
		case 'IAMUser':
			return `user/${userName ?? arn?.replace(/^.*\//, '') ?? own}`;
		case 'AssumedRole':
		case 'Role':
			return `role/${roleName ?? /:(?:assumed-)?role\/([^/]+)/.exec(arn ?? '')?.[1] ?? own}`;
		case 'SAMLUser':
			return `saml/${own}`;
		case 'WebIdentityUser':
			return `web/${own}`;
		case 'FederatedUser':
			return `federated/${own}`;
		case 'IdentityCenterUser':
			return `identity-center/${userName ?? onBehalfOf ?? own}`;
		case 'AWSService':
			return `service/${service ?? own}`;
		case 'AWSAccount':
			return `account/${account ?? own}`;
		default:
			return service === undefined ? `unknown/${own}` : `service/${service}`;
	}
}
